import {
  GraphQLEnumType,
  type GraphQLFieldConfigArgumentMap,
  type GraphQLFieldConfigMap,
  GraphQLFloat,
  GraphQLInt,
  GraphQLObjectType,
  type GraphQLSchema,
  GraphQLString,
} from 'graphql';
import { outputType } from '../../graphql/objects/computed.js';
import { type PageArguments, pageOfWhole } from '../../graphql/read/page.js';
import { readerOf } from '../../graphql/read/record-rows.js';
import { run } from '../../graphql/read/sql.js';
import { type PointInTime, type RequestContext } from '../../graphql/request-context.js';
import { pointInTimeAt, type QueryRoot } from '../../graphql/schema/record-queries.js';
import { type Services } from '../../graphql/schema/services.js';
import { type AnyField, connectionType, pageArguments, required, many } from '../../graphql/schema/shared-types.js';
import { VisibleSql } from './visible-sql.js';

/** What facts can be broken down by. */
export interface Dimension {
  readonly description: string;
  /** SQL of a code or id of the fact `f`; null counts as a line of its own. */
  readonly of: string;
  /** `of` is a list: a fact counts whole under each of its entries, so that lines are not to be added. `place`: under each region that holds one. */
  readonly each?: 'entry' | 'place';
  /** An earlier dimension by entries of the same list: entries are listed beside others, not beside themselves. */
  readonly besides?: string;
  /** GraphQL enum of the code. */
  readonly enumeration?: string;
  /** Kind of record that an id names, as it may be seen: facts give ids of records that the viewer may see, and null for others. */
  readonly references?: string;
  /** Whether it is a whole number. */
  readonly number?: true;
}

/** The dimension of regions: those of `whose`, as codes of countries and regions in the SQL `of`. */
export function byRegion(whose: string, of = 'f.places'): Dimension {
  return { description: `Regions of ${whose}; regions hold each other, and are not to be added.`, of, each: 'place' };
}

/** What is counted of the facts `f` of a line: SQL of an aggregate. */
export interface Measure {
  readonly description: string;
  readonly sql: string;
  /** Null where there is nothing to make a number of; a count is never null. */
  readonly decimal?: true;
}

/** Counts of facts by what the caller asks for. */
export interface Breakdown<Name extends string, Args> {
  /** `AnswerTimes`: its connection, line and dimension types are named after it. */
  readonly name: string;
  readonly description: string;
  readonly line: string;
  readonly dimensions: Readonly<Record<Name, Dimension>>;
  readonly by: readonly NoInfer<Name>[];
  readonly measures: Readonly<Record<string, Measure>>;
  readonly args: GraphQLFieldConfigArgumentMap;
  /** Completes the arguments. @throws BAD_USER_INPUT */
  readonly prepared?: (moment: PointInTime, args: Args) => Promise<Args>;
  /** SQL of the facts that the viewer may see: a query with the columns that dimensions and measures name. @throws BAD_USER_INPUT */
  readonly facts: (visible: VisibleSql, args: Args, by: readonly Name[]) => string;
}

type Line = Readonly<Record<string, unknown>> & { readonly $moment: PointInTime };

const fieldOf = (dimension: string) => dimension.toLowerCase().replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());

