import { type Pool } from 'pg';
import { type EventMetadata, type RecordedEvent } from '../envelope.js';
import { EventIdReused, type AppendResult } from '../event-store.js';
import { type PreparedAppend } from '../prepare-append.js';
import { type Outcome } from './append-queue.js';
import { plainArray, textArray } from './arrays.js';
import { isTransient, retryTransient } from './faults.js';

interface Row {
  /** The append's number, from 1. */
  readonly seq: number;
  readonly status: 'ok' | 'duplicate' | 'mixed' | 'conflict';
  readonly last_position: string | null;
  readonly last_revision: number;
  readonly at_stream: string;
  readonly recorded_at: string | null;
}

/** What one call of the log took, in the order of positions. */
export interface Taken {
  readonly events: RecordedEvent[];
  /** UTF-8 length of data and metadata of each event. */
  readonly sizes: number[];
}

const QUERY = {
  name: 'es_append_many',
  text: 'select seq, status, last_position, last_revision, at_stream, recorded_at from es.append_many($1, $2, $3, $4, $5, $6, $7, $8)',
};
const UNIQUE_VIOLATION = '23505';

/**
 * Appends a group in one transaction and gives each its outcome; does not throw. A group that the database refuses as a whole goes again one by one, so
 * that a bad append fails alone. Faults that pass are tried again for `patience` milliseconds; an append that turns out to stand in the log then is `ok`.
 * @param tell called with each call that was answered, before its outcomes are given
 */
export async function appendGroup(
  pool: Pool,
  group: readonly PreparedAppend[],
  retryForMs: number,
  tell: (taken: () => Taken) => void,
): Promise<readonly Outcome[]> {
  try {
    return await retryTransient(retryForMs, async (failures) => {
      const rows = await call(pool, group);
      tell(() => taken(group, rows));
      return outcomes(group, rows, failures > 0);
    });
  } catch (error) {
    if (group.length === 1) return [reason(group[0]!, error)];
    if (isTransient(error) || !(error as { code?: string }).code?.match(/^\d/))
      return group.map((append) => reason(append, error));
    const alone: Outcome[] = [];
    for (const append of group) alone.push(...(await appendGroup(pool, [append], retryForMs, tell)));
    return alone;
  }
}

async function call(pool: Pool, group: readonly PreparedAppend[]): Promise<Row[]> {
  const events = group.flatMap((append) => append.events);
  const values = [
    textArray(group.map(({ stream }) => stream)),
    plainArray(group.map(({ expectedRevision }) => expectedRevision)),
    plainArray(group.map((append) => append.events.length)),
    plainArray(events.map(({ id }) => id)),
    textArray(events.map(({ type }) => type)),
    plainArray(events.map(({ schemaVersion }) => schemaVersion)),
    textArray(events.map(({ data }) => data)),
    textArray(events.map(({ metadata }) => metadata)),
  ];
  return (await pool.query<Row>({ ...QUERY, values })).rows;
}

/** The events as readers of the log get them. */
function taken(group: readonly PreparedAppend[], rows: readonly Row[]): Taken {
  const found: [RecordedEvent, number][] = [];
  for (const { seq, recorded_at: recordedAt, last_position: position, last_revision: revision } of rows) {
    if (recordedAt === null) continue;
    const { stream, events } = group[seq - 1]!;
    for (const [i, { data, metadata, ...event }] of events.entries()) {
      const after = events.length - 1 - i;
      const recorded: RecordedEvent = {
        ...event,
        data: JSON.parse(data) as unknown,
        metadata: JSON.parse(metadata) as EventMetadata,
        stream,
        revision: revision - after,
        position: BigInt(position!) - BigInt(after),
        recordedAt,
      };
      found.push([recorded, Buffer.byteLength(data) + Buffer.byteLength(metadata)]);
    }
  }
  found.sort(([a], [b]) => (a.position < b.position ? -1 : 1));
  return { events: found.map(([event]) => event), sizes: found.map(([, size]) => size) };
}

function outcomes(group: readonly PreparedAppend[], rows: readonly Row[], again: boolean): Outcome[] {
  const found: Outcome[] = [];
  for (const row of rows) found[row.seq - 1] = outcome(group[row.seq - 1]!, row, again);
  return found;
}

function outcome(append: PreparedAppend, row: Row, again: boolean): Outcome {
  const { status, last_position: position, last_revision: revision, at_stream: stream } = row;
  if (status === 'mixed') return reused(append);
  if (status === 'conflict') return { status, revision };
  const taken = { revision, position: BigInt(position!) } satisfies Partial<AppendResult>;
  // An earlier try of this very append was taken, and only its answer was lost.
  const own = again && stream === append.stream && revision === append.expectedRevision + append.events.length;
  return status === 'ok' || own ? { status: 'ok', ...taken } : { status, ...taken, stream };
}

function reason(append: PreparedAppend, error: unknown): Error {
  return (error as { code?: string }).code === UNIQUE_VIOLATION ? reused(append) : (error as Error);
}

function reused({ stream, events }: PreparedAppend): EventIdReused {
  return new EventIdReused(
    stream,
    events.map(({ id }) => id),
  );
}
