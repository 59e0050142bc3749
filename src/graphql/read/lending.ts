import pg, { DatabaseError, type Pool, type PoolClient, type QueryConfig, type QueryResult, type QueryResultRow } from 'pg';
import { requestScopes } from '../request-scope.js';
import { FairQueue } from '../fair-queue.js';
import { KEYS_SETTING } from '../../event-sourcing/projections/row-security.js';
import { READER_ROLE } from '../../platform/reader-role.js';
import { type Plan } from './sql.js';

/** Characters of SQL that a connection keeps prepared; with more it is given up for a new one. */
const PREPARED = 2 * 1_048_576;
/** What callers without a name of their own are together: the service itself. */
const OURSELVES = '';

interface Lent {
  readonly queue: FairQueue;
  /** A connection beside the pool's, by which statements are cancelled: the pool's may all be busy. */
  readonly canceller: Pool;
  /** Whether the connections are of the reader role. */
  readonly secured: boolean;
}

const lent = new WeakMap<Pool, Lent>();
/** The reader keys that connections were given last, as they were written; none while it is not sure. */
const given = new WeakMap<PoolClient, string>();
const prepared = new WeakMap<PoolClient, { readonly names: Set<string>; size: number }>();

/** A statement under way. */
export interface UnderWay<Row extends QueryResultRow> {
  readonly result: Promise<QueryResult<Row>>;
  /** Ends it: it fails as PostgreSQL says that it was cancelled, or is not begun at all. */
  readonly cancel: () => void;
}

/** Nobody waits for a statement that has not begun. */
class NotBegun extends Error {}

/**
 * Runs a statement on a connection of a pool, of which one caller never has more than a third. It can be cancelled, in the database too; its connection is
 * lent to nobody else until it is known which statement a cancellation reaches.
 * @param keys reader keys that the connection gets before, where it has others and the pool's are of the reader role
 */
export function lend<Row extends QueryResultRow>(
  pool: Pool,
  query: QueryConfig,
  keys: readonly string[],
  plan?: Plan,
): UnderWay<Row> {
  const { queue, canceller, secured } = lentOf(pool);
  let client: PoolClient | undefined;
  let isCancelled = false;
  let cancelling: Promise<unknown> | undefined;
  const work = async (): Promise<QueryResult<Row>> => {
    if (isCancelled) throw new NotBegun('nobody waits for this any more');
    client = await pool.connect();
    let broken: Error | undefined;
    try {
      if (isCancelled) throw new NotBegun('nobody waits for this any more');
      if (secured) await giveKeys(client, keys);
      if (isCancelled) throw new NotBegun('nobody waits for this any more');
      // Connections have one plan for all values of a statement, but for these.
      if (plan === 'CUSTOM') await client.query('set plan_cache_mode = force_custom_plan');
      return await client.query<Row>(query);
    } catch (error) {
      if (endsConnection(error)) broken = error as Error;
      throw error;
    } finally {
      const lentClient = client;
      client = undefined;
      await cancelling;
      if (plan === 'CUSTOM') await lentClient.query('reset plan_cache_mode').catch((error: Error) => (broken = error));
      lentClient.release(broken ?? isFull(lentClient, query));
    }
  };
  return {
    result: queue.run(requestScopes.getStore()?.name ?? OURSELVES, work),
    cancel() {
      isCancelled = true;
      const pid = (client as unknown as { readonly processID?: number } | undefined)?.processID;
      // A connection that breaks meanwhile has no statement any more.
      if (pid) cancelling ??= canceller.query('select pg_cancel_backend($1)', [pid]).catch(() => undefined);
    },
  };
}

function lentOf(pool: Pool): Lent {
  let found = lent.get(pool);
  if (!found) {
    const { options } = pool;
    const most = options.max ?? 10;
    // The pool hides its password from enumeration.
    const canceller = new pg.Pool({
      ...options,
      password: options.password,
      // The reader role may not cancel what it does not own.
      options: undefined,
      max: 1,
      idleTimeoutMillis: 1_000,
      allowExitOnIdle: true,
    });
    canceller.on('error', () => undefined);
    const queue = new FairQueue(most, Math.max(1, Math.floor(most / 3)));
    const secured = options.options?.includes(`role=${READER_ROLE}`) ?? false;
    lent.set(pool, (found = { queue, canceller, secured }));
  }
  return found;
}

/** Whether a connection is of no more use after an error: all but those of statements that PostgreSQL refused. */
function endsConnection(error: unknown): boolean {
  return !(error instanceof NotBegun) && !(error instanceof DatabaseError && error.severity !== 'FATAL');
}

/** Gives a connection the keys of the viewer for whom the next statement runs. A failure leaves it without any that count. */
async function giveKeys(client: PoolClient, keys: readonly string[]): Promise<void> {
  const wanted = JSON.stringify(keys);
  if (given.get(client) === wanted) return;
  given.delete(client);
  await client.query({
    name: 'reader keys',
    text: `select set_config('${KEYS_SETTING}', ($1::text[])::text, false)`,
    values: [keys],
  });
  given.set(client, wanted);
}

/** Notes what a connection has prepared. @returns whether it is too much by now */
function isFull(client: PoolClient, { name, text }: QueryConfig): boolean {
  if (name === undefined) return false;
  let known = prepared.get(client);
  if (!known) prepared.set(client, (known = { names: new Set(), size: 0 }));
  if (known.names.has(name)) return false;
  known.names.add(name);
  known.size += text.length;
  return known.size > PREPARED;
}
