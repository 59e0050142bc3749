import { sayMoment } from '../../event-sourcing/occurred.js';
import { precisionsOf } from '../../graphql/request-context.js';
import { type GraphQLEnumType, GraphQLID, GraphQLInt, type GraphQLSchema } from 'graphql';
import { outputType } from '../../graphql/objects/computed.js';
import { type RecordRow } from '../../graphql/request-context.js';
import { Day, PartialDate } from '../../graphql/scalars.js';
import { type Services } from '../../graphql/schema/services.js';
import { type AnyField, required, many } from '../../graphql/schema/shared-types.js';
import { type RecordMeta } from '../../event-sourcing/record.js';
import { nextLimit } from '../../records/assessment-visit/assessment-visit.clocks.js';
import { type AssessmentVisitState } from '../../records/assessment-visit/assessment-visit.fields.js';
import { visitStatus, visitStatusSince } from '../../records/assessment-visit/assessment-visit.rules.js';
import { placesOf } from '../../graphql/read/place-filters.js';
import { plainIds, regionsArgument } from '../shared/arguments.js';
import { standingListField } from '../shared/standing-list.js';
import { daysSince, daysUntil } from '../shared/days.js';
import { byRegion, breakdownField } from '../shared/breakdown.js';
import { type VisitStanding, visitStanding } from '../../rules/visit-standing.js';

interface BreakdownArguments {
  readonly states?: readonly string[] | null;
  readonly assessors?: readonly string[] | null;
  readonly visitTypes?: readonly string[] | null;
  readonly regions?: readonly string[] | null;
}

/** Since when a visit has stood where it stands. */
function since(record: RecordRow & AssessmentVisitState): string {
  return visitStatusSince(record) ?? (record.meta as RecordMeta).beganAt;
}

/** `Query.visitPipeline` and `Query.visitTally`. */
export function visitPipelineQueries(schema: GraphQLSchema, services: Services): Record<string, AnyField> {
  return {
    visitPipeline: standingListField<AssessmentVisitState, VisitStanding, object>(schema, services, {
      name: 'VisitPipeline',
      of: 'visits as they stand on a day',
      description:
        'Assessment visits with their stage and clocks on the day of the moment asked for (today, without `at`); what is awaited soonest first. What others than assessor and State may see of a visit is in `visitReleases` and `visitTally`.',
      entry: 'A visit as it stands on a day, and why.',
      kind: 'assessmentVisit',
      record: ['visit', 'The visit, with its clocks for this day.'],
      rules: [visitStanding],
      standing: {
        type: 'VisitStanding',
        description: 'How a visit stands to what is awaited of it on a day',
        values: {
          LATE: 'What is awaited has not come by its last day: the start, the observations or the response.',
          RUNNING: 'What is awaited has a last day that has not passed.',
          WITHOUT_LIMIT: 'It goes on, and nothing that is awaited has a last day.',
          ENDED: 'It was declined, closed or cancelled.',
        },
        argument: 'Only those that stand like this; all, if left out.',
      },
      orderBy: { field: 'nextLimit', direction: 'ASC' },
      fields: {
        stage: {
          type: required(outputType(schema, 'VisitStatus')),
          description: 'The stage that it is in.',
          resolve: ({ record }) => visitStatus(record),
        },
        stageSince: {
          type: required(PartialDate),
          description: 'Since when it has been in this stage, as exactly as that was said.',
          resolve: ({ record }) => sayMoment(since(record), precisionsOf(record)),
        },
        daysInStage: {
          type: required(GraphQLInt),
          description: 'Days for which it has been in this stage.',
          resolve: ({ record, on }) => daysSince(since(record), on),
        },
        awaitedBy: {
          type: Day,
          description: 'The last day of what is awaited in this stage; null where nothing has one.',
          resolve: ({ record }) => nextLimit(record),
        },
        daysLeft: {
          type: GraphQLInt,
          description: 'Days until then, below zero where it is late.',
          resolve: ({ record, on }) => daysUntil(nextLimit(record), on),
        },
      },
    }),
    visitTally: breakdownField(schema, services, {
      name: 'VisitTally',
      description:
        'How many visits there are by stage at the moment asked for: those that you may see, and those of which the course is released to you. In order of what they are broken down by: no State is ranked.',
      line: 'visits',
      by: ['STAGE'],
      dimensions: {
        STAGE: { description: 'The stage that they are in.', of: 'f.stage', enumeration: 'VisitStatus' },
        STATE: { description: 'The State visited.', of: 'f.state', references: 'actor' },
        REGION: byRegion('that State'),
        ASSESSOR: { description: 'Who assesses it.', of: 'f.assessor', references: 'actor' },
        VISIT_TYPE: { description: 'What kind of visit they are.', of: 'f.visit_type', enumeration: 'VisitType' },
        YEAR: { description: 'Year of their start, planned or actual.', of: 'extract(year from f.starts)::int', number: true },
      },
      measures: {
        visits: { description: 'How many.', sql: 'count(*)' },
        late: {
          description: 'How many wait for something after its last day; of those that you may see whole.',
          sql: `count(*) filter (where f.awaited < f.on_day)`,
        },
        running: {
          description: 'How many wait for something by a day to come; of those that you may see whole.',
          sql: `count(*) filter (where f.awaited >= f.on_day and f.awaited < 'infinity')`,
        },
      },
      args: {
        states: { type: many(GraphQLID), description: 'Only those to these States.' },
        assessors: { type: many(GraphQLID), description: 'Only those of these assessors.' },
        visitTypes: { type: many(schema.getType('VisitType') as GraphQLEnumType), description: 'Only these kinds of visit.' },
        regions: { ...regionsArgument, description: 'Only those to States of these countries or regions: `KE`, `035`, `X-SEE`.' },
      },
      facts: (visible, { states, assessors, visitTypes, regions }: BreakdownArguments) => {
        const where = ['true'];
        const among = (column: string, values: readonly string[], type: string) =>
          where.push(`${column} = any(${visible.value(values, type)})`);
        if (states) among('s.id', plainIds('states', 'actor', states), 'uuid[]');
        if (assessors) among('a.id', plainIds('assessors', 'actor', assessors), 'uuid[]');
        if (visitTypes) among('v.visit_type', visitTypes, 'text[]');
        if (regions) among('s.country', placesOf('regions', regions), 'text[]');
        return `select v.stage, v.visit_type, v.starts, v.awaited, ${visible.today} as on_day, s.id as state, array[s.country] as places, a.id as assessor
          from (select r.state, r.assessor, r.visit_type, r.status as stage, r.next_limit as awaited,
              coalesce(left(r.doc->>'started', 10), r.doc->>'plannedStart')::date as starts
            from rm.assessment_visit r where ${visible.sees('assessmentVisit', 'r')}
            union all
            select e.state, e.assessor, e.visit_type, e.doc->'course'->>'status', null,
              coalesce(left(e.doc->'course'->>'started', 10), e.doc->'course'->>'plannedStart')::date
            from rm.visit_release e where ${visible.sees('visitRelease', 'e')} and 'COURSE' = any(e.parts)
              and not exists (select from rm.assessment_visit w where w.id = e.id and ${visible.sees('assessmentVisit', 'w')})) v
          ${visible.actor('s', 'v.state')} ${visible.actor('a', 'v.assessor')} where ${where.join(' and ')}`;
      },
    }),
  };
}
