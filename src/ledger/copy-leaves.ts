import { type Pool } from 'pg';
import { inTransaction } from '../platform/transaction.js';
import { addLeaves, destroySalts, leavesFrom } from './ledger.projection.js';

/** Leaves of one step. */
const CHUNK = 10_000;

/** Copies how many leaves were inherited, and the first checkpoints, which say so. */
async function copyBeginning(from: Pool, to: Pool): Promise<void> {
  // A source of an earlier Concord does not count them.
  const { rows } = await from.query<{ inherited: string }>(
    `select coalesce(to_jsonb(s) ->> 'inherited', '0') as inherited from ledger.signing s`,
  );
  await to.query('update ledger.signing set inherited = greatest(inherited, $1)', [rows[0]!.inherited]);
  const first = await from.query<{ origin: string; size: string; root: Buffer; note: string }>(
    'select distinct on (origin) origin, size, root, note from ledger.checkpoints order by origin, size',
  );
  for (const { origin, size, root, note } of first.rows)
    await to.query('insert into ledger.checkpoints (origin, size, root, note) values ($1, $2, $3, $4) on conflict do nothing', [
      ...[origin, size, root, note],
    ]);
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
    const leaves = await leavesFrom(from, at, CHUNK);
    if (leaves.length === 0) {
      await copyBeginning(from, to);
      return at;
    }
    await inTransaction(to, async (client) => {
      const there = await leavesFrom(client, at, leaves.length);
      const differs = there.findIndex(
        ({ event_id, entry }, i) => leaves[i]!.event_id !== event_id || !leaves[i]!.entry.equals(entry),
      );
      if (differs >= 0)
        throw new Error(
          `the receiving ledger has another leaf at index ${at + differs}: a service ran on the copy before the leaves were copied; copy to an empty database`,
        );
      await addLeaves(client, at + there.length, leaves.slice(there.length));
      const destroyed = leaves.slice(0, there.length).filter(({ salt }) => salt === null);
      await destroySalts(
        client,
        destroyed.map(({ event_id }) => event_id),
      );
    });
    at += leaves.length;
    onProgress?.(at);
  }
}
