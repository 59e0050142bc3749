import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { type DataFolder, makeFolder } from './data-folder.js';
import { createLog, type Log } from './log.js';
import { postgresBinaries } from './postgres-binaries.js';
import { as, serverStatus, stopOrphan, stopServer, stopWithUs } from './postgres-process.js';
import { makeReaderRole, markLeakproof } from './reader-role.js';
import { type ServerUser } from './server-user.js';

export interface EmbeddedPostgres {
  /** Connection of the user `concord`, owner of the database of that name and no superuser; password included. */
  readonly url: string;
  /** The same for the superuser. */
  readonly adminUrl: string;
  /** Fast shutdown: clients are disconnected, everything is on disk. Any number of times. */
  stop(): Promise<void>;
}

export interface EmbeddedPostgresOptions {
  readonly log?: Log;
  /** False for data that nobody will miss: no fsync. */
  readonly durable?: boolean;
}

/** Milliseconds for the processes of a killed server to notice, and for a port that was taken between choice and use to be free. */
const START_RETRY_MS = 30_000;
const SOCKET_PORT = 5432;
/** Most bytes of a socket's path on every system that has them. */
const SOCKET_PATH = 103;
/** The log of the server starts again from this size, bytes; one older file is kept. */
const LOG_SIZE = 16 << 20;

/**
 * Brings up PostgreSQL on the data folder, which this process must have locked: makes the cluster when there is none, and stops a server that a
 * killed process left behind. It listens on a socket in a folder of mode 700 and nowhere else, stops when this process ends however it ends, and is started
 * again when it dies.
 * @throws {Error} with the end of the server's log when it does not come up
 */
export async function startEmbeddedPostgres(
  folder: DataFolder,
  options: EmbeddedPostgresOptions = {},
): Promise<EmbeddedPostgres> {
  const server = new Server(folder, options.durable ?? true, options.log ?? createLog());
  await server.begin();
  return server;
}

class Server implements EmbeddedPostgres {
  readonly #binaries;
  readonly #password: string;
  readonly #logFile: string;
  /** Folder of its socket; undefined where it listens on loopback. */
  readonly #sockets: string | undefined;
  /** Names the socket; on loopback, chosen at the first start. */
  #port = 0;
  #child!: ChildProcess;
  #stopping?: Promise<void>;
  #restarting: Promise<void> = Promise.resolve();

  constructor(
    readonly folder: DataFolder,
    readonly durable: boolean,
    readonly log: Log,
  ) {
    this.#binaries = postgresBinaries(folder);
    this.#sockets = socketFolder(folder.path);
    if (this.#sockets !== undefined) this.#port = SOCKET_PORT;
    this.#logFile = join(folder.path, 'postgres.log');
    this.#password = keptPassword(join(folder.path, 'postgres.password'));
  }

  get url(): string {
    return this.#urlOf('concord', 'concord');
  }

  get adminUrl(): string {
    return this.#urlOf('postgres', 'postgres');
  }

  #urlOf(user: string, database: string): string {
    const host = this.#sockets === undefined ? '127.0.0.1' : encodeURIComponent(this.#sockets);
    return `postgres://${user}:${this.#password}@${host}:${this.#port}/${database}`;
  }

