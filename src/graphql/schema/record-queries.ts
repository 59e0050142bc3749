import {
  GraphQLBoolean,
  GraphQLEnumType,
  GraphQLID,
  GraphQLInputObjectType,
  type GraphQLInputType,
  GraphQLNonNull,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  GraphQLString,
} from 'graphql';
import { type Column, filterColumns } from '../../event-sourcing/projections/record-table.js';
import { parseGlobalId } from '../global-id.js';
import { outputType } from '../objects/computed.js';
import { type RecordModule } from '../objects/record-module.js';
import { selectedBelow } from '../read/look-ahead.js';
import { type Filter, type Join, type ListArguments, listRecords, type OrderBy } from '../read/record-list.js';
import { hasPlaces } from '../read/place-filters.js';
import { readerOf } from '../read/record-rows.js';
import { type PointInTime, type RequestContext } from '../request-context.js';
import { badUserInput } from '../errors.js';
import { momentOfId } from './point-in-time.js';
import { type Services } from './services.js';
import {
  type AnyField,
  connectionType,
  DayRange,
  many,
  NumberRange,
  OrderDirection,
  pageArguments,
  required,
} from './shared-types.js';

/** What stands under Query: nothing for the present, or the moment that `at` made. */
export interface QueryRoot {
  readonly moment?: PointInTime;
}

export const pointInTimeAt = (root: QueryRoot | undefined | null): PointInTime => root?.moment ?? {};

/** The two fields of Query that a kind of record has: one by id, and the connection. */
export function recordQueries(schema: GraphQLSchema, services: Services, module: RecordModule): Record<string, AnyField> {
  const { kind } = module.definition;
  const type = outputType(schema, module.type.name) as GraphQLObjectType;
  const { pool, modules } = services;
  return {
    [kind]: {
      type,
      description: `One record by its id; null where there is none or you may not see it.`,
      args: {
        id: {
          type: new GraphQLNonNull(GraphQLID),
          description: `\`${kind}_<uuid>\`; one that was given under \`at\` answers from its moment.`,
        },
      },
      resolve: async (root: QueryRoot | undefined, { id }: { id: string }, context) => {
        const parsed = parseGlobalId(id);
        if (parsed?.kind !== kind)
          throw badUserInput({ field: 'id', value: id, rule: `is the id of a record of this kind: ${kind}_<uuid>` });
        const moment = await momentOfId(services, pointInTimeAt(root), parsed);
        return readerOf(pool, modules, context, kind, moment, false).load(parsed.id);
      },
    },
    [module.plural]: connectionField(
      schema,
      services,
      module,
      (root: QueryRoot | undefined) => ({ moment: pointInTimeAt(root) }),
      {
        description: `Records that you may see: ${type.description ?? kind} Newest beginning first, if not ordered.`,
      },
    ),
  };
}

/** Where a connection's records are read, and what narrows them beside the caller's filter. */
export interface Scope {
  readonly moment: PointInTime;
  readonly filter?: Filter;
  readonly orderBy?: OrderBy;
}

const types = new WeakMap<
  GraphQLSchema,
  Map<string, { connection: GraphQLObjectType; filter: GraphQLInputObjectType; order: GraphQLInputObjectType }>
>();

/** The types of a kind's connections, made once a schema. */
export function connectionTypes(schema: GraphQLSchema, module: RecordModule) {
  const made = types.get(schema) ?? new Map<string, never>();
  types.set(schema, made);
  const node = outputType(schema, module.type.name) as GraphQLObjectType;
  const columns = Object.entries(module.columns);
  const found = made.get(module.type.name) ?? {
    connection: connectionType(module.type.name, node, `records of the type \`${module.type.name}\``),
    filter: filterType(schema, module),
    order: orderType(module, columns),
  };
  made.set(module.type.name, found);
  return found;
}

