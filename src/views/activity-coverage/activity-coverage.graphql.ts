import { type GraphQLSchema } from 'graphql';
import { type Services } from '../../graphql/schema/services.js';
import { type AnyField } from '../../graphql/schema/shared-types.js';
import { recordFacts } from '../shared/facts.js';
import { byRegion, breakdownField } from '../shared/breakdown.js';

const held = "f.status in ('HELD', 'REPORTED')";

/** `Query.activityCoverage`: awareness by region and theme, coverage by level of government, joint delivery. */
export function activityCoverageQueries(schema: GraphQLSchema, services: Services): Record<string, AnyField> {
  return {
    activityCoverage: breakdownField(schema, services, {
      name: 'ActivityCoverage',
      description:
        'How many activities there are, for whom, where, on what and by whom, at the moment asked for: awareness with `filter: { aims: [AWARENESS] }`, coverage of levels of government by AUDIENCE_LEVEL, joint delivery by ORGANISER and CO_ORGANISER.',
      line: 'activities',
      by: ['REGION', 'THEME'],
      dimensions: {
        REGION: byRegion('the countries and regions that they are for', 'f.countries || f.regions'),
        COUNTRY: { description: 'Countries that they are for.', of: 'f.countries', each: 'entry' },
        THEME: { description: 'Challenges, conclusions and threats that they are about.', of: 'f.themes', each: 'entry' },
        AIM: { description: 'What they are for.', of: 'f.aims', each: 'entry', enumeration: 'ActivityAim' },
        AUDIENCE_LEVEL: {
          description: 'Levels of government, or of their audience, that they are for.',
          of: 'f.audience_levels',
          each: 'entry',
          enumeration: 'AudienceLevel',
        },
        AUDIENCE_KIND: {
          description: 'Kinds of actor that they are for.',
          of: 'f.audience_kinds',
          each: 'entry',
          enumeration: 'ActorKind',
        },
        ORGANISER: { description: 'Who organises them.', of: 'f.organised', each: 'entry', references: 'actor' },
        CO_ORGANISER: {
          description:
            'Who organises them together with the organiser of the line; of all organisers, if not broken down by ORGANISER.',
          of: 'f.organised',
          each: 'entry',
          besides: 'ORGANISER',
          references: 'actor',
        },
        ORGANISER_KIND: {
          description: 'Kinds of actor among those who organise them.',
          of: 'f.kinds',
          each: 'entry',
          enumeration: 'ActorKind',
        },
        KIND: { description: 'What kind of activity they are.', of: 'f.activity_kind', enumeration: 'ActivityKind' },
        MODE: { description: 'How people meet.', of: 'f.mode', enumeration: 'ActivityMode' },
        STATUS: { description: 'Where they stand.', of: 'f.status', enumeration: 'ActivityStatus' },
        TARGET_SCOPE: { description: 'What is to be protected.', of: 'f.target_scope', enumeration: 'TargetScope' },
        INSTRUMENT: { description: 'Instruments that they rest on, as they were cited.', of: 'f.instruments', each: 'entry' },
        YEAR: { description: 'Year in which they start.', of: 'extract(year from f.starts)::int', number: true },
      },
      measures: {
        activities: { description: 'How many.', sql: 'count(*)' },
        held: { description: 'How many were held.', sql: `count(*) filter (where ${held})` },
        toCome: {
          description: 'How many are planned, announced, open for registration or under way.',
          sql: "count(*) filter (where f.status in ('PLANNED', 'ANNOUNCED', 'REGISTRATION_OPEN', 'UNDER_WAY'))",
        },
        joint: {
          description: 'How many have two organisers or more that you may see.',
          sql: 'count(*) filter (where cardinality(f.organised) > 1)',
        },
        attended: {
          description: 'How many people attended, as far as it was counted: those of several activities each time.',
          sql: 'coalesce(sum(f.attended), 0)',
        },
      },
      ...recordFacts(schema, services, 'capacityActivity', {
        columns: (
          visible,
        ) => `r.*, (r.doc->'attendance'->>'total')::int as attended, o.organised, o.kinds from rm.capacity_activity r
          cross join lateral (select coalesce(array_agg(distinct o.id) filter (where o.id is not null), '{}') as organised,
              array_agg(distinct o.actor_kind) filter (where o.id is not null) as kinds
            from unnest(r.organisers) n (actor) ${visible.actor('o', 'n.actor')}) o`,
      }),
    }),
  };
}
