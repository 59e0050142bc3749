import { GraphQLEnumType, GraphQLID, GraphQLInt, GraphQLObjectType, type GraphQLSchema } from 'graphql';
import { addDays } from '../../event-sourcing/occurred.js';
import { badUserInput } from '../../graphql/errors.js';
import { outputType } from '../../graphql/objects/computed.js';
import { orderedPage } from '../../graphql/read/ordered-page.js';
import { type PageArguments } from '../../graphql/read/page.js';
import { readerOf } from '../../graphql/read/record-rows.js';
import { dayOf, type PointInTime, type RequestContext } from '../../graphql/request-context.js';
import { Day } from '../../graphql/scalars.js';
import { pointInTimeAt, type QueryRoot } from '../../graphql/schema/record-queries.js';
import { type Services } from '../../graphql/schema/services.js';
import { type AnyField, connectionType, listOf, many, pageArguments, required } from '../../graphql/schema/shared-types.js';
import { plainIds } from '../shared/arguments.js';
import { daysUntil } from '../shared/days.js';
import { onDay } from '../shared/rule-fields.js';
import { thresholdsAt } from '../shared/thresholds.js';
import { VisibleSql } from '../shared/visible-sql.js';
import { dueRows, type DueRow, type WorkKind, WORKS } from './due-work.query.js';

interface Entry extends DueRow {
  readonly moment: PointInTime;
  readonly on: string;
}

interface Arguments extends PageArguments {
  readonly actors?: readonly string[] | null;
  readonly works?: readonly WorkKind[] | null;
  readonly standing?: 'OVERDUE' | 'DUE' | null;
  readonly within?: number | null;
}

const ORDER = { name: 'due work', value: ['w.due', 'date'], tie: [`w.work || ' ' || w.id`, 'text'] } as const;

/** `Query.dueWork`. */
export function dueWorkQueries(schema: GraphQLSchema, { pool, modules }: Services): Record<string, AnyField> {
  const kinds = Object.keys(WORKS) as WorkKind[];
  const kind = new GraphQLEnumType({
    name: 'WorkKind',
    description: 'What somebody has to do by a day.',
    values: Object.fromEntries(Object.entries(WORKS).map(([name, { description }]) => [name, { description }])),
  });
  const standing = new GraphQLEnumType({
    name: 'WorkStanding',
    description: 'How work stands to its day.',
    values: {
      OVERDUE: { description: 'Its day has passed.' },
      DUE: { description: 'Its day is near, or is that day.' },
    },
  });
  const type = new GraphQLObjectType<Entry, RequestContext>({
    name: 'DueWork',
    description: 'What somebody has to do by a day.',
    fields: {
      work: { type: required(kind), description: 'What is to be done.' },
      due: { type: required(Day), description: 'The last day for it.' },
      standing: {
        type: required(standing),
        description: 'How it stands to its day.',
        resolve: ({ due, on }) => (due < on ? 'OVERDUE' : 'DUE'),
      },
      daysLeft: {
        type: required(GraphQLInt),
        description: 'Days until its last day, below zero where that has passed.',
        resolve: ({ due, on }) => daysUntil(due, on),
      },
      on: onDay,
      actors: {
        type: listOf(outputType(schema, 'Actor')),
        description: 'Those whose work it is, as far as you may see them.',
        resolve: async ({ actors, moment }, _args, context) => {
          const reader = readerOf(pool, modules, context, 'actor', moment);
          const rows = await Promise.all([...new Set(actors)].filter(Boolean).map((id) => reader.load(id)));
          return rows.filter((row) => row !== null);
        },
      },
      record: {
        type: required(outputType(schema, 'Record')),
        description: 'The record that it is about.',
        resolve: ({ work, id, moment }, _args, context) =>
          readerOf(pool, modules, context, WORKS[work].kind, moment, false).load(id),
      },
    },
  });
  return {
    dueWork: {
      type: required(connectionType('DueWork', type, 'work that is due')),
      description:
        'All that is overdue or due on the day of the moment asked for, across kinds of record, the earliest day first: that of your own organisation, of the actors named, or without either of everybody.',
      args: {
        ...pageArguments,
        actors: { type: many(GraphQLID), description: 'Whose work; that of your own organisation, if left out.' },
        works: { type: many(kind), description: 'Only work of these kinds.' },
        standing: { type: standing, description: 'Only what stands like this.' },
        within: {
          type: GraphQLInt,
          description:
            'How many days ahead work counts as due; the threshold COMMITMENT_DUE_DAYS in force at the moment, if left out.',
        },
      },
      resolve: async (
        root: QueryRoot | undefined,
        { actors, works, standing: wanted, within, ...page }: Arguments,
        { viewer }: RequestContext,
      ) => {
        if (within != null && (within < 0 || within > 36_500))
          throw badUserInput({ field: 'within', value: within, rule: 'is from 0 to 36500 days' });
        const moment = pointInTimeAt(root);
        const on = dayOf(moment);
        const ahead = within ?? (await thresholdsAt(pool, moment)).COMMITMENT_DUE_DAYS.value;
        const own = actors ? plainIds('actors', 'actor', actors) : viewer.actor === null ? undefined : [viewer.actor];
        return orderedPage<DueRow, Entry>(
          pool,
          viewer.keys,
          page,
          ORDER,
          (statement) =>
            dueRows(new VisibleSql(moment, viewer.keys, statement), {
              works: works ?? kinds,
              actors: own,
              from: wanted === 'DUE' ? on : undefined,
              to: wanted === 'OVERDUE' ? addDays(on, -1) : addDays(on, ahead),
            }),
          (row) => ({ ...row, moment, on }),
        );
      },
    },
  };
}
