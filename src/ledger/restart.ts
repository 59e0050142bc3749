import { type Pool, type PoolClient } from 'pg';
import { parseCheckpoint } from '../../verify/verify.js';
import { type RecordedEvent } from '../event-sourcing/envelope.js';
import { type EventStore } from '../event-sourcing/event-store.js';
import { addGeneration, dropGeneration } from '../event-sourcing/projections/checkpoints.js';
import { type Projection } from '../event-sourcing/projections/projection.js';
import { inTransaction } from '../platform/transaction.js';
import { type LedgerIdentity, ledgerFiles } from './identity.js';
import { compare, type Leaf, leavesFrom, LedgerFork } from './ledger.projection.js';
import { addRestarts, restartsIn } from './restarts.js';
import { readIfThere, replaceFile } from './signed-file.js';
import { newestCheckpoint } from './signer.js';

/** Events that are compared at a time. */
const CHUNK = 5_000;

/** How the log and the ledger's leaves compare. */
export interface Comparison {
  /** Events of the log, and leaves of the ledger. */
  readonly events: number;
  readonly leaves: number;
  /** How many of the first events are what their leaves commit to, or have no leaf yet. */
  readonly same: number;
  /** What differs first; undefined where nothing does. */
  readonly difference?: string;
}

/** Compares each event of the log with what its leaf commits to, up to the first that differs. */
export async function compareLog(store: EventStore, pool: Pool, onProgress?: (events: number) => void): Promise<Comparison> {
  const { rows } = await pool.query<{ leaves: string }>('select count(*) as leaves from ledger.leaves');
  const leaves = Number(rows[0]!.leaves);
  let events = 0;
  const chunk: RecordedEvent[] = [];
  let difference: string | undefined;
  const flush = async () => {
    const known: Leaf[] = await leavesFrom(pool, events, chunk.length);
    for (const event of chunk.splice(0)) {
      try {
        if (events < leaves) compare(event, known.shift(), events);
      } catch (error) {
        if (!(error instanceof LedgerFork)) throw error;
        difference = error.message;
        return;
      }
      events++;
    }
    onProgress?.(events);
  };
  for await (const event of store.readAll()) {
    if (chunk.push(event) === CHUNK) await flush();
    if (difference !== undefined) break;
  }
  if (difference === undefined) await flush();
  const same = events;
  if (difference === undefined && same < leaves)
    difference = `the log is not what the ledger has committed to: it ends after ${same} events, and the ledger holds ${leaves} leaves`;
  return { events, leaves, same, difference };
}

export interface RestartOptions {
  readonly pool: Pool;
  readonly store: EventStore;
  readonly projection: Projection;
  readonly dataFolder: string;
  /** Under which the ledger goes on. */
  readonly identity: LedgerIdentity;
  /** Why, in a line, for those who follow the ledger. */
  readonly reason: string;
  readonly now: Date;
}

/** First line of a statement of a restart: no checkpoint begins with it. */
export const RESTART = 'concord-ledger-restart/v1';

/**
 * Goes on under a new origin after the log was put back or replaced. Leaves that do not fit the log are dropped, and a signed statement names the last
 * checkpoint of the origin before. The service that runs begins to sign again at its next start.
 * @returns the statement, a signed note
 * @throws where nothing was signed before, or under this origin already
 */
export async function restartLedger(options: RestartOptions): Promise<string> {
  const { pool, store, projection, dataFolder, identity, reason, now } = options;
  if (/[\u0000-\u001f]/.test(reason) || reason === '') throw new Error('--reason: is one line of text');
  const files = ledgerFiles(dataFolder);
  const last = await lastCheckpoint(pool, readIfThere(files.checkpoint));
  if (last === undefined) throw new Error('nothing has been signed yet: there is no ledger to go on from');
  const { origin: before } = parseCheckpoint(last);
  const { rows } = await pool.query('select from ledger.checkpoints where origin = $1 limit 1', [identity.origin]);
  if (before === identity.origin || rows.length > 0)
    throw new Error(`the ledger has been signed as ${identity.origin} before: choose an origin that is new (--origin)`);
  const { same, leaves } = await compareLog(store, pool);
  const shared = await sharedWith(pool, before, same);
  const text = [
    RESTART,
    `origin ${identity.origin}`,
    `at ${now.toISOString()}`,
    `shared ${shared}`,
    `reason ${reason}`,
    '',
    last,
  ].join('\n');
  const former = identity.keys.map((key) => key.renamed(before));
  const statement = `${text}\n${[...identity.keys, ...former].map((key) => key.sign(text)).join('')}`;
  const statements = [...restartsIn(files.restarts), { origin: identity.origin, statement }];
  await inTransaction(pool, async (client) => {
    if (same < leaves) await dropLeaves(client, projection, same);
    await addRestarts(client, statements);
    await client.query('update ledger.identity set origin = $1, verifier_keys = $2', [
      identity.origin,
      identity.keys.map((key) => key.verifierKey()),
    ]);
    await client.query('update ledger.signing set refusal = null');
  });
  replaceFile(files.restarts, JSON.stringify(statements, null, 2), 0o644);
  replaceFile(files.origin, `${identity.origin}\n`, 0o644);
  return statement;
}

/** How many of the first entries are proved to be those of an origin: its largest checkpoint that the database knows and that fits the log. */
async function sharedWith(pool: Pool, origin: string, same: number): Promise<number> {
  const { rows } = await pool.query<{ size: string }>(
    'select coalesce(max(size), 0) as size from ledger.checkpoints where origin = $1 and size <= $2',
    [origin, same],
  );
  return Number(rows[0]!.size);
}

/** The newest checkpoint that was signed, as the data folder or the database knows it. */
async function lastCheckpoint(pool: Pool, kept: string | undefined): Promise<string | undefined> {
  if (kept !== undefined) return kept;
  const { rows } = await pool.query<{ origin: string }>('select origin from ledger.identity');
  return rows[0] && newestCheckpoint(pool, rows[0].origin);
}

/** Drops the leaves from an index on, and the tiles that were made from them. */
async function dropLeaves(client: PoolClient, projection: Projection, from: number): Promise<void> {
  const { rows } = await client.query<{ generation: number }>(
    'update rm.checkpoints set active = false where projection = $1 returning generation',
    [projection.name],
  );
  for (const table of projection.tables) await client.query(`drop view if exists rm.${table}`);
  for (const { generation } of rows) await dropGeneration(client, projection, generation);
  await client.query(`set local ledger.restarting = 'on'`);
  await client.query('delete from ledger.leaves where index >= $1', [from]);
  await addGeneration(client, projection);
}
