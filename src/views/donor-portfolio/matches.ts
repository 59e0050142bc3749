import { type Pool } from 'pg';
import { factVisibleTo, isPresent, run, Statement } from '../../graphql/read/sql.js';
import { type PointInTime } from '../../graphql/request-context.js';
import { NEVER } from '../../event-sourcing/projections/projection.js';
import { VisibleSql } from '../shared/visible-sql.js';
import { grouped } from './grouped.js';
import { type Family } from './pair-families.js';
import { type Pair, pair, type Side } from './pair.js';

/** SQL on a fact of money `t`: it was believed at the moment, and had happened. */
export function believed(statement: Statement, moment: PointInTime): string {
  if (isPresent(moment)) return `t.known_to = ${NEVER}`;
  const known = statement.value(String(moment.knownAt ?? BigInt(NEVER) - 1n), 'bigint');
  return `t.known_from <= ${known} and t.known_to > ${known} and t.occurred_at <= ${statement.value(moment.asOf, 'timestamptz')}`;
}

/** SQL of a table `told`: the facts `t` of rm.transfer that a viewer sees at a moment, and that `narrow` takes in. */
export function toldSql(statement: Statement, moment: PointInTime, narrow: readonly string[] = []): string {
  const where = [factVisibleTo(statement, statement.keys, 't'), believed(statement, moment), ...narrow];
  return `told as materialized (select t.* from rm.transfer t where ${where.join(' and ')})`;
}

/**
 * SQL of a table `match` (event that counts, event that repeats it, rule) of facts that `told` holds, paired as `pair` says. Donors and receivers are compared as
 * the viewer may see them: a merged one is the one that it was merged into.
 * @param narrow SQL of further conditions on `told`, made for a statement
 */
export async function matchSql(
  pool: Pool,
  statement: Statement,
  moment: PointInTime,
  narrow: (statement: Statement) => readonly string[] = () => [],
): Promise<string> {
  const asked = new Statement(statement.keys);
  const visible = new VisibleSql(moment, asked.keys, asked);
  const money = 'kind, currency, flow, minor';
  const day = "(occurred_at at time zone 'UTC')::date";
  const text = `with ${toldSql(asked, moment, narrow(asked))},
    side as materialized (
      select event_id, project, direction, ${money}, ${day} - date '1970-01-01' as day, donor, receiver, giver_activity, taker_activity
      from told where not apart and (
        (${money}) in (select ${money} from told where not apart group by 1, 2, 3, 4 having count(distinct direction) = 2)
        or (${money}, direction, ${day}) in (select ${money}, direction, ${day} from told where not apart group by 1, 2, 3, 4, 5, 6 having min(project::text) < max(project::text)))),
    named as (select donor as id from side union select receiver from side),
    survivor as materialized (select named.id, coalesce(seen.id, named.id) as actor from named ${visible.actor('seen', 'named.id')})
    select event_id as event, project, direction, concat_ws(' ', ${money}) as money, day, d.actor as donor, r.actor as receiver,
      giver_activity as "giverActivity", taker_activity as "takerActivity"
    from side left join survivor d on d.id = side.donor left join survivor r on r.id = side.receiver`;
  const sides = await run<Side>(pool, text, asked);
  const pairs = pair(sides, await familiesOf(pool, statement.keys, moment, sides));
  const column = (name: keyof Pair, type: string) =>
    statement.value(
      pairs.map((one) => one[name]),
      `${type}[]`,
    );
  // Where a fact changed between the two statements, it has no partner.
  return `match as (
    select m.counted, m.repeated, m.rule from unnest(${column('counted', 'uuid')}, ${column('repeated', 'uuid')}, ${column('rule', 'text')}) m (counted, repeated, rule)
    join told c on c.event_id = m.counted join told r on r.event_id = m.repeated
      and (r.kind, r.currency, r.flow, r.minor) = (c.kind, c.currency, c.flow, c.minor))`;
}

/** Parents and children among the projects that tell the same money of the same day in the same direction, as one of the two says it. */
async function familiesOf(
  pool: Pool,
  keys: readonly string[],
  moment: PointInTime,
  sides: readonly Side[],
): Promise<readonly Family[]> {
  const alike = grouped(sides, ({ direction, money, day }) => [direction, money, day]);
  const projects = new Set(
    [...alike.values()]
      .filter((all) => all.some(({ project }) => project !== all[0]!.project))
      .flatMap((all) => all.map(({ project }) => project)),
  );
  if (projects.size === 0) return [];
  const visible = new VisibleSql(moment, keys);
  const text = `with project as materialized (
      select p.id, p.identifiers, p.doc->'related' as related from rm.assistance_project p
      where p.id = any(${visible.value([...projects], 'uuid[]')}) and ${visible.sees('assistanceProject', 'p')}),
    relative as (
      select p.id, r.* from project p cross join json_to_recordset(p.related) r (relation text, project uuid, identifier text)
      where relation in ('PARENT', 'CHILD')),
    related as (
      select id, relation, project as other from relative where project is not null
      union select r.id, r.relation, p.id from relative r join (select id, unnest(identifiers) as identifier from project) p on p.identifier = 'IATI:' || r.identifier)
    select distinct case relation when 'PARENT' then other else id end as parent, case relation when 'PARENT' then id else other end as child
    from related where id <> other order by 1, 2`;
  return run<Family>(pool, text, visible.statement);
}
