import { type NewEvent } from './envelope.js';
import {
  AppendTooLarge,
  EmptyAppend,
  EventIdReused,
  InvalidEvent,
  InvalidStreamName,
  MAX_APPEND_BYTES,
  NO_STREAM,
  type ReadStreamOptions,
} from './event-store.js';

/** An event in the form that stores keep: lower-case id, data and metadata as JSON texts. */
export interface PreparedEvent {
  readonly id: string;
  readonly type: string;
  readonly schemaVersion: number;
  readonly data: string;
  readonly metadata: string;
}

/** A checked append. `bytes` counts data and metadata of all events in UTF-8. */
export interface PreparedAppend {
  readonly stream: string;
  readonly expectedRevision: number;
  readonly events: readonly [PreparedEvent, ...PreparedEvent[]];
  readonly bytes: number;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** NUL, which PostgreSQL keeps in no text, and lone surrogates, which UTF-8 has not. */
const UNSTORABLE = /[\0\p{Surrogate}]/u;
const MAX_NAME_BYTES = 500;
const MAX_REVISION = 2 ** 31 - 1;

/**
 * The checks that every adapter makes before an append, so that all refuse the same.
 * @throws what `EventStore.append` says of its input
 */
export function prepareAppend(stream: string, expectedRevision: number, events: readonly NewEvent[]): PreparedAppend {
  checkStreamName(stream);
  if (!Number.isInteger(expectedRevision) || expectedRevision < NO_STREAM || expectedRevision > MAX_REVISION) {
    throw new InvalidEvent(`the expected revision of ${stream} is a whole number from ${NO_STREAM}, not ${expectedRevision}`);
  }
  const [first, ...rest] = events.map((event) => prepareEvent(stream, event));
  if (!first) throw new EmptyAppend(stream);
  const prepared = [first, ...rest] as const;
  const ids = prepared.map(({ id }) => id);
  if (new Set(ids).size < ids.length) throw new EventIdReused(stream, ids);
  const bytes = prepared.reduce((sum, { data, metadata }) => sum + Buffer.byteLength(data) + Buffer.byteLength(metadata), 0);
  if (bytes > MAX_APPEND_BYTES) throw new AppendTooLarge(stream, bytes);
  return { stream, expectedRevision, events: prepared, bytes };
}

/** @throws {InvalidStreamName} for a name that no store can keep */
export function checkStreamName(stream: string): void {
  if (stream === '' || Buffer.byteLength(stream) > MAX_NAME_BYTES || UNSTORABLE.test(stream)) throw new InvalidStreamName(stream);
}

/** @throws {RangeError} for bounds that are not whole numbers, or a negative limit */
export function checkRange({ from, limit }: Pick<ReadStreamOptions, 'from' | 'limit'>): void {
  if (from !== undefined && !Number.isSafeInteger(from)) throw new RangeError(`a revision is a whole number, not ${from}`);
  if (limit !== undefined && limit !== Infinity && !(Number.isSafeInteger(limit) && limit >= 0)) {
    throw new RangeError(`a limit is a whole number from 0, not ${limit}`);
  }
}

/** @throws {InvalidEvent} for what breaks an event's type */
export function prepareEvent(stream: string, { id, type, schemaVersion, data, metadata }: NewEvent): PreparedEvent {
  const refuse = (rule: string) => new InvalidEvent(`event ${String(id)} (${String(type)}) for ${stream}: ${rule}`);
  const prepared = { id: id.toLowerCase(), type, schemaVersion, data: toJson(data), metadata: toJson(metadata) };
  if (!UUID.test(prepared.id)) throw refuse('the id is no UUID');
  if (type === '' || Buffer.byteLength(type) > MAX_NAME_BYTES || UNSTORABLE.test(type)) {
    throw refuse(`a type has 1 to ${MAX_NAME_BYTES} UTF-8 bytes, no NUL and no lone surrogate`);
  }
  if (!Number.isInteger(schemaVersion) || schemaVersion < 1 || schemaVersion > MAX_REVISION) {
    throw refuse(`a schema version is a whole number from 1, not ${schemaVersion}`);
  }
  if (!prepared.data.startsWith('{')) throw refuse('data is no JSON object');
  if (!prepared.metadata.startsWith('{')) throw refuse('metadata is no JSON object');
  return prepared;
}

/** The JSON text; for what has none, some text that is no object's. */
function toJson(value: unknown): string {
  try {
    return String(JSON.stringify(value));
  } catch {
    return '';
  }
}
