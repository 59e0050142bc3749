import { type Pool } from 'pg';
import { factVisibleTo, isPresent, run, Statement } from '../../graphql/read/sql.js';
import { type PointInTime } from '../../graphql/request-context.js';
import { NEVER } from '../../event-sourcing/projections/projection.js';
import { VisibleSql } from '../shared/visible-sql.js';
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
 * SQL of a table `match` (giver's event, taker's event, rule) of facts that `told` holds, paired as `pair` says. Donors and receivers are compared as the viewer
 * may see them: a merged one is the one that it was merged into.
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
  const text = `with ${toldSql(asked, moment, narrow(asked))},
    side as materialized (
      select event_id, project, direction, ${money}, (occurred_at at time zone 'UTC')::date - date '1970-01-01' as day, donor, receiver, giver_activity, taker_activity
      from told where not apart and donor is not null and receiver is not null
        and (${money}) in (select ${money} from told where not apart group by 1, 2, 3, 4 having count(distinct direction) = 2)),
    named as (select donor as id from side union select receiver from side),
    survivor as materialized (select named.id, coalesce(seen.id, named.id) as actor from named ${visible.actor('seen', 'named.id')})
    select event_id as event, project, direction, concat_ws(' ', ${money}) as money, day, d.actor as donor, r.actor as receiver,
      giver_activity as "giverActivity", taker_activity as "takerActivity"
    from side join survivor d on d.id = side.donor join survivor r on r.id = side.receiver`;
  const pairs = pair(await run<Side>(pool, text, asked));
  const column = (name: keyof Pair, type: string) =>
    statement.value(
      pairs.map((one) => one[name]),
      `${type}[]`,
    );
  // Where a fact changed between the two statements, it has no partner.
  return `match as (
    select m.giver, m.taker, m.rule from unnest(${column('giver', 'uuid')}, ${column('taker', 'uuid')}, ${column('rule', 'text')}) m (giver, taker, rule)
    join told g on g.event_id = m.giver join told r on r.event_id = m.taker
      and (r.kind, r.currency, r.flow, r.minor) = (g.kind, g.currency, g.flow, g.minor))`;
}
