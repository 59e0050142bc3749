/** Rules by which two facts of money are one fact told by two sides, the surest first. */
export const MATCH_RULES = ['ACTIVITIES', 'ORGANISATIONS'] as const;
export type MatchRule = (typeof MATCH_RULES)[number];

/** Days that the books of giver and taker may lie apart, where both name the activities of both sides. */
export const DAYS_APART = 31;

/** Numbers equal facts of one side in the order of their days, so that two equal payments have two partners. */
const nth = (key: string) => `row_number() over (partition by project, ${key} order by occurred_at, event_id)`;

/**
 * SQL of a table `match` (giver's event, taker's event, rule) of facts that `told` holds: rows of rm.transfer. The giver's telling goes out and the taker's comes in;
 * kind, currency and amount are the same. By ACTIVITIES both name the activity of the giver and that of the taker, and their days are at most 31 days apart; by
 * ORGANISATIONS giver, taker and day are the same, and no named activity is another. A fact has one partner. What was told apart has none.
 */
export function matches(told: string): string {
  const amount = 'kind, currency, flow, minor';
  const activities = `${amount}, giver_activity, taker_activity`;
  const parties = `${amount}, donor, receiver, occurred_at::date`;
  const alike =
    'o.kind = i.kind and o.currency = i.currency and o.flow = i.flow and o.minor = i.minor and o.project <> i.project';
  return `
    side as (
      select event_id, project, direction, kind, currency, flow, minor, occurred_at, donor, receiver, giver_activity, taker_activity from ${told}
      where not apart and donor is not null and receiver is not null and (kind, currency, flow, minor) in (
        select kind, currency, flow, minor from ${told} group by 1, 2, 3, 4 having count(distinct direction) = 2)
    ),
    linked as (select *, ${nth(activities)} as nth from side where giver_activity is not null and taker_activity is not null),
    by_activities as (
      select distinct on (i.event_id) o.event_id as giver, i.event_id as taker
      from linked o join linked i on ${alike} and o.giver_activity = i.giver_activity and o.taker_activity = i.taker_activity and o.nth = i.nth
      where o.direction = 'OUTGOING' and i.direction = 'INCOMING' and abs(o.occurred_at::date - i.occurred_at::date) <= ${DAYS_APART}
      order by i.event_id, o.event_id
    ),
    rest as (
      select *, ${nth(parties)} as nth from side
      where event_id not in (select giver from by_activities union all select taker from by_activities)
    ),
    by_organisations as (
      select distinct on (i.event_id) o.event_id as giver, i.event_id as taker
      from rest o join rest i on ${alike} and o.donor = i.donor and o.receiver = i.receiver and o.occurred_at::date = i.occurred_at::date and o.nth = i.nth
      where o.direction = 'OUTGOING' and i.direction = 'INCOMING' and o.donor <> o.receiver
        and coalesce(o.giver_activity = i.giver_activity, true) and coalesce(o.taker_activity = i.taker_activity, true)
      order by i.event_id, o.event_id
    ),
    match as (
      select distinct on (giver) giver, taker, rule from (
        select giver, taker, 'ACTIVITIES' as rule from by_activities
        union all select giver, taker, 'ORGANISATIONS' from by_organisations
      ) found order by giver, taker
    )`;
}
