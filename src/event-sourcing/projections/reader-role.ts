import { type Pool, type PoolClient } from 'pg';
import { type RowSecurity } from '../../platform/configuration.js';
import { type Log } from '../../platform/log.js';
import { inTransaction } from './checkpoints.js';
import { READER_ROLE } from './row-security.js';

/** Functions of the filters: below a policy, an index serves them only where they are marked leakproof. They compare values and say nothing of them in errors. */
const FILTERS = ['arrayoverlap(anyarray, anyarray)', 'ts_match_vq(tsvector, tsquery)'].map((one) => `pg_catalog.${one}`);

/**
 * Makes the reader role ready: it exists, this user may take it, and filters can use their indexes under it.
 * @returns whether callers' statements are to run under it
 * @throws {Error} with `on`, where there is no such role and this user may not make it
 */
export async function prepareReaderRole(pool: Pool, setting: RowSecurity, log: Log): Promise<boolean> {
  if (setting === 'off') {
    log.info('row-level security is off, as CONCORD_ROW_SECURITY says');
    return false;
  }
  return inTransaction(pool, async (client) => {
    await client.query(`select pg_advisory_xact_lock(hashtext('reader role'))`);
    const problem = (await hasRole(client)) ? undefined : await attempt(client, `create role ${READER_ROLE}`, DUPLICATE);
    const denied = problem ?? (await takesRole(client));
    if (denied !== undefined) {
      const way = `have its administrator run: create role ${READER_ROLE}; grant ${READER_ROLE} to the user of DATABASE_URL`;
      if (setting === 'on') throw new Error(`CONCORD_ROW_SECURITY is on, and the database has no role for readers (${denied}): ${way}`);
      log.info(`row-level security is off: the database has no role for readers (${denied}). To have it, ${way}`);
      return false;
    }
    await client.query(`grant usage on schema rm to ${READER_ROLE}`);
    await client.query(`grant select (projection, generation, recorded_at, active) on rm.checkpoints to ${READER_ROLE}`);
    const leaky = await markLeakproof(client);
    if (leaky.length === 0) return true;
    const way = `a superuser of this database has not marked leakproof: ${leaky.join(', ')} (docs/operating.md)`;
    if (setting === 'on') log.warn(`row-level security is on, and lists with filters and searches are slow: ${way}`);
    else log.info(`row-level security is off, for it would make lists with filters and searches slow: ${way}`);
    return setting === 'on';
  });
}

/** SQLSTATEs of a role that another database's service made meanwhile. */
const DUPLICATE = ['42710', '23505'];

async function hasRole(client: PoolClient): Promise<boolean> {
  return (await client.query('select from pg_roles where rolname = $1', [READER_ROLE])).rowCount === 1;
}

/** Lets this user take the role. @returns why not */
async function takesRole(client: PoolClient): Promise<string | undefined> {
  if ((await attempt(client, `set local role ${READER_ROLE}; reset role`)) === undefined) return undefined;
  return attempt(client, `grant ${READER_ROLE} to current_user; set local role ${READER_ROLE}; reset role`);
}

/** Runs a statement. @returns why it failed, in which case it has done nothing */
async function attempt(client: PoolClient, sql: string, fine: readonly string[] = []): Promise<string | undefined> {
  await client.query('savepoint attempt');
  try {
    await client.query(sql);
    return undefined;
  } catch (error) {
    await client.query('rollback to attempt');
    const { code, message } = error as { readonly code?: string; readonly message: string };
    return fine.includes(code ?? '') ? undefined : message;
  }
}

/** Marks the functions of the filters leakproof, as a superuser can. @returns those that are not */
async function markLeakproof(client: PoolClient): Promise<string[]> {
  const leaky = async () =>
    (
      await client.query<{ name: string }>(
        'select name from unnest($1::text[]) name join pg_proc p on p.oid = name::regprocedure where not p.proleakproof',
        [FILTERS],
      )
    ).rows.map(({ name }) => name);
  for (const name of await leaky()) await attempt(client, `alter function ${name} leakproof`);
  return leaky();
}
