import { type Pool, type PoolClient } from 'pg';
import { parseCheckpoint } from '../../verify/verify.js';
import { type RecordedEvent } from '../event-sourcing/envelope.js';
import { type EventStore } from '../event-sourcing/event-store.js';
import { addGeneration, dropGeneration } from '../event-sourcing/projections/checkpoints.js';
import { takeLead } from '../event-sourcing/projections/leadership.js';
import { type Projection } from '../event-sourcing/projections/projection.js';
import { inTransaction } from '../platform/transaction.js';
import { type LedgerIdentity, ledgerFiles } from './identity.js';
import { compare, type Leaf, leavesFrom, LedgerFork } from './ledger.projection.js';
import { addRestarts, lastNoteIn, RESTART, type Restart, restartsIn, storedRestarts } from './restarts.js';
import { readIfThere, replaceFile } from './signed-file.js';
import { SIGNER } from './signer.js';

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
export async function compareLog(
  store: Pick<EventStore, 'readAll'>,
  pool: Pool,
  onProgress?: (events: number) => void,
): Promise<Comparison> {
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

/**
 * Goes on under a new origin after the log was put back or replaced. Leaves that do not fit the log are dropped, and a signed statement names the last
 * checkpoint of the origin before. No process may sign meanwhile.
 * @returns the statement, a signed note
 * @throws where a process signs, where nothing was signed before, and where the origin is not new
 */
export async function restartLedger(options: RestartOptions): Promise<string> {
  const { pool, store, projection, dataFolder, identity, reason, now } = options;
  if (/[\u0000-\u001f]/.test(reason) || reason === '') throw new Error('--reason: is one line of text');
  const files = ledgerFiles(dataFolder);
  return inTransaction(pool, async (client) => {
    if (!(await takeLead(client, SIGNER))) throw new Error('a process signs this ledger: stop the service, and do this again');
    const restarts = await allRestarts(client, files.restarts);
    const last = await lastCheckpoint(client, readIfThere(files.checkpoint), restarts);
    if (last === undefined) throw new Error('nothing has been signed yet: there is no ledger to go on from');
    const { origin: before } = parseCheckpoint(last);
    if ((await knownOrigins(client, [before, ...restarts.flatMap(originsOf)])).has(identity.origin))
      throw new Error(`the ledger has been signed as ${identity.origin} before: choose an origin that is new (--origin)`);
    const { same, leaves } = await compareLog(store, pool);
    const text = [
      RESTART,
      `origin ${identity.origin}`,
      `at ${now.toISOString()}`,
      `shared ${await sharedWith(client, before, same)}`,
      `reason ${reason}`,
      '',
      last,
    ].join('\n');
    const former = identity.keys.map((key) => key.renamed(before));
    const statement = `${text}\n${[...identity.keys, ...former].map((key) => key.sign(text)).join('')}`;
    const statements = [...restarts, { origin: identity.origin, statement }];
    if (same < leaves) await dropLeaves(client, projection, same);
    await addRestarts(client, statements);
    await client.query('update ledger.identity set origin = $1, verifier_keys = $2', [
      identity.origin,
      identity.keys.map((key) => key.verifierKey()),
    ]);
    await client.query('update ledger.signing set refusal = null, inherited = least(inherited, $1)', [same]);
    // Before the commit: what the database says is then known outside of it. Where the commit fails, nothing is signed until the next restart.
    replaceFile(files.restarts, JSON.stringify(statements, null, 2), 0o644);
    replaceFile(files.origin, `${identity.origin}\n`, 0o644);
    return statement;
  });
}

/** The statements that the file and the database hold, in order: either may lack the latest of the other. */
async function allRestarts(client: PoolClient, file: string): Promise<readonly Restart[]> {
  const kept = restartsIn(file);
  const stored = await storedRestarts(client);
  return [...kept, ...stored.filter(({ origin }) => kept.every((one) => one.origin !== origin))];
}

const originsOf = (restart: Restart): string[] => [restart.origin, parseCheckpoint(lastNoteIn(restart)).origin];

/** Every origin under which something was signed, or was to be. */
async function knownOrigins(client: PoolClient, named: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await client.query<{ origin: string }>(
    'select origin from ledger.checkpoints union select origin from ledger.identity',
  );
  return new Set([...named, ...rows.map(({ origin }) => origin)]);
}

/** How many of the first entries are proved to be those of an origin: its largest checkpoint that the database knows and that fits the log. */
async function sharedWith(client: PoolClient, origin: string, same: number): Promise<number> {
  const { rows } = await client.query<{ size: string }>(
    'select coalesce(max(size), 0) as size from ledger.checkpoints where origin = $1 and size <= $2',
    [origin, same],
  );
  return Number(rows[0]!.size);
}

/** The newest checkpoint that was signed: under the latest origin, the larger of those that the data folder and the database hold. */
async function lastCheckpoint(
  client: PoolClient,
  kept: string | undefined,
  restarts: readonly Restart[],
): Promise<string | undefined> {
  const { rows } = await client.query<{ note: string }>(
    'select distinct on (origin) note from ledger.checkpoints order by origin, size desc',
  );
  const order = (note: string) => {
    const { origin, size } = parseCheckpoint(note);
    return { era: restarts.findIndex((one) => one.origin === origin), size };
  };
  return [...(kept === undefined ? [] : [kept]), ...rows.map(({ note }) => note)].toSorted(
    (a, b) => order(b).era - order(a).era || order(b).size - order(a).size,
  )[0];
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
