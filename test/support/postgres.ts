import { createHash, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { migrate, MIGRATIONS } from '../../src/platform/migrations.js';
import { askBroker } from './broker.js';
import { closeAfterSpec } from './close-after-spec.js';

export interface TestDatabase {
  readonly pool: pg.Pool;
  /** Connection of the same database, password included. */
  readonly url: string;
  /** Ends the pool and drops the database, whoever else is connected. */
  close(): Promise<void>;
}

/** What a database starts with. It is made once for all databases that start so, as a template of PostgreSQL. */
export interface Template {
  /** Names its contents: another text for other contents. */
  readonly contents: string;
  readonly make: (pool: pg.Pool) => Promise<unknown>;
}

export interface TestDatabaseOptions {
  /** With the project's migrations applied. */
  readonly migrate?: boolean;
  /** With these contents; empty where neither is given. */
  readonly template?: Template;
  /** Most connections of the pool (default 10). */
  readonly connections?: number;
}

let server: Promise<string> | undefined;

/** A database of its own on the run's one PostgreSQL (18, no fsync), or on that of CONCORD_TEST_DATABASE_URL. */
export async function testDatabase(options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const admin = await (server ??= findServer());
  const name = `concord_test_${randomUUID().replaceAll('-', '')}`;
  const { template = options.migrate ? migrated() : undefined } = options;
  await run(admin, `create database ${name} template ${template ? await templateDatabase(admin, template) : 'template0'}`);
  const url = databaseUrl(admin, name);
  const pool = new pg.Pool({ connectionString: url, max: options.connections ?? 10 });
  // A test may cut connections on purpose.
  pool.on('error', () => undefined).on('connect', (client) => client.on('error', () => undefined));
  const close = closeAfterSpec(async () => {
    await pool.end();
    await withClient(admin, (client) => drop(client, name));
  });
  return { pool, url, close };
}

async function findServer(): Promise<string> {
  const { CONCORD_TEST_DATABASE_URL: url, CONCORD_TEST_DATABASE_BROKER: broker } = process.env;
  if (url) return url;
  if (!broker)
    throw new Error("No test database: run tests through the project's Jest configuration, or set CONCORD_TEST_DATABASE_URL");
  return askBroker(broker);
}

/** The project's migrations, applied. */
export function migrated(): Template {
  const files = readdirSync(MIGRATIONS).sort();
  return { contents: files.map((file) => `${file}\0${readFileSync(join(MIGRATIONS, file), 'utf8')}`).join('\0'), make: migrate };
}

/** The name of a template's database, which whoever is first to need it makes. */
async function templateDatabase(admin: string, { contents, make }: Template): Promise<string> {
  const template = `concord_template_${createHash('sha256').update(contents).digest('hex').slice(0, 16)}`;
  const exists = `select from pg_database where datname = '${template}'`;
  await withClient(admin, async (client) => {
    if ((await client.query(exists)).rowCount) return;
    await client.query(`select pg_advisory_lock(hashtext('concord test template'))`);
    if ((await client.query(exists)).rowCount) return;
    const draft = `${template}_new`;
    await drop(client, draft);
    await client.query(`create database ${draft} template template0`);
    const pool = new pg.Pool({ connectionString: databaseUrl(admin, draft), max: 1 });
    try {
      await make(pool);
    } finally {
      await pool.end();
    }
    await client.query(`alter database ${draft} rename to ${template}`);
  });
  return template;
}

/**
 * Drops a database whoever of us is still connected to it. `with (force)` would fail where an autovacuum worker, a superuser's process, is at work there; a
 * plain drop cancels that one by itself.
 */
async function drop(client: pg.Client, name: string): Promise<void> {
  await client.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and usename = current_user', [
    name,
  ]);
  await client.query(`drop database if exists ${name}`);
}

function databaseUrl(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = name;
  return url.href;
}

async function run(url: string, sql: string): Promise<void> {
  await withClient(url, (client) => client.query(sql));
}

async function withClient(url: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
