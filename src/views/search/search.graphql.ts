import {
  GraphQLBoolean,
  GraphQLID,
  GraphQLInputObjectType,
  GraphQLNonNull,
  GraphQLObjectType,
  type GraphQLSchema,
  GraphQLString,
} from 'graphql';
import { badUserInput } from '../../graphql/errors.js';
import { fromGlobalId, toGlobalId } from '../../graphql/global-id.js';
import { outputType } from '../../graphql/objects/computed.js';
import { type PageArguments } from '../../graphql/read/page.js';
import { readerOf } from '../../graphql/read/record-rows.js';
import { type PointInTime, type RequestContext } from '../../graphql/request-context.js';
import { pointInTimeAt, type QueryRoot } from '../../graphql/schema/record-queries.js';
import { type Services } from '../../graphql/schema/services.js';
import {
  type AnyField,
  connectionType,
  DayRange,
  listOf,
  many,
  pageArguments,
  required,
} from '../../graphql/schema/shared-types.js';
import { placesOf } from '../../graphql/read/place-filters.js';
import { type Found, type Match, searchRecords, type SearchScope } from './search.query.js';
import { type Fragment, MOST_TERMS } from './words.js';

interface Filter {
  readonly kinds?: readonly string[] | null;
  readonly regions?: readonly string[] | null;
  readonly themes?: readonly string[] | null;
  readonly instruments?: readonly string[] | null;
  readonly began?: SearchScope['began'] | null;
}

const SearchFilter = new GraphQLInputObjectType({
  name: 'SearchFilter',
  description: 'Which records; all conditions hold together, and a list means any of its entries.',
  fields: {
    kinds: { type: many(GraphQLString), description: 'Of these kinds: `commitment`.' },
    regions: {
      type: many(GraphQLString),
      description:
        'About these countries or regions, or places in or around them (`KE`, `035`, `X-SEE`), or of an actor of such a country.',
    },
    themes: { type: many(GraphQLString), description: 'On these challenges, conclusions or threats: `CH-03`.' },
    instruments: { type: many(GraphQLID), description: 'These instruments, and what rests on them.' },
    began: { type: DayRange, description: 'Beginning in the world on these days.' },
  },
});

/** `Query.search`. */
export function searchQueries(schema: GraphQLSchema, { pool, modules }: Services): Record<string, AnyField> {
  const fragment = new GraphQLObjectType<Fragment>({
    name: 'SnippetFragment',
    description: 'A part of a text that was found.',
    fields: {
      text: { type: required(GraphQLString), description: 'The part, as it was said.' },
      matched: { type: required(GraphQLBoolean), description: 'Whether it is what was searched for.' },
    },
  });
  const match = new GraphQLObjectType<Match>({
    name: 'SearchMatch',
    description: 'A text of a record for which it was found.',
    fields: {
      field: { type: required(GraphQLString), description: 'Where it was said: `statement`, `tasks.title`.' },
      language: {
        type: GraphQLString,
        description: 'BCP 47 tag of its language; null for symbols, names and notes that are said in none in particular.',
      },
      snippet: { type: listOf(fragment), description: 'The text around what matches, in parts; put together, they read on.' },
    },
  });
  type Result = Found & { readonly moment: PointInTime };
  const result = new GraphQLObjectType<Result, RequestContext>({
    name: 'SearchResult',
    description: 'A record that was found, and why.',
    fields: {
      recordId: { type: required(GraphQLID), description: 'The record.', resolve: ({ kind, id }) => toGlobalId(kind, id) },
      record: {
        type: outputType(schema, 'Record'),
        description: 'The record; an actor that was merged into another is read as that one.',
        resolve: ({ kind, id, moment }, _args, context) => readerOf(pool, modules, context, kind, moment, false).load(id),
      },
      matches: { type: listOf(match), description: 'The texts for which it was found, in the order in which they were said.' },
    },
  });
  return {
    search: {
      type: required(connectionType('Search', result, 'records that were found')),
      description:
        'Records that you may see and in which all the words stand, best first. A word is found whatever its case and accents, and by its beginning (`unod`); in Arabic, English, French, Russian and Spanish in any of its forms too; in Chinese any part of it.',
      args: {
        ...pageArguments,
        text: {
          type: new GraphQLNonNull(GraphQLString),
          description: `Words, and phrases in quotation marks; ${MOST_TERMS} at the most.`,
        },
        filter: { type: SearchFilter, description: 'Which records.' },
      },
      resolve: async (
        root: QueryRoot | undefined,
        { text, filter, ...page }: PageArguments & { text: string; filter?: Filter | null },
        { viewer }: RequestContext,
      ) => {
        const moment = pointInTimeAt(root);
        const found = await searchRecords(pool, viewer.keys, moment, text, scopeOf(modules, filter ?? {}), page);
        return { ...found, nodes: found.nodes.map((one): Result => ({ ...one, moment })) };
      },
    },
  };
}

function scopeOf(modules: Services['modules'], { kinds, regions, themes, instruments, began }: Filter): SearchScope {
  const named = kinds?.map((kind, i) => {
    const module = modules.get(kind);
    if (!module) throw badUserInput({ field: `filter.kinds.${i}`, value: kind, rule: 'is a kind of record: `commitment`' });
    return module;
  });
  return {
    modules: named ?? [...modules.values()],
    ...(regions ? { places: placesOf('filter.regions', regions) } : {}),
    ...(themes ? { themes } : {}),
    ...(instruments ? { instruments: instruments.map(instrumentId) } : {}),
    ...(began ? { began } : {}),
  };
}

function instrumentId(id: string, i: number): string {
  const uuid = fromGlobalId('instrument', id);
  if (!uuid)
    throw badUserInput({ field: `filter.instruments.${i}`, value: id, rule: 'is the id of an instrument: instrument_<uuid>' });
  return uuid;
}
