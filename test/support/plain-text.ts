import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Pool } from 'pg';

/** Tables of a database, what PostgreSQL notes of their values among them, in which a text stands in a row as it is or in its bytes. */
export async function tablesWith(pool: Pool, text: string): Promise<string[]> {
  await pool.query('analyze');
  const { rows } = await pool.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
     where has_table_privilege(format('%I.%I', schemaname, tablename), 'select') union all select 'pg_catalog.pg_stats'`,
  );
  const found: string[] = [];
  for (const { name } of rows) {
    const here = `select from ${name} t where strpos(t::text, $1) > 0 or strpos(t::text, $2) > 0 limit 1`;
    const hits = await pool.query(here, [text, Buffer.from(text).toString('hex')]);
    if (hits.rows.length > 0) found.push(name);
  }
  return found;
}

/** Files below a folder in which some bytes stand. */
export function filesWith(folder: string, bytes: Buffer): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((path) => readFileSync(path).includes(bytes));
}
