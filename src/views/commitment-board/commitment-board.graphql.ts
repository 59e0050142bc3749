import { GraphQLInt, type GraphQLSchema } from 'graphql';
import { type Services } from '../../graphql/schema/services.js';
import { type AnyField, required } from '../../graphql/schema/shared-types.js';
import { type CommitmentState } from '../../records/commitment/commitment.fields.js';
import { slips } from '../../records/commitment/commitment.js';
import { standingListField } from '../shared/standing-list.js';
import { daysUntil } from '../shared/days.js';
import { commitmentStanding, type Standing } from '../../rules/commitment-standing.js';

interface Arguments {
  readonly within: number;
}

/** `Query.commitmentBoard`. */
export function commitmentBoardQueries(schema: GraphQLSchema, services: Services): Record<string, AnyField> {
  return {
    commitmentBoard: standingListField<CommitmentState, Standing, Arguments>(schema, services, {
      name: 'CommitmentBoard',
      of: 'commitments as they stand on a day',
      description:
        'What is due, overdue and slipping on the day of the moment asked for (today, without `at`); soonest due first.',
      entry: 'A commitment as it stands on a day, and why.',
      kind: 'commitment',
      record: ['commitment', 'The commitment.'],
      rules: [commitmentStanding],
      standing: {
        type: 'CommitmentStanding',
        description: 'How a commitment stands to its due day at a moment',
        values: {
          OVERDUE: 'Still owed after its due day.',
          DUE: 'Its due day is near.',
          UPCOMING: 'Its due day is further away.',
          WITHOUT_DATE: 'Still owed, without a due day.',
          ENDED: 'Fulfilled, withdrawn or superseded.',
        },
        argument: 'Only those that stand like this; all that are still owed, if left out.',
      },
      orderBy: { field: 'due', direction: 'ASC' },
      args: {
        within: {
          type: GraphQLInt,
          description:
            'How many days ahead a commitment counts as due; the threshold COMMITMENT_DUE_DAYS in force at the moment, if left out.',
        },
      },
      fields: {
        daysLeft: {
          type: GraphQLInt,
          description: 'Days until it is due, below zero where it is overdue; null without a due day.',
          resolve: ({ record: { due }, on }) => daysUntil(due, on),
        },
        slips: {
          type: required(GraphQLInt),
          description: 'How many times its due day moved to a later one.',
          resolve: ({ record }) => slips(record),
        },
      },
    }),
  };
}
