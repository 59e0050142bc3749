import { setTimeout as pause } from 'node:timers/promises';
import { v7 as uuidV7 } from 'uuid';
import { type Catalogue, streamOf } from './catalogue.js';
import { decideCommon, isCommonCommand } from './common-commands.js';
import { type EventMetadata, type Handling, type NewEvent, type RecordedEvent, type SourceReference } from './envelope.js';
import { AppendTooLarge, EventIdReused, type EventStore, NO_STREAM } from './event-store.js';
import { widthOf } from './handling.js';
import { canonical, digestOf, uuidOf } from './identity.js';
import { parseOccurred } from './occurred.js';
import {
  type AnyRecordDefinition,
  type Correction,
  type DecideContext,
  type Decision,
  isRefusal,
  type Refusal,
  type Referenced,
  refuse,
} from './record.js';
import { type LoadedRecord, RecordLoader } from './record-loader.js';

/** Who sends a command. The engine records user and actor; the rest is for `Authorise`. */
export interface Caller {
  readonly user: string;
  readonly actor: string | null;
}

/** A command with what goes around it. `input` is checked already, with ids as plain UUIDs. */
export interface CommandRequest<C extends Caller = Caller> {
  readonly kind: string;
  /** The mutation's name: `declareCommitment`. */
  readonly name: string;
  readonly creates: boolean;
  /** The record; for one that creates, optional (importers choose their own). */
  readonly id?: string;
  readonly input: object;
  /** Fields of the input that name records. */
  readonly references?: readonly { readonly field: string; readonly kind: string; readonly id: string }[];
  readonly caller: C;
  readonly commandId?: string;
  readonly expectedRevision?: number;
  /** `2021`, `2021-01`, `2021-01-27` or an instant; now by default. */
  readonly occurredAt?: string;
  readonly handling?: Handling;
  readonly source?: SourceReference;
  readonly onBehalfOf?: string;
  readonly correlationId?: string;
  readonly causationId?: string;
}

/** Proof that a command was taken: the position and ids of its events; `duplicate` where it had been taken before. */
export interface Receipt {
  readonly position: bigint;
  readonly revision: number;
  readonly eventIds: readonly string[];
  readonly duplicate: boolean;
}

export type Outcome =
  | { readonly status: 'accepted'; readonly id: string; readonly receipt: Receipt }
  | { readonly status: 'refused'; readonly id: string; readonly refusal: Refusal };

/**
 * Who may do it: throws where the caller may not (FORBIDDEN, UNAUTHENTICATED). `canSee` is false for records that the caller may not know of:
 * they are then refused like records that are not there.
 */
export interface CommandAccess<C extends Caller> {
  authorise(request: CommandRequest<C>, record: LoadedRecord): void;
  canSee(caller: C, record: LoadedRecord | Referenced): boolean;
}

/** A plan is not an event: nothing may have happened later than the clocks of two machines differ. Milliseconds. */
export const CLOCK_SKEW = 5 * 60_000;
const TRIES = 5;
/** Namespace of the ids that are made from command ids (uuid v5). */
const NAMESPACE = '5c1b6f0e-8f0a-5d1c-9f6a-3f1c8d0e7a42';

/** Takes commands: load, decide, append at the exact revision; on a conflict decide again on the new state. */
export class CommandHandler<C extends Caller = Caller> {
  readonly #loader: RecordLoader;

  constructor(
    readonly store: EventStore,
    readonly catalogue: Catalogue,
    readonly access: CommandAccess<C>,
    options: { readonly now?: () => Date; readonly loader?: RecordLoader } = {},
  ) {
    this.#loader = options.loader ?? new RecordLoader(store, catalogue);
    this.now = options.now ?? (() => new Date());
  }

  readonly now: () => Date;

