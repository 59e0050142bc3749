import { randomUUID } from 'node:crypto';
import { type ClientBase } from 'pg';

interface RawAppend {
  readonly stream: string;
  readonly expected: number;
  readonly count: number;
}

/** Calls `es.append_many` as another program might, in whatever transaction the client is. @returns the statuses, in order */
export async function rawAppend(client: ClientBase, appends: readonly RawAppend[]): Promise<string[]> {
  const made = appends.map((append) => ({ ...append, ids: Array.from({ length: append.count }, () => randomUUID()) }));
  const heads = made.map(({ stream, expected, ids }, q) => ({ q, s: stream, x: expected, n: ids.length, i: ids[0] }));
  const events = made.flatMap(({ ids }, q) =>
    ids.map((id, o) => ({ q, o: o + 1, id, ty: 'Appended', v: 1, da: '{}', me: '{}' })),
  );
  const { rows } = await client.query<{ seq: number; status: string }>('select seq, status from es.append_many($1, $2)', [
    JSON.stringify(heads),
    JSON.stringify(events),
  ]);
  return rows.sort((a, b) => a.seq - b.seq).map(({ status }) => status);
}
