import { LRUCache } from 'lru-cache';
import { type Catalogue, streamOf } from './catalogue.js';
import { type RecordedEvent } from './envelope.js';
import { type EventStore, NO_STREAM } from './event-store.js';
import { effective, effectiveAt, emptyFold, evolve, fold, type Folded, foldInOrder, rewritesHistory } from './fold.js';
import { History } from './history.js';
import { KeptHistories } from './kept-histories.js';
import { readersOf } from './handling.js';
import {
  covers,
  type EventReaders,
  eventReaders,
  type Labelled,
  labelAfter,
  opensTo,
  type Readers,
  readersOfEvents,
  readersOfNext,
  seenBy,
} from './sight.js';
import { type AnyRecordDefinition } from './record.js';
import { Turns } from './turns.js';

/** What a command that is in the stream already left there. */
export interface RecordedCommand {
  readonly hash: string;
  readonly eventIds: string[];
  revision: number;
  position: bigint;
}

/** A record ready to decide on. Shared and never changed once handed out, but for the register of commands, which only grows. */
export interface LoadedRecord extends Folded {
  readonly kind: string;
  readonly id: string;
  /** NO_STREAM for a record that is not there. */
  readonly revision: number;
  readonly lastEffective: string;
  /** Under the names that `commandOf` makes: a command id belongs to the user who sent it. */
  readonly commands: ReadonlyMap<string, RecordedCommand>;
  /** Readers of its events that do not follow its label, each set once. */
  readonly sets: readonly Readers[];
  /** The events that it is made of, where these are not all. */
  readonly events?: readonly RecordedEvent[];
}

/** What a user's command under this id left in a record, or undefined; another's under the same id is another command. */
export function commandOf(record: LoadedRecord, user: string, commandId: string): RecordedCommand | undefined {
  return record.commands.get(nameOf(user, commandId));
}

function nameOf(user: string, commandId: string): string {
  return `${commandId} ${user}`;
}

/** Folds records from their streams and remembers the newest states; an append at an exact revision finds out where memory is behind. */
export class RecordLoader {
  readonly #cache: LRUCache<string, LoadedRecord>;
  /** Commands on one record are decided one after the other. */
  readonly turns = new Turns();
  readonly #histories = new KeptHistories<KnownHistory>();
  /** Newest revisions of streams that changed lately: a state that was read before is not remembered. */
  readonly #newest = new LRUCache<string, number>({ max: 10_000 });
  /** Looks at the ends of streams under way, each with the one that begins after it. */
  readonly #looks = new Map<string, { readonly now: Promise<number>; next?: Promise<number> }>();

  constructor(
    readonly store: EventStore,
    readonly catalogue: Catalogue,
    options: { readonly remember?: number } = {},
  ) {
    this.#cache = new LRUCache({ max: options.remember ?? 20_000 });
  }

