import { type GraphQLFieldConfig, GraphQLInt, GraphQLObjectType } from 'graphql';
import { addDays } from '../../event-sourcing/occurred.js';
import { recordTable } from '../../event-sourcing/projections/record-table.js';
import { run } from '../../graphql/read/sql.js';
import { dayOf, type RecordRow, type RequestContext } from '../../graphql/request-context.js';
import { type Services } from '../../graphql/schema/services.js';
import { required } from '../../graphql/schema/shared-types.js';
import { thresholdsAt } from '../shared/thresholds.js';
import { onDay } from '../shared/rule-fields.js';
import { VisibleSql } from '../shared/visible-sql.js';

/** What is counted: the kind of record, the condition on its version `r`, and what it means. `actor`, `on` and `due` stand for the actor and the days. */
const COUNTS = {
  openCommitments: [
    'commitment',
    `r.actor = :actor and r.status in ('DECLARED', 'IN_PROGRESS', 'PARTLY_FULFILLED')`,
    'Commitments of its own that are still owed.',
  ],
  commitmentsDue: [
    'commitment',
    `r.actor = :actor and r.status in ('DECLARED', 'IN_PROGRESS', 'PARTLY_FULFILLED') and r.due between :on and :due`,
    'Those of them that are due within the days that count as near.',
  ],
  runningProjects: [
    'assistanceProject',
    `(r.reporter = :actor or r.partners @> array[:actor]) and r.status in ('IMPLEMENTATION', 'FINALISATION')`,
    'Projects of assistance under way in which it has a part or on which it reports.',
  ],
  activitiesAhead: [
    'capacityActivity',
    `(r.organisers @> array[:actor] or r.participants @> array[:actor]) and r.status in ('PLANNED', 'ANNOUNCED', 'REGISTRATION_OPEN', 'UNDER_WAY') and r.ends >= :on`,
    'Activities under way or to come that it organises or takes part in.',
  ],
  recommendationsLed: [
    'recommendation',
    `r.lead_agency = :actor and r.status not in ('CLOSED', 'SUPERSEDED')`,
    'Recommendations that are not closed and whose implementation it leads.',
  ],
  reviewsOpen: [
    'humanRightsReview',
    `r.reviewer = :actor and r.status <> 'CONCLUDED'`,
    'Human rights reviews that it is to make or is making.',
  ],
  overdueCommitments: [
    'commitment',
    `r.actor = :actor and r.status in ('DECLARED', 'IN_PROGRESS', 'PARTLY_FULFILLED') and r.due < :on`,
    'Commitments of its own that are still owed after their due day.',
  ],
  overdueRecommendations: [
    'recommendation',
    `r.lead_agency = :actor and r.status not in ('CLOSED', 'SUPERSEDED') and r.next_due < :on`,
    'Recommendations that it leads with an action still open after its day.',
  ],
  overdueReviews: [
    'nationalMeasure',
    `r.state = :actor and r.next_review < :on`,
    'Measures of its own whose next review is overdue.',
  ],
  overdueActivities: [
    'capacityActivity',
    `r.host = :actor and r.status in ('PLANNED', 'ANNOUNCED', 'REGISTRATION_OPEN', 'UNDER_WAY') and r.ends < :on`,
    'Activities that it hosts whose days have passed, and of which nobody has said that they were held.',
  ],
} as const satisfies Record<string, readonly [kind: string, condition: string, description: string]>;

type Workload = { readonly [Name in keyof typeof COUNTS]: number } & { readonly on: string };

/** The field `workload` of an actor's profile: counts at the moment at which the actor was read, in one statement. */
export function workloadField({ pool }: Services): GraphQLFieldConfig<RecordRow, RequestContext> {
  const workload = new GraphQLObjectType<Workload, RequestContext>({
    name: 'Workload',
    description: 'How much an actor has on its hands on a day: counts of records that you may see, not a measure of anybody.',
    fields: {
      on: onDay,
      ...Object.fromEntries(
        Object.entries(COUNTS).map(([name, [, , description]]) => [name, { type: required(GraphQLInt), description }]),
      ),
      overdue: {
        type: required(GraphQLInt),
        description: 'All that is overdue: commitments, recommendations, reviews of measures and activities.',
        resolve: (one) => one.overdueCommitments + one.overdueRecommendations + one.overdueReviews + one.overdueActivities,
      },
    },
  });
  return {
    type: required(workload),
    description: 'How much it has on its hands at the moment asked for.',
    resolve: async ({ $id, $moment }: RecordRow, _args: object, { viewer }: RequestContext): Promise<Workload> => {
      const on = dayOf($moment);
      const { COMMITMENT_DUE_DAYS: due } = await thresholdsAt(pool, $moment);
      const visible = new VisibleSql($moment, viewer.keys);
      const values: Readonly<Record<string, () => string>> = {
        ':actor': () => visible.value($id, 'uuid'),
        ':on': () => visible.value(on, 'date'),
        ':due': () => visible.value(addDays(on, due.value), 'date'),
      };
      const counts = Object.entries(COUNTS).map(([name, [kind, condition]]) => {
        const where = condition.replace(/:(actor|on|due)/g, (placeholder) => values[placeholder]!());
        return `(select count(*)::int from rm.${recordTable(kind)} r where ${visible.sees(kind, 'r')} and ${where}) as "${name}"`;
      });
      const [found] = await run<Omit<Workload, 'on'>>(pool, `select ${counts.join(', ')}`, visible.statement);
      return { ...found!, on };
    },
  };
}
