import { type Pool } from 'pg';
import { type EventStore } from '../../src/event-sourcing/event-store.js';
import { activeCheckpoint } from '../../src/event-sourcing/projections/checkpoints.js';
import { type Projection } from '../../src/event-sourcing/projections/projection.js';
import { rebuild } from '../../src/event-sourcing/projections/rebuild.js';
import { createCatalogue, createProjections } from '../../src/service.js';
import { storeOf } from './event-store-server.js';

/** Digest of the rows that readers see, by projection: the same where all rows are. */
export async function digests(pool: Pool, projections: ReadonlyMap<string, Projection>): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const [name, projection] of projections) {
    const { generation } = (await activeCheckpoint(pool, name))!;
    found[name] = (await pool.query<{ digest: string }>(projection.digest(generation))).rows[0]!.digest;
  }
  return found;
}

/**
 * Rebuilds every read model of a database from the log, from outside of the services that run on it.
 * @param given a store on the log; by default one on that of all whole-system tests
 * @returns by projection, whether its rows were those that the log gives
 */
export async function remade(pool: Pool, given?: EventStore): Promise<Record<string, boolean | undefined>> {
  const store = given ?? storeOf(pool);
  try {
    const found: Record<string, boolean | undefined> = {};
    for (const [name, projection] of createProjections(store, createCatalogue()))
      found[name] = (await rebuild(projection, { pool, store })).same;
    return found;
  } finally {
    if (!given) await store.close();
  }
}
