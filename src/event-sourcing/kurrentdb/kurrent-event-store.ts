import { randomUUID } from 'node:crypto';
import { type NewEvent, type Position, type RecordedEvent, START } from '../envelope.js';
import {
  type AppendResult,
  AppendTooLarge,
  EventIdReused,
  NO_STREAM,
  type ReadAllOptions,
  type ReadStreamOptions,
  type RestorableLog,
  StoreUnavailable,
  type SubscribeOptions,
} from '../event-store.js';
import { retryTransient } from '../retry.js';
import { checkRange, checkStreamName, prepareAppend, type PreparedAppend } from '../prepare-append.js';
import { subscription } from '../subscription.js';
import { Appender } from './appender.js';
import { Connection } from './connection.js';
import { isTransient, isUnauthenticated, TransientFault } from './faults.js';
import { type Proposed, type ReceivedEvent, toProposed } from './messages.js';
import { plain, Reader } from './reader.js';
import { restore } from './restore.js';
import { Tail } from './tail.js';

export interface KurrentEventStoreOptions {
  /** `esdb://…` or `kurrentdb://…`, as in the client's connection strings: hosts, TLS, credentials. */
  readonly url: string;
  /** Our streams begin with it and a point, so that several systems share a server: letters, digits and `_` (default `concord`). */
  readonly prefix?: string;
  /** Milliseconds for which appends and reads are tried again while the server is away (default 10,000). */
  readonly retryForMs?: number;
  /** Milliseconds for the answer to one try of an append (default 5,000). */
  readonly answerTimeoutMs?: number;
  /** Newest events kept in memory for subscribers (default 10,000), and most bytes of their JSON (default 16 MiB). */
  readonly tailEvents?: number;
  readonly tailBytes?: number;
  /** Milliseconds between looks at the log when the server sends nothing (default 1,000). */
  readonly pollInterval?: number;
  /** Called when a connection of the store breaks; it goes on by itself. */
  readonly onFault?: (error: Error) => void;
}

const BATCH = 1_000;

/**
 * The log in KurrentDB or EventStoreDB (21.10 or later). Positions are commit positions: places in the server's log, with gaps.
 * An event id is known in the place where its append would have put it, not in the whole log.
 */
export class KurrentEventStore implements RestorableLog {
  readonly #writing: Connection;
  readonly #reading: Connection;
  readonly #appender: Appender;
  readonly #reader: Reader;
  readonly #tail: Tail;
  readonly #prefix: string;
  readonly #retryForMs: number;
  readonly #answerTimeoutMs: number;
  readonly #onFault: (error: Error) => void;
  readonly #closed = new AbortController();
  /** The newest append of each stream that is under way. */
  readonly #underWay = new Map<string, Promise<unknown>>();

