import { believed } from '../donor-portfolio/matches.js';
import { factVisibleTo } from '../../graphql/read/sql.js';
import { type VisibleSql } from '../shared/visible-sql.js';

/** SQL of a day that lists are ordered by, null where there is none. */
export const ordered = (column: string) => `nullif(${column}, 'infinity'::date)`;

/** How activities stand: planned until they are held. What was cancelled is no evidence. */
export const ACTIVITIES = {
  where: `r.status <> 'CANCELLED'`,
  standing: `'OPEN'`,
  contact: `case when r.status in ('HELD', 'REPORTED') then ${ordered('r.ends')} end`,
};

/** How partnerships stand for their members: one whose term has passed has ended. What is proposed has no members. */
export const PARTNERSHIPS = {
  where: `r.status <> 'PROPOSED'`,
  standing: (
    visible: VisibleSql,
    on: string,
  ) => `case when r.status = 'ENDED' or r.term_end < ${visible.value(on, 'date')} then 'ENDED'
    when r.status = 'SUSPENDED' then 'SUSPENDED' else 'OPEN' end`,
};
/** Events that set a partnership's term. */
export const LAPSED = ['PartnershipProposed', 'PartnershipRenewed'];

export const NETWORKS = {
  standing: `case r.status when 'RETIRED' then 'ENDED' else 'OPEN' end`,
  contact: 'r.last_use',
};

/** How matches of a need and an offer stand: both sides have accepted, or it was broken after that. */
export const MATCHES = {
  where: `r.confirmed < 'infinity'`,
  standing: `case r.status when 'CONFIRMED' then 'OPEN' else 'ENDED' end`,
};

export const PROJECTS = {
  standing: `case when r.status in ('CLOSED', 'CANCELLED') then 'ENDED' when r.status = 'SUSPENDED' then 'SUSPENDED' else 'OPEN' end`,
  contact: lastDisbursement,
};
/** Events of money that reached the project. */
export const FUNDED = ['FundsDisbursed'];

/** SQL of the day of a project's last disbursement at the moment, as far as the viewer may see it. */
function lastDisbursement({ moment, keys, statement }: VisibleSql): string {
  return `(select max(t.occurred_at at time zone 'UTC') from rm.transfer t where t.project = r.id and t.kind = 'DISBURSEMENT' and t.minor > 0
    and ${believed(statement, moment)} and ${factVisibleTo(statement, keys, 't')})`;
}
