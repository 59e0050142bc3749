import { recordTable } from '../../event-sourcing/projections/record-table.js';
import { type Rows } from '../../graphql/read/ordered-page.js';
import { type VisibleSql } from '../shared/visible-sql.js';

/** What is due: the kind of record, SQL of the day and of those whose it is to do, and the condition on its version `r` under which it is awaited. */
export interface Work {
  readonly kind: string;
  readonly description: string;
  readonly due: string;
  readonly actors: string;
  readonly awaited: string;
}

const works = {
  COMMITMENT: {
    kind: 'commitment',
    description: 'A commitment, by its actor.',
    due: 'r.due',
    actors: 'array[r.actor]',
    awaited: `r.status in ('DECLARED', 'IN_PROGRESS', 'PARTLY_FULFILLED')`,
  },
  ACTION: {
    kind: 'recommendation',
    description: 'An action on a recommendation, by the agency that leads its implementation, or else the State.',
    due: 'r.next_due',
    actors: 'array[coalesce(r.lead_agency, r.state)]',
    awaited: `r.status not in ('CLOSED', 'SUPERSEDED')`,
  },
  VISIT_START: {
    kind: 'assessmentVisit',
    description: 'An assessment visit, by the assessor and the State.',
    due: 'r.next_limit',
    actors: 'array[r.assessor, r.state]',
    awaited: `r.status = 'SCHEDULED'`,
  },
  OBSERVATIONS: {
    kind: 'assessmentVisit',
    description: 'Observations on the draft report of a visit, by the State.',
    due: 'r.next_limit',
    actors: 'array[r.state]',
    awaited: `r.status = 'DRAFT_SENT'`,
  },
  RESPONSE: {
    kind: 'assessmentVisit',
    description: 'The response to the report of a visit, by the State.',
    due: 'r.next_limit',
    actors: 'array[r.state]',
    awaited: `r.status = 'TRANSMITTED'`,
  },
  MEASURE_REVIEW: {
    kind: 'nationalMeasure',
    description: 'The review of a national measure, by its State.',
    due: 'r.next_review',
    actors: 'array[r.state]',
    awaited: 'true',
  },
  NETWORK_TEST: {
    kind: 'warningNetwork',
    description: 'A planned test of a warning network, by its operator.',
    due: 'r.next_test',
    actors: 'array[r.operator]',
    awaited: `r.status <> 'RETIRED'`,
  },
  ACTIVITY_REPORT: {
    kind: 'capacityActivity',
    description: 'Word that an activity was held, by its host, once its days have passed.',
    due: 'r.ends',
    actors: 'array[r.host]',
    awaited: `r.status in ('PLANNED', 'ANNOUNCED', 'REGISTRATION_OPEN', 'UNDER_WAY')`,
  },
  GUIDANCE_EDITION: {
    kind: 'guidanceMaterial',
    description: 'An edition or addendum of guidance that is announced, by its publishers.',
    due: 'r.expected',
    actors: 'r.publishers',
    awaited: `r.status <> 'WITHDRAWN'`,
  },
  PARTNERSHIP_TERM: {
    kind: 'partnership',
    description: 'The renewal or the end of a partnership whose term ends, by its members.',
    due: 'r.term_end',
    actors: 'r.members',
    awaited: `r.status in ('ACTIVE', 'SUSPENDED')`,
  },
} as const satisfies Readonly<Record<string, Work>>;

export type WorkKind = keyof typeof works;
export const WORKS: Readonly<Record<WorkKind, Work>> = works;

/** What is due, as SQL finds it. */
export interface DueRow {
  readonly work: WorkKind;
  readonly id: string;
  readonly due: string;
  readonly actors: readonly string[];
}

export interface Wanted {
  readonly works: readonly WorkKind[];
  /** Plain UUIDs; everybody's, if left out. */
  readonly actors?: readonly string[];
  /** First and last day, ISO 8601; no first day for all that is overdue. */
  readonly from?: string;
  readonly to: string;
}

/** What falls due in some days, across kinds, as a viewer may see it: rows `w`. */
export function dueRows(visible: VisibleSql, { works: kinds, actors, from, to }: Wanted): Rows {
  const own = actors && visible.seen('actor', visible.value(actors, 'uuid[]'));
  const isNone = kinds.length === 0;
  const parts = (isNone ? (Object.keys(WORKS) as WorkKind[]) : kinds).map((work) => {
    const { kind, due, actors: whose, awaited } = WORKS[work];
    const days = [`${due} <= ${visible.value(to, 'date')}`, ...(from ? [`${due} >= ${visible.value(from, 'date')}`] : [])];
    return `select '${work}' as work, r.id, ${due} as due, ${whose} as actors from rm.${recordTable(kind)} r
      where ${visible.sees(kind, 'r')} and ${awaited} and ${days.join(' and ')}${own ? ` and ${whose} && ${own}` : ''}`;
  });
  const columns = 'w.work, w.id, w.due::text as due, w.actors';
  return { columns, from: `(${parts.join(' union all ')}) w`, where: isNone ? ['false'] : [] };
}