  /**
   * Decides a command and records its events.
   * @returns the receipt, or the refusal; with the same command id and body the first receipt again
   * @throws what `CommandAccess.authorise` throws, and errors of the store
   */
  async execute(request: CommandRequest<C>): Promise<Outcome> {
    const definition = this.catalogue.definition(request.kind);
    const commandId = request.commandId ?? uuidV7();
    // A repeated create must find the record of its first try, so the id comes from the command's.
    const id = request.id ?? (request.commandId ? uuidOf(`${request.kind}:${commandId}`, NAMESPACE) : uuidV7());
    const refused = (refusal: Refusal): Outcome => ({ status: 'refused', id, refusal });
    const now = this.now();
    const occurred = parseOccurred(request.occurredAt ?? now.toISOString());
    if (!occurred) {
      return refused(
        refuse('INVALID_DATE', 'give a year, a month, a day or an instant', { field: 'occurredAt', value: request.occurredAt }),
      );
    }
    if (Date.parse(occurred.occurredAt) > now.getTime() + CLOCK_SKEW) {
      return refused(
        refuse('OCCURRED_IN_THE_FUTURE', 'what has happened cannot lie in the future; plans have planned dates', {
          field: 'occurredAt',
          value: request.occurredAt,
          rule: 'occurredAt is at most five minutes after the time of recording',
        }),
      );
    }
    const hash = bodyHash(request);
    const isNew = request.creates && request.commandId === undefined && request.id === undefined;
    let record = isNew ? this.#loader.unborn(definition, id) : await this.#loader.load(request.kind, id);
    for (let attempt = 0; ; attempt++) {
      this.access.authorise(request, record);
      const repeated = record.commands.get(commandId);
      if (repeated) {
        if (repeated.hash !== hash) return refused(reusedKey(commandId));
        return { status: 'accepted', id, receipt: { ...repeated, eventIds: [...repeated.eventIds], duplicate: true } };
      }
      const decided = await this.#decide(definition, request, record, { id, now: now.toISOString(), ...occurred });
      if (isRefusal(decided)) {
        // The refusal may rest on a memory that another process has overtaken.
        if (attempt === 0 && !isNew) {
          const fresh = await this.#loader.load(request.kind, id, true);
          if (fresh.revision !== record.revision) {
            record = fresh;
            continue;
          }
        }
        return refused(decided);
      }
      if (decided.length === 0) return { status: 'accepted', id, receipt: await this.#unchanged(record) };
      const events = this.#stamp(request, record, decided, { commandId, hash, occurred });
      const outcome = await this.#append(record, events);
      if (outcome === 'duplicate') {
        // The ids stand in the log: by this very command, which a fresh look at the record finds, or by another record's.
        record = await this.#loader.load(request.kind, id, true);
        if (!record.commands.has(commandId)) return refused(reusedKey(commandId));
      } else if (outcome === 'conflict') {
        if (attempt >= TRIES - 1) {
          return refused(
            refuse('BUSY', `others changed this record ${TRIES} times meanwhile; try again`, { field: 'id', value: id }),
          );
        }
        if (attempt > 0) await pause(Math.random() * 10 * 2 ** attempt);
        record = await this.#loader.load(request.kind, id, true);
      } else return isRefusal(outcome) ? refused(outcome) : { status: 'accepted', id, receipt: outcome };
    }
  }

  /** The record as this process last saw it. */
  load(kind: string, id: string): Promise<LoadedRecord> {
    return this.#loader.load(kind, id);
  }

  async #decide(
    definition: AnyRecordDefinition,
    request: CommandRequest<C>,
    record: LoadedRecord,
    moment: Pick<DecideContext, 'id' | 'now' | 'occurredAt' | 'precision'>,
  ): Promise<readonly { type: string; data: unknown }[] | Refusal> {
    const { meta, state } = record;
    const wrong = this.#checkRecord(definition, request, record);
    if (wrong) return wrong;
    const references = await this.#references(definition, request, record);
    if (isRefusal(references)) return references;
    const { caller, name, input, handling } = request;
    const party = partyOf(request);
    const context: DecideContext = {
      ...moment,
      party,
      user: caller.user,
      handling,
      meta,
      reference: (id) => references.get(id),
    };
    if (isCommonCommand(name)) {
      const events = name === 'correctRecord' ? await this.#loader.events(request.kind, record.id) : [];
      const label = (to: Handling) => definition.label?.(state, to, context);
      const unsay = (correction?: Correction) => definition.unsay?.(state, correction, context);
      const common = { kind: request.kind, catalogue: this.catalogue, label, unsay, events };
      return decideCommon[name](input as never, { ...context, ...common });
    }
    const decide = (definition.decide as unknown as Record<string, Decision<unknown, never, unknown> | undefined>)[name];
    if (!decide) throw new Error(`${definition.kind} has no command ${name}`);
    return decide(input, state, context);
  }

