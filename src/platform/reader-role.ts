import { type ClientBase } from 'pg';

/** The role under which callers' statements run: it owns nothing, and sees the rows that the reader keys of its connection open. */
export const READER_ROLE = 'concord_reader';

/** Functions of the filters: below a policy, an index serves them only where they are marked leakproof. They compare values and say nothing of them in errors. */
export const FILTERS = ['arrayoverlap(anyarray, anyarray)', 'ts_match_vq(tsvector, tsquery)'].map((one) => `pg_catalog.${one}`);

/** Makes the role, and lets a user take it, where that is not so: as a superuser, or one who may make roles. */
export async function makeReaderRole(client: ClientBase, user: string): Promise<void> {
  const { rows } = await client.query<{ there: boolean; taken: boolean }>(
    `select exists (select from pg_roles where rolname = $1) as there, exists (select from pg_auth_members
       where roleid = to_regrole($1) and member = to_regrole($2)) as taken`,
    [READER_ROLE, user],
  );
  // Another database of the server may have a service that makes it now.
  if (!rows[0]!.there)
    await client.query(
      `do $$ begin create role ${READER_ROLE}; exception when duplicate_object or unique_violation then null; end $$`,
    );
  if (!rows[0]!.taken) await client.query(`grant ${READER_ROLE} to ${user}`);
}

/** Functions of the filters that are not marked leakproof in this database. */
export async function leakyFilters(client: ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    'select name from unnest($1::text[]) name join pg_proc p on p.oid = name::regprocedure where not p.proleakproof',
    [FILTERS],
  );
  return rows.map(({ name }) => name);
}

/** Marks them, as a superuser of the database. */
export async function markLeakproof(client: ClientBase): Promise<void> {
  for (const name of await leakyFilters(client)) await client.query(`alter function ${name} leakproof`);
}
