import { setTimeout as pause } from 'node:timers/promises';
import { v7 as uuidV7 } from 'uuid';
import { type Catalogue, streamOf } from './catalogue.js';
import { bodyHash, busy, occurrenceOf, reusedKey, tooLarge } from './command-checks.js';
import { CommandDecision } from './command-decision.js';
import {
  type EventMetadata,
  type Handling,
  type NewEvent,
  type Position,
  type RecordedEvent,
  type SourceReference,
} from './envelope.js';
import { AppendTooLarge, EventIdReused, type EventStore, NO_STREAM } from './event-store.js';
import { type Occurred } from './occurred.js';
import { PersonalData } from './personal/personal-data.js';
import { MemorySubjectKeys, type SubjectKeys } from './personal/subject-keys.js';
import { eventIdOf, uuidOf } from './identity.js';
import { commands, refusals, timedAppend } from '../platform/metrics.js';
import { appendSpanId, correlationOfTrace, traced } from '../platform/tracing.js';
import { type AnyRecordDefinition, type Decided, isRefusal, type Refusal, type Referenced, type Remark } from './record.js';
import { commandOf, type LoadedRecord, RecordLoader } from './record-loader.js';
import { type Standing } from './rights.js';
import { takeTogether } from './take-together.js';
import { MemoryUnchangedCommands, type UnchangedCommand, type UnchangedCommands } from './unchanged-commands.js';

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

/** A command that names its record and itself. */
export type NamedRequest<C extends Caller> = CommandRequest<C> & { readonly id: string; readonly commandId: string };

/** Proof that a command was taken: the position and ids of its events; `duplicate` where it had been taken before. */
export interface Receipt {
  readonly position: bigint;
  readonly revision: number;
  readonly eventIds: readonly string[];
  readonly duplicate: boolean;
}

export type Outcome =
  | { readonly status: 'accepted'; readonly id: string; readonly receipt: Receipt; readonly remarks?: readonly Remark[] }
  | { readonly status: 'refused'; readonly id: string; readonly refusal: Refusal };

/** What the engine asks of who calls; what a command needs of the caller is said by the rights of its kind. */
export interface CommandAccess<C extends Caller> {
  /** Lets a caller in who may send commands at all. @throws UNAUTHENTICATED, FORBIDDEN */
  admit(request: CommandRequest<C>): void;
  /** False for records that the caller may not know of: they are refused like records that are not there. */
  canSee(caller: C, record: LoadedRecord | Referenced): boolean;
  standing(caller: C): Standing;
  /** Records that say for whom the caller speaks, `[kind, id]`: they are given to `voices` and `hasMandate`. */
  needs(request: CommandRequest<C>): readonly (readonly [kind: string, id: string])[];
  /** For whom an organisation may speak by itself, itself first; by its record (undefined: not there), on a day. */
  voices(party: string, record: Referenced | undefined, now: string): readonly string[];
  /** Whether the principal has given a mandate for this command to the caller's organisation. */
  hasMandate(principal: Referenced, speaker: string, request: CommandRequest<C>, now: string): boolean;
  /** Reader keys of the caller, by which it knows more or less of a record that it can see; without it, all callers know all. */
  keysOf?(caller: C): readonly string[];
}

/** Refusals of unknown records take a multiple of so many milliseconds: how long one takes does not tell whether the record is there, hidden. */
const UNKNOWN_STEP_MS = 20;
/** Tries against other processes; commands of this one take turns. */
const MAX_ATTEMPTS = 10;
/** Namespace of the ids that are made from command ids (uuid v5). */
const NAMESPACE = '5c1b6f0e-8f0a-5d1c-9f6a-3f1c8d0e7a42';

/** Takes commands: load, decide, append at the exact revision; on a conflict decide again on the new state. */
export class CommandHandler<C extends Caller = Caller> {
  readonly #loader: RecordLoader;
  readonly #decision: CommandDecision<C>;
  readonly unchanged: UnchangedCommands;

  constructor(
    readonly store: EventStore,
    readonly catalogue: Catalogue,
    readonly access: CommandAccess<C>,
    options: {
      readonly now?: () => Date;
      readonly loader?: RecordLoader;
      readonly keys?: SubjectKeys;
      readonly unchanged?: UnchangedCommands;
    } = {},
  ) {
    this.personal = new PersonalData(options.keys ?? new MemorySubjectKeys(), catalogue);
    this.#loader = options.loader ?? new RecordLoader(store, catalogue);
    this.#decision = new CommandDecision(catalogue, access, this.#loader, this.personal);
    this.unchanged = options.unchanged ?? new MemoryUnchangedCommands();
    this.now = options.now ?? (() => new Date());
  }