  /** @throws {Error} for an address or a prefix that cannot be used */
  constructor({ url, prefix = 'concord', onFault = () => undefined, ...options }: KurrentEventStoreOptions) {
    if (!/^\w+$/.test(prefix)) throw new Error(`a stream prefix has letters, digits and _ only, not ${JSON.stringify(prefix)}`);
    this.#prefix = `${prefix}.`;
    this.#retryForMs = options.retryForMs ?? 10_000;
    this.#answerTimeoutMs = options.answerTimeoutMs ?? 5_000;
    this.#onFault = onFault;
    // A slow answer to an append gives its connection up; reads have nothing to do with that.
    this.#writing = new Connection(url, `${prefix} appends`);
    this.#reading = new Connection(url, `${prefix} reads`);
    this.#appender = new Appender(this.#writing);
    this.#reader = new Reader(this.#reading, this.#prefix);
    this.#tail = new Tail(this.#reader, {
      events: options.tailEvents ?? 10_000,
      bytes: options.tailBytes ?? 16 * 1_048_576,
      pause: options.pollInterval ?? 1_000,
      onFault,
    });
  }

  async append(stream: string, expectedRevision: number, events: readonly NewEvent[]): Promise<AppendResult> {
    return this.#appendInTurn(prepareAppend(stream, expectedRevision, events));
  }

  async *readStream(stream: string, options: ReadStreamOptions = {}): AsyncGenerator<RecordedEvent> {
    checkStreamName(stream);
    checkRange(options);
    const { direction = 'forwards', limit, signal } = options;
    let from = direction === 'forwards' ? Math.max(0, options.from ?? 0) : options.from;
    if (from !== undefined && from < 0) return signal?.throwIfAborted();
    const read = (count: number) => this.#reader.stream(stream, direction, from, count, signal);
    yield* this.#inParts(limit, signal, read, ({ revision }) => {
      from = revision + (direction === 'forwards' ? 1 : -1);
      return from >= 0;
    });
  }

  async *readAll(options: ReadAllOptions = {}): AsyncGenerator<RecordedEvent> {
    checkRange(options);
    const { direction = 'forwards', limit, signal } = options;
    let after = options.after;
    const read = (count: number) =>
      // Forwards the server gives the event at the position as well.
      this.#reader.all(direction, after, direction === 'forwards' && after ? count + 1 : count, signal);
    const beyond = ({ position }: RecordedEvent) =>
      after === undefined || (direction === 'forwards' ? position > after : position < after);
    if (direction === 'backwards' && after !== undefined && after <= START) return signal?.throwIfAborted();
    yield* this.#inParts(limit, signal, read, ({ position }) => ((after = position), true), beyond);
  }

  subscribeAll({ after, signal, batchSize = BATCH }: SubscribeOptions): AsyncIterable<readonly RecordedEvent[]> {
    return subscription([signal, this.#closed.signal], (stop) => this.#follow(after, batchSize, stop));
  }

  /** Takes them at the pace of the server's answers; a fault ends it, and what stands then is the beginning of what was given. */
  async restore(events: readonly RecordedEvent[], after: Position): Promise<Position> {
    return restore(this.#appender, this.#prefix, events, after, {
      head: () => this.head(),
      answerTimeoutMs: this.#retryForMs,
    });
  }

  async head(): Promise<Position> {
    return (await retryTransient(this.#retryForMs, isTransient, () => this.#reader.place())).newest;
  }

  /**
   * The id of this log, kept in the stream that is named like the prefix; made with the first question.
   * @throws {StoreUnavailable} when so many milliseconds are over, for a server that does not take the name and password as well
   */
  async identity(retryForMs = this.#retryForMs): Promise<string> {
    const stream = this.#prefix.slice(0, -1);
    const first = toProposed({ id: randomUUID(), type: 'LogCreated', schemaVersion: 1, data: '{}', metadata: '{}' });
    return retryTransient(retryForMs, isTransient, async (_, left) => {
      const timeoutMs = Math.min(left, this.#answerTimeoutMs);
      await this.#appender.append({ stream, expectedRevision: NO_STREAM, events: [first] }, timeoutMs).catch((error: unknown) => {
        if (!isUnauthenticated(error)) throw error;
        const fault = new TransientFault('it does not take the name and password in its address');
        this.#onFault(fault);
        throw fault;
      });
      const id = await this.#reader.idOf(stream);
      if (id === undefined) throw new TransientFault('the server does not show the id of the log yet');
      return id;
    });
  }

  /** Ends subscriptions, waits for appends under way, and closes the connections. */
  async close(): Promise<void> {
    if (this.#closed.signal.aborted) return;
    this.#closed.abort();
    await Promise.allSettled(this.#underWay.values());
    await this.#appender.close();
    await Promise.all([this.#writing.close(), this.#reading.close()]);
  }

  /** Appends of one stream keep the order of the calls, whatever is tried again. */
  async #appendInTurn(append: PreparedAppend): Promise<AppendResult> {
    if (this.#closed.signal.aborted) throw new StoreUnavailable('the store is closed');
    const { stream } = append;
    const before = this.#underWay.get(stream);
    const turn = (before ?? Promise.resolve()).catch(() => undefined).then(() => this.#append(append));
    this.#underWay.set(stream, turn);
    try {
      return await turn;
    } finally {
      if (this.#underWay.get(stream) === turn) this.#underWay.delete(stream);
    }
  }

  async #append(append: PreparedAppend): Promise<AppendResult> {
    const { stream, expectedRevision, bytes } = append;
    const events = append.events.map(toProposed);
    return retryTransient(this.#retryForMs, isTransient, async (_, left) => {
      const answer = await this.#appender.append(
        { stream: this.#prefix + stream, expectedRevision, events },
        Math.min(left, this.#answerTimeoutMs),
      );
      if (answer.status === 'too large') throw new AppendTooLarge(stream, bytes);
      if (answer.status === 'elsewhere') return this.#resolve(append, events, answer.revision);
      const { revision } = answer;
      // An append that was taken by an earlier try, whose answer was lost.
      const position = answer.position ?? (await this.#standing(stream, revision, 1))[0]!.event.position;
      return { status: 'ok', revision, position };
    });
  }

  /** What an append is whose stream is at another revision than expected: taken before, by this call or another, or in conflict. */
  async #resolve(append: PreparedAppend, proposed: readonly Proposed[], revision: number): Promise<AppendResult> {
    const { stream, expectedRevision, events } = append;
    const conflict = { status: 'conflict', revision } as const;
    if (revision <= expectedRevision) return conflict;
    const standing = await this.#standing(stream, expectedRevision + 1, Math.min(events.length, revision - expectedRevision));
    if (standing[0]?.event.id !== events[0].id) return conflict;
    const ids = events.map(({ id }) => id);
    if (!ids.every((id, i) => standing[i]?.event.id === id)) throw new EventIdReused(stream, ids);
    const last = standing.at(-1)!.event;
    const place = { revision: last.revision, position: last.position };
    const own = standing[0].serverId === proposed[0]!.getId()!.getString();
    return own ? { status: 'ok', ...place } : { status: 'duplicate', ...place, stream };
  }

  /** Events that the server has announced. @throws {TransientFault} where it does not show them yet */
  async #standing(stream: string, from: number, count: number): Promise<ReceivedEvent[]> {
    const found: ReceivedEvent[] = [];
    for await (const batch of this.#reader.stream(stream, 'forwards', from, count)) found.push(...batch);
    if (found.length < count) throw new TransientFault(`the server does not show revision ${from} of ${stream} yet`);
    return found;
  }

  /**
   * A read that goes on where it was after a fault.
   * @param move takes note of the last event given; false where there is nothing beyond it
   */
  async *#inParts(
    limit = Infinity,
    signal: AbortSignal | undefined,
    read: (count: number) => AsyncGenerator<ReceivedEvent[]>,
    move: (last: RecordedEvent) => boolean,
    wanted: (event: RecordedEvent) => boolean = () => true,
  ): AsyncGenerator<RecordedEvent> {
    signal?.throwIfAborted();
    let left = limit;
    let part: AsyncGenerator<ReceivedEvent[]> | undefined;
    try {
      while (left > 0) {
        const asked = left;
        const next = await retryTransient(
          this.#retryForMs,
          isTransient,
          async () => {
            try {
              return await (part ??= read(asked)).next();
            } catch (error) {
              part = undefined;
              throw error;
            }
          },
          signal,
        );
        if (next.done) return;
        const events = plain(next.value).filter(wanted).slice(0, left);
        if (events.length === 0) continue;
        left -= events.length;
        for (const event of events) {
          yield event;
          signal?.throwIfAborted();
        }
        if (!move(events.at(-1)!)) return;
      }
    } finally {
      await part?.return(undefined);
    }
  }

  /** Near the head events come from the shared tail; one who is behind has a subscription of its own until it gets there. */
  async *#follow(after: Position, batchSize: number, signal: AbortSignal): AsyncGenerator<RecordedEvent[], void, undefined> {
    let at = after;
    if (signal.aborted) return;
    this.#tail.join();
    try {
      while (!signal.aborted) {
        const near = await this.#tail.after(at, batchSize, signal);
        // What was read after the abort is not given any more.
        if (signal.aborted) return;
        if (near) {
          at = near.at(-1)!.position;
          yield near;
          continue;
        }
        const behind = { most: batchSize, pause: 1_000, signal, onFault: this.#onFault };
        for await (const { events, through } of this.#reader.follow(at, behind)) {
          at = through;
          if (events.length > 0) yield plain(events);
          if (signal.aborted || this.#tail.covers(at)) break;
        }
      }
    } finally {
      this.#tail.leave();
    }
  }
}
