import { type GraphQLFieldConfigArgumentMap, type GraphQLFieldConfigMap, GraphQLObjectType, type GraphQLSchema } from 'graphql';
import { badUserInput } from '../../graphql/errors.js';
import { outputType } from '../../graphql/objects/computed.js';
import { type PageArguments } from '../../graphql/read/page.js';
import { type Filter, listRecords, type OrderBy } from '../../graphql/read/record-list.js';
import { dayOf, type PointInTime, type RecordRow, type RequestContext } from '../../graphql/request-context.js';
import { connectionTypes, pointInTimeAt, type QueryRoot } from '../../graphql/schema/record-queries.js';
import { type Services } from '../../graphql/schema/services.js';
import { type AnyField, connectionType, pageArguments, required } from '../../graphql/schema/shared-types.js';
import { type Pool } from 'pg';
import { type RecordRule } from '../../rules/record-rule.js';
import { ruleArgument, type RuleInfo, versionOf } from '../../rules/status-rule.js';
import { thresholdsAt } from './thresholds.js';
import { onDay, ruleEnum, ruleFields } from './rule-fields.js';

/** A record as it stands on a day. */
export interface Entry<State, Standing extends string, Args> {
  readonly record: RecordRow & State;
  readonly standing: Standing;
  readonly on: string;
  readonly args: Args;
  readonly rule: RecordRule<State, Standing, Args>;
  /** All records of its page. */
  readonly page: readonly (RecordRow & State)[];
}

interface StandingListArguments extends PageArguments {
  readonly rule?: string | null;
  readonly within?: number | null;
  readonly filter?: Filter | null;
  readonly orderBy?: OrderBy | null;
}

/** A list of records of one kind with how they stand on the day of the moment asked for, and why. */
export interface StandingList<State, Standing extends string, Args> {
  /** `GuidanceLibrary`: its connection, and its entries, are named after it. */
  readonly name: string;
  /** What its connection is a page of: `guidance as it stands on a day`. */
  readonly of: string;
  readonly description: string;
  readonly entry: string;
  /** The kind of record, the entry's field for it, and what that is. */
  readonly kind: string;
  readonly record: readonly [field: string, description: string];
  /** Its versions; the first answers unless another is asked for. A threshold of it is `within`, where the caller gives none. */
  readonly rules: readonly [RecordRule<State, Standing, Args>, ...RecordRule<State, Standing, Args>[]];
  /** The standing: its enum, with a description of each value, and the entry's field for it, which is an argument too. */
  readonly standing: {
    readonly type: string;
    readonly description: string;
    readonly values: Readonly<Record<Standing, string>>;
    readonly field?: readonly [name: string, description: string];
    readonly argument: string;
  };
  readonly orderBy: OrderBy;
  readonly args?: GraphQLFieldConfigArgumentMap;
  readonly fields: GraphQLFieldConfigMap<Entry<State, Standing, Args>, RequestContext>;
}

/** The resolver of a field that is worked out for all records of a page at once, by their ids, when the first of them is asked for it. */
export function oncePerPage<State, Standing extends string, Args, Value>(
  compute: (page: readonly (RecordRow & State)[], context: RequestContext) => Promise<ReadonlyMap<string, Value>>,
) {
  const pages = new WeakMap<object, Promise<ReadonlyMap<string, Value>>>();
  return async (
    { record, page }: Entry<State, Standing, Args>,
    _args: unknown,
    context: RequestContext,
  ): Promise<Value | undefined> => {
    const values = pages.get(page) ?? compute(page, context);
    pages.set(page, values);
    return (await values).get(record.$id);
  };
}

/** The field of Query for a standing list. */
export function standingListField<State, Standing extends string, Args extends object>(
  schema: GraphQLSchema,
  services: Services,
  list: StandingList<State, Standing, Args>,
): AnyField {
  type StandingEntry = Entry<State, Standing, Args>;
  const { pool, modules } = services;
  const { rules, standing, kind } = list;
  const [recordField, recordDescription] = list.record;
  const [standingField, standingDescription] = standing.field ?? ['standing', 'How it stands.'];
  const module = modules.get(kind)!;
  const StandingEnum = ruleEnum(
    standing.type,
    `${standing.description}, by the rule \`${rules.map(({ name }) => name).join('` or `')}\`.`,
    standing.values,
  );
  const entry = new GraphQLObjectType<StandingEntry, RequestContext>({
    name: `${list.name}Entry`,
    description: list.entry,
    fields: {
      [recordField]: {
        type: required(outputType(schema, module.type.name)),
        description: recordDescription,
        resolve: ({ record }) => record,
      },
      [standingField]: {
        type: required(StandingEnum),
        description: standingDescription,
        resolve: (one) => one.standing,
      },
      on: onDay,
      ...list.fields,
      ...ruleFields(
        schema,
        services,
        ({ rule }: StandingEntry) => rule.name,
        ({ record, rule, standing: said }) => ({ records: [record], types: rule.deciding[said] }),
      ),
    },
  });
  const types = connectionTypes(schema, module);
  return {
    type: required(connectionType(list.name, entry, list.of)),
    description: list.description,
    args: {
      ...pageArguments,
      [standingField]: { type: StandingEnum, description: standing.argument },
      ...list.args,
      filter: { type: types.filter, description: 'Which; all conditions hold together.' },
      orderBy: { type: types.order, description: 'In which order, where not in the order of the view.' },
      rule: ruleArgument(rules),
    },
    resolve: async (root: QueryRoot | undefined, asked: Args & StandingListArguments, { viewer }: RequestContext) => {
      const moment: PointInTime = pointInTimeAt(root);
      const on = dayOf(moment);
      const rule = versionOf(rules, asked.rule);
      const args = await withThreshold(pool, moment, rule, asked);
      const wanted = (args as Record<string, unknown>)[standingField] as Standing | null | undefined;
      const { keys } = viewer;
      const { first, after, last, before, filter, orderBy } = args;
      const page = { first, after, last, before, filter: rule.filter(wanted, on, args), orderBy: orderBy ?? list.orderBy };
      const found = await listRecords(pool, module, keys, moment, page, [], filter ?? {});
      const records = found.nodes as (RecordRow & State)[];
      const entries = records.map((record): StandingEntry => ({
        record,
        standing: rule.of(record, on, args),
        on,
        args,
        rule,
        page: records,
      }));
      return { ...found, nodes: entries };
    },
  };
}

/**
 * The arguments with `within` filled in by the rule's threshold in force at the moment, where it has one and the caller gave none.
 * @throws BAD_USER_INPUT for a `within` out of bounds
 */
export async function withThreshold<Args extends { readonly within?: number | null }>(
  pool: Pool,
  moment: PointInTime,
  { thresholds: [threshold] }: RuleInfo,
  args: Args,
): Promise<Args> {
  const { within } = args;
  if (within != null && (within < 0 || within > 36_500))
    throw badUserInput({ field: 'within', value: within, rule: 'is from 0 to 36500 days' });
  if (threshold === undefined || within != null) return args;
  return { ...args, within: (await thresholdsAt(pool, moment))[threshold].value };
}
