import { partOf } from '../../graphql/request-context.js';
import { type GraphQLFieldConfigMap, GraphQLInt, GraphQLObjectType, type GraphQLSchema } from 'graphql';
import { overlapping } from '../../codes/regions.js';
import { recordTable } from '../../event-sourcing/projections/record-table.js';
import { outputType } from '../../graphql/objects/computed.js';
import { run } from '../../graphql/read/sql.js';
import { type RecordRow, type RequestContext } from '../../graphql/request-context.js';
import { type Services } from '../../graphql/schema/services.js';
import { type AnyField, required } from '../../graphql/schema/shared-types.js';
import { type ThreatTrendState } from '../../records/threat-trend/threat-trend.fields.js';
import { lastAssessment } from '../../records/threat-trend/threat-trend.js';
import { standingListField, oncePerPage } from '../shared/standing-list.js';
import { daysSince } from '../shared/days.js';
import { VisibleSql } from '../shared/visible-sql.js';
import { type TrendStanding, trendStanding } from '../../rules/trend-standing.js';

interface Arguments {
  readonly within: number;
}

/** What answers a trend: the field, the kind of record, what more is asked of it, its columns of places, and what it counts. */
const ANSWERS: readonly (readonly [field: string, kind: string, more: string, places: readonly string[], description: string])[] =
  [
    [
      'activities',
      'capacityActivity',
      "r.status <> 'CANCELLED'",
      ['countries', 'regions'],
      'Activities that were not cancelled.',
    ],
    [
      'activitiesHeld',
      'capacityActivity',
      "r.status in ('HELD', 'REPORTED')",
      ['countries', 'regions'],
      'Activities that were held.',
    ],
    ['guidance', 'guidanceMaterial', "r.status <> 'WITHDRAWN'", [], 'Guidance that was not withdrawn.'],
    ['guidancePublished', 'guidanceMaterial', "r.status = 'PUBLISHED'", [], 'Guidance of which an edition is out.'],
    ['programmes', 'programme', "r.status <> 'CLOSED'", ['countries', 'regions'], 'Programmes that are announced or run.'],
    [
      'projects',
      'assistanceProject',
      "r.status not in ('CLOSED', 'CANCELLED')",
      ['recipients'],
      'Projects of assistance that are planned or go on.',
    ],
  ];

/** `Query.threatTrendCoverage`: what is thought of trends, and what is done about the threats that they are made of. */
export function threatTrendCoverageQueries(schema: GraphQLSchema, services: Services): Record<string, AnyField> {
  const fields: GraphQLFieldConfigMap<unknown, RequestContext> = Object.fromEntries(
    ANSWERS.map(([field, , , , description]) => [field, { type: required(GraphQLInt), description }]),
  );
  const coverage = new GraphQLObjectType({
    name: 'TrendCoverage',
    description:
      'How much of what you may see is about a threat of the trend, in a place of the trend or in none in particular. A trend without a place is everywhere.',
    fields,
  });
  return {
    threatTrendCoverage: standingListField<ThreatTrendState, TrendStanding, Arguments>(schema, services, {
      name: 'ThreatTrendCoverage',
      of: 'trends with what is thought of and done about them on a day',
      description:
        'Trends in threats with their latest assessment and what covers them, on the day of the moment asked for (today, without `at`), in order of title.',
      entry: 'A trend as it is assessed on a day, and what covers it.',
      kind: 'threatTrend',
      record: ['trend', 'The trend.'],
      rules: [trendStanding],
      standing: {
        type: 'TrendStanding',
        description: 'Whether a trend has an assessment that counts on a day',
        values: {
          NOT_ASSESSED: 'No assessment is on record.',
          ASSESSED: 'Its last assessment is recent.',
          OUTDATED: 'Its last assessment is longer ago than an assessment counts.',
          RETIRED: 'It is followed no longer.',
        },
        argument: 'Only those that stand like this; all that are followed, if left out.',
      },
      orderBy: { field: 'title', direction: 'ASC' },
      args: {
        within: {
          type: GraphQLInt,
          description:
            'For how many days an assessment counts; the threshold TREND_ASSESSMENT_DAYS in force at the moment, if left out.',
        },
      },
      fields: {
        latestAssessment: {
          type: outputType(schema, 'ThreatAssessment'),
          description:
            'The latest assessment, with the reliability of its source and the credibility of what it says; null where there is none.',
          resolve: ({ record }) => {
            const last = lastAssessment(record);
            return last ? partOf(record, last) : null;
          },
        },
        daysSinceAssessment: {
          type: GraphQLInt,
          description: 'Days since then.',
          resolve: ({ record, on }) => daysSince(lastAssessment(record)?.at, on),
        },
        coverage: {
          type: required(coverage),
          description: 'What is done about it.',
          resolve: oncePerPage((page, { viewer }) => coverageOf(services, viewer.keys, page)),
        },
      },
    }),
  };
}

async function coverageOf(
  { pool }: Services,
  keys: readonly string[],
  trends: readonly (RecordRow & ThreatTrendState)[],
): Promise<ReadonlyMap<string, Readonly<Record<string, number>>>> {
  const visible = new VisibleSql(trends[0]!.$moment, keys);
  const asked = trends.map(({ $id, themes, countries, regions }) => ({
    id: $id,
    themes,
    places: countries.length + regions.length > 0 ? overlapping([...countries, ...regions]) : null,
  }));
  const counts = ANSWERS.map(([field, kind, more, places]) => {
    const all = places.map((column) => `r.${column}`).join(' || ');
    const there = all ? ` and (t.places is null or cardinality(${all}) = 0 or (${all}) && t.places)` : '';
    return `(select count(*) from rm.${recordTable(kind)} r where ${visible.sees(kind, 'r')} and ${more} and r.themes && t.themes${there})::int as "${field}"`;
  });
  const rows = await run<Record<string, number> & { readonly id: string }>(
    pool,
    `select t.id, ${counts.join(', ')} from json_to_recordset(${visible.value(JSON.stringify(asked), 'json')}) t (id uuid, themes text[], places text[])`,
    visible.statement,
  );
  return new Map(rows.map(({ id, ...row }) => [id, row]));
}
