import { type GraphQLSchema } from 'graphql';
import { type Services } from '../../graphql/schema/services.js';
import { type AnyField } from '../../graphql/schema/shared-types.js';
import { type MeasureStatus } from '../../records/national-measure/national-measure.fields.js';
import { recordFacts } from '../shared/facts.js';
import { byRegion, breakdownField } from '../shared/breakdown.js';

/** Statuses of measures that there are: prepared or in effect, by the State's own word. */
const THERE = ['UNDER_DEVELOPMENT', 'DRAFTED', 'ADOPTED', 'IN_FORCE', 'DEPLOYED'] as const satisfies readonly MeasureStatus[];

const count = (condition: string) => `count(*) filter (where ${condition})`;
const critical = "f.scope in ('CRITICAL_INFRASTRUCTURE', 'BOTH')";
const soft = "f.scope in ('SOFT_TARGETS', 'BOTH')";

/** `Query.measureScopes`: whether measures address critical infrastructure or “soft” targets. Never by State, for a ratio of a State would be a score. */
export function measureScopesQueries(schema: GraphQLSchema, services: Services): Record<string, AnyField> {
  return {
    measureScopes: breakdownField(schema, services, {
      name: 'MeasureScopes',
      description:
        'Whether national measures address critical infrastructure or “soft” targets, at the moment asked for: measures that are prepared or in effect by the word of their States, unless the filter asks for other statuses. Not by State: States are not scored.',
      line: 'national measures',
      by: ['MEASURE_KIND'],
      dimensions: {
        MEASURE_KIND: { description: 'What kind of measure they are.', of: 'f.measure_kind', enumeration: 'MeasureKind' },
        STATUS: { description: 'Where they stand, by the word of their States.', of: 'f.status', enumeration: 'MeasureStatus' },
        REGION: byRegion('their States'),
        THEME: { description: 'Challenges, conclusions and threats that they answer.', of: 'f.themes', each: 'entry' },
      },
      measures: {
        measures: { description: 'How many.', sql: 'count(*)' },
        criticalInfrastructure: {
          description: 'How many address critical infrastructure, those that address both too.',
          sql: count(critical),
        },
        softTargets: { description: 'How many address “soft” targets, those that address both too.', sql: count(soft) },
        both: { description: 'How many address both.', sql: count("f.scope = 'BOTH'") },
        scopeNotReported: { description: 'Of how many it is not on record what they address.', sql: count('f.scope is null') },
        ratio: {
          description:
            'Measures that address critical infrastructure for each that addresses “soft” targets; null where none does.',
          sql: `(${count(critical)})::float / nullif(${count(soft)}, 0)`,
          decimal: true,
        },
      },
      ...recordFacts(schema, services, 'nationalMeasure', {
        fixed: ({ status }) => (status ? {} : { status: THERE }),
        columns: (visible) => `r.*, array[s.country] as places from rm.national_measure r ${visible.actor('s', 'r.state')}`,
      }),
    }),
  };
}
