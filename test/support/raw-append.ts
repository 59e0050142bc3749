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
  const ids = made.flatMap((append) => append.ids);
  const { rows } = await client.query<{ seq: number; status: string }>(
    'select seq, status from es.append_many($1, $2, $3, $4, $5, $6, $7, $8)',
    [
      made.map(({ stream }) => stream),
      made.map(({ expected }) => expected),
      made.map(({ count }) => count),
      ids,
      ids.map(() => 'Appended'),
      ids.map(() => 1),
      ids.map(() => '{}'),
      ids.map(() => '{}'),
    ],
  );
  return rows.sort((a, b) => a.seq - b.seq).map(({ status }) => status);
}
