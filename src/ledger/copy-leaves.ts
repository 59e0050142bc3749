import { type Pool, type PoolClient } from 'pg';
import { inTransaction } from '../platform/transaction.js';

/** Leaves of one step. */
const CHUNK = 10_000;

interface Row {
  readonly event_id: string;
  readonly salt: Buffer | null;
  readonly entry: Buffer;
}

/**
 * Copies the ledger's leaves with their salts to the database of a copied log, so that both ledgers have the same root. What is there is compared; a salt that
 * was destroyed here is destroyed there.
 * @returns how many leaves both hold now; 0 where the source is of a Concord that had no ledger
 * @throws where the receiving ledger holds other leaves; nothing else is copied then
 */
export async function copyLeaves(from: Pool, to: Pool, onProgress?: (leaves: number) => void): Promise<number> {
  const { rows } = await from.query<{ there: boolean }>(`select to_regclass('ledger.leaves') is not null as there`);
  if (!rows[0]!.there) return 0;
  for (let at = 0; ;) {
    const leaves = await leavesOf(from, at);
    if (leaves.length === 0) return at;
    await inTransaction(to, async (client) => {
      const there = await leavesOf(client, at);
      const differs = there.findIndex(
        ({ event_id, entry }, i) => leaves[i]?.event_id !== event_id || !leaves[i].entry.equals(entry),
      );
      if (differs >= 0 && differs < leaves.length)
        throw new Error(
          `the receiving ledger has another leaf at index ${at + differs}: a service ran on the copy before the leaves were copied; copy to an empty database`,
        );
      await client.query(
        `insert into ledger.leaves (index, event_id, salt, entry)
         select $1 + n - 1, event_id, salt, entry from unnest($2::uuid[], $3::bytea[], $4::bytea[]) with ordinality u (event_id, salt, entry, n)
         on conflict (index) do update set salt = null where excluded.salt is null and leaves.salt is not null`,
        [at, leaves.map(({ event_id }) => event_id), leaves.map(({ salt }) => salt), leaves.map(({ entry }) => entry)],
      );
    });
    at += leaves.length;
    onProgress?.(at);
  }
}

async function leavesOf(on: Pool | PoolClient, from: number): Promise<Row[]> {
  const { rows } = await on.query<Row>(
    'select event_id, salt, entry from ledger.leaves where index >= $1 and index < $1 + $2::int order by index',
    [from, CHUNK],
  );
  return rows;
}
