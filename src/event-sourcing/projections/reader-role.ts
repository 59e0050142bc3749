import { type Pool, type PoolClient } from 'pg';
import { type RowSecurity } from '../../platform/configuration.js';
import { type Log } from '../../platform/log.js';
import { inTransaction } from '../../platform/transaction.js';
import { leakyFilters, makeReaderRole, markLeakproof, READER_ROLE } from '../../platform/reader-role.js';

/**
 * Makes the reader role ready: it exists, this user may take it, and filters can use their indexes under it.
 * @returns whether callers' statements are to run under it
 * @throws {Error} with `on`, where there is no such role and this user may not make it
 */
export async function prepareReaderRole(pool: Pool, setting: RowSecurity, log: Log): Promise<boolean> {
  if (setting === 'off') {
    log.debug('row-level security is off: CONCORD_ROW_SECURITY is not set to auto or on');
    return false;
  }
  return inTransaction(pool, async (client) => {
    await client.query(`select pg_advisory_xact_lock(hashtext('reader role'))`);
    const denied =
      (await attempt(client, takeRole)) &&
      (await attempt(client, async () => {
        await makeReaderRole(client, 'current_user');
        await takeRole(client);
      }));
    if (denied !== undefined) {
      const way = `have its administrator run: create role ${READER_ROLE}; grant ${READER_ROLE} to the user of DATABASE_URL`;
      if (setting === 'on')
        throw new Error(`CONCORD_ROW_SECURITY is on, and the database has no role for readers (${denied}): ${way}`);
      log.info(`row-level security is off: the database has no role for readers (${denied}). To have it, ${way}`);
      return false;
    }
    await client.query(`grant usage on schema rm to ${READER_ROLE}`);
    await client.query(`grant select (projection, generation, recorded_at, active) on rm.checkpoints to ${READER_ROLE}`);
    await attempt(client, markLeakproof);
    const leaky = await leakyFilters(client);
    if (leaky.length === 0) return true;
    const way = `a superuser of this database has not marked leakproof: ${leaky.join(', ')} (docs/operating.md)`;
    if (setting === 'on') log.warn(`row-level security is on, and lists with filters and searches are slow: ${way}`);
    else log.info(`row-level security is off, for it would make lists with filters and searches slow: ${way}`);
    return setting === 'on';
  });
}

async function takeRole(client: PoolClient): Promise<void> {
  await client.query(`set local role ${READER_ROLE}; reset role`);
}

/** @returns why something failed, in which case it has done nothing */
async function attempt(client: PoolClient, work: (client: PoolClient) => Promise<void>): Promise<string | undefined> {
  await client.query('savepoint attempt');
  try {
    await work(client);
    return undefined;
  } catch (error) {
    await client.query('rollback to attempt');
    return (error as Error).message;
  }
}
