import { type NewEvent, type Position, type RecordedEvent } from './envelope.js';

/** The stream's newest revision that the caller has seen: `NO_STREAM`, or a revision from 0. There is no "any". */
export const NO_STREAM = -1;

/** The port's one limit: bytes (UTF-8) of an append, data and metadata of all its events together, the same on every adapter. */
export const MAX_APPEND_BYTES = 1_048_576;

export type AppendResult =
  | { readonly status: 'ok'; readonly revision: number; readonly position: Position }
  /** The events stand in the log already, by their ids: revision and position are those of the last of them, `stream` where they stand. */
  | { readonly status: 'duplicate'; readonly revision: number; readonly position: Position; readonly stream: string }
  /** The stream is elsewhere: `revision` is its newest one, or NO_STREAM. */
  | { readonly status: 'conflict'; readonly revision: number };

export interface ReadStreamOptions {
  /** First revision to give, included; by default the first (forwards) or the newest (backwards). */
  readonly from?: number;
  readonly direction?: 'forwards' | 'backwards';
  /** At most so many events; by default all. */
  readonly limit?: number;
  readonly signal?: AbortSignal;
}

export interface ReadAllOptions {
  /** Forwards: events after this position (default: the start). Backwards: events before it (default: the end). Excluded itself. */
  readonly after?: Position;
  readonly direction?: 'forwards' | 'backwards';
  readonly limit?: number;
  readonly signal?: AbortSignal;
}

export interface SubscribeOptions {
  /** Events after this position; START for all. */
  readonly after: Position;
  /** Ends the subscription: the iteration finishes without an error. */
  readonly signal?: AbortSignal;
  /** Most events in one batch (default 1,000). */
  readonly batchSize?: number;
}

/** Which streams, and how much of them. */
export interface StreamRange {
  /** How the streams' names begin. */
  readonly prefix: string;
  /** Events up to this position, included. */
  readonly upTo: Position;
  /** Streams after this name in the order of names (by their UTF-8 bytes), excluded itself; by default all. */
  readonly after?: string;
}

/** Whole streams one after the other: in the order of their names, each from its first event on. */
export interface StreamIndex {
  count(range: StreamRange): Promise<number>;
  read(range: StreamRange): AsyncIterable<RecordedEvent>;
}

/**
 * The log. Every adapter passes the same conformance suite (`test/conformance`).
 * Streams are named by any non-empty string of at most 500 UTF-8 bytes without NUL and without lone surrogates (InvalidStreamName otherwise).
 * An empty list of events is refused (EmptyAppend). Positions are in commit order; a reader never sees one appear before an earlier one.
 */
export interface EventStore {
  /**
   * Appends all events or none. A conflict is an answer; broken input and a broken connection are errors. Events that stand in the log already are
   * found by the id of the first one, whatever revision is expected; an append whose answer was lost on the way is tried again and is then `ok`.
   * Appends of one store to one stream are taken in the order of the calls.
   * @throws {AppendTooLarge} over MAX_APPEND_BYTES
   * @throws {EmptyAppend} without events
   * @throws {InvalidStreamName} for a name that no store can keep
   * @throws {InvalidEvent} for an event, or an expected revision, that breaks its type
   * @throws {EventIdReused} where some of the ids stand in the log and others do not
   * @throws {StoreUnavailable} when the store could not be reached in time: the outcome is unknown, and the same append may be sent again
   */
  append(stream: string, expectedRevision: number, events: readonly NewEvent[]): Promise<AppendResult>;
  /**
   * Events of one stream; nothing for a stream that is not there. An aborted read throws the signal's reason, so that half a stream is never taken
   * for all of it. Memory is bounded by pages.
   * @throws {InvalidStreamName} for a name that no store can keep
   * @throws {RangeError} for a `from` or `limit` that is not a whole number, or a negative `limit`
   */
  readStream(stream: string, options?: ReadStreamOptions): AsyncIterable<RecordedEvent>;
  /** The whole log, or a part of it, in the order of positions. Aborts and limits as in `readStream`. */
  readAll(options?: ReadAllOptions): AsyncIterable<RecordedEvent>;
  /**
   * Every event after a position, then each new one as it comes, in batches of at least one event, without gap or repeat, until `signal` aborts or
   * the consumer breaks off (a pending `next()` then ends at once). Memory is bounded whatever the consumer's pace. Passing faults of the store do
   * not end it: it goes on where it was. Subscribers share the events they are given, so nobody may change them.
   */
  subscribeAll(options: SubscribeOptions): AsyncIterable<readonly RecordedEvent[]>;
  /** For stores that can read by streams as fast as in order. */
  readonly byStream?: StreamIndex;
  /** Position of the newest event, START for an empty log. */
  head(): Promise<Position>;
  /** Ends subscriptions and connections that the store opened itself. */
  close(): Promise<void>;
}

/** A log that can become the copy of another one. */
export interface RestorableLog extends EventStore {
  /**
   * Takes events of another log as they are, with their streams, revisions and times of recording, in their order and after everything that stands in this
   * one; revisions follow those of their streams. Meant for a log to which nobody else writes.
   * @param after position of the newest event of this log
   * @returns position of the last one taken
   * @throws {WrittenToMeanwhile} where the log is elsewhere, or others append meanwhile; some of the events, the first ones, may stand then
   */
  restore(events: readonly RecordedEvent[], after: Position): Promise<Position>;
}

/** The append holds more bytes than MAX_APPEND_BYTES. */
export class AppendTooLarge extends Error {
  readonly code = 'APPEND_TOO_LARGE';
  constructor(
    readonly stream: string,
    readonly bytes: number,
  ) {
    super(`an append takes at most ${MAX_APPEND_BYTES} bytes, data and metadata together; this one for ${stream} has ${bytes}`);
  }
}

/** The stream's name is empty, longer than 500 bytes, or holds what no store can keep. */
export class InvalidStreamName extends Error {
  readonly code = 'INVALID_STREAM_NAME';
  constructor(readonly stream: string) {
    super(`a stream name has 1 to 500 UTF-8 bytes, no NUL and no lone surrogate: ${JSON.stringify(stream.slice(0, 60))}`);
  }
}

/** An append without events. */
export class EmptyAppend extends Error {
  readonly code = 'EMPTY_APPEND';
  constructor(readonly stream: string) {
    super(`an append for ${stream} needs at least one event`);
  }
}

/** Not an event: an id that is no UUID, a type without a name, data or metadata that is no JSON object, and the like; or a revision that is none. */
export class InvalidEvent extends Error {
  readonly code = 'INVALID_EVENT';
}

/** Some ids of an append stand in the log and others do not, or one id comes twice: ids were made wrongly. */
export class EventIdReused extends Error {
  readonly code = 'EVENT_ID_REUSED';
  constructor(
    readonly stream: string,
    readonly eventIds: readonly string[],
  ) {
    super(
      `events for ${stream} have ids of which some, not all in this order, stand in the log: ${eventIds.slice(0, 3).join(', ')}`,
    );
  }
}

/** A log that is to receive events of another one has been written to by somebody else. */
export class WrittenToMeanwhile extends Error {
  readonly code = 'WRITTEN_TO_MEANWHILE';
  constructor(expected: Position, found: Position) {
    super(`somebody else writes to the receiving log: its newest event is at ${found}, and not at ${expected}`);
  }
}

/** The store could not be reached in time. For an append the outcome is unknown; sending the same events again is safe. */
export class StoreUnavailable extends Error {
  readonly code = 'STORE_UNAVAILABLE';
  constructor(cause: unknown) {
    super(`the event store cannot be reached: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}