  /** The record as this process last saw it (`fresh`: as the log has it now). A record without events has revision NO_STREAM. */
  async load(kind: string, id: string, fresh = false): Promise<LoadedRecord> {
    const stream = streamOf(kind, id);
    const remembered = this.#cache.get(stream);
    if (remembered && !fresh) return remembered;
    const definition = this.catalogue.definition(kind);
    const events = await this.events(kind, id);
    const loaded: LoadedRecord = { kind, id, ...foldedOf(definition, events), commands: register(new Map(), events) };
    if (events.length > 0 && loaded.revision >= (this.#newest.get(stream) ?? 0)) this.#cache.set(stream, loaded);
    return loaded;
  }

  /** The record with everything that stood in the log when this was asked, whoever wrote it. Costs a look at the stream's end. */
  async loadPresent(kind: string, id: string): Promise<LoadedRecord> {
    const stream = streamOf(kind, id);
    if (!this.#cache.has(stream)) return this.load(kind, id);
    const newest = await this.#newestRevision(stream);
    return this.load(kind, id, newest > (this.#cache.peek(stream)?.revision ?? NO_STREAM));
  }

  /** Callers share a look that begins after they asked. */
  #newestRevision(stream: string): Promise<number> {
    const look = async () => {
      for await (const { revision } of this.store.readStream(stream, { direction: 'backwards', limit: 1 })) return revision;
      return NO_STREAM;
    };
    const under = this.#looks.get(stream);
    if (under) return (under.next ??= under.now.then(() => this.#newestRevision(stream)));
    const now = look().finally(() => this.#looks.delete(stream));
    this.#looks.set(stream, { now });
    return now;
  }

  /** A record as a reader of it with these keys may know it: itself, where that is all. */
  async seen(record: LoadedRecord, keys: readonly string[]): Promise<LoadedRecord> {
    const { kind, id, meta, sets, revision } = record;
    const present = readersOf(meta.handling, meta.originator);
    if (sets.every((readers) => covers(readers, present) || opensTo(readers, keys))) return record;
    const all = (await this.events(kind, id)).filter((event) => event.revision <= revision);
    const events = seenBy(all, keys);
    return { ...record, ...foldedOf(this.catalogue.definition(kind), events), events };
  }

  /** All events of a record in their present shapes. */
  async events(kind: string, id: string): Promise<RecordedEvent[]> {
    const events: RecordedEvent[] = [];
    for await (const event of this.store.readStream(streamOf(kind, id))) events.push(this.catalogue.upcast(event));
    return events;
  }

  /** The events that a record as it was loaded is made of; kept for the next who asks, as corrections come many at a time. */
  async eventsOf({ kind, id, revision, events }: LoadedRecord): Promise<readonly RecordedEvent[]> {
    if (events) return events;
    const stream = streamOf(kind, id);
    const kept = this.#histories.at(stream, revision);
    if (kept) return kept.events;
    const read = await this.events(kind, id);
    const known = read.filter((event) => event.revision <= revision);
    this.#histories.keep(stream, new KnownHistory(this.catalogue.definition(kind), known));
    return known;
  }

  /** A record that nobody has written to yet. */
  emptyRecord(definition: AnyRecordDefinition, id: string): LoadedRecord {
    return {
      kind: definition.kind,
      id,
      ...emptyFold(definition),
      revision: NO_STREAM,
      lastEffective: '',
      commands: new Map(),
      sets: [],
    };
  }

  /** A record after further events that are not in the log yet; undefined where they tell of its past. Its register of commands is that of before. */
  after(before: LoadedRecord, events: readonly RecordedEvent[]): LoadedRecord | undefined {
    const definition = this.catalogue.definition(before.kind);
    let { meta, state, lastEffective, sets }: LoadedRecord = before;
    for (const event of events) {
      const at = effectiveAt(event, meta.beganAt);
      if (!meta.exists || rewritesHistory(event) || at < lastEffective) return undefined;
      sets = withReaders(sets, eventReaders(event, labelAfter(meta, event)));
      ({ meta, state } = evolve(definition, { meta, state }, event));
      lastEffective = at;
    }
    return { ...before, meta, state, lastEffective, sets, revision: before.revision + events.length };
  }

  /** Takes events that were just appended into memory; forgets the record where they tell of its past and its events are not at hand. */
  remember(before: LoadedRecord, appended: readonly RecordedEvent[]): void {
    const stream = streamOf(before.kind, before.id);
    const definition = this.catalogue.definition(before.kind);
    const revision = appended.at(-1)?.revision ?? before.revision;
    const known = Math.max(this.#newest.get(stream) ?? NO_STREAM, this.#cache.peek(stream)?.revision ?? NO_STREAM);
    // Another process has gone on from there, and this one knows of it already.
    if (revision < known) return this.#histories.forget(stream);
    const past = this.#histories.at(stream, before.revision);
    let folded: Folded = before;
    let last = before.lastEffective;
    let { sets } = before;
    for (const event of appended) {
      const at = effectiveAt(event, folded.meta.beganAt);
      const isInOrder = !rewritesHistory(event) && at >= last;
      if (!isInOrder && !past) return void this.#cache.delete(stream);
      const label = labelAfter(folded.meta.exists ? folded.meta : undefined, event);
      sets = withReaders(sets, past?.take(event, isInOrder) ?? eventReaders(event, label));
      folded = isInOrder && !(past && isLazy(folded.state)) ? evolve(definition, folded, event) : past!.folded();
      last = past?.lastEffective ?? at;
    }
    if (past) this.#histories.keep(stream, past);
    const { kind, id } = before;
    const commands = register(before.commands as Map<string, RecordedCommand>, appended);
    const { meta, state } = folded;
    this.#cache.set(stream, { kind, id, meta, state, revision, lastEffective: last, commands, sets });
  }

  /** Takes note of an event of the log: a record that another process has changed is forgotten. */
  invalidate({ stream, revision }: RecordedEvent): void {
    if (revision > (this.#newest.get(stream) ?? NO_STREAM)) this.#newest.set(stream, revision);
    if ((this.#cache.peek(stream)?.revision ?? revision) < revision) this.#cache.delete(stream);
    this.#histories.forgetBefore(stream, revision);
  }
}

/** A record's history with who may know its events. */
class KnownHistory extends History {
  readonly #readers: Map<string, EventReaders>;
  #label: Labelled | undefined;

  constructor(definition: AnyRecordDefinition, events: readonly RecordedEvent[]) {
    super(definition, events);
    this.#readers = readersOfEvents(events);
    this.#label = events.reduce<Labelled | undefined>(labelAfter, undefined);
  }

  /** Takes the next event. @returns who may know it */
  take(event: RecordedEvent, isInOrder: boolean): EventReaders {
    if (isInOrder) this.append(event);
    else this.add(event);
    const readers = readersOfNext(event, this.#label, this.#readers);
    this.#readers.set(event.id, readers);
    this.#label = labelAfter(this.#label, event);
    return readers;
  }

  /** The record as it is now; what rows do not show of it is worked out when it is asked for. */
  folded(): Folded {
    const { definition, events } = this;
    const { hidden } = definition;
    const { meta, state } = this.shown;
    if (!hidden?.length) return { meta, state };
    const until = events.length;
    let whole: Readonly<Record<string, unknown>> | undefined;
    const lazy = { ...(state as Record<string, unknown>) };
    for (const key of hidden)
      Object.defineProperty(lazy, key, {
        enumerable: true,
        get: () => (whole ??= fold(definition, events.slice(0, until)).state as Record<string, unknown>)[key],
      });
    LAZY.add(lazy);
    return { meta, state: lazy };
  }
}

const LAZY = new WeakSet<object>();

/** Whether parts of a state have to be worked out: it is not for evolving. */
function isLazy(state: unknown): boolean {
  return LAZY.has(state as object);
}

/** What events tell of a record. */
function foldedOf(definition: AnyRecordDefinition, events: readonly RecordedEvent[]) {
  const { entries } = effective(events);
  return {
    ...foldInOrder(definition, entries),
    revision: events.at(-1)?.revision ?? NO_STREAM,
    lastEffective: entries.at(-1)?.at ?? '',
    sets: [...readersOfEvents(events).values()].reduce(withReaders, [] as readonly Readers[]),
  };
}

function withReaders(sets: readonly Readers[], { readers, follows }: EventReaders): readonly Readers[] {
  return follows || sets.some((one) => one.join() === readers.join()) ? sets : [...sets, readers];
}

function register(commands: Map<string, RecordedCommand>, events: readonly RecordedEvent[]): Map<string, RecordedCommand> {
  for (const { id, revision, position, metadata } of events) {
    const name = nameOf(metadata.user, metadata.commandId);
    const known = commands.get(name);
    if (known) {
      if (known.eventIds.includes(id)) continue;
      known.eventIds.push(id);
      Object.assign(known, { revision, position });
    } else commands.set(name, { hash: metadata.commandHash, eventIds: [id], revision, position });
  }
  return commands;
}