/** The field of Query for a breakdown: one statement, lines in order of what they are broken down by. */
export function breakdownField<Name extends string, Args extends object>(
  schema: GraphQLSchema,
  { pool, modules }: Services,
  breakdown: Breakdown<Name, Args>,
): AnyField {
  const names = Object.keys(breakdown.dimensions) as Name[];
  const Dimensions = new GraphQLEnumType({
    name: `${breakdown.name}Dimension`,
    description: `What ${breakdown.line} can be broken down by.`,
    values: Object.fromEntries(names.map((name) => [name, { description: breakdown.dimensions[name].description }])),
  });
  const dimensionField = (name: Name): AnyField => {
    const { description, references, enumeration, number } = breakdown.dimensions[name];
    const field = fieldOf(name);
    if (!references) {
      const type = enumeration ? outputType(schema, enumeration) : number ? GraphQLInt : GraphQLString;
      return {
        type,
        description: `${description} Null if not broken down by it, or not said.`,
        resolve: (line: Line) => line[field],
      };
    }
    return {
      type: outputType(schema, modules.get(references)!.type.name),
      description: `${description} Null if not broken down by it, not said, or not yours to see.`,
      resolve: (line: Line, _args, context) => {
        const id = line[field] as string | null;
        return id === null ? null : readerOf(pool, modules, context, references, line.$moment).load(id);
      },
    };
  };
  const fields: GraphQLFieldConfigMap<Line, RequestContext> = {
    ...Object.fromEntries(names.map((name) => [fieldOf(name), dimensionField(name)])),
    ...Object.fromEntries(
      Object.entries(breakdown.measures).map(([name, { description, decimal }]) => [
        name,
        { type: decimal ? GraphQLFloat : required(GraphQLInt), description },
      ]),
    ),
  };
  const line = new GraphQLObjectType<Line, RequestContext>({
    name: `${breakdown.name}Line`,
    description: `Counts of ${breakdown.line}, of what you may see.`,
    fields,
  });
  return {
    type: required(connectionType(breakdown.name, line, `lines of ${breakdown.line}`)),
    description: breakdown.description,
    args: {
      ...pageArguments,
      by: {
        type: many(Dimensions),
        description: `Broken down by what; by ${breakdown.by.join(' and ')}, if left out; none gives one line of all.`,
      },
      ...breakdown.args,
    },
    resolve: async (
      root: QueryRoot | undefined,
      { by, ...args }: Args & PageArguments & { by?: readonly Name[] | null },
      { viewer }: RequestContext,
    ) => {
      const moment = pointInTimeAt(root);
      const asked = names.filter((name) => (by ?? breakdown.by).includes(name));
      const visible = new VisibleSql(moment, viewer.keys);
      const given = args as unknown as Args;
      const text = textOf(breakdown, visible, (await breakdown.prepared?.(moment, given)) ?? given, asked);
      const rows = await run<Record<string, unknown>>(pool, text, visible.statement);
      const lines = rows.map((row): Line => ({ ...row, $moment: moment }));
      return pageOfWhole(lines, args, `${breakdown.name} ${asked.join()}`, (one) =>
        JSON.stringify(asked.map((name) => one[fieldOf(name)])),
      );
    },
  };
}

function textOf<Name extends string, Args>(
  { dimensions, measures, facts }: Breakdown<Name, Args>,
  visible: VisibleSql,
  args: Args,
  by: readonly Name[],
): string {
  const joins: string[] = [];
  const places = by.map((name) => Object.keys(dimensions).indexOf(name));
  const columns = Object.entries<Dimension>(dimensions).map(([name, { of, each, besides }], i) => {
    const as = ` as "${fieldOf(name)}"`;
    if (!places.includes(i)) return `null${as}`;
    if (!each) return `${of}${as}`;
    const other = Object.keys(dimensions).indexOf(besides ?? '');
    const others = places.includes(other) ? ` where e.code <> d${other}.code` : '';
    joins.push(
      each === 'place'
        ? visible.regions(`d${i}`, of)
        : `left join lateral (select distinct e.code from unnest(${of}) e (code)${others}) d${i} on true`,
    );
    return `d${i}.code${as}`;
  });
  const counts = Object.entries(measures).map(
    ([name, { sql, decimal }]) => `(${sql})::${decimal ? 'float' : 'int'} as "${name}"`,
  );
  const keys = places.map((place) => place + 1).join(', ');
  const grouped = keys ? ` group by ${keys} order by ${keys}` : '';
  return `select ${[...columns, ...counts].join(', ')} from (${facts(visible, args, by)}) f ${joins.join(' ')}${grouped}`;
}
