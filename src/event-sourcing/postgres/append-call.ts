import { type Pool } from 'pg';
import { EventIdReused, type AppendResult } from '../event-store.js';
import { type PreparedAppend } from '../prepare-append.js';
import { type Outcome } from './append-queue.js';
import { isPassing, persevere } from './faults.js';

interface Row {
  readonly seq: number;
  readonly status: 'ok' | 'duplicate' | 'mixed' | 'conflict';
  readonly last_position: string | null;
  readonly last_revision: number;
  readonly at_stream: string;
}

const QUERY = {
  name: 'es_append_many',
  text: 'select seq, status, last_position, last_revision, at_stream from es.append_many($1, $2)',
};
const UNIQUE_VIOLATION = '23505';

/**
 * Appends a group in one transaction and gives each its outcome; does not throw. A group that the database refuses as a whole goes again one by one, so
 * that a bad append fails alone. Faults that pass are tried again for `patience` milliseconds; an append that turns out to stand in the log then is `ok`.
 */
export async function appendGroup(pool: Pool, group: readonly PreparedAppend[], patience: number): Promise<readonly Outcome[]> {
  try {
    return await persevere(patience, async (failures) => outcomes(group, await call(pool, group), failures > 0));
  } catch (error) {
    if (group.length === 1) return [reason(group[0]!, error)];
    if (isPassing(error) || !(error as { code?: string }).code?.match(/^\d/)) return group.map((append) => reason(append, error));
    const alone: Outcome[] = [];
    for (const append of group) alone.push(...(await appendGroup(pool, [append], patience)));
    return alone;
  }
}

async function call(pool: Pool, group: readonly PreparedAppend[]): Promise<Row[]> {
  const appends = group.map(({ stream, expectedRevision, events }, q) => {
    return { q, s: stream, x: expectedRevision, n: events.length, i: events[0].id };
  });
  const events = group.flatMap((append, q) =>
    append.events.map(({ id, type, schemaVersion, data, metadata }, o) => ({
      q,
      o: o + 1,
      id,
      ty: type,
      v: schemaVersion,
      da: data,
      me: metadata,
    })),
  );
  return (await pool.query<Row>({ ...QUERY, values: [JSON.stringify(appends), JSON.stringify(events)] })).rows;
}

function outcomes(group: readonly PreparedAppend[], rows: readonly Row[], again: boolean): Outcome[] {
  const found: Outcome[] = [];
  for (const row of rows) found[row.seq] = outcome(group[row.seq]!, row, again);
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