  async begin(): Promise<void> {
    this.#initialise();
    if (this.#sockets !== undefined) ownFolder(this.#sockets, this.folder.user);
    await stopOrphan(this.folder.cluster, this.log);
    await this.#launch();
    try {
      await prepareDatabase(this.adminUrl, this.#password);
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#restarting.then(() => stopServer(this.#child.pid!, () => !ended(this.#child)));
    return this.#stopping;
  }

  #initialise(): void {
    const { cluster, user } = this.folder;
    if (existsSync(join(cluster, 'PG_VERSION'))) return;
    // In a folder of another name, so that a cluster is whole or not there.
    const draft = `${cluster}.new`;
    const passwordFile = `${cluster}.password.new`;
    rmSync(draft, { recursive: true, force: true });
    mkdirSync(draft, { mode: 0o700 });
    rmSync(passwordFile, { force: true });
    writeFileSync(passwordFile, this.#password, { mode: 0o600, flag: 'wx' });
    if (user) {
      chownSync(draft, user.uid, user.gid);
      chownSync(passwordFile, user.uid, user.gid);
    }
    try {
      const access = ['--username=postgres', `--pwfile=${passwordFile}`, '--auth=scram-sha-256', '--no-instructions'];
      const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
      const options = ['-D', draft, ...access, ...locale, ...(this.durable ? [] : ['--no-sync'])];
      const { status, stderr, stdout, error } = spawnSync(this.#binaries.initdb, options, { ...as(user), encoding: 'utf8' });
      if (status !== 0)
        throw new Error(`The database could not be made in ${cluster}: ${error?.message ?? `${stdout}${stderr}`.trim()}`);
      renameSync(draft, cluster);
    } finally {
      rmSync(passwordFile, { force: true });
    }
  }

  /** Starts the server and waits until it takes connections. */
  async #launch(): Promise<void> {
    for (const deadline = Date.now() + START_RETRY_MS; ;) {
      // A server that died comes back on its port: its clients know that one.
      const port = this.#port || (await freePort());
      const from = rotate(this.#logFile);
      if (await this.#attempt(port)) {
        this.#port = port;
        return;
      }
      const said = readFileSync(this.#logFile).subarray(from).toString('utf8').trim();
      if (!/pre-existing shared memory block|could not bind|lock file .* already exists/.test(said) || Date.now() > deadline) {
        throw new Error(
          `The embedded PostgreSQL did not come up in ${this.folder.cluster}: ${said.split('\n').slice(-12).join('\n')}`,
        );
      }
      await sleep(100);
    }
  }

  /** @returns false if the server ended before it was ready */
  async #attempt(port: number): Promise<boolean> {
    const { cluster, user } = this.folder;
    const output = openSync(this.#logFile, 'a', 0o600);
    // In a session of its own: a Ctrl-C in the terminal is for us, and we stop the server when we have finished with it.
    const options = { ...as(user), detached: true, stdio: ['ignore', output, output] } as const;
    const child = spawn(this.#binaries.postgres, ['-D', cluster, ...settings(port, this.#sockets, this.durable)], {
      ...options,
      stdio: [...options.stdio],
    });
    closeSync(output);
    if (child.pid === undefined) {
      const error = await new Promise<Error>((resolve) => child.once('error', resolve));
      throw new Error(`The embedded PostgreSQL could not be started: ${error.message}`, { cause: error });
    }
    child.unref();
    const watch = stopWithUs(child.pid, user, this.log);
    child.once('exit', () => watch.kill('SIGKILL'));
    const started = Date.now();
    for (let told = false; serverStatus(cluster, child.pid) !== 'ready'; await sleep(10)) {
      if (ended(child)) return false;
      if (told || Date.now() - started < 5_000) continue;
      told = true;
      this.log.info('the database is recovering, which may take a while after a crash', { file: this.#logFile });
    }
    this.#child = child;
    if (ended(child)) return false;
    child.once('exit', (code, signal) => this.#revive(code, signal));
    return true;
  }

  #revive(code: number | null, signal: NodeJS.Signals | null): void {
    if (this.#stopping) return;
    this.log.error('the database died; starting it again', { code, signal, file: this.#logFile });
    this.#restarting = (async () => {
      for (let pause = 500; !this.#stopping; pause = Math.min(pause * 2, 5_000)) {
        try {
          await this.#launch();
          this.log.info('the database is up again');
          return;
        } catch (error) {
          this.log.error('the database cannot be started again; another try follows', { error, seconds: pause / 1_000 });
          await sleep(pause);
        }
      }
    })();
  }
}

function ended(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

function settings(port: number, sockets: string | undefined, durable: boolean): string[] {
  const memory = totalmem() / 2 ** 20;
  const megabytes = (low: number, value: number, high: number) => `${Math.floor(Math.max(low, Math.min(value, high)))}MB`;
  const values: Record<string, string | number> = {
    listen_addresses: sockets === undefined ? '127.0.0.1' : '',
    port,
    unix_socket_directories: sockets ?? '',
    max_connections: 100,
    shared_buffers: megabytes(64, memory / 8, 1_024),
    effective_cache_size: megabytes(256, memory / 2, 16_384),
    work_mem: '16MB',
    maintenance_work_mem: megabytes(64, memory / 16, 256),
    max_wal_size: '2GB',
    // Nothing follows this server, so what is loaded into a table that the same transaction made need not go through its journal.
    wal_level: 'minimal',
    max_wal_senders: 0,
    checkpoint_timeout: '15min',
    random_page_cost: 1.1,
    // Compiling a plan costs more than the short queries of a service win by it.
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_line_prefix: '%m [%p] ',
    ...(durable
      ? { fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on' }
      : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** Where the socket goes; undefined where the system has none, or the path is longer than its name may be: the server listens on loopback then. */
function socketFolder(dataFolder: string): string | undefined {
  const folder = join(dataFolder, 'socket');
  const fits = Buffer.byteLength(join(folder, `.s.PGSQL.${SOCKET_PORT}.lock`)) <= SOCKET_PATH && !/[",]/.test(folder);
  return process.platform !== 'win32' && fits ? folder : undefined;
}

/** Makes a folder that the server's user alone can enter. */
function ownFolder(path: string, user: ServerUser | undefined): void {
  makeFolder(path, 0o700);
  if (user) chownSync(path, user.uid, user.gid);
}

/** Makes the service's user, its database and the role of its readers, where they are missing. */
async function prepareDatabase(adminUrl: string, password: string): Promise<void> {
  await asAdministrator(adminUrl, async (client) => {
    const { rows } = await client.query<{ user: boolean; database: boolean }>(
      `select exists (select from pg_roles where rolname = 'concord') as user, exists (select from pg_database where datname = 'concord') as database`,
    );
    if (!rows[0]!.user) await client.query(`create role concord login password '${password}'`);
    if (!rows[0]!.database) await client.query('create database concord owner concord');
    await makeReaderRole(client, 'concord');
  });
  const database = new URL(adminUrl);
  database.pathname = 'concord';
  await asAdministrator(database.href, markLeakproof);
}

async function asAdministrator(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

/** The password of this folder's database: letters and digits, made once. */
function keptPassword(file: string): string {
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  const password = randomBytes(24).toString('hex');
  const draft = `${file}.new`;
  rmSync(draft, { force: true });
  writeFileSync(draft, `${password}\n`, { mode: 0o600, flag: 'wx' });
  renameSync(draft, file);
  return password;
}

/** Keeps the log small; where the next entry begins, bytes. */
function rotate(file: string): number {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size < LOG_SIZE) return size;
  renameSync(file, `${file}.1`);
  return 0;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
