import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type DatabaseError, type Pool, type PoolClient } from 'pg';

/** The project's migrations: beside `src` and beside `dist` alike. */
export const MIGRATIONS = fileURLToPath(new URL('../../migrations/', import.meta.url));

/**
 * Schemas without which a database may come back from a backup: what is made from the log (`rm`), and the ledger, which is not signed any more then, for its
 * salts are lost.
 */
const RESTORABLE = ['rm', 'ledger'];

interface Migration {
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
}

/**
 * Applies the SQL files `NNNN_name.sql` of a folder in order, each once, each in a transaction of its own, under a lock that other processes wait for.
 * Those that name the schema of the read models (`rm`) or of the ledger concern nothing else, and are applied again where it is gone.
 * @returns the names of those applied now
 * @throws {Error} if a file that was applied has changed or is missing, a new one is numbered before one that was applied, or a statement fails (nothing
 * of that file stands then)
 */
export async function migrate(pool: Pool, folder = MIGRATIONS): Promise<string[]> {
  const migrations = await read(folder);
  const client = await pool.connect();
  try {
    await client.query(`select pg_advisory_lock(hashtext('concord migrations'))`);
    const { rows } = await client.query<{ made: boolean }>(`select to_regclass('concord.migrations') is not null as made`);
    if (!rows[0]!.made) {
      await client.query(
        'create schema if not exists concord; create table concord.migrations (name text primary key, checksum text not null, applied_at timestamptz not null default now())',
      );
    }
    const done = await applied(client);
    const waiting = unapplied(migrations, done);
    const again: Migration[] = [];
    for (const schema of RESTORABLE) again.push(...(await restore(client, schema, migrations, done)));
    for (const migration of waiting) await apply(client, migration);
    return [...again, ...waiting].map(({ name }) => name);
  } finally {
    // Ending the session gives the lock back, whatever state it is in.
    client.release(true);
  }
}

async function read(folder: string): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => /^\d{4}_.*\.sql$/.test(name)).sort();
  const twin = names.find((name, index) => name.slice(0, 4) === names[index + 1]?.slice(0, 4));
  if (twin) throw new Error(`Migrations ${twin} and ${names[names.indexOf(twin) + 1]} have the same number`);
  return Promise.all(
    names.map(async (name) => {
      const sql = (await readFile(join(folder, name), 'utf8')).replaceAll('\r\n', '\n');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

async function applied(client: PoolClient): Promise<Map<string, string>> {
  const { rows } = await client.query<{ name: string; checksum: string }>('select name, checksum from concord.migrations');
  return new Map(rows.map(({ name, checksum }) => [name, checksum]));
}

/** Applies those of a schema again, all or none, where it is gone. */
async function restore(
  client: PoolClient,
  schema: string,
  migrations: readonly Migration[],
  done: ReadonlyMap<string, string>,
): Promise<Migration[]> {
  const ours = migrations.filter(({ name, sql }) => done.has(name) && new RegExp(`\\b${schema}\\b`).test(sql));
  const { rows } = await client.query<{ gone: boolean }>('select to_regnamespace($1) is null as gone', [schema]);
  if (ours.length === 0 || !rows[0]!.gone) return [];
  await client.query(['begin', ...ours.map(({ sql }) => sql), 'commit'].join(';\n'));
  return ours;
}

function unapplied(migrations: readonly Migration[], done: ReadonlyMap<string, string>): Migration[] {
  for (const name of done.keys()) {
    if (!migrations.some((migration) => migration.name === name)) {
      throw new Error(
        `Migration ${name} was applied to this database and is not among ours: a newer Concord was here. Run that one.`,
      );
    }
  }
  const newest = [...done.keys()].sort().at(-1) ?? '';
  return migrations.filter(({ name, checksum }) => {
    const known = done.get(name);
    if (known !== undefined && known !== checksum)
      throw new Error(`Migration ${name} was changed after it had been applied here: put it back, and add a new file`);
    if (known === undefined && name < newest)
      throw new Error(`Migration ${name} comes before ${newest}, which was applied already: give it a later number`);
    return known === undefined;
  });
}

async function apply(client: PoolClient, { name, sql, checksum }: Migration): Promise<void> {
  await client.query('begin');
  try {
    await client.query(sql);
    await client.query('insert into concord.migrations (name, checksum) values ($1, $2)', [name, checksum]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    const { message, position } = error as DatabaseError;
    const line = position ? `, line ${sql.slice(0, Number(position)).split('\n').length}` : '';
    throw new Error(`Migration ${name}${line}: ${message}`, { cause: error });
  }
}
