import {
  GraphQLBoolean,
  GraphQLEnumType,
  type GraphQLFieldConfig,
  GraphQLID,
  GraphQLInputObjectType,
  type GraphQLInputType,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  type GraphQLNullableType,
  GraphQLObjectType,
  type GraphQLOutputType,
  GraphQLString,
} from 'graphql';
import { type Receipt as CommandReceipt } from '../../event-sourcing/command-handler.js';
import { type Refusal, type Remark } from '../../event-sourcing/record.js';
import { type Connection, type PageArguments } from '../read/page.js';
import { type RequestContext } from '../request-context.js';
import { Day, Instant, Position } from '../scalars.js';
import { endOf, type Occurred } from '../../event-sourcing/occurred.js';

// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyField = GraphQLFieldConfig<any, RequestContext>;

export const required = (type: GraphQLOutputType): GraphQLNonNull<GraphQLOutputType> => new GraphQLNonNull(type);
/** An input list: any of its entries. */
export const many = (type: GraphQLInputType & GraphQLNullableType) => new GraphQLList(new GraphQLNonNull(type));
export const listOf = (type: GraphQLOutputType) => new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(type)));

export const PageInfo = new GraphQLObjectType({
  name: 'PageInfo',
  description: 'Where a page stands in its list.',
  fields: {
    hasNextPage: { type: required(GraphQLBoolean), description: 'Whether more follow.' },
    hasPreviousPage: { type: required(GraphQLBoolean), description: 'Whether some come before.' },
    startCursor: { type: GraphQLString, description: 'Cursor of the first of the page.' },
    endCursor: { type: GraphQLString, description: 'Cursor of the last of the page.' },
  },
});

/** The time that a moment stands for, for programs that compare moments. */
export const IntervalType = new GraphQLObjectType<Occurred>({
  name: 'Interval',
  description: 'The time that a moment stands for: of `2018` all of that year, of an instant the instant.',
  fields: {
    from: { type: required(Instant), description: 'Its first instant.', resolve: ({ occurredAt }) => occurredAt },
    to: { type: required(Instant), description: 'Its last millisecond.', resolve: endOf },
  },
});

export const OrderDirection = new GraphQLEnumType({
  name: 'OrderDirection',
  description: 'Which way a list is ordered.',
  values: { ASC: { description: 'Smallest, earliest first.' }, DESC: { description: 'Largest, latest first.' } },
});

export const DayRange = new GraphQLInputObjectType({
  name: 'DayRange',
  description: 'Days from one to another, both included; either end may be left open.',
  fields: { from: { type: Day, description: 'First day.' }, to: { type: Day, description: 'Last day.' } },
});

export const NumberRange = new GraphQLInputObjectType({
  name: 'NumberRange',
  description: 'Whole numbers from one to another, both included; either end may be left open.',
  fields: { from: { type: GraphQLInt, description: 'Smallest.' }, to: { type: GraphQLInt, description: 'Largest.' } },
});

/** A receipt with how to find out where it stands in the ledger. */
export interface ReceiptSource extends CommandReceipt {
  readonly inLedger: () => Promise<number | undefined>;
}

export const Receipt = new GraphQLObjectType<ReceiptSource>({
  name: 'Receipt',
  description: 'Proof that a command was taken.',
  fields: {
    position: {
      type: required(Position),
      description: 'Position of its last event: give it to `at(after:)` to read what you wrote.',
      resolve: ({ position }) => String(position),
    },
    revision: { type: required(GraphQLInt), description: 'Revision of the record after it.' },
    eventIds: { type: listOf(GraphQLID), description: 'Its events, in order; none where there was nothing to change.' },
    duplicate: { type: required(GraphQLBoolean), description: 'Whether it had been taken before, under the same command id.' },
    ledgerIndex: {
      type: GraphQLInt,
      description:
        'Where its last event stands in the public ledger, from 0. Null where there was nothing to change, and where the ledger has not taken it within two seconds.',
      resolve: ({ inLedger }) => inLedger(),
    },
  },
});

const REFUSAL: Readonly<Record<keyof Omit<Refusal, 'refused'>, string>> = {
  code: 'Stable code, such as `OWN_VERIFICATION`.',
  message: 'What is wrong, in a sentence.',
  field: 'The field that is wrong.',
  value: 'Its value.',
  rule: 'The rule that it breaks.',
};

export const RefusalType = new GraphQLObjectType({
  name: 'Refusal',
  description: 'A command that the rules do not allow. Nothing was recorded.',
  fields: Object.fromEntries(
    Object.entries(REFUSAL).map(([name, description]) => [
      name,
      { type: name === 'code' || name === 'message' ? required(GraphQLString) : GraphQLString, description },
    ]),
  ),
});

export const RemarkType = new GraphQLObjectType<Remark>({
  name: 'Remark',
  description: 'What is worth a second look in a command that was taken. It was recorded as it was said.',
  fields: {
    code: { type: required(GraphQLString), description: 'Stable code, such as `PROGRESS_GOES_BACK`.' },
    message: { type: required(GraphQLString), description: 'What is unusual, in a sentence.' },
    field: { type: GraphQLString, description: 'The field that it is about.' },
  },
});

/** Arguments of every connection. */
export const pageArguments = {
  first: { type: GraphQLInt, description: 'How many, from the beginning or after a cursor; 50 if left out, 500 at the most.' },
  after: { type: GraphQLString, description: 'Cursor after which the page begins.' },
  last: { type: GraphQLInt, description: 'How many, from the end or before a cursor.' },
  before: { type: GraphQLString, description: 'Cursor before which the page ends.' },
} satisfies Record<keyof PageArguments, object>;

/** The connection type of a node type: `nodes`, `edges`, `pageInfo`, and `totalCount`, which is counted only where it is asked for. */
export function connectionType(name: string, node: GraphQLOutputType, what: string): GraphQLObjectType {
  const edge = new GraphQLObjectType({
    name: `${name}Edge`,
    description: `One of a page of ${what}, with its cursor.`,
    fields: {
      node: { type: required(node), description: 'The object.' },
      cursor: { type: required(GraphQLString), description: 'Where it stands in the list.' },
    },
  });
  type Source = Connection<unknown>;
  return new GraphQLObjectType({
    name: `${name}Connection`,
    description: `A page of ${what}.`,
    fields: {
      nodes: { type: listOf(node), description: 'The objects of this page.' },
      edges: {
        type: listOf(edge),
        description: 'The objects of this page with their cursors.',
        resolve: ({ nodes, cursorAt }: Source) => nodes.map((one, place) => ({ node: one, cursor: cursorAt(place) })),
      },
      pageInfo: { type: required(PageInfo), description: 'Where this page stands.' },
      totalCount: {
        type: required(GraphQLInt),
        description: 'How many there are in all that you may see.',
        resolve: ({ total }: Source) => total(),
      },
    },
  });
}
