import { type Pool, type PoolClient } from 'pg';
import { type OpenedEventStore } from './open-event-store.js';
import { dropGeneration } from './projections/checkpoints.js';
import { inTransaction } from '../platform/transaction.js';
import { type Projection } from './projections/projection.js';

/**
 * Makes sure that the read models of a database were made from this log, for positions of one log mean nothing in another.
 * @throws {Error} naming both logs, and the way out, where they were made from another one, or know more than this one holds
 */
export async function checkLog(pool: Pool, { identity, store }: OpenedEventStore): Promise<void> {
  await inTransaction(pool, async (client) => {
    const { known, position } = await knownLog(client);
    if (known !== undefined && known !== identity) {
      throw new Error(
        `the read models in this database were made from the log ${known}, and EVENTSTORE_URL gives ${identity}: set it as it was, or run \`concord log adopt\` to throw them away and have them rebuilt`,
      );
    }
    // Asked for last: other processes go on meanwhile.
    const head = await store.head();
    if (position > head) {
      throw new Error(
        `the read models in this database know events up to position ${position}, and the log ${identity} ends at ${head}: if it was put back to an earlier state, run \`concord log adopt\``,
      );
    }
    if (known === undefined) await setLog(client, identity);
  });
}

/** Throws the read models away; the service rebuilds them from this log at its next start. */
export async function adoptLog(pool: Pool, identity: string, projections: readonly Projection[]): Promise<void> {
  await inTransaction(pool, async (client) => {
    await client.query('lock table rm.log; update rm.checkpoints set active = false');
    const { rows } = await client.query<{ projection: string; generation: number }>(
      'select projection, generation from rm.checkpoints',
    );
    for (const projection of projections) {
      for (const table of projection.tables) await client.query(`drop view if exists rm.${table}`);
      for (const { projection: name, generation } of rows)
        if (name === projection.name) await dropGeneration(client, projection, generation);
    }
    await client.query('delete from rm.checkpoints');
    await setLog(client, identity);
  });
}

/** Databases from before this was written down have their log themselves. */
async function knownLog(client: PoolClient): Promise<{ known: string | undefined; position: bigint }> {
  await client.query('lock table rm.log');
  const { rows } = await client.query<{ identity: string | null; position: string }>(
    'select (select identity from rm.log) as identity, coalesce(max(position), 0) as position from rm.checkpoints',
  );
  const position = BigInt(rows[0]!.position);
  return { known: rows[0]!.identity ?? (position > 0n ? 'postgresql' : undefined), position };
}

async function setLog(client: PoolClient, identity: string): Promise<void> {
  await client.query('insert into rm.log (identity) values ($1) on conflict (id) do update set identity = excluded.identity', [
    identity,
  ]);
}
