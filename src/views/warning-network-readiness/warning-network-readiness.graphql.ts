import { GraphQLID, GraphQLInt, GraphQLNonNull, GraphQLObjectType, type GraphQLSchema, GraphQLString } from 'graphql';
import { badUserInput } from '../../graphql/errors.js';
import { outputType } from '../../graphql/objects/computed.js';
import { type PageArguments } from '../../graphql/read/page.js';
import { listRecords } from '../../graphql/read/record-list.js';
import { dayOf, type RecordRow, type RequestContext } from '../../graphql/request-context.js';
import { Day } from '../../graphql/scalars.js';
import { momentAt, type QueryRoot } from '../../graphql/schema/record-queries.js';
import { type Services } from '../../graphql/schema/services.js';
import { type AnyField, connectionType, many, pageArguments, required } from '../../graphql/schema/shared-types.js';
import { type WarningNetworkState } from '../../records/warning-network/warning-network.events.js';
import { lastResult, nextTest, unproven } from '../../records/warning-network/warning-network.table.js';
import { onDay, ruledEnum, ruleFields } from '../shared/ruled.js';
import { DECIDING, filterOf, type Readiness, readinessOf, RULE, TESTED_WITHIN } from './readiness.js';

interface Entry {
  readonly network: RecordRow;
  readonly readiness: Readiness;
  readonly on: string;
}

interface Arguments extends PageArguments {
  readonly readiness?: Readiness | null;
  readonly within: number;
  readonly operators?: readonly string[] | null;
  readonly nodes?: readonly string[] | null;
  readonly countries?: readonly string[] | null;
  readonly regions?: readonly string[] | null;
}

/** `Query.warningNetworkReadiness`. */
export function warningNetworkReadinessQueries(schema: GraphQLSchema, services: Services): Record<string, AnyField> {
  const { pool, modules } = services;
  const ReadinessEnum = ruledEnum(
    'NetworkReadiness',
    `Whether a network is shown to reach its nodes at a moment, by the rule \`${RULE}\`.`,
    DESCRIPTIONS,
  );
  const state = ({ network }: Entry) => network as unknown as WarningNetworkState;
  const entry = new GraphQLObjectType<Entry, RequestContext>({
    name: 'WarningNetworkReadinessEntry',
    description: 'Whether a network is shown to reach its nodes on a day, and why.',
    fields: {
      network: { type: required(outputType(schema, 'WarningNetwork')), description: 'The network.' },
      readiness: { type: required(ReadinessEnum), description: 'What its tests show.' },
      on: onDay,
      lastTest: {
        type: outputType(schema, 'NetworkTestResult'),
        description: 'What came of the last test held; null where there was none.',
        resolve: (one) => lastResult(state(one)) ?? null,
      },
      daysSinceTest: {
        type: GraphQLInt,
        description: 'Days since the last test held; null where there was none.',
        resolve: (one) => {
          const last = lastResult(state(one));
          return last ? Math.round((Date.parse(one.on) - Date.parse(last.held.slice(0, 10))) / 86_400_000) : null;
        },
      },
      unproven: {
        type: required(GraphQLInt),
        description: 'How many of its nodes the last test does not show to answer.',
        resolve: (one) => unproven(state(one)),
      },
      nextTest: {
        type: Day,
        description: 'The day of the earliest planned test that is not reported held; it may have passed.',
        resolve: (one) => nextTest(state(one)) ?? null,
      },
      testsMissed: {
        type: required(GraphQLInt),
        description: 'How many planned tests are not reported held after their day.',
        resolve: (one) =>
          state(one).tests.filter(({ plannedFor, result }) => result === null && plannedFor !== null && plannedFor < one.on)
            .length,
      },
      ...ruleFields(schema, services, RULE, ({ network, readiness }: Entry) => ({
        records: [network],
        types: DECIDING[readiness],
      })),
    },
  });
  return {
    warningNetworkReadiness: {
      type: required(connectionType('WarningNetworkReadiness', entry, 'networks with what their tests show on a day')),
      description:
        'Which networks are shown by a recent test to reach their nodes, on the day of the moment asked for (today, without `at`); tested longest ago first, never tested last.',
      args: {
        ...pageArguments,
        readiness: { type: ReadinessEnum, description: 'Only those of which this is shown; all in service, if left out.' },
        within: {
          type: new GraphQLNonNull(GraphQLInt),
          defaultValue: TESTED_WITHIN,
          description: 'For how many days a test counts.',
        },
        operators: { type: many(GraphQLID), description: 'Only those run by these actors.' },
        nodes: { type: many(GraphQLID), description: 'Only those of which one of these actors is a node.' },
        countries: { type: many(GraphQLString), description: 'Only those that serve one of these countries.' },
        regions: { type: many(GraphQLString), description: 'Only those that serve one of these regions.' },
      },
      resolve: async (
        root: QueryRoot | undefined,
        { readiness, within, operators, nodes, countries, regions, ...page }: Arguments,
        { viewer }: RequestContext,
      ) => {
        if (within < 0 || within > 36_500)
          throw badUserInput({ field: 'within', value: within, rule: 'is from 0 to 36500 days' });
        const moment = momentAt(root);
        const on = dayOf(moment);
        const narrowed = { nodes, countries, regions, operator: operators };
        const orderBy = { field: 'lastTest', direction: 'ASC' } as const;
        const module = modules.get('warningNetwork')!;
        const asked = { ...page, filter: filterOf(readiness, on, within), orderBy };
        const found = await listRecords(pool, module, viewer.keys, moment, asked, [], narrowed);
        const entries = found.nodes.map((network): Entry => ({
          network,
          on,
          readiness: readinessOf(network as never, on, within),
        }));
        return { ...found, nodes: entries };
      },
    },
  };
}

const DESCRIPTIONS: Readonly<Record<Readiness, string>> = {
  RETIRED: 'It is out of service.',
  WITHOUT_NODES: 'It is in service and has no nodes.',
  UNTESTED: 'No test of it is on record, which does not say that there was none.',
  TEST_OVERDUE: 'The last test is longer ago than a test counts.',
  UNPROVEN: 'The last test does not show every node to answer: some did not, or were enrolled since.',
  READY: 'The last test shows every node to answer.',
};
