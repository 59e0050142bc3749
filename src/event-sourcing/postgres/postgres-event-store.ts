import pg, { type Pool, type PoolConfig } from 'pg';
import { type NewEvent, type Position, type RecordedEvent } from '../envelope.js';
import {
  type AppendResult,
  type ReadAllOptions,
  type ReadStreamOptions,
  type RestorableLog,
  StoreUnavailable,
  type StreamIndex,
  type StreamRange,
  type SubscribeOptions,
} from '../event-store.js';
import { checkRange, checkStreamName, prepareAppend } from '../prepare-append.js';
import { subscription } from '../subscription.js';
import { appendGroup } from './append-call.js';
import { AppendQueue } from './append-queue.js';
import { connectionOf } from './connection.js';
import { backOff, isTransient, retryTransient } from './faults.js';
import { beginning, countOfStreams, type Page, pageOfAll, pageOfStream, pageOfStreams } from './pages.js';
import { restore } from './restore.js';
import { Tail } from './tail.js';

export type PostgresEventStoreOptions = (
  | { /** For reading; appends and listening have connections of their own to the same database. */ readonly pool: Pool }
  | { readonly connectionString: string }
) & {
  /** Calls of `es.append_many` under way at a time (default 1: more wait for each other's lock and make smaller groups). */
  readonly lanes?: number;
  /** Milliseconds for which appends and reads are tried again while the database is away (default 10,000). */
  readonly retryForMs?: number;
  /** Newest events kept in memory for subscribers (default 10,000), and most bytes of their JSON (default 16 MiB). */
  readonly tailEvents?: number;
  readonly tailBytes?: number;
  /** Milliseconds between looks at the log when no notification comes (default 1,000). */
  readonly pollIntervalMs?: number;
  /** Called when a connection of the store breaks; it goes on by itself. */
  readonly onFault?: (error: Error) => void;
};

const PAGE = 2_000;
const BATCH = 1_000;
const LAST = 2n ** 63n - 1n;

/**
 * The log in PostgreSQL 15 or later, in the tables of `migrations/0001_event_log.sql`. Positions are 1, 2, 3 without gaps, in commit order.
 * A process needs one store only; its waiting appends share a transaction.
 */
export class PostgresEventStore implements RestorableLog {
  readonly #reading: Pool;
  readonly #writing: Pool;
  readonly #ownsReading: boolean;
  readonly #queue: AppendQueue;
  readonly #tail: Tail;
  readonly #retryForMs: number;
  readonly #closed = new AbortController();

