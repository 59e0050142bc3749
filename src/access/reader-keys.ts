import { type Pool } from 'pg';
import { WHOLE } from '../event-sourcing/projections/record-writer.js';
import { type Caller } from '../event-sourcing/command-handler.js';

/** What a user may read: what is public, the community's, its own, its organisation's, and what is for those affiliated to a parent of it. */
export async function readerKeysOf(pool: Pool, { user, actor }: Caller): Promise<string[]> {
  const keys = ['public', 'members', `user:${user}`];
  if (actor === null) return keys;
  const { rows } = await pool.query<{ id: string }>(
    `with recursive up(id) as (
       select $1::uuid union
       select parent from up join rm.actor a on a.id = up.id and a.current and ${WHOLE}, unnest(a.parents) parent)
     select id from up`,
    [actor],
  );
  return [...keys, `org:${actor}`, ...rows.map(({ id }) => `org+:${id}`)];
}
