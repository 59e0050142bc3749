import { type GraphQLEnumType, GraphQLInt, GraphQLObjectType, type GraphQLSchema, GraphQLString } from 'graphql';
import { outputType } from '../../graphql/objects/computed.js';
import { readerOf } from '../../graphql/read/record-rows.js';
import { type PointInTime, type RequestContext } from '../../graphql/request-context.js';
import { pointInTimeAt, type QueryRoot } from '../../graphql/schema/record-queries.js';
import { type Services } from '../../graphql/schema/services.js';
import { type AnyField, listOf, required } from '../../graphql/schema/shared-types.js';
import { type Threshold, THRESHOLDS } from '../../records/rule-threshold/rule-threshold.fields.js';
import { statusRules } from '../../rules/index.js';
import { type RuleInfo } from '../../rules/status-rule.js';
import { type ThresholdInForce, thresholdsAt } from '../shared/thresholds.js';

interface ThresholdShown extends ThresholdInForce {
  readonly threshold: Threshold;
  readonly $moment: PointInTime;
}
type RuleShown = Omit<RuleInfo, 'thresholds'> & { readonly thresholds: readonly ThresholdShown[] };

/** `Query.statusRules`. */
export function statusRuleQueries(schema: GraphQLSchema, { pool, modules }: Services): Record<string, AnyField> {
  const threshold = new GraphQLObjectType<ThresholdShown, RequestContext>({
    name: 'StatusRuleThreshold',
    description: 'A number that a rule asks for.',
    fields: {
      threshold: { type: required(schema.getType('RuleThresholdName') as GraphQLEnumType), description: 'Which number.' },
      description: {
        type: required(GraphQLString),
        description: 'What it is for.',
        resolve: (one) => THRESHOLDS[one.threshold].description,
      },
      value: { type: required(GraphQLInt), description: 'What it is at the moment asked for.' },
      default: {
        type: required(GraphQLInt),
        description: 'What it is where nothing is set.',
        resolve: (one) => THRESHOLDS[one.threshold].value,
      },
      setBy: {
        type: outputType(schema, 'RuleThreshold'),
        description: 'The record that set it, with its reason; null where nothing is set.',
        resolve: ({ id, $moment }, _args, context) =>
          id === null ? null : readerOf(pool, modules, context, 'ruleThreshold', $moment).load(id),
      },
    },
  });
  const rule = new GraphQLObjectType<RuleShown, RequestContext>({
    name: 'StatusRule',
    description: 'A version of a rule by which statuses are worked out; they are never recorded.',
    fields: {
      name: { type: required(GraphQLString), description: 'Its name and version, as answers carry it: `cooperation-status/1`.' },
      description: { type: required(GraphQLString), description: 'What it says.' },
      thresholds: { type: listOf(threshold), description: 'Numbers that it asks for, as they are at the moment asked for.' },
    },
  });
  return {
    statusRules: {
      type: listOf(rule),
      description: 'The rules by which statuses are worked out, in all their versions, with their thresholds.',
      resolve: async (root: QueryRoot | undefined): Promise<RuleShown[]> => {
        const moment = pointInTimeAt(root);
        const inForce = await thresholdsAt(pool, moment);
        return statusRules.flat().map(({ name, description, thresholds }) => ({
          name,
          description,
          thresholds: thresholds.map((one) => ({ threshold: one, ...inForce[one], $moment: moment })),
        }));
      },
    },
  };
}