/** A connection of a kind's records: the one on Query, or one that a view narrows by `scope`, whose conditions the caller's cannot undo. */
export function connectionField<Source>(
  schema: GraphQLSchema,
  { pool, modules }: Services,
  module: RecordModule,
  scope: (source: Source, args: never, context: RequestContext) => Scope,
  { description, args = {} }: { readonly description: string; readonly args?: AnyField['args'] },
): AnyField {
  const node = outputType(schema, module.type.name) as GraphQLObjectType;
  const columns = Object.entries(module.columns);
  const { connection, filter, order } = connectionTypes(schema, module);
  return {
    type: required(connection),
    description,
    args: {
      ...args,
      ...pageArguments,
      filter: { type: filter, description: 'Which; all conditions hold together.' },
      orderBy: { type: order, description: 'In which order.' },
    },
    resolve: (source: Source, asked: ListArguments, context: RequestContext, info: GraphQLResolveInfo) => {
      const { moment, filter: fixed, orderBy } = scope(source, asked as never, context);
      const wanted = { ...asked, orderBy: asked.orderBy ?? orderBy, filter: asked.filter };
      return listRecords(pool, module, context.viewer.keys, moment, wanted, joinsOf(node, columns, modules, info), fixed);
    },
  };
}

/** The named records that the operation asks for and that a column names: they come in the same statement. */
function joinsOf(
  type: GraphQLObjectType,
  columns: readonly (readonly [string, Column])[],
  modules: ReadonlyMap<string, RecordModule>,
  info: GraphQLResolveInfo,
): Join[] {
  const selected = new Set([...selectedBelow(info, 'nodes'), ...selectedBelow(info, 'edges', 'node')]);
  const fields = (info.schema.getType(type.name) as GraphQLObjectType).getFields();
  const keys = new Set(
    [...selected].map((name) => (fields[name]?.extensions.related as { key: string; list: boolean } | undefined)?.key),
  );
  return columns.flatMap(([column, { references, type: sql }]) => {
    const module = references === undefined ? undefined : modules.get(references);
    return module && sql === 'uuid' && keys.has(column) ? [{ column, module }] : [];
  });
}

function filterType(schema: GraphQLSchema, module: RecordModule): GraphQLInputObjectType {
  const typeOf = ({ type, references, enumeration }: Column): GraphQLInputType => {
    if (type === 'boolean') return GraphQLBoolean;
    if (type === 'date' || type === 'timestamptz') return DayRange;
    if (type === 'bigint') return NumberRange;
    if (references) return many(GraphQLID);
    return many(enumeration ? (schema.getType(enumeration) as GraphQLEnumType) : GraphQLString);
  };
  return new GraphQLInputObjectType({
    name: `${module.type.name}Filter`,
    description: 'Which records; all conditions hold together, and a list means any of its entries.',
    fields: {
      ids: { type: many(GraphQLID), description: 'These records.' },
      began: { type: DayRange, description: 'When the record begins in the world.' },
      ...(hasPlaces(module)
        ? {
            regions: {
              type: many(GraphQLString),
              description:
                'About these countries or regions, or places in or around them: `KE`, `150`, `X-SEE`. A record without places of its own is where the actors are that it names.',
            },
          }
        : {}),
      voided: { type: GraphQLBoolean, description: 'True: voided records too. They are left out otherwise.' },
      ...Object.fromEntries(
        filterColumns(module.columns).map(([name, , column]) => [
          name,
          { type: typeOf(column), description: column.description },
        ]),
      ),
    },
  });
}

function orderType(module: RecordModule, columns: readonly (readonly [string, Column])[]): GraphQLInputObjectType {
  const screaming = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
  const field = new GraphQLEnumType({
    name: `${module.type.name}OrderField`,
    description: 'What a list can be ordered by.',
    values: {
      BEGAN: { value: 'began', description: 'When the record begins in the world.' },
      ...Object.fromEntries(
        columns
          .filter(([, { order }]) => order)
          .map(([name, { description }]) => [screaming(name), { value: name, description }]),
      ),
    },
  });
  return new GraphQLInputObjectType({
    name: `${module.type.name}Order`,
    description: 'The order of a list. Records without a value come last in ascending order.',
    fields: {
      field: { type: new GraphQLNonNull(field), description: 'Ordered by what.' },
      direction: { type: OrderDirection, description: 'Which way; ascending, if left out.' },
    },
  });
}
