import { partOf } from '../../graphql/request-context.js';
import { GraphQLBoolean, GraphQLInt, type GraphQLSchema } from 'graphql';
import { addDays } from '../../event-sourcing/occurred.js';
import { outputType } from '../../graphql/objects/computed.js';
import { type Services } from '../../graphql/schema/services.js';
import { type AnyField, listOf, required } from '../../graphql/schema/shared-types.js';
import { type RecommendationState } from '../../records/recommendation/recommendation.fields.js';
import { isOpen, nextDue } from '../../records/recommendation/recommendation.js';
import { standingListField, withThreshold } from '../shared/standing-list.js';
import { daysUntil } from '../shared/days.js';
import { recordFacts } from '../shared/facts.js';
import { byRegion, breakdownField } from '../shared/breakdown.js';
import { type RecommendationStanding, recommendationStanding } from '../../rules/recommendation-standing.js';

interface Arguments {
  readonly within: number;
}

const among = (...statuses: string[]) => `f.status in (${statuses.map((status) => `'${status}'`).join(', ')})`;
const count = (condition: string) => `count(*) filter (where ${condition})`;

/** `Query.recommendationTracker` and `Query.recommendationTally`. */
export function recommendationTrackerQueries(schema: GraphQLSchema, services: Services): Record<string, AnyField> {
  const action = outputType(schema, 'RecommendationAction');
  const within = {
    type: GraphQLInt,
    description:
      'How many days ahead an action counts as due; the threshold ACTION_DUE_DAYS in force at the moment, if left out.',
  };
  return {
    recommendationTracker: standingListField<RecommendationState, RecommendationStanding, Arguments>(schema, services, {
      name: 'RecommendationTracker',
      of: 'recommendations as they stand on a day',
      description:
        'Recommendations with what is due, overdue, reported complete and verified of them on the day of the moment asked for (today, without `at`); soonest due first.',
      entry: 'A recommendation as it stands on a day, and why.',
      kind: 'recommendation',
      record: ['recommendation', 'The recommendation.'],
      rules: [recommendationStanding],
      standing: {
        type: 'RecommendationStanding',
        description: 'How a recommendation stands on a day',
        values: {
          AWAITING_RESPONSE: 'It was issued; neither a response nor an action of the State is on record.',
          OVERDUE: 'An open action was not done by its day.',
          DUE: 'The day of an open action is near.',
          UPCOMING: 'The day of the next open action is further away.',
          NOTHING_DUE: 'No open action is on record, which does not say that nothing is done.',
          REPORTED_COMPLETE: 'It is reported complete; nobody else has verified it.',
          VERIFIED: 'Another party has found it implemented in full.',
          FOUND_INCOMPLETE: 'Another party has found it implemented in part, or not.',
          ENDED: 'It is closed, or another has taken its place.',
        },
        argument: 'Only those that stand like this; all, if left out.',
      },
      orderBy: { field: 'nextDue', direction: 'ASC' },
      args: { within },
      fields: {
        daysLeft: {
          type: GraphQLInt,
          description: 'Days until the next open action is due, below zero where it is overdue; null without one.',
          resolve: ({ record, on }) => daysUntil(nextDue(record), on),
        },
        overdueActions: {
          type: listOf(action),
          description: 'Open actions that were not done by their day.',
          resolve: ({ record, on }) =>
            record.actions.filter((one) => isOpen(one) && one.due < on).map((one) => partOf(record, one)),
        },
        dueActions: {
          type: listOf(action),
          description: 'Open actions of which the day is near.',
          resolve: ({ record, on, args }) =>
            record.actions
              .filter((one) => isOpen(one) && one.due >= on && one.due <= addDays(on, args.within))
              .map((one) => partOf(record, one)),
        },
        isVerified: {
          type: required(GraphQLBoolean),
          description: 'Whether another party than the one that reported it complete has found it implemented in full.',
          resolve: ({ record: { verification } }) => verification?.result === 'FULL',
        },
      },
    }),
    recommendationTally: breakdownField(schema, services, {
      name: 'RecommendationTally',
      description:
        'How many recommendations there are, how States take them, and how far they are, at the moment asked for. In order of what they are broken down by: no State is ranked.',
      line: 'recommendations',
      by: ['STATUS'],
      prepared: (moment, args) => withThreshold(services.pool, moment, recommendationStanding, args),
      dimensions: {
        STATUS: { description: 'Where they stand.', of: 'f.status', enumeration: 'RecommendationStatus' },
        RESPONSE: { description: 'How the State takes them.', of: 'f.response', enumeration: 'RecommendationResponse' },
        STATE: { description: 'The State to which they were made.', of: 'f.of_state', references: 'actor' },
        REGION: byRegion('that State'),
        LEAD_AGENCY: { description: 'The agency that leads the implementation.', of: 'f.of_lead', references: 'actor' },
        ISSUER: { description: 'Who made them.', of: 'f.of_issuer', references: 'actor' },
        VISIT: { description: 'The visit that they come of.', of: 'f.of_visit', references: 'assessmentVisit' },
        INSTRUMENT: {
          description: 'Instruments that they rest on.',
          of: 'f.of_instruments',
          each: 'entry',
          references: 'instrument',
        },
        THEME: { description: 'Challenges, conclusions and threats that they are about.', of: 'f.themes', each: 'entry' },
      },
      measures: {
        recommendations: { description: 'How many.', sql: 'count(*)' },
        responded: { description: 'To how many the State has responded.', sql: 'count(f.response)' },
        supported: { description: 'How many it supports, wholly or in part.', sql: count("f.response like 'SUPPORTED%'") },
        underWay: {
          description: 'How many are planned or in implementation.',
          sql: count(among('PLANNED', 'IN_IMPLEMENTATION')),
        },
        reportedComplete: {
          description: 'How many are reported complete and not verified.',
          sql: count(among('REPORTED_COMPLETE')),
        },
        verified: {
          description: 'How many another party has found implemented in full, ended ones too.',
          sql: count("f.verification = 'FULL'"),
        },
        foundIncomplete: {
          description: 'How many another party has found implemented in part, or not, ended ones too.',
          sql: count("f.verification in ('PARTIAL', 'NOT')"),
        },
        ended: { description: 'How many are closed or superseded.', sql: count(among('CLOSED', 'SUPERSEDED')) },
        openActions: {
          description: 'How many open actions they have, but for those of ended ones.',
          sql: 'coalesce(sum(f.open), 0)',
        },
        overdueActions: { description: 'How many of these were not done by their day.', sql: 'coalesce(sum(f.overdue), 0)' },
        dueActions: { description: 'Of how many the day is near.', sql: 'coalesce(sum(f.due), 0)' },
      },
      ...recordFacts<Arguments>(schema, services, 'recommendation', {
        args: { within },
        columns: (visible, args) => {
          const until = visible.value(args.within, 'int');
          return `r.*, s.id as of_state, array[s.country] as places, lead.id as of_lead, issuer.id as of_issuer, a.*,
            (${visible.seen('assessmentVisit', 'array[r.visit]')})[1] as of_visit, ${visible.seen('instrument', 'r.instruments')} as of_instruments
            from rm.recommendation r ${visible.actor('s', 'r.state')} ${visible.actor('lead', 'r.lead_agency')} ${visible.actor('issuer', 'r.issuer')}
            cross join lateral (select count(*) as open, count(*) filter (where x.due < ${visible.today}) as overdue,
                count(*) filter (where x.due between ${visible.today} and ${visible.today} + ${until}) as due
              from json_to_recordset(r.doc->'actions') x (status text, due date)
              where x.status in ('PLANNED', 'STARTED') and r.status not in ('CLOSED', 'SUPERSEDED')) a`;
        },
      }),
    }),
  };
}
