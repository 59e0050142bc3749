import { setTimeout as sleep } from 'node:timers/promises';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { type Configuration, readConfiguration } from './configuration.js';
import { FRONT_DOOR } from './front-door.js';
import { findDataFolder } from './data-folder.js';
import { startEmbeddedPostgres } from './embedded-postgres.js';
import { alive, FolderLock, type LockHolder } from './folder-lock.js';
import { createLog, type Log } from './log.js';

export interface Database {
  readonly pool: pg.Pool;
  /**
   * Connections for what callers read, each statement of which ends in time: readers leave the others to the service.
   * @param role the one that `reads` are under; `unfiltered`, a few beside them, are not. Without it they are the same
   */
  readers(role?: string): Readers;
  /** Connection, password included. */
  readonly url: string;
  /** Whether it is the PostgreSQL that comes with Concord, in the data folder. */
  readonly embedded: boolean;
  /** Absolute path; exists if `embedded`. */
  readonly dataFolder: string;
  /** Ends the connections, and the database if this process brought it up. Any number of times. */
  close(): Promise<void>;
}

export interface Readers {
  readonly reads: pg.Pool;
  readonly unfiltered: pg.Pool;
}

export interface OpenDatabaseOptions {
  readonly configuration?: Pick<Configuration, 'databaseUrl' | 'dataFolder' | 'usualFolder'>;
  /**
   * For a command: use the database of a service (or command) that runs on the folder; otherwise bring it up for the command's duration. `service`: only
   * that of a service that runs there.
   */
  readonly join?: boolean | 'service';
  /** Most connections (default 20). */
  readonly connections?: number;
  /** Milliseconds that a statement of a reader has (default 10,000). */
  readonly statementTimeout?: number;
  readonly log?: Log;
}

/** The first release with everything we use. */
const OLDEST_POSTGRES = 15;
/** Milliseconds to wait for a server that does not answer yet, for another process on the folder to bring its database up, and for clients to be given back. */
const CONNECT_TIMEOUT_MS = 30_000;
const CLOSE_TIMEOUT_MS = 5_000;
/** Most connections of `unfiltered`, where they are not those of `reads`. */
const FEW = 5;
/** Names the connection by which a joined command shows its presence. */
const PRESENCE = 'concord joined';

/** Another process is at work on the data folder. */
export class DataFolderInUse extends Error {
  override readonly name = 'DataFolderInUse';
}

/**
 * Opens the configured database, or the embedded one in the data folder.
 * @throws {DataFolderInUse} naming folder and process, when another service (without `join`) works there
 * @throws {Error} when `join` asks for a service's database and none runs on the folder; when a given server cannot be reached within half a minute, refuses us, or is older than PostgreSQL 15
 */
export async function openDatabase(options: OpenDatabaseOptions = {}): Promise<Database> {
  const { configuration = readConfiguration(), join: joins = false, connections = 20, log = createLog() } = options;
  const { statementTimeout = FRONT_DOOR.statementTimeout } = options;
  if (configuration.databaseUrl !== undefined) {
    return connect(configuration.databaseUrl, {
      embedded: false,
      dataFolder: resolve(configuration.dataFolder ?? 'data'),
      connections,
      statementTimeout,
      log,
    });
  }
  const folder = findDataFolder(configuration.dataFolder, configuration.usualFolder);
  if (folder.notice) log.info(folder.notice);
  const file = join(folder.path, 'service.lock');
  if (joins === 'service' && whoRuns(folder.path)?.role !== 'service') {
    throw new Error(
      `A process of role api or projector shares the database with others: set DATABASE_URL, or start a service of role all on the data folder ${folder.path} first`,
    );
  }
  for (const deadline = Date.now() + CONNECT_TIMEOUT_MS; ; await sleep(50)) {
    const lock = FolderLock.acquire(file, joins ? 'command' : 'service');
    if (lock instanceof FolderLock) {
      if (joins) log.info(`data folder ${folder.path}: no service runs on it, so the command brings its database up`);
      try {
        const server = await startEmbeddedPostgres(folder, { log });
        lock.publish(server.url);
        const stop = async (pool: pg.Pool) => {
          if (joins) await leaveToOthers(pool, log);
          await ended(pool);
          await server.stop();
          lock.release();
        };
        return await connect(server.url, { embedded: true, dataFolder: folder.path, connections, statementTimeout, log, stop });
      } catch (error) {
        lock.release();
        throw error;
      }
    }
    if (!joins) throw inUse(folder.path, lock);
    if (lock.url !== undefined) {
      if (joins === true) log.info(`data folder ${folder.path}: joins the ${lock.role} of process ${lock.pid}`);
      return connect(lock.url, { embedded: true, dataFolder: folder.path, connections, statementTimeout, log, presence: true });
    }
    if (Date.now() > deadline)
      throw new DataFolderInUse(`Process ${lock.pid} on the data folder ${folder.path} has not brought its database up`);
  }
}

function inUse(path: string, { pid, role, since }: LockHolder): DataFolderInUse {
  const who = role === 'service' ? 'Another Concord service' : 'A Concord command that uses the database';
  return new DataFolderInUse(
    `${who} runs on the data folder ${path}: process ${pid}, since ${since}. Stop it, or choose another folder with CONCORD_DATA (and another PORT).`,
  );
}