  constructor(options: PostgresEventStoreOptions) {
    const { lanes = 1, retryForMs = 10_000, onFault = () => undefined } = options;
    this.#retryForMs = retryForMs;
    this.#ownsReading = !('pool' in options);
    this.#reading = 'pool' in options ? options.pool : ownPool({ connectionString: options.connectionString, max: 5 }, onFault);
    const config: PoolConfig = connectionOf(this.#reading);
    this.#writing = ownPool(
      { ...config, max: lanes, min: 0, idleTimeoutMillis: 60_000, application_name: 'concord appends' },
      onFault,
    );
    this.#tail = new Tail(
      { ...config, application_name: 'concord tail' },
      {
        events: options.tailEvents ?? 10_000,
        bytes: options.tailBytes ?? 16 * 1_048_576,
        pollIntervalMs: options.pollIntervalMs ?? 1_000,
        onFault,
      },
    );
    this.#queue = new AppendQueue(lanes, (group) =>
      this.#tail.expecting(() => appendGroup(this.#writing, group, retryForMs, (taken) => this.#tail.offer(taken))),
    );
  }

  async append(stream: string, expectedRevision: number, events: readonly NewEvent[]): Promise<AppendResult> {
    const prepared = prepareAppend(stream, expectedRevision, events);
    if (this.#closed.signal.aborted) throw new StoreUnavailable('the store is closed');
    return this.#queue.append(prepared);
  }

  async *readStream(stream: string, options: ReadStreamOptions = {}): AsyncGenerator<RecordedEvent> {
    checkStreamName(stream);
    checkRange(options);
    const { direction = 'forwards' } = options;
    let from = options.from ?? (direction === 'forwards' ? 0 : Number.MAX_SAFE_INTEGER);
    for await (const events of this.#pages(options, (limit) => pageOfStream(this.#reading, direction, stream, from, limit))) {
      from = events.at(-1)!.revision + (direction === 'forwards' ? 1 : -1);
      yield* given(events, options.signal);
    }
  }

  async *readAll(options: ReadAllOptions = {}): AsyncGenerator<RecordedEvent> {
    checkRange(options);
    const { direction = 'forwards' } = options;
    let after = options.after ?? (direction === 'forwards' ? 0n : LAST);
    for await (const events of this.#pages(options, (limit) => pageOfAll(this.#reading, direction, after, limit))) {
      after = events.at(-1)!.position;
      yield* given(events, options.signal);
    }
  }

  restore(events: readonly RecordedEvent[], after: Position): Promise<Position> {
    return restore(this.#writing, events, after);
  }

  readonly byStream: StreamIndex = {
    count: (range) => retryTransient(this.#retryForMs, () => countOfStreams(this.#reading, range)),
    read: (range) => this.#readStreams(range),
  };

  async *#readStreams(range: StreamRange): AsyncGenerator<RecordedEvent> {
    let last = beginning(range);
    for await (const events of this.#pages({}, (limit) => pageOfStreams(this.#reading, range, last, limit))) {
      last = events.at(-1)!;
      yield* events;
    }
  }

  subscribeAll({ after, signal, batchSize = BATCH }: SubscribeOptions): AsyncIterable<readonly RecordedEvent[]> {
    return subscription([signal, this.#closed.signal], (stop) => this.#follow(after, batchSize, stop));
  }

  async head(): Promise<Position> {
    const query = { name: 'es_head', text: 'select position from es.head' };
    const { rows } = await retryTransient(this.#retryForMs, () => this.#reading.query<{ position: string }>(query));
    return BigInt(rows[0]!.position);
  }

  /** Ends subscriptions, waits for appends under way, and closes the connections that the store opened. */
  async close(): Promise<void> {
    if (this.#closed.signal.aborted) return;
    this.#closed.abort();
    await this.#queue.drained();
    await this.#writing.end();
    if (this.#ownsReading) await this.#reading.end();
  }

  async *#pages(
    { limit = Infinity, signal }: { readonly limit?: number; readonly signal?: AbortSignal },
    read: (limit: number) => Promise<Page>,
  ): AsyncGenerator<RecordedEvent[]> {
    signal?.throwIfAborted();
    for (let left = limit; left > 0;) {
      const { events, more } = await retryTransient(this.#retryForMs, () => read(Math.min(left, PAGE)), signal);
      if (events.length > 0) yield events;
      if (!more) return;
      left -= events.length;
    }
  }

  /** Near the head events come from the shared tail; one who is behind reads pages of its own until it gets there. */
  async *#follow(after: Position, batchSize: number, signal: AbortSignal): AsyncGenerator<RecordedEvent[], void, undefined> {
    let at = after;
    let failures = 0;
    if (signal.aborted) return;
    this.#tail.join();
    try {
      while (!signal.aborted) {
        let batch: RecordedEvent[] = [];
        if (this.#tail.covers(at)) batch = this.#tail.after(at, batchSize);
        else {
          try {
            batch = (await pageOfAll(this.#reading, 'forwards', at, batchSize)).events;
            failures = 0;
          } catch (error) {
            if (!isTransient(error)) throw error;
            await backOff(failures++, signal);
            continue;
          }
        }
        // What was read after the abort is not given any more.
        if (signal.aborted) return;
        if (batch.length > 0) {
          at = batch.at(-1)!.position;
          yield batch;
        } else await this.#tail.changed(signal);
      }
    } finally {
      this.#tail.leave();
    }
  }
}

function* given(events: readonly RecordedEvent[], signal: AbortSignal | undefined): Generator<RecordedEvent> {
  for (const event of events) {
    yield event;
    signal?.throwIfAborted();
  }
}

function ownPool(config: PoolConfig, onFault: (error: Error) => void): Pool {
  const pool = new pg.Pool({ allowExitOnIdle: true, ...config });
  // An idle connection that breaks leaves the pool by itself; without a listener it would end the process.
  pool.on('error', onFault);
  return pool;
}
