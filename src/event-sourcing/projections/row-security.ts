import { createHash } from 'node:crypto';
import { type PoolClient } from 'pg';
import { READER_ROLE } from '../../platform/reader-role.js';
import { physical, type Projection } from './projection.js';

/** The setting of a connection that holds its reader keys (`text[]`); without it nothing opens. */
export const KEYS_SETTING = 'concord.reader_keys';

/** What the reader role may read of a table. */
export interface Readable {
  readonly table: string;
  /** SQL that is true for the rows that the keys of the connection open. @param name of the table, for columns within a subquery */
  readonly where: (name: string) => string;
  /** Columns that nobody reads but the service. */
  readonly without?: readonly string[];
}

// A function, where an operator would draw the planner away from the ordered indexes; the subquery runs once a statement.
const KEYS = '(select rm.reader_keys())';
const OPENED = '(select rm.opened_records())::uuid[]';
/** SQL: the keys of the connection open a column of reader keys. */
export const keysOpen = (column: string) => `arrayoverlap(${column}, ${KEYS})`;
/** SQL: the record of this id is open in an emergency. */
export const isOpened = (id: string) => `${id} = any(${OPENED})`;

/** SQL: a version of a record opens, and is the one that shows what these keys may know. */
export const VERSION_OPENS = `(${keysOpen('readers')} or ${isOpened('id')}) and (labels is null or sight =
  case when ${isOpened('id')} then (1 << json_array_length(labels)) - 1 else rm.sight(labels, ${KEYS}) end)`;

/** SQL: a fact drawn from an event opens, by the event's own label (`readers`; null follows the record's) and by the record's. */
export const factOpens = (record: string) =>
  `((readers is null or ${keysOpen('readers')}) and ${keysOpen('record_readers')} or ${isOpened(record)})`;

const POLICY = 'readers';

/** Puts the policies on the tables of a generation, and grants them to the reader role where there is one. Does nothing where that is done. */
export async function secureGeneration(client: PoolClient, { readable }: Projection, generation: number): Promise<void> {
  for (const { table, where, without = [] } of readable ?? []) {
    const name = physical(table, generation);
    const condition = where(name);
    const digest = digestOf(condition);
    const { rows } = await client.query<{ there: boolean; policy: string | null; granted: boolean | null }>(
      `select t.oid is not null as there, obj_description(p.oid, 'pg_policy') as policy, has_any_column_privilege(r.oid, t.oid, 'select') as granted
       from (select to_regclass($1)::oid as oid) t left join pg_policy p on p.polrelid = t.oid and p.polname = $2 left join pg_roles r on r.rolname = $3`,
      [name, POLICY, READER_ROLE],
    );
    const { there, policy, granted } = rows[0]!;
    if (!there) continue;
    if (policy !== digest) {
      await client.query(`alter table ${name} enable row level security`);
      await client.query(`drop policy if exists ${POLICY} on ${name}`);
      await client.query(`create policy ${POLICY} on ${name} for select using (${condition})`);
      await client.query(`comment on policy ${POLICY} on ${name} is '${digest}'`);
    }
    if (granted === false)
      await client.query(`grant select (${await columnsOf(client, name, without)}) on ${name} to ${READER_ROLE}`);
  }
}

/** Whether the views of the generation that is shown are as this version of the program makes them, and granted to the reader role where there is one. */
export async function hasReaderViews(client: PoolClient, projection: Projection, generation: number): Promise<boolean> {
  const { readable = [] } = projection;
  const { rows } = await client.query<{ ready: boolean | null }>(
    `select bool_and(obj_description(v.oid, 'pg_class') is not distinct from $3 and (r.oid is null or has_table_privilege(r.oid, v.oid, 'select'))) as ready
     from unnest($1::text[]) name join pg_class v on v.oid = to_regclass(name) left join pg_roles r on r.rolname = $2`,
    [readable.map(({ table }) => `rm.${table}`), READER_ROLE, viewDigest(projection, generation)],
  );
  return rows[0]!.ready ?? true;
}

/** Changes with all that is made when a generation is shown. */
function viewDigest(projection: Projection, generation: number): string {
  const tables = projection.readable?.map(({ table, without }) => [table, without]);
  return digestOf(JSON.stringify([tables, projection.show?.(generation)]));
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Makes the view by which a table of a generation is read: with the rights of who reads it. */
export async function createView(client: PoolClient, projection: Projection, table: string, generation: number): Promise<void> {
  const name = physical(table, generation);
  const open = projection.readable?.find((one) => one.table === table);
  await client.query(`drop view if exists rm.${table}`);
  await client.query(
    `create view rm.${table} with (security_invoker = true) as
      select ${await columnsOf(client, name, open?.without ?? [])}, ${generation} as generation from ${name}`,
  );
  if (!open) return;
  await client.query(`comment on view rm.${table} is '${viewDigest(projection, generation)}'`);
  if (await hasReaderRole(client)) await client.query(`grant select on rm.${table} to ${READER_ROLE}`);
}

/** Whether the database's server has the reader role. */
async function hasReaderRole(client: PoolClient): Promise<boolean> {
  return (await client.query('select from pg_roles where rolname = $1', [READER_ROLE])).rowCount === 1;
}

async function columnsOf(client: PoolClient, name: string, without: readonly string[]): Promise<string> {
  const { rows } = await client.query<{ columns: string }>(
    `select string_agg(quote_ident(attname), ', ' order by attnum) as columns from pg_attribute
     where attrelid = $1::regclass and attnum > 0 and not attisdropped and attname <> all($2)`,
    [name, without],
  );
  return rows[0]!.columns;
}
