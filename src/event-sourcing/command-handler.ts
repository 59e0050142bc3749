import { setTimeout as pause } from 'node:timers/promises';
import { v7 as uuidV7 } from 'uuid';
import { type Catalogue, streamOf } from './catalogue.js';
import { bodyHash, checkRecord, occurrenceOf, reusedKey, tooLarge } from './command-checks.js';
import { decideCommon, isCommonCommand } from './common-commands.js';
import {
  type EventMetadata,
  type Handling,
  type NewEvent,
  type Position,
  type RecordedEvent,
  type SourceReference,
} from './envelope.js';
import { AppendTooLarge, EventIdReused, type EventStore, NO_STREAM } from './event-store.js';
import { uuidOf } from './identity.js';
import { appendSeconds, appendsPending, commands, refusals } from '../platform/metrics.js';
import { appendSpanId, correlationOfTrace, traced } from '../platform/tracing.js';
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
    const { kind } = request;
    try {
      const outcome = await traced(
        `command ${request.name}`,
        () => ({ attributes: { 'concord.kind': kind, 'concord.command': request.name } }),
        () => this.#execute(request),
      );
      if (outcome.status === 'refused') refusals.inc({ code: outcome.refusal.code });
      const taken = outcome.status === 'accepted' && outcome.receipt.duplicate ? 'duplicate' : outcome.status;
      commands.inc({ kind, outcome: taken });
      return outcome;
    } catch (error) {
      const denied = ['FORBIDDEN', 'UNAUTHENTICATED'].includes((error as { code?: string }).code ?? '');
      commands.inc({ kind, outcome: denied ? 'denied' : 'failed' });
      throw error;
    }
  }

  async #execute(request: CommandRequest<C>): Promise<Outcome> {
    const definition = this.catalogue.definition(request.kind);
    const commandId = request.commandId ?? uuidV7();
    // A repeated create must find the record of its first try, so the id comes from the command's.
    const id = request.id ?? (request.commandId ? uuidOf(`${request.kind}:${commandId}`, NAMESPACE) : uuidV7());
    const refused = (refusal: Refusal): Outcome => ({ status: 'refused', id, refusal });
    const now = this.now();
    const occurred = occurrenceOf(request, now);
    if (isRefusal(occurred)) return refused(occurred);
    const hash = bodyHash(request);
    const isNew = request.creates && request.commandId === undefined && request.id === undefined;
    let record = isNew ? this.#loader.unborn(definition, id) : await this.#loader.load(request.kind, id);
    let refreshed = false;
    for (let attempt = 0; ; attempt++) {
      this.access.authorise(request, record);
      const repeated = record.commands.get(commandId);
      if (repeated) {
        if (repeated.hash !== hash) return refused(reusedKey(commandId));
        return { status: 'accepted', id, receipt: { ...repeated, eventIds: [...repeated.eventIds], duplicate: true } };
      }
      const decided = await this.#decide(definition, request, record, { id, now: now.toISOString(), ...occurred });
      if (isRefusal(decided)) {
        // The refusal may rest on a memory that another process has overtaken: of the record, or of those that it names.
        if (refreshed) return refused(decided);
        refreshed = true;
        const fresh = isNew ? record : await this.#loader.load(request.kind, id, true);
        const behind = await this.#refresh(definition, request, record);
        if (fresh.revision === record.revision && !behind) return refused(decided);
        record = fresh;
        continue;
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

  /** Follows the log until the signal aborts, so that records on which commands rest are as other processes left them. */
  async follow(after: Position, signal: AbortSignal): Promise<void> {
    for await (const events of this.store.subscribeAll({ after, signal }))
      for (const event of events) this.#loader.noticed(event);
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
    const wrong = checkRecord(definition, request, record, this.access);
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

  async #references(
    definition: AnyRecordDefinition,
    request: CommandRequest<C>,
    record: LoadedRecord,
  ): Promise<Map<string, Referenced> | Refusal> {
    const found = new Map<string, Referenced>();
    for (const { field, kind, id } of namedBy(request)) {
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

  /** Reads anew the records that a command names or needs. @returns whether one of them had been overtaken in memory */
  async #refresh(definition: AnyRecordDefinition, request: CommandRequest<C>, record: LoadedRecord): Promise<boolean> {
    const named = namedBy(request).map(({ kind, id }) => [kind, id] as const);
    let behind = false;
    for (const [kind, id] of [...named, ...(definition.needs?.(record.state, partyOf(request)) ?? [])]) {
      const { revision } = await this.#loader.load(kind, id);
      if ((await this.#loader.load(kind, id, true)).revision !== revision) behind = true;
    }
    return behind;
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
      correlationId: request.correlationId ?? correlationOfTrace() ?? commandId,
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
      const { commandId, correlationId } = events[0]!.metadata;
      const result = await traced(
        'append',
        () => ({
          id: appendSpanId(commandId),
          attributes: {
            'concord.command_id': commandId,
            'concord.correlation_id': correlationId,
            'concord.events': events.length,
          },
        }),
        () => timed(this.store.append(stream, record.revision, events)),
      );
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

async function timed<T>(append: Promise<T>): Promise<T> {
  appendsPending.inc();
  const end = appendSeconds.startTimer();
  return append.finally(() => {
    end();
    appendsPending.dec();
  });
}

/** The records that the fields of a command name. */
function namedBy({ references = [], onBehalfOf }: CommandRequest) {
  return onBehalfOf ? [...references, { field: 'onBehalfOf', kind: 'actor', id: onBehalfOf }] : references;
}

function partyOf({ onBehalfOf, caller }: CommandRequest): string | null {
  return onBehalfOf ?? caller.actor;
}
