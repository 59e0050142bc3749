import { Readable } from 'node:stream';
import { type NewEvent, type Position, type RecordedEvent, START } from '../envelope.js';
import {
  type AppendResult,
  EventIdReused,
  NO_STREAM,
  type ReadAllOptions,
  type ReadStreamOptions,
  type RestorableLog,
  StoreUnavailable,
  type StreamIndex,
  type StreamRange,
  type SubscribeOptions,
  WrittenToMeanwhile,
} from '../event-store.js';
import { checkRange, checkStreamName, prepareAppend, type PreparedEvent, prepareEvent } from '../prepare-append.js';
import { Signal, subscription } from '../subscription.js';

interface StoredEvent extends PreparedEvent {
  readonly stream: string;
  readonly revision: number;
  readonly position: Position;
  readonly recordedAt: string;
}

const BATCH = 1_000;

/** What stores of one process share to be stores on one log. */
export class MemoryLog {
  readonly events: StoredEvent[] = [];
  readonly streams = new Map<string, StoredEvent[]>();
  readonly byId = new Map<string, StoredEvent>();
  readonly appended = new Signal();
}

/** The log as a list: the model that other adapters are held against, and the store of tests. Nothing outlives the process. */
export class MemoryEventStore implements RestorableLog {
  readonly #closed = new AbortController();

  constructor(private readonly log = new MemoryLog()) {}

  // eslint-disable-next-line @typescript-eslint/require-await -- the port's methods fail by rejecting
  async append(stream: string, expectedRevision: number, newEvents: readonly NewEvent[]): Promise<AppendResult> {
    const { events } = prepareAppend(stream, expectedRevision, newEvents);
    if (this.#closed.signal.aborted) throw new StoreUnavailable('the store is closed');
    const recorded = this.log.byId.get(events[0].id);
    if (recorded) {
      const standing = this.log.streams.get(recorded.stream)!.slice(recorded.revision, recorded.revision + events.length);
      if (!events.every(({ id }, i) => standing[i]?.id === id)) throw reused(stream, events);
      const { revision, position } = standing.at(-1)!;
      return { status: 'duplicate', revision, position, stream: recorded.stream };
    }
    const past = this.log.streams.get(stream) ?? [];
    const newest = past.at(-1)?.revision ?? NO_STREAM;
    if (newest !== expectedRevision) return { status: 'conflict', revision: newest };
    if (events.some(({ id }) => this.log.byId.has(id))) throw reused(stream, events);
    const recordedAt = this.#now();
    for (const event of events) this.#push(event, stream, recordedAt);
    this.log.appended.notify();
    return { status: 'ok', revision: newest + events.length, position: BigInt(this.log.events.length) };
  }

  async restore(events: readonly RecordedEvent[], after: Position): Promise<Position> {
    const head = await this.head();
    if (head !== after) throw new WrittenToMeanwhile(after, head);
    for (const event of events) {
      const { revision } = this.#push(prepareEvent(event.stream, event), event.stream, event.recordedAt);
      if (revision !== event.revision) throw new Error(`revision ${event.revision} of ${event.stream} follows ${revision - 1}`);
    }
    this.log.appended.notify();
    return this.head();
  }

  #push(event: PreparedEvent, stream: string, recordedAt: string): StoredEvent {
    const past = this.log.streams.get(stream) ?? [];
    const stored = { ...event, stream, revision: past.length, position: BigInt(this.log.events.length + 1), recordedAt };
    past.push(stored);
    this.log.streams.set(stream, past);
    this.log.events.push(stored);
    this.log.byId.set(event.id, stored);
    return stored;
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- the port's reads are asynchronous
  async *readStream(stream: string, options: ReadStreamOptions = {}): AsyncGenerator<RecordedEvent> {
    checkStreamName(stream);
    checkRange(options);
    const { direction = 'forwards', from, signal } = options;
    const events = this.log.streams.get(stream) ?? [];
    const found =
      direction === 'forwards'
        ? events.filter(({ revision }) => revision >= (from ?? 0))
        : events.filter(({ revision }) => revision <= (from ?? Infinity)).reverse();
    yield* give(found, options.limit, signal);
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- the port's reads are asynchronous
  async *readAll(options: ReadAllOptions = {}): AsyncGenerator<RecordedEvent> {
    checkRange(options);
    const { direction = 'forwards', after, signal } = options;
    const found =
      direction === 'forwards'
        ? this.log.events.filter(({ position }) => position > (after ?? START))
        : this.log.events.filter(({ position }) => after === undefined || position < after).reverse();
    yield* give(found, options.limit, signal);
  }

  subscribeAll({ after, signal, batchSize = BATCH }: SubscribeOptions): AsyncIterable<readonly RecordedEvent[]> {
    return subscription([signal, this.#closed.signal], (stop) => this.#follow(after, batchSize, stop));
  }

  async *#follow(
    after: Position,
    batchSize: number,
    signal: AbortSignal,
  ): AsyncGenerator<readonly RecordedEvent[], void, undefined> {
    let next = Number(after < START ? START : after);
    while (!signal.aborted) {
      const batch = this.log.events.slice(next, next + batchSize);
      if (batch.length > 0) {
        next += batch.length;
        yield batch.map(toRecorded);
      } else await this.log.appended.wait(signal);
    }
  }

  readonly byStream: StreamIndex = {
    count: (range) => Promise.resolve(this.#streams(range).length),
    read: (range) => Readable.from(give(this.#streams(range), undefined, undefined)),
  };

  #streams({ prefix, upTo, after = '' }: StreamRange): StoredEvent[] {
    const bytes = (name: string) => Buffer.from(name);
    return [...this.log.streams.keys()]
      .filter((name) => name.startsWith(prefix) && Buffer.compare(bytes(name), bytes(after)) > 0)
      .sort((a, b) => Buffer.compare(bytes(a), bytes(b)))
      .flatMap((name) => this.log.streams.get(name)!.filter(({ position }) => position <= upTo));
  }

  head(): Promise<Position> {
    return Promise.resolve(BigInt(this.log.events.length));
  }

  close(): Promise<void> {
    this.#closed.abort();
    return Promise.resolve();
  }

  /** Now, with the microseconds that other logs have, and never before the newest event. */
  #now(): string {
    const now = new Date().toISOString().replace('Z', '000Z');
    const newest = this.log.events.at(-1)?.recordedAt ?? now;
    return newest > now ? newest : now;
  }
}

function* give(
  events: readonly StoredEvent[],
  limit: number | undefined,
  signal: AbortSignal | undefined,
): Generator<RecordedEvent> {
  signal?.throwIfAborted();
  for (const event of events.slice(0, limit)) {
    yield toRecorded(event);
    signal?.throwIfAborted();
  }
}

/** A copy of its own for every reader. */
function toRecorded({ data, metadata, ...event }: StoredEvent): RecordedEvent {
  return { ...event, data: JSON.parse(data) as unknown, metadata: JSON.parse(metadata) as RecordedEvent['metadata'] };
}

function reused(stream: string, events: readonly PreparedEvent[]): EventIdReused {
  return new EventIdReused(
    stream,
    events.map(({ id }) => id),
  );
}
