import { createHash, type Hash } from 'node:crypto';
import { type Position, type RecordedEvent, START } from './envelope.js';
import { type EventStore, type RestorableLog } from './event-store.js';

/** Most events, and most bytes of their JSON, of one call of `restore`; the first of the two that is reached. */
const CHUNK = 2_000;
const CHUNK_BYTES = 8 * 1_048_576;

export interface LogCopyOptions {
  readonly from: EventStore;
  readonly to: RestorableLog;
  /** Called at each step: the position of the source that it is at, and how many events it has done. */
  readonly onProgress?: (step: 'compare' | 'copy' | 'verify', at: Position, events: number) => void;
  /** What the copy has in the place of an event of the source; the event itself, if left out. The same for the same event each time. */
  readonly as?: (event: RecordedEvent) => Promise<RecordedEvent>;
  /** Interrupts; the next copy goes on from there. */
  readonly signal?: AbortSignal;
}

export interface LogCopyResult {
  /** Events in both logs now, and how many of them were copied by this call. */
  readonly events: number;
  readonly copied: number;
  /** Of all events, how many the copy has as another than the source. */
  readonly changed: number;
  /** Of the copy, and of the source where nothing was changed. */
  readonly digest: string;
}

/** The receiving log holds something else than the source, or somebody else writes to it. */
export class LogsDiffer extends Error {}

/**
 * SHA-256 over everything that is said of events but their positions, in the order of the log: ids, streams, revisions, types, data, metadata and times of
 * recording. Equal for a log and its copy, on whatever store.
 */
export class LogDigest {
  constructor(private readonly hash: Hash = createHash('sha256')) {}

  add(event: RecordedEvent): void {
    this.hash.update(textOf(event)).update('\n');
  }

  /** One of its own that goes on from here. */
  copy(): LogDigest {
    return new LogDigest(this.hash.copy());
  }

  toString(): string {
    return `sha256:${this.hash.copy().digest('hex')}`;
  }
}

function textOf({ id, stream, revision, type, schemaVersion, data, metadata, recordedAt }: RecordedEvent): string {
  return JSON.stringify([id, stream, revision, type, schemaVersion, data, metadata, recordedAt]);
}

/** The digest of a log, and the number of its events. */
export async function digestLog(
  store: EventStore,
  { onProgress, signal }: { onProgress?: (at: Position) => void; signal?: AbortSignal } = {},
): Promise<{ events: number; digest: string }> {
  const digest = new LogDigest();
  let events = 0;
  for await (const event of store.readAll({ signal })) {
    digest.add(event);
    events++;
    onProgress?.(event.position);
  }
  return { events, digest: String(digest) };
}

/**
 * Copies a log into another one, which is empty or holds the beginning of it: what is there is compared, what is missing is copied, and what was
 * copied is read again and compared by its digest.
 * @throws {LogsDiffer} where the receiving log holds something else, or others write to it; nothing else is copied then
 */
export async function copyLog({ from, to, as, onProgress, signal }: LogCopyOptions): Promise<LogCopyResult> {
  const source = new LogDigest();
  const there = to.readAll({ signal })[Symbol.asyncIterator]();
  let events = 0;
  let changed = 0;
  let end = START;
  let begin: { readonly after: Position; readonly events: number; readonly digest: LogDigest } | undefined;
  let chunk: RecordedEvent[] = [];
  let bytes = 0;
  const flush = async () => {
    if (chunk.length > 0) end = await to.restore(chunk, end);
    chunk = [];
    bytes = 0;
  };
  for await (const original of from.readAll({ signal })) {
    const event = as ? await as(original) : original;
    if (event !== original) changed++;
    if (!begin) {
      const next = await there.next();
      if (next.done) begin = { after: end, events, digest: source.copy() };
      else {
        if (textOf(next.value) !== textOf(event)) throw new LogsDiffer(differing(events, event, next.value));
        end = next.value.position;
      }
    }
    source.add(event);
    events++;
    onProgress?.(begin ? 'copy' : 'compare', event.position, events);
    if (!begin) continue;
    chunk.push(event);
    bytes += textOf(event).length;
    if (chunk.length >= CHUNK || bytes >= CHUNK_BYTES) await flush();
  }
  if (!begin && !(await there.next()).done)
    throw new LogsDiffer(`the receiving log begins like the source, and goes on after the source ends with ${events} events`);
  await flush();
  const { after, digest, events: before } = begin ?? { after: end, digest: source.copy(), events };
  let verified = before;
  for await (const event of to.readAll({ after, signal })) {
    digest.add(event);
    onProgress?.('verify', event.position, ++verified);
  }
  if (String(digest) !== String(source)) {
    throw new LogsDiffer(
      `what was copied reads otherwise than the source: ${verified} events with ${String(digest)}, and not ${events} with ${String(source)}`,
    );
  }
  return { events, copied: events - before, changed, digest: String(source) };
}

function differing(number: number, source: RecordedEvent, other: RecordedEvent): string {
  const name = ({ type, id, stream, revision }: RecordedEvent) => `${type} ${id} (${stream}, revision ${revision})`;
  const both = source.id === other.id ? `${name(source)}, told otherwise` : `${name(other)} and not ${name(source)}`;
  return `the receiving log is no beginning of the source: its event number ${number + 1} is ${both}`;
}
