import { GraphQLInt, type GraphQLSchema } from 'graphql';
import { outputType } from '../../graphql/objects/computed.js';
import { Day } from '../../graphql/scalars.js';
import { type Services } from '../../graphql/schema/services.js';
import { type AnyField, required } from '../../graphql/schema/shared-types.js';
import { type WarningNetworkState } from '../../records/warning-network/warning-network.fields.js';
import { lastResult, nextTest, unproven } from '../../records/warning-network/warning-network.js';
import { standingListField } from '../shared/standing-list.js';
import { daysSince } from '../shared/days.js';
import { networkReadiness, type Readiness } from '../../rules/warning-network-readiness.js';

interface Arguments {
  readonly within: number;
}

/** `Query.warningNetworkReadiness`. */
export function warningNetworkReadinessQueries(schema: GraphQLSchema, services: Services): Record<string, AnyField> {
  return {
    warningNetworkReadiness: standingListField<WarningNetworkState, Readiness, Arguments>(schema, services, {
      name: 'WarningNetworkReadiness',
      of: 'networks with what their tests show on a day',
      description:
        'Which networks are shown by a recent test to reach their nodes, on the day of the moment asked for (today, without `at`); tested longest ago first, never tested last.',
      entry: 'Whether a network is shown to reach its nodes on a day, and why.',
      kind: 'warningNetwork',
      record: ['network', 'The network.'],
      rules: [networkReadiness],
      standing: {
        type: 'NetworkReadiness',
        description: 'Whether a network is shown to reach its nodes at a moment',
        values: {
          RETIRED: 'It is out of service.',
          WITHOUT_NODES: 'It is in service and has no nodes.',
          UNTESTED: 'No test of it is on record, which does not say that there was none.',
          TEST_OVERDUE: 'The last test is longer ago than a test counts.',
          UNPROVEN: 'The last test does not show every node to answer: some did not, or were enrolled since.',
          READY: 'The last test shows every node to answer.',
        },
        field: ['readiness', 'What its tests show.'],
        argument: 'Only those of which this is shown; all in service, if left out.',
      },
      orderBy: { field: 'lastTest', direction: 'ASC' },
      args: {
        within: {
          type: GraphQLInt,
          description: 'For how many days a test counts; the threshold NETWORK_TEST_DAYS in force at the moment, if left out.',
        },
      },
      fields: {
        lastTest: {
          type: outputType(schema, 'NetworkTestResult'),
          description: 'What came of the last test held; null where there was none.',
          resolve: ({ record }) => lastResult(record) ?? null,
        },
        daysSinceTest: {
          type: GraphQLInt,
          description: 'Days since the last test held; null where there was none.',
          resolve: ({ record, on }) => daysSince(lastResult(record)?.held, on),
        },
        unproven: {
          type: required(GraphQLInt),
          description: 'How many of its nodes the last test does not show to answer.',
          resolve: ({ record }) => unproven(record),
        },
        nextTest: {
          type: Day,
          description: 'The day of the earliest planned test that is not reported held; it may have passed.',
          resolve: ({ record }) => nextTest(record) ?? null,
        },
        testsMissed: {
          type: required(GraphQLInt),
          description: 'How many planned tests are not reported held after their day.',
          resolve: ({ record: { tests }, on }) =>
            tests.filter(({ plannedFor, result }) => result === null && plannedFor !== null && plannedFor < on).length,
        },
      },
    }),
  };
}
