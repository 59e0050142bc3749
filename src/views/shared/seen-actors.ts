import { heldOrFirst, visibleTo } from '../../graphql/read/sql.js';
import { type VisibleSql } from './visible-sql.js';

/**
 * SQL of common table expressions: `who` has the actors that the viewer may see by the ids under which records name them (`id`), with the actor meant
 * (`actor`, which for a merged one is the one that it was merged into), its kind and its name. They begin a `with recursive`.
 */
export function seenActors({ statement, moment, keys }: VisibleSql): string {
  return `seen as materialized (select distinct on (n.id) n.id, n.actor_kind, n.country, n.name, n.status, n.parents,
      case when n.status = 'MERGED' then (n.doc->>'mergedInto')::uuid end as survivor
    from rm.actor n where ${heldOrFirst(statement, moment, 'actor', 'n')} and ${visibleTo(statement, keys, 'n')} and not n.voided
    order by n.id, n.period, n.valid_from),
  who as (select s.id, s.id as actor, s.actor_kind, s.country, s.name, s.status from seen s where s.status <> 'MERGED'
    union all select s.id, w.actor, w.actor_kind, w.country, w.name, w.status from seen s join who w on s.survivor = w.id where s.status = 'MERGED')`;
}