interface Connecting {
  readonly embedded: boolean;
  readonly dataFolder: string;
  readonly connections: number;
  readonly statementTimeout: number;
  readonly log: Log;
  readonly presence?: boolean;
  readonly stop?: (pool: pg.Pool) => Promise<void>;
}

async function connect(
  url: string,
  { embedded, dataFolder, connections, statementTimeout, log, presence, stop = ended }: Connecting,
): Promise<Database> {
  const { address, given } = splitOptions(url);
  const poolOf = (application_name: string, options = '', max = connections) =>
    new pg.Pool({
      connectionString: address,
      max,
      application_name,
      // The same statements come again and again: to plan them for each set of values takes longer than to run them. Days and years are those of UTC.
      options: `${given} -c timezone=UTC -c plan_cache_mode=force_generic_plan${options}`.trim(),
      connectionTimeoutMillis: 10_000,
      keepAlive: true,
    });
  const pool = poolOf('concord');
  // Without these, a connection that breaks while idle, or while lent and not in a query, would end the process.
  let closed: Promise<void> | undefined;
  const broken = (error: Error) => void (closed ?? log.warn('a database connection broke', { error: error.message }));
  const watched = (one: pg.Pool) => one.on('error', broken).on('connect', (client) => client.on('error', broken));
  watched(pool);
  const made: pg.Pool[] = [];
  const readers = (role?: string): Readers => {
    const limit = ` -c statement_timeout=${statementTimeout}`;
    const reads = watched(poolOf('concord reads', role === undefined ? limit : `${limit} -c role=${role}`));
    const unfiltered = role === undefined ? reads : watched(poolOf('concord reads', limit, FEW));
    made.push(...new Set([reads, unfiltered]));
    return { reads, unfiltered };
  };
  const stopAll = async () => {
    await Promise.all(made.map(ended));
    await stop(pool);
  };
  try {
    await checkServer(pool, url, log);
    const present = presence && (await pool.connect());
    if (present) await present.query(`set application_name = '${PRESENCE}'`);
    return {
      pool,
      readers,
      url,
      embedded,
      dataFolder,
      close: () => {
        if (!closed && present) present.release(true);
        return (closed ??= stopAll());
      },
    };
  } catch (error) {
    await stopAll();
    throw error;
  }
}

/** The address without the options of its own, which would replace ours, and those options. */
function splitOptions(url: string): { readonly address: string; readonly given: string } {
  const address = new URL(url);
  const given = address.searchParams.get('options') ?? '';
  address.searchParams.delete('options');
  return { address: given === '' ? url : address.href, given };
}

/** Waits for a server that is not up yet, and refuses one that is too old. */
async function checkServer(pool: pg.Pool, url: string, log: Log): Promise<void> {
  const { hostname, port, pathname } = new URL(url);
  const where = `${decodeURIComponent(hostname) || 'the local socket'}${port && `:${port}`}${pathname}`;
  let told = false;
  for (let pause = 100, deadline = Date.now() + CONNECT_TIMEOUT_MS; ; pause = Math.min(pause * 2, 2_000)) {
    try {
      const { rows } = await pool.query<{ number: number; version: string }>(
        `select current_setting('server_version_num')::int as number, current_setting('server_version') as version`,
      );
      const { number, version } = rows[0]!;
      if (number >= OLDEST_POSTGRES * 10_000) return;
      throw new ServerRefused(`The database at ${where} is PostgreSQL ${version}; Concord needs ${OLDEST_POSTGRES} or later`);
    } catch (error) {
      if (error instanceof ServerRefused) throw error;
      const reason = (error as Error).message || (error as NodeJS.ErrnoException).code;
      if (!mayPass(error as NodeJS.ErrnoException))
        throw new Error(`The database at ${where} refuses Concord: ${reason} (see DATABASE_URL)`, { cause: error });
      if (Date.now() > deadline) {
        throw new Error(`The database at ${where} cannot be reached: ${reason}. Is it running, and is DATABASE_URL right?`, {
          cause: error,
        });
      }
      if (!told) log.info(`waiting for the database at ${where}`, { reason });
      told = true;
      await sleep(pause);
    }
  }
}

class ServerRefused extends Error {}

/** Whether a failure to connect may be over soon: no answer, or a server that is starting, stopping or full. A wrong password or name is not. */
function mayPass({ code }: NodeJS.ErrnoException): boolean {
  return code === undefined || /^E[A-Z]/.test(code) || /^(57P0|53|08)/.test(code);
}

/** Ends the pool's connections; a client that somebody keeps does not hold us up for ever. */
async function ended(pool: pg.Pool): Promise<void> {
  await Promise.race([pool.end(), sleep(CLOSE_TIMEOUT_MS, undefined, { ref: false })]);
}

/** A command that brought the database up stays until the commands that joined it have finished. */
async function leaveToOthers(pool: pg.Pool, log: Log): Promise<void> {
  for (let told = false; ; await sleep(200)) {
    const { rows } = await pool.query<{ count: number }>(
      'select count(*)::int from pg_stat_activity where application_name = $1',
      [PRESENCE],
    );
    if (!rows[0]!.count) return;
    if (!told) log.info('waiting for other commands that use this database');
    told = true;
  }
}

/** Who works on the data folder now, if anybody. */
export function whoRuns(dataFolder: string): LockHolder | undefined {
  const holder = FolderLock.read(join(dataFolder, 'service.lock'));
  return holder && alive(holder) ? holder : undefined;
}