  /** What must hold of the record itself before its own rules are asked. */
  #checkRecord(definition: AnyRecordDefinition, request: CommandRequest<C>, record: LoadedRecord): Refusal | undefined {
    const { meta, revision } = record;
    if (request.creates) {
      if (meta.exists)
        return refuse('ALREADY_EXISTS', `this ${definition.kind} is there already`, { field: 'id', value: record.id });
      if (!request.handling)
        return refuse('HANDLING_MISSING', 'a record needs a handling label from its birth', { field: 'handling' });
    } else {
      if (!meta.exists || !this.access.canSee(request.caller, record)) {
        return refuse('UNKNOWN_RECORD', `no such ${definition.kind}`, { field: 'id', value: `${definition.kind}_${record.id}` });
      }
      if (meta.voided)
        return refuse('RECORD_VOIDED', `this ${definition.kind} was voided: ${meta.voided.reason}`, { field: 'id' });
      const closed = definition.closed?.(record.state, request.name);
      if (closed) return closed;
    }
    if (request.expectedRevision !== undefined && request.expectedRevision !== revision) {
      return refuse('REVISION_CONFLICT', `the record is at revision ${revision}`, {
        field: 'expectedRevision',
        value: request.expectedRevision,
        rule: 'expectedRevision is the newest revision that you have seen',
      });
    }
    if (meta.exists && request.handling && widthOf(request.handling.tlp) < widthOf(meta.handling.tlp)) {
      return refuse(
        'EVENT_LABEL_TOO_NARROW',
        `the record is ${meta.handling.tlp} and would show what this event says; change its label first`,
        {
          field: 'handling.tlp',
          value: request.handling.tlp,
          rule: "an event's label is not narrower than its record's",
        },
      );
    }
    return undefined;
  }

  async #references(
    definition: AnyRecordDefinition,
    request: CommandRequest<C>,
    record: LoadedRecord,
  ): Promise<Map<string, Referenced> | Refusal> {
    const found = new Map<string, Referenced>();
    const named = [...(request.references ?? [])];
    if (request.onBehalfOf) named.push({ field: 'onBehalfOf', kind: 'actor', id: request.onBehalfOf });
    for (const { field, kind, id } of named) {
      const other = await this.#loader.load(kind, id);
      if (!other.meta.exists || other.meta.voided || !this.access.canSee(request.caller, other)) {
        return refuse('UNKNOWN_REFERENCE', `no such ${kind}`, {
          field,
          value: `${kind}_${id}`,
          rule: `${field} names a ${kind} on record`,
        });
      }
      const closed = this.catalogue.definition(kind).closed?.(other.state, undefined);
      if (closed) return { ...closed, field, value: `${kind}_${id}` };
      found.set(id, other);
    }
    for (const [kind, id] of definition.needs?.(record.state, partyOf(request)) ?? []) {
      if (!found.has(id)) found.set(id, await this.#loader.load(kind, id));
    }
    return found;
  }

  #stamp(
    request: CommandRequest<C>,
    record: LoadedRecord,
    decided: readonly { type: string; data: unknown }[],
    { commandId, hash, occurred }: { commandId: string; hash: string; occurred: Pick<EventMetadata, 'occurredAt' | 'precision'> },
  ): NewEvent[] {
    const metadata: EventMetadata = {
      ...occurred,
      actor: request.caller.actor,
      user: request.caller.user,
      onBehalfOf: request.onBehalfOf,
      source: request.source,
      handling: request.handling ?? record.meta.handling,
      commandId,
      commandHash: hash,
      correlationId: request.correlationId ?? commandId,
      causationId: request.causationId ?? commandId,
    };
    return decided.map(({ type, data }, index) => {
      const { schema, version } = this.catalogue.shape(record.kind, type);
      return { id: uuidOf(String(index), commandId), type, schemaVersion: version, data: schema.parse(data), metadata };
    });
  }

  async #append(record: LoadedRecord, events: readonly NewEvent[]): Promise<Receipt | Refusal | 'duplicate' | 'conflict'> {
    const stream = streamOf(record.kind, record.id);
    try {
      const result = await this.store.append(stream, record.revision, events);
      if (result.status !== 'ok') return result.status;
      const { position, revision } = result;
      const first = revision - events.length + 1;
      const recorded = events.map((event, i): RecordedEvent => ({
        ...event,
        stream,
        revision: first + i,
        position,
        recordedAt: '',
      }));
      this.#loader.remember(record, recorded);
      return { position, revision, eventIds: events.map((event) => event.id), duplicate: false };
    } catch (error) {
      if (error instanceof AppendTooLarge) return tooLarge(error);
      // Decided on another state, the same command may have had fewer events.
      if (error instanceof EventIdReused) return 'duplicate';
      throw error;
    }
  }

  async #unchanged(record: LoadedRecord): Promise<Receipt> {
    return {
      position: await this.store.head(),
      revision: record.revision,
      eventIds: [],
      duplicate: record.revision !== NO_STREAM,
    };
  }
}

function partyOf({ onBehalfOf, caller }: CommandRequest): string | null {
  return onBehalfOf ?? caller.actor;
}

function reusedKey(commandId: string): Refusal {
  return refuse('IDEMPOTENCY_KEY_REUSED', 'this command id was used for another command', {
    field: 'commandId',
    value: commandId,
    rule: 'a command id stands for one command and its body',
  });
}

function tooLarge(error: AppendTooLarge): Refusal {
  return refuse('TOO_LARGE', error.message, { field: 'input', value: error.bytes, rule: 'an append holds at most 1 MiB' });
}

/** SHA-256 over the command's name, record and body, with keys in order; the command id itself is not part of it. */
function bodyHash({ kind, name, id, input, occurredAt, handling, source, onBehalfOf, expectedRevision }: CommandRequest): string {
  return digestOf(canonical({ kind, name, id, input, occurredAt, handling, source, onBehalfOf, expectedRevision }));
}
