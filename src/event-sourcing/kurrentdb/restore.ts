import { type Position, type RecordedEvent } from '../envelope.js';
import { AppendTooLarge, WrittenToMeanwhile } from '../event-store.js';
import { prepareEvent } from '../prepare-append.js';
import { type Answer, type Appender, type ServerAppend } from './appender.js';
import { toProposed } from './messages.js';

/** Appends under way at a time: they go through one call, which the server works off in order. */
const WINDOW = 256;
/** Most bytes of one append of several events of a stream. */
const APPEND_BYTES = 256 * 1_024;

interface Part extends ServerAppend {
  readonly bytes: number;
}

/**
 * `EventStore.restore`: one append for each run of events of the same stream. The time of recording goes into the metadata, for the server has one of its
 * own. Nothing is tried again: after a fault the log shows how far it came.
 */
export async function restore(
  appender: Appender,
  prefix: string,
  events: readonly RecordedEvent[],
  after: Position,
  { head, answerTimeoutMs }: { readonly head: () => Promise<Position>; readonly answerTimeoutMs: number },
): Promise<Position> {
  const found = await head();
  if (found !== after) throw new WrittenToMeanwhile(after, found);
  let position = after;
  const underWay: Promise<Answer>[] = [];
  const parts = partsOf(prefix, events);
  const sent = parts.values();
  for (const part of parts) {
    while (underWay.length < WINDOW) {
      const next = sent.next();
      if (next.done) break;
      const answer = appender.append(next.value, answerTimeoutMs);
      // Awaited in turn; until then a fault of one is no fault without anybody to hear it.
      answer.catch(() => undefined);
      underWay.push(answer);
    }
    const answer = await underWay.shift()!;
    if (answer.status === 'too large') throw new AppendTooLarge(part.stream.slice(prefix.length), part.bytes);
    if (answer.status === 'elsewhere') throw new WrittenToMeanwhile(position, await head());
    if (answer.position !== undefined && answer.position <= position)
      throw new Error(`the server took the events in another order than they were sent: ${part.stream} at ${answer.position}`);
    position = answer.position ?? position;
  }
  return head();
}

function partsOf(prefix: string, events: readonly RecordedEvent[]): Part[] {
  const parts: { stream: string; expectedRevision: number; events: ReturnType<typeof toProposed>[]; bytes: number }[] = [];
  for (const event of events) {
    const prepared = prepareEvent(event.stream, event);
    const bytes = Buffer.byteLength(prepared.data) + Buffer.byteLength(prepared.metadata);
    const proposed = toProposed({ ...prepared, recordedAt: event.recordedAt });
    const stream = prefix + event.stream;
    const last = parts.at(-1);
    if (last?.stream === stream && last.bytes + bytes <= APPEND_BYTES) {
      last.events.push(proposed);
      last.bytes += bytes;
    } else parts.push({ stream, expectedRevision: event.revision - 1, events: [proposed], bytes });
  }
  return parts;
}
