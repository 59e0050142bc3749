import {
  GraphQLID,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  type GraphQLFieldConfigMap,
  GraphQLSchema,
  isInterfaceType,
  isObjectType,
} from 'graphql';
import { commonCommands } from '../commands/common.js';
import { momentName, parseGlobalId } from '../global-id.js';
import { extendedTypes, extraFields, outputType } from '../objects/computed.js';
import { readerOf } from '../read/record-rows.js';
import { type RecordRow, type RequestContext } from '../request-context.js';
import { Known, PartialDate, Position } from '../scalars.js';
import { badUserInput } from '../errors.js';
import { recordFields } from './common-types.js';
import { freshnessOf } from './freshness.js';
import { keyMutations, keyQueries } from './keys.graphql.js';
import { type AtArguments, MOMENT_QUERY, momentOfId, pointInTimeOf } from './point-in-time.js';
import { commonMutations, recordMutations } from './record-mutations.js';
import { pointInTimeAt, type QueryRoot, recordQueries } from './record-queries.js';
import { type Services } from './services.js';
import { type AnyField, required } from './shared-types.js';
import { viewerQueries } from './viewer.graphql.js';

/** Fields of Query that a view adds. */
export type ViewQueries = (schema: GraphQLSchema, services: Services) => Record<string, AnyField>;

/** The history of all records: the type of an event, the fields that show events, and the subscription that follows them. */
export type Timeline = (
  schema: GraphQLSchema,
  services: Services,
) => {
  readonly Event: GraphQLObjectType;
  readonly timeline: AnyField;
  readonly events: AnyField;
  readonly subscription: AnyField;
};

/** What the read models that cut across records add to the schema. */
export interface Views {
  readonly queries: readonly ViewQueries[];
  readonly timeline: Timeline;
  /** Fields of what is no record: all three kinds. */
  readonly further?: (schema: GraphQLSchema, services: Services) => FurtherFields;
}

export interface FurtherFields {
  readonly queries: Record<string, AnyField>;
  readonly mutations: Record<string, AnyField>;
  readonly subscriptions: Record<string, AnyField>;
}

/**
 * Completes the schema that the decorated classes make: the fields that decorators cannot say, Query with `at`, the mutations of all commands, and
 * the subscription. Types are found by name, so that no kind of record imports another. The base schema's types are completed in place.
 */
export function assembleSchema(base: GraphQLSchema, services: Services, views: Views): GraphQLSchema {
  const modules = [...services.modules.values()];
  const { Event, timeline, events, subscription } = views.timeline(base, services);
  // Known by name from here on, as the types that decorators make.
  base.getTypeMap()[Event.name] = Event;
  const further = views.further?.(base, services);
  const shared = recordFields(services, timeline);
  const typeNames = new Map(modules.map(({ definition, type }) => [definition.kind, type.name]));
  const resolveType = ({ $kind }: RecordRow) => typeNames.get($kind)!;
  const added = (name: string): GraphQLFieldConfigMap<unknown, RequestContext> => {
    const isRecord = name === 'Record' || modules.some(({ type }) => type.name === name);
    const extra = [...(isRecord ? Object.entries(shared) : []), ...extraFields(name)];
    return Object.fromEntries(extra.map(([field, make]) => [field, make(base, services)]));
  };
  for (const { type } of modules) {
    const made = base.getType(type.name);
    if (!isObjectType(made) || !made.getInterfaces().some(({ name }) => name === 'Record'))
      throw new Error(`${type.name} is not declared by @RecordType`);
  }
  for (const name of extendedTypes())
    if (!base.getType(name)) throw new Error(`${name} has fields of its own and is no type: a class has the name of its type`);
  for (const type of Object.values(base.getTypeMap())) {
    if (isInterfaceType(type)) type.resolveType = resolveType;
    else if (!isObjectType(type)) continue;
    else type.isTypeOf = undefined;
    // A type of the same name turns configurations into fields.
    Object.assign(type.getFields(), new GraphQLObjectType({ name: type.name, fields: added(type.name) }).getFields());
  }
  const root = (name: string, description: string, fields: Record<string, AnyField>, old?: GraphQLObjectType | null) =>
    new GraphQLObjectType({ name, description, fields: { ...old?.toConfig().fields, ...fields } });
  const questions = {
    ...base.getQueryType()?.toConfig().fields,
    ...nodeFields(base, services),
    ...merged(modules.map((module) => recordQueries(base, services, module))),
    ...merged([{ events }, keyQueries(services), viewerQueries(base, services)]),
    ...merged(views.queries.map((view) => view(base, services))),
    ...further?.queries,
  };
  const momentId: AnyField = {
    type: required(GraphQLID),
    description: 'The moment in one word, by which caches know it; `PRESENT` for the present. Nothing may be read into it.',
    resolve: (root: QueryRoot) => momentName(root.moment) || 'PRESENT',
  };
  const ofMoment = root(MOMENT_QUERY, 'All of Query but `at`, asked of a moment.', { id: momentId, ...questions });
  const query = root('Query', 'What can be asked. All of it hangs under `at` too: the same questions of another moment.', {
    at: atField(services, ofMoment),
    ...questions,
  });
  const config = base.toConfig();
  return new GraphQLSchema({
    ...config,
    query,
    mutation: root('Mutation', 'What can be recorded: one mutation for each command, named after what happens.', {
      ...keyMutations(services),
      ...commonMutations(base, services, commonCommands),
      ...merged(modules.map((module) => recordMutations(base, services, module))),
      ...further?.mutations,
    }),
    subscription: root('Subscription', 'What can be followed live.', { events: subscription, ...further?.subscriptions }),
    types: config.types.filter(({ name }) => !['Query', 'Mutation', 'Subscription'].includes(name)),
  });
}

