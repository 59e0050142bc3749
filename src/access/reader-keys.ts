import { LRUCache } from 'lru-cache';
import { type Pool } from 'pg';
import { type Progress } from '../event-sourcing/projections/progress.js';
import { WHOLE } from '../event-sourcing/projections/record-lines.js';
import { type Viewer } from './viewer.js';

/** What of a caller its reader keys follow from. */
export type Reader = Pick<Viewer, 'user' | 'actor' | 'coordinates'>;

/** The keys of an organisation, as they are by what the read models hold. */
interface Known {
  readonly as: string;
  readonly keys: Promise<readonly string[]>;
}

/**
 * Reader keys of callers, from the present records of actors and communities. What is remembered counts until either read model moves: at once in the
 * process that writes it, in others as soon as they learn of it (half a second at most).
 */
export class ReaderKeys {
  readonly #known = new LRUCache<string, Known>({ max: 10_000 });

  constructor(
    readonly pool: Pool,
    readonly progress: Pick<Progress, 'of'>,
  ) {}

  /** What a caller may read: what is public, the community's, its own, its organisation's, and what that one shares in with others. */
  async of({ user, actor, coordinates }: Reader): Promise<string[]> {
    const own = ['public', 'members', `user:${user}`, ...(coordinates === 'ALL' ? ['coordinators'] : [])];
    return actor === null ? own : [...own, ...(await this.#ofOrganisation(actor))];
  }

  #ofOrganisation(actor: string): Promise<readonly string[]> {
    const today = new Date().toISOString().slice(0, 10);
    const as = `${this.progress.of('actor')} ${this.progress.of('community')} ${today}`;
    const known = this.#known.get(actor);
    if (known?.as === as) return known.keys;
    const keys = organisationKeys(this.pool, actor, today);
    this.#known.set(actor, { as, keys });
    keys.catch(() => this.#known.delete(actor));
    return keys;
  }
}

/**
 * `org:<id>` of the organisation itself; `org+:<id>` of itself and of all to whom it belongs, as each of them has agreed, through actors that take part;
 * `community:<id>` of communities that it is in, `community+:<id>` of those that it or one of these is in.
 * @param today ISO 8601 date, on which affiliations hold or do not yet
 */
async function organisationKeys(pool: Pool, actor: string, today: string): Promise<readonly string[]> {
  const { rows } = await pool.query<{ key: string }>({
    name: 'reader keys',
    text: `with recursive up(id) as (
        select $1::uuid
        union
        select (one->>'parent')::uuid
        from up join rm.actor a on a.id = up.id and a.current and ${WHOLE} and not a.voided and a.status = 'ACTIVE',
          json_array_elements(a.doc->'affiliations') one
        where (one->>'agreed')::boolean and not (one->>'ended')::boolean and coalesce(one->>'from', '') <= $2),
      shared(id, own) as (
        select c.id, c.members @> array[$1::uuid] from rm.community c
        where c.current and ${WHOLE} and not c.voided and c.members && array(select id from up))
      select 'org:' || $1::text as key
      union all select 'org+:' || id from up
      union all select 'community+:' || id from shared
      union all select 'community:' || id from shared where own`,
    values: [actor, today],
  });
  return rows.map(({ key }) => key);
}
