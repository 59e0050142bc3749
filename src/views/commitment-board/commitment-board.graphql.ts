import { GraphQLID, GraphQLInt, GraphQLNonNull, GraphQLObjectType, type GraphQLSchema } from 'graphql';
import { addDays } from '../../event-sourcing/occurred.js';
import { outputType } from '../../graphql/objects/computed.js';
import { type Filter, listRecords } from '../../graphql/read/record-list.js';
import { type PageArguments } from '../../graphql/read/page.js';
import { dayOf, type RecordRow, type RequestContext } from '../../graphql/request-context.js';

import { momentAt, type QueryRoot } from '../../graphql/schema/record-queries.js';
import { type Services } from '../../graphql/schema/services.js';
import { type AnyField, connectionType, many, pageArguments, required } from '../../graphql/schema/shared-types.js';
import { type CommitmentState } from '../../records/commitment/commitment.js';
import { slips } from '../../records/commitment/commitment.table.js';
import { onDay, ruledEnum, ruleFields } from '../shared/ruled.js';
import { DECIDING, DUE_WITHIN, OPEN, RULE, type Standing, standingOf } from './standing.js';

interface Entry {
  readonly commitment: RecordRow;
  readonly standing: Standing;
  readonly on: string;
}

interface Arguments extends PageArguments {
  readonly standing?: Standing | null;
  readonly within: number;
  readonly minSlips?: number | null;
  readonly actors?: readonly string[] | null;
}

/** `Query.commitmentBoard`. */
export function commitmentBoardQueries(schema: GraphQLSchema, services: Services): Record<string, AnyField> {
  const { pool, modules } = services;
  const StandingEnum = ruledEnum(
    'CommitmentStanding',
    `How a commitment stands to its due day at a moment, by the rule \`${RULE}\`.`,
    DESCRIPTIONS,
  );
  const state = ({ commitment }: Entry) => commitment as unknown as CommitmentState;
  const entry = new GraphQLObjectType<Entry, RequestContext>({
    name: 'CommitmentBoardEntry',
    description: 'A commitment as it stands on a day, and why.',
    fields: {
      commitment: { type: required(outputType(schema, 'Commitment')), description: 'The commitment.' },
      standing: { type: required(StandingEnum), description: 'How it stands.' },
      on: onDay,
      daysLeft: {
        type: GraphQLInt,
        description: 'Days until it is due, below zero where it is overdue; null without a due day.',
        resolve: (one) => {
          const { due } = state(one);
          return due === null ? null : Math.round((Date.parse(due) - Date.parse(one.on)) / 86_400_000);
        },
      },
      slips: {
        type: required(GraphQLInt),
        description: 'How many times its due day moved to a later one.',
        resolve: (one) => slips(state(one)),
      },
      ...ruleFields(schema, services, RULE, ({ commitment, standing }: Entry) => ({
        records: [commitment],
        types: DECIDING[standing],
      })),
    },
  });
  return {
    commitmentBoard: {
      type: required(connectionType('CommitmentBoard', entry, 'commitments as they stand on a day')),
      description:
        'What is due, overdue and slipping on the day of the moment asked for (today, without `at`); soonest due first.',
      args: {
        ...pageArguments,
        standing: { type: StandingEnum, description: 'Only those that stand like this; all that are still owed, if left out.' },
        within: {
          type: new GraphQLNonNull(GraphQLInt),
          defaultValue: DUE_WITHIN,
          description: 'How many days ahead a commitment counts as due.',
        },
        minSlips: { type: GraphQLInt, description: 'Only those whose due day moved to a later one at least so often.' },
        actors: { type: many(GraphQLID), description: 'Only those of these actors.' },
      },
      resolve: async (
        root: QueryRoot | undefined,
        { standing, within, minSlips, actors, ...page }: Arguments,
        { viewer }: RequestContext,
      ) => {
        const moment = momentAt(root);
        const on = dayOf(moment);
        const filter = { ...filterOf(standing, on, within), actor: actors, slips: minSlips == null ? null : { from: minSlips } };
        const orderBy = { field: 'due', direction: 'ASC' } as const;
        const found = await listRecords(pool, modules.get('commitment')!, viewer.keys, moment, { ...page, filter, orderBy }, []);
        const nodes = found.nodes.map((commitment): Entry => ({
          commitment,
          on,
          standing: standingOf(commitment as never, on, within),
        }));
        return { ...found, nodes };
      },
    },
  };
}

const DESCRIPTIONS: Readonly<Record<Standing, string>> = {
  OVERDUE: 'Still owed after its due day.',
  DUE: 'Its due day is near.',
  UPCOMING: 'Its due day is further away.',
  WITHOUT_DATE: 'Still owed, without a due day.',
  ENDED: 'Fulfilled, withdrawn or superseded.',
};

/** The filter that finds what `standingOf` calls by this name. */
function filterOf(standing: Standing | null | undefined, on: string, within: number): Filter {
  switch (standing) {
    case 'OVERDUE':
      return { status: OPEN, due: { to: addDays(on, -1) } };
    case 'DUE':
      return { status: OPEN, due: { from: on, to: addDays(on, within) } };
    case 'UPCOMING':
      return { status: OPEN, due: { from: addDays(on, within + 1) } };
    case 'WITHOUT_DATE':
      return { status: OPEN, due: { missing: true } };
    case 'ENDED':
      return { status: ['FULFILLED', 'WITHDRAWN', 'SUPERSEDED'] };
    default:
      return { status: OPEN };
  }
}
