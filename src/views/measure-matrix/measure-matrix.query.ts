import { type Pool } from 'pg';
import { type Connection, connectionOf, encodeCursor, type PageArguments, pageOf } from '../../graphql/read/page.js';
import { ROW, rowOf, type SqlRow } from '../../graphql/read/record-rows.js';
import { held, heldOrFirst, run, Statement } from '../../graphql/read/sql.js';
import { type Moment, type RecordRow } from '../../graphql/request-context.js';

const ORDER = 'measureMatrix name ASC';

export interface WhichStates {
  /** Plain UUIDs. */
  readonly ids?: readonly string[] | null;
  /** ISO 3166-1 alpha-2. */
  readonly countries?: readonly string[] | null;
}

/**
 * A page of the States that a viewer may see, in order of name. One that came on record with a later beginning was a State before that too, so it is there at
 * any moment from which it is known; one that was merged into another is not.
 */
export async function listStates(
  pool: Pool,
  keys: readonly string[],
  moment: Moment,
  page: PageArguments,
  which: WhichStates,
): Promise<Connection<RecordRow>> {
  const asked = pageOf(page, ORDER);
  const among = (statement: Statement) => {
    const where = ["s.actor_kind = 'STATE'", "s.status <> 'MERGED'", 'not s.voided'];
    if (which.ids) where.push(`s.id = any(${statement.value(which.ids, 'uuid[]')})`);
    if (which.countries) where.push(`s.country = any(${statement.value(which.countries, 'text[]')})`);
    return {
      from: `(select distinct on (r.id) r.* from rm.actor r where ${heldOrFirst(statement, moment, 'actor', 'r')}
        and r.readers && ${statement.value(keys, 'text[]')} order by r.id, r.valid_from) s`,
      where,
    };
  };
  const statement = new Statement();
  const { from, where } = among(statement);
  if (asked.from) {
    const [name, id] = asked.from;
    const beyond = asked.backwards ? '<' : '>';
    where.push(`(s.name, s.id) ${beyond} (${statement.value(name, 'text')}, ${statement.value(id, 'uuid')})`);
  }
  const way = asked.backwards ? 'desc' : 'asc';
  const rows = await run<SqlRow & { readonly name: string }>(
    pool,
    `select ${ROW('s')}, s.name from ${from} where ${where.join(' and ')} order by s.name ${way}, s.id ${way}
      limit ${statement.value(asked.size + 1, 'int')}`,
    statement.values,
  );
  return connectionOf(
    asked,
    rows,
    (row) => rowOf('actor', moment, row),
    ({ name, id }) => encodeCursor(ORDER, [name, id]),
    async () => {
      const counting = new Statement();
      const all = among(counting);
      const [counted] = await run<{ count: string }>(
        pool,
        `select count(*) from ${all.from} where ${all.where.join(' and ')}`,
        counting.values,
      );
      return Number(counted!.count);
    },
  );
}

export interface WhichMeasures {
  readonly kinds: readonly string[];
  readonly scopes?: readonly string[] | null;
}

/** The measures of some States that a viewer may see, by the State's id: those of a State merged into one of them are its own. */
export async function measuresOf(
  pool: Pool,
  keys: readonly string[],
  moment: Moment,
  states: readonly string[],
  { kinds, scopes }: WhichMeasures,
): Promise<Map<string, RecordRow[]>> {
  const statement = new Statement();
  const readers = statement.value(keys, 'text[]');
  const merged = `(select a.doc->>'mergedInto' from rm.actor a where a.id = r.state and ${heldOrFirst(statement, moment, 'actor', 'a')}
    and a.readers && ${readers} order by a.valid_from limit 1)`;
  const where = [
    held(statement, moment, 'national_measure', 'r'),
    `r.readers && ${readers}`,
    'not r.voided',
    `r.measure_kind = any(${statement.value(kinds, 'text[]')})`,
  ];
  if (scopes) where.push(`r.scope = any(${statement.value(scopes, 'text[]')})`);
  const rows = await run<SqlRow & { readonly owner: string }>(
    pool,
    `select * from (select ${ROW('r')}, r.began, coalesce(${merged}, r.state::text) as owner from rm.national_measure r where ${where.join(' and ')}) m
      where owner = any(${statement.value(states, 'text[]')}) order by began, id`,
    statement.values,
  );
  const found = new Map<string, RecordRow[]>();
  for (const { owner, ...row } of rows) {
    found.set(owner, [...(found.get(owner) ?? []), rowOf('nationalMeasure', moment, row)]);
  }
  return found;
}