  readonly now: () => Date;
  readonly personal: PersonalData;

  /**
   * Decides a command and records its events.
   * @returns the receipt, or the refusal; with the same command id and body the first receipt again
   * @throws what `CommandAccess.admit` throws, and errors of the store
   */
  async execute(request: CommandRequest<C>): Promise<Outcome> {
    const [outcome] = await this.#counted([request], async () => [await this.#execute(request)]);
    return outcome!;
  }

  /**
   * Decides commands of one caller about one record that is there, each on what those before it leave, and records their events together.
   * @param requests each with its record's id and a command id
   * @returns the outcome of each, as `execute` gives it: one that is refused leaves the others
   * @throws what `execute` throws; some may be recorded then
   */
  executeAll(requests: readonly NamedRequest<C>[]) {
    return this.#counted(requests, async () => {
      if (!requests[0]) return [];
      const { kind, id, caller } = requests[0];
      for (const request of requests) this.access.admit(request);
      const ids = requests.map(({ commandId }) => commandId);
      const unchanged = await this.unchanged.find(caller.user, ids);
      const taken = await this.#loader.turns.take(streamOf(kind, id), () => this.#takeAll(requests, unchanged));
      return taken ?? requests.map((): Outcome => ({ status: 'refused', id, refusal: busy(id) }));
    });
  }

  async #counted(requests: readonly CommandRequest<C>[], work: () => Promise<readonly Outcome[]>): Promise<readonly Outcome[]> {
    const [{ kind, name } = { kind: '', name: '' }] = requests;
    const begun = performance.now();
    try {
      const attributes = { 'concord.kind': kind, 'concord.command': name };
      const outcomes = await traced(`command ${name}`, () => ({ attributes }), work);
      for (const outcome of outcomes) {
        if (outcome.status === 'refused') refusals.inc({ code: outcome.refusal.code });
        const taken = outcome.status === 'accepted' && outcome.receipt.duplicate ? 'duplicate' : outcome.status;
        commands.inc({ kind, outcome: taken });
      }
      if (outcomes.some((one) => one.status === 'refused' && one.refusal.code === 'UNKNOWN_RECORD'))
        await pause(UNKNOWN_STEP_MS - ((performance.now() - begun) % UNKNOWN_STEP_MS));
      return outcomes;
    } catch (error) {
      const denied = ['FORBIDDEN', 'UNAUTHENTICATED'].includes((error as { code?: string }).code ?? '');
      commands.inc({ kind, outcome: denied ? 'denied' : 'failed' });
      throw error;
    }
  }

  async #execute(asked: CommandRequest<C>): Promise<Outcome> {
    this.access.admit(asked);
    const request = await this.#labelled(asked);
    if (isRefusal(request)) return { status: 'refused', id: asked.id ?? '', refusal: request };
    const definition = this.catalogue.definition(request.kind);
    const commandId = request.commandId ?? uuidV7();
    const id = request.id ?? (request.commandId ? await this.#idOf(request, commandId) : uuidV7());
    const refused = (refusal: Refusal): Outcome => ({ status: 'refused', id, refusal });
    const now = this.now();
    const occurred = occurrenceOf(request, now);
    if (isRefusal(occurred)) return refused(occurred);
    const hash = bodyHash(request);
    const isNew = request.creates && request.commandId === undefined && request.id === undefined;
    const command = { request, definition, id, commandId, hash, isNew, now, occurred };
    if (isNew) return this.#take(command);
    const taken = await this.#loader.turns.take(streamOf(request.kind, id), () => this.#take(command));
    return taken ?? refused(busy(id));
  }

  #takeAll(requests: readonly NamedRequest<C>[], unchanged: ReadonlyMap<string, UnchangedCommand>): Promise<readonly Outcome[]> {
    const { kind, id, caller } = requests[0]!;
    const definition = this.catalogue.definition(kind);
    const now = this.now();
    const met = new Set<string>();
    return takeTogether(requests, {
      load: () => this.#loader.load(kind, id),
      decide: async (request, record) => {
        const { commandId } = request;
        const isKnown = met.has(commandId) || unchanged.has(commandId) || commandOf(record, caller.user, commandId);
        met.add(commandId);
        const occurred = occurrenceOf(request, now);
        if (isKnown || request.creates || isRefusal(occurred)) return undefined;
        const command = { commandId, hash: bodyHash(request), occurred };
        const decided = await this.#decision.decideAsSeen(definition, request, record, {
          ...{ id, now: now.toISOString(), ...occurred },
          stamp: (events) => this.#stamp(request, record, events, command),
        });
        return isRefusal(decided) || decided.length === 0 ? undefined : this.#sealed(record, decided);
      },
      after: (record, events) => this.#loader.after(record, this.#asRecorded(record, events, 0n)),
      append: async (record, events) => {
        const outcome = await this.#append(record, events);
        return typeof outcome === 'string' || isRefusal(outcome) ? undefined : outcome;
      },
      take: (request) => {
        const occurred = occurrenceOf(request, now);
        if (isRefusal(occurred)) return Promise.resolve({ status: 'refused', id, refusal: occurred });
        const { commandId } = request;
        return this.#take({ request, definition, id, commandId, hash: bodyHash(request), isNew: false, now, occurred });
      },
    });
  }

  /** Decides and appends, again and again while others are faster. */
  async #take({ request, definition, id, commandId, hash, isNew, now, occurred }: Command<C>): Promise<Outcome> {
    const refused = (refusal: Refusal): Outcome => ({ status: 'refused', id, refusal });
    const { user } = request.caller;
    let record = isNew ? this.#loader.emptyRecord(definition, id) : await this.#loader.load(request.kind, id);
    let refreshed = false;
    const unchanged = request.commandId && !request.creates ? await this.#unchangedBy(user, commandId, hash) : undefined;
    for (let attempt = 0; ; attempt++) {
      const repeated = commandOf(record, user, commandId) ?? (unchanged && { ...unchanged, eventIds: [] });
      if (repeated) {
        if (!(await this.personal.isSameCommand(repeated.hash, hash))) return refused(reusedKey(commandId));
        await this.#finishErasures(record);
        const { position, revision, eventIds } = repeated;
        return { status: 'accepted', id, receipt: { position, revision, eventIds: [...eventIds], duplicate: true } };
      }
      const decided = await this.#decision.decideAsSeen(definition, request, record, {
        ...{ id, now: now.toISOString(), ...occurred },
        stamp: (events) => this.#stamp(request, record, events, { commandId, hash, occurred }),
      });
      if (isRefusal(decided)) {
        // The refusal may rest on a memory that another process has overtaken: of the record, or of those that it names.
        if (refreshed) return refused(decided);
        refreshed = true;
        const fresh = isNew ? record : await this.#loader.load(request.kind, id, true);
        const behind = await this.#decision.refresh(definition, request, record);
        if (fresh.revision === record.revision && !behind) return refused(decided);
        record = fresh;
        continue;
      }
      if (decided.length === 0) {
        const receipt = await this.#unchangedReceipt(record);
        if (request.commandId && !request.creates) {
          const kept = await this.personal.hashOf(streamOf(request.kind, id), hash);
          await this.unchanged.keep(user, commandId, { ...receipt, hash: kept });
        }
        return { status: 'accepted', id, receipt };
      }
      const outcome = await this.#append(record, await this.#sealed(record, decided));
      if (outcome === 'duplicate') {
        // The ids stand in the log: by this very command, which a fresh look at the record finds, or by another record's.
        record = await this.#loader.load(request.kind, id, true);
        if (!commandOf(record, user, commandId)) return refused(reusedKey(commandId));
      } else if (outcome === 'conflict') {
        if (attempt >= MAX_ATTEMPTS - 1) return refused(busy(id));
        if (attempt > 0) await pause(Math.random() * Math.min(200, 10 * 2 ** attempt));
        record = await this.#loader.load(request.kind, id, true);
      } else if (isRefusal(outcome)) return refused(outcome);
      else {
        if (request.name === 'erasePersonalData') await this.#finishErasures(await this.#loader.load(request.kind, id));
        return { status: 'accepted', id, receipt: outcome, ...(await this.#decision.remarks(request, record, occurred)) };
      }
    }
  }

  /** Follows the log until the signal aborts, so that records on which commands rest are as other processes left them. */
  async follow(after: Position, signal: AbortSignal, onEvent?: (event: RecordedEvent) => void): Promise<void> {
    for await (const events of this.store.subscribeAll({ after, signal }))
      for (const event of events) {
        this.#loader.invalidate(event);
        onEvent?.(event);
        if (event.type === 'PersonalDataErased') await this.personal.keys.destroy((event.data as { keyId: string }).keyId);
      }
  }

  /** The record as this process last saw it. */
  load(kind: string, id: string): Promise<LoadedRecord> {
    return this.#loader.load(kind, id);
  }

  /**
   * The id of the record that a command makes. A repeated one must find the record of its first try, so the id comes from the command's and its user's; in
   * logs of earlier versions from the command's alone.
   */
  async #idOf({ kind, caller: { user } }: CommandRequest<C>, commandId: string): Promise<string> {
    const earlier = uuidOf(`${kind}:${commandId}`, NAMESPACE);
    const before = await this.#loader.load(kind, earlier);
    return commandOf(before, user, commandId) ? earlier : uuidOf(`${kind}:${commandId}:${user}`, NAMESPACE);
  }

  /** The record as this process last saw it, as the caller may know it; undefined where the caller may not see it. */
  async look(caller: C, kind: string, id: string): Promise<LoadedRecord | undefined> {
    const record = await this.#loader.load(kind, id);
    return this.access.canSee(caller, record) ? this.#decision.look(caller)(record) : undefined;
  }

  #stamp(
    request: CommandRequest<C>,
    record: LoadedRecord,
    decided: readonly Decided[],
    { commandId, hash, occurred }: { commandId: string; hash: string; occurred: Pick<EventMetadata, 'occurredAt' | 'precision'> },
  ): NewEvent[] {
    const metadata: EventMetadata = {
      ...occurred,
      actor: request.caller.actor,
      user: request.caller.user,
      onBehalfOf: request.onBehalfOf,
      source: request.source,
      handling: record.meta.handling,
      commandId,
      commandHash: hash,
      correlationId: request.correlationId ?? correlationOfTrace() ?? commandId,
      causationId: request.causationId ?? commandId,
    };
    return decided.map(({ type, data, handling }, index) => {
      const { schema, version } = this.catalogue.shape(record.kind, type);
      return {
        id: eventIdOf(request.caller.user, commandId, index),
        type,
        schemaVersion: version,
        data: schema.parse(data),
        metadata: { ...metadata, handling: request.handling ?? handling ?? metadata.handling },
      };
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
        () => timedAppend(this.store.append(stream, record.revision, events)),
      );
      if (result.status !== 'ok') return result.status;
      const { position, revision } = result;
      this.#loader.remember(record, this.#asRecorded(record, events, position));
      return { position, revision, eventIds: events.map((event) => event.id), duplicate: false };
    } catch (error) {
      if (error instanceof AppendTooLarge) return tooLarge(error);
      // Decided on another state, the same command may have had fewer events.
      if (error instanceof EventIdReused) return 'duplicate';
      throw error;
    }
  }

  /** New events of a record in the form that the log gives them. @param position of the last */
  #asRecorded({ kind, id, revision }: LoadedRecord, events: readonly NewEvent[], position: Position): RecordedEvent[] {
    const stream = streamOf(kind, id);
    return events.map((event, i) =>
      this.catalogue.upcast({
        ...{ ...event, stream, recordedAt: '' },
        revision: revision + 1 + i,
        position: position - BigInt(events.length - 1 - i),
      }),
    );
  }

  #sealed({ kind, id, meta }: LoadedRecord, decided: readonly NewEvent[]): Promise<readonly NewEvent[]> {
    const erased = meta.erasures.map(({ keyId }) => keyId);
    return this.personal.seal(streamOf(kind, id), decided, erased, () => this.#loader.events(kind, id));
  }

  /** The request with the label that its kind gives to new records, where that is not the caller's to state. */
  async #labelled(request: CommandRequest<C>): Promise<CommandRequest<C> | Refusal> {
    const { labelled } = this.catalogue.definition(request.kind);
    if (!request.creates || !labelled) return request;
    const [kind, id] = labelled.about(request.input);
    const about = this.catalogue.has(kind) ? await this.#loader.load(kind, id) : undefined;
    const handling = labelled.handling(about, request.input);
    return isRefusal(handling) ? handling : { ...request, handling };
  }

  /** An erasure counts as done when the key is gone; one that was cut short is finished by whoever meets it. */
  async #finishErasures({ meta }: LoadedRecord): Promise<void> {
    for (const { keyId } of meta.erasures) await this.personal.keys.destroy(keyId);
  }

  /** This very command, where it changed nothing before. Under an id that left nothing in the log, another body is another command. */
  async #unchangedBy(user: string, commandId: string, hash: string): Promise<UnchangedCommand | undefined> {
    const kept = (await this.unchanged.find(user, [commandId])).get(commandId);
    return kept && (await this.personal.isSameCommand(kept.hash, hash)) ? kept : undefined;
  }

  async #unchangedReceipt(record: LoadedRecord): Promise<Receipt> {
    return {
      position: await this.store.head(),
      revision: record.revision,
      eventIds: [],
      duplicate: record.revision !== NO_STREAM,
    };
  }
}

/** A command on its way. */
interface Command<C extends Caller> {
  readonly request: CommandRequest<C>;
  readonly definition: AnyRecordDefinition;
  readonly id: string;
  readonly commandId: string;
  readonly hash: string;
  /** Nobody else can know its record yet. */
  readonly isNew: boolean;
  readonly now: Date;
  readonly occurred: Occurred;
}
