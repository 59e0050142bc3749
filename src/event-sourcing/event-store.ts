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

/**
 * The log. Every adapter passes the same conformance suite (`test/conformance`).
 * Streams are named by any non-empty string of at most 500 UTF-8 bytes without NUL and without lone surrogates (InvalidStreamName otherwise).
 * An empty list of events is refused (EmptyAppend). Positions are in commit order; a reader never sees one appear before an earlier one.
 */
export interface EventStore {
  /**
   * Appends all events or none. A conflict is an answer; broken input and a broken connection are errors.
   * @throws {AppendTooLarge} over MAX_APPEND_BYTES
   */
  append(stream: string, expectedRevision: number, events: readonly NewEvent[]): Promise<AppendResult>;
  /** Events of one stream; nothing for a stream that is not there. */
  readStream(stream: string, options?: ReadStreamOptions): AsyncIterable<RecordedEvent>;
  readAll(options?: ReadAllOptions): AsyncIterable<RecordedEvent>;
  /**
   * Every event after a position, then each new one as it comes, in batches of at least one event, without gap or repeat, until `signal` aborts or
   * the consumer breaks off. Memory is bounded whatever the consumer's pace.
   */
  subscribeAll(options: SubscribeOptions): AsyncIterable<readonly RecordedEvent[]>;
  /** Position of the newest event, START for an empty log. */
  head(): Promise<Position>;
  /** Ends subscriptions and connections that the store opened itself. */
  close(): Promise<void>;
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