function merged(parts: readonly Record<string, AnyField>[]): Record<string, AnyField> {
  return Object.fromEntries(parts.flatMap((part) => Object.entries(part)));
}

function atField(services: Services, ofMoment: GraphQLObjectType): AnyField {
  return {
    type: required(ofMoment),
    description: 'All of Query at another moment, or after what you have just written.',
    args: {
      asOf: {
        type: PartialDate,
        description: 'What was true at the end of this day, month or year, or at this instant, by what is known.',
      },
      knownAt: {
        type: Known,
        description:
          'By what was known then: at a position of the log (`position:1560`), or at the end of a day, month or year (`year:2021`).',
      },
      after: { type: Position, description: 'Wait until the answer includes this position, as a receipt gives it.' },
    },
    resolve: async (_root: unknown, args: AtArguments, context, { operation }): Promise<QueryRoot> => {
      const moment = await pointInTimeOf(services, args);
      if (args.after != null) {
        // What the caller may read can follow from what it waited for.
        context.viewer = await context.viewerNow();
        context.loaders.clear();
      }
      // Nothing else was read before this wait.
      if (args.after != null && operation.selectionSet.selections.length === 1) context.includes = freshnessOf(services).position;
      return { moment };
    },
  };
}

function nodeFields(schema: GraphQLSchema, services: Services): Record<string, AnyField> {
  const { pool, modules } = services;
  const node = outputType(schema, 'Node');
  const load = async (root: QueryRoot | undefined, context: RequestContext, text: string, field: string) => {
    const id = parseGlobalId(text);
    if (!id || !modules.has(id.kind)) throw badUserInput({ field, value: text, rule: 'is a public id: <kind>_<uuid>' });
    const moment = await momentOfId(services, pointInTimeAt(root), id);
    return readerOf(pool, modules, context, id.kind, moment, false).load(id.id);
  };
  return {
    node: {
      type: node,
      description: 'Anything by its public id; null where there is nothing or you may not see it.',
      args: {
        id: {
          type: new GraphQLNonNull(GraphQLID),
          description: 'Its id; one that was given under `at` answers from its moment.',
        },
      },
      resolve: (root: QueryRoot | undefined, { id }: { id: string }, context) => load(root, context, id, 'id'),
    },
    nodes: {
      type: required(new GraphQLList(node)),
      description: 'Things by their public ids, in the same order; null for each that is not there.',
      args: {
        ids: {
          type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(GraphQLID))),
          description: 'Their ids, 500 at the most; those that were given under `at` answer from their moments.',
        },
      },
      resolve: (root: QueryRoot | undefined, { ids }: { ids: string[] }, context) => {
        if (ids.length > 500) throw badUserInput({ field: 'ids', value: `${ids.length} ids`, rule: 'has at most 500 entries' });
        return Promise.all(ids.map((id, i) => load(root, context, id, `ids.${i}`)));
      },
    },
  };
}
