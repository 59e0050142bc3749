import { GraphQLID, type GraphQLSchema } from 'graphql';
import { THEMES } from '../../codes/themes.js';
import { type Services } from '../../graphql/schema/services.js';
import { type AnyField, many } from '../../graphql/schema/shared-types.js';
import { placesOf } from '../../graphql/read/place-filters.js';
import { plainIds, regionsArgument, themesArgument } from '../shared/arguments.js';
import { type VisibleSql } from '../shared/visible-sql.js';
import { byRegion, breakdownField } from '../shared/breakdown.js';

interface Arguments {
  readonly challenges?: readonly string[] | null;
  readonly states?: readonly string[] | null;
  readonly regions?: readonly string[] | null;
  readonly instruments?: readonly string[] | null;
}

const CHALLENGES = Object.keys(THEMES).filter((code) => code.startsWith('CH-'));
const of = (what: string, more = '') => `count(distinct f.id) filter (where f.what = '${what}'${more})`;

/** `Query.challengeHeatMap`: what visits found, and what is recommended and needed, by challenge. */
export function challengeHeatMapQueries(schema: GraphQLSchema, services: Services): Record<string, AnyField> {
  return {
    challengeHeatMap: breakdownField(schema, services, {
      name: 'ChallengeHeatMap',
      description:
        'What assessment visits found on each challenge, and what is recommended and needed there, at the moment asked for: of visits that you may see, and of what of others is released to you. Every challenge has a line where it alone is asked for; no number says that nothing was found or needed. In order of what it is broken down by: no State is ranked.',
      line: 'findings, recommendations and needs',
      by: ['CHALLENGE'],
      dimensions: {
        CHALLENGE: { description: 'The challenge, CH-01 to CH-10.', of: 'f.challenges', each: 'entry' },
        STATE: { description: 'The State concerned.', of: 'f.state', references: 'actor' },
        REGION: byRegion('that State'),
        INSTRUMENT: {
          description: 'Instruments that they rest on.',
          of: 'f.instruments',
          each: 'entry',
          references: 'instrument',
        },
        YEAR: {
          description: 'Year in which they were found, made or identified.',
          of: 'extract(year from f.at)::int',
          number: true,
        },
      },
      measures: {
        progress: { description: 'Findings of progress.', sql: of('FINDING', " and f.finding_kind = 'PROGRESS'") },
        shortfalls: { description: 'Findings of a shortfall.', sql: of('FINDING', " and f.finding_kind = 'SHORTFALL'") },
        goodPractices: { description: 'Findings of good practice.', sql: of('FINDING', " and f.finding_kind = 'GOOD_PRACTICE'") },
        recommendations: { description: 'Recommendations.', sql: of('RECOMMENDATION') },
        openRecommendations: {
          description: 'Of these, those that are neither verified in full nor ended.',
          sql: of('RECOMMENDATION', ' and f.open'),
        },
        needs: { description: 'Needs for assistance.', sql: of('NEED') },
        openNeeds: { description: 'Of these, those that are not met and not withdrawn.', sql: of('NEED', ' and f.open') },
        states: { description: 'States concerned that you may see.', sql: 'count(distinct f.state)' },
      },
      args: {
        challenges: { ...themesArgument, description: 'Only these challenges: `CH-03`.' },
        states: { type: many(GraphQLID), description: 'Only what concerns these States.' },
        regions: {
          ...regionsArgument,
          description: 'Only what concerns States of these countries or regions: `KE`, `035`, `X-SEE`.',
        },
        instruments: { type: many(GraphQLID), description: 'Only what rests on one of these instruments.' },
      },
      facts: (visible, { challenges, states, regions, instruments }: Arguments, by) => {
        const where = ['cardinality(x.challenges) > 0'];
        const among = (condition: string, values: readonly string[], type: string) =>
          where.push(`${condition}(${visible.value(values, type)})`);
        if (challenges) where.push(`x.challenges && ${visible.value(challenges, 'text[]')}`);
        if (states) among('s.id = any', plainIds('states', 'actor', states), 'uuid[]');
        if (regions) among('s.country = any', placesOf('regions', regions), 'text[]');
        if (instruments) among('i.seen && ', plainIds('instruments', 'instrument', instruments), 'uuid[]');
        const shown = CHALLENGES.filter((code) => challenges?.includes(code) ?? true);
        const each = `array(select c from unnest(x.challenges) c where c = any(${visible.value(shown, 'text[]')}))`;
        const facts = `select x.what, x.id, x.finding_kind, x.open, x.at, ${each} as challenges, s.id as state, array[s.country] as places, i.seen as instruments
          from (${findings(visible)} union all ${recommendations(visible)} union all ${needs(visible)}) x ${visible.actor('s', 'x.state')}
          cross join lateral (select ${visible.seen('instrument', 'x.instruments')} as seen) i where ${where.join(' and ')}`;
        if (by.join() !== 'CHALLENGE') return facts;
        return `${facts} union all select null, null, null, null, null, array[c], null, null, null from unnest(${visible.value(shown, 'text[]')}) c`;
      },
    }),
  };
}

/** SQL of the findings of visits that the viewer may see, and of those released to it: what is seen both ways counts once. */
function findings(visible: VisibleSql): string {
  return `select 'FINDING' as what, d.id, d."findingKind" as finding_kind, null::boolean as open, array[d.challenge] as challenges, v.state, d.at,
      array(select (c->>'instrument')::uuid from json_array_elements(d.instruments) c) as instruments
    from (select r.state, r.doc->'findings' as findings from rm.assessment_visit r where ${visible.sees('assessmentVisit', 'r')}
      union all select e.state, e.doc->'findings' from rm.visit_release e where ${visible.sees('visitRelease', 'e')}
        and not exists (select from rm.assessment_visit w where w.id = e.id and ${visible.sees('assessmentVisit', 'w')})) v
    cross join lateral json_to_recordset(v.findings) d (id uuid, "findingKind" text, challenge text, at timestamptz, instruments json)`;
}

/** SQL of the recommendations that the viewer may see. */
function recommendations(visible: VisibleSql): string {
  return `select 'RECOMMENDATION', r.id, null, r.status not in ('CLOSED', 'SUPERSEDED') and r.verification is distinct from 'FULL',
      array(select t from unnest(r.themes) t where t like 'CH-%'), r.state, r.began, r.instruments
    from rm.recommendation r where ${visible.sees('recommendation', 'r')}`;
}

/** SQL of the needs that the viewer may see. */
function needs(visible: VisibleSql): string {
  return `select 'NEED', r.id, null, r.status not in ('MET', 'WITHDRAWN'),
      array(select t from unnest(r.themes) t where t like 'CH-%'), r.state, r.began, '{}'
    from rm.assistance_need r where ${visible.sees('assistanceNeed', 'r')}`;
}
