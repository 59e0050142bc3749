import { GraphQLID, GraphQLInt, GraphQLNonNull, GraphQLObjectType, type GraphQLSchema, GraphQLString } from 'graphql';
import { badUserInput } from '../../graphql/errors.js';
import { outputType } from '../../graphql/objects/computed.js';
import { DEFAULT_SIZE, MAX_PAGE_SIZE, type PageArguments } from '../../graphql/read/page.js';
import { type RequestContext } from '../../graphql/request-context.js';
import { Known } from '../../graphql/scalars.js';
import { pointInTimeAt, type QueryRoot } from '../../graphql/schema/record-queries.js';
import { type Services } from '../../graphql/schema/services.js';
import { type AnyField, connectionType, listOf, many, pageArguments, required } from '../../graphql/schema/shared-types.js';
import { ruleEnum } from '../shared/rule-fields.js';
import { type About, type Changed, changedRecords, windowOf } from './change-digest.query.js';
import { DigestPage } from './digest-page.js';
import { type Change, MANNERS, sentenceOf } from './narration.js';

type Entry = Changed & { readonly page: DigestPage };
type Line = Change & { readonly page: DigestPage };

interface Arguments extends PageArguments, About {
  readonly from: string;
  readonly to?: string | null;
}

const language = { type: GraphQLString, description: 'BCP 47 tag of the language wished for names and quotations: `fr`.' };

/** `Query.changeDigest`. */
export function changeDigestQueries(schema: GraphQLSchema, services: Services): Record<string, AnyField> {
  const MannerEnum = ruleEnum('ChangeManner', 'How a change came to be known.', MANNERS);
  const change = new GraphQLObjectType<Line, RequestContext>({
    name: 'DigestChange',
    description: 'Something new of a record, told in a sentence.',
    fields: {
      sentence: {
        type: required(GraphQLString),
        description:
          'What is new, in plain English; names and quotations in the language asked for, or the nearest there is. What you may not see is not named.',
        args: { language },
        resolve: (line, { language: wished }: { language?: string | null }) => sentenceOf(line.page.renderer(wished), line),
      },
      manner: { type: required(MannerEnum), description: 'How it came to be known.' },
      events: {
        type: listOf(outputType(schema, 'Event')),
        description: 'The event that says so, and for a correction the one that it corrects.',
        resolve: ({ row, corrects }) => [row, ...(corrects ? [corrects.row] : [])],
      },
    },
  });
  const entry = new GraphQLObjectType<Entry, RequestContext>({
    name: 'ChangeDigestEntry',
    description: 'A record of which something is new, and what.',
    fields: {
      record: {
        type: outputType(schema, 'Record') as GraphQLObjectType,
        description: 'The record, as it was known at the end of the window.',
        resolve: ({ kind, id, page }) => page.renderer(null).record(kind, id),
      },
      name: {
        type: required(GraphQLString),
        description: 'What the record is called in sentences: `France’s commitment “Train 40 officers”`.',
        args: { language },
        resolve: ({ kind, id, page }, { language: wished }: { language?: string | null }) =>
          page.renderer(wished).nameOf(kind, id),
      },
      changeCount: {
        type: required(GraphQLInt),
        description: 'How many events of it the window holds that you may see.',
        resolve: ({ count }) => count,
      },
      changes: {
        type: listOf(change),
        description: 'What is new of it, in order of recording; `events(filter: { records: … })` pages through the whole.',
        args: {
          first: { type: GraphQLInt, description: `How many; ${DEFAULT_SIZE} if left out, ${MAX_PAGE_SIZE} at the most.` },
        },
        resolve: async ({ id, page }, { first }: { first?: number | null }) => {
          const most = first ?? DEFAULT_SIZE;
          if (most < 0 || most > MAX_PAGE_SIZE)
            throw badUserInput({ field: 'first', value: most, rule: `is a number from 0 to ${MAX_PAGE_SIZE}` });
          return ((await page.changes(most)).get(id) ?? []).map((one): Line => ({ ...one, page }));
        },
      },
    },
  });
  return {
    changeDigest: {
      type: required(connectionType('ChangeDigest', entry, 'records of which something is new')),
      description:
        'What became known between two moments, in sentences, record by record in the order of their first news; late reports and corrections are marked as such.',
      args: {
        from: {
          type: new GraphQLNonNull(Known),
          description:
            'From when on: the beginning of a day, month or year (which counts), or a position (`position:1560`) or instant after which it begins.',
        },
        to: {
          type: Known,
          description: 'Until when: a position or instant, or the end of a day, month or year; until now, if left out.',
        },
        states: {
          type: many(GraphQLID),
          description:
            'Of these States: what names them or an actor that belongs to them, concerns their country, or was said by them.',
        },
        actors: { type: many(GraphQLID), description: 'Of these actors: what names them, or was said by them.' },
        regions: {
          type: many(GraphQLString),
          description:
            'About these countries or regions, or places in or around them (`KE`, `035`, `X-SEE`), or of an actor of such a country.',
        },
        kinds: { type: many(GraphQLString), description: 'Of records of these kinds: `commitment`.' },
        ...pageArguments,
      },
      resolve: async (
        root: QueryRoot | undefined,
        { from, to, states, actors, regions, kinds, ...asked }: Arguments,
        context: RequestContext,
      ) => {
        const window = await windowOf(services, pointInTimeAt(root), from, to);
        const about = { states, actors, regions, kinds };
        const found = await changedRecords(services, context.viewer.keys, window, about, asked);
        const page = new DigestPage(
          services,
          context,
          window,
          found.nodes.map(({ id }) => id),
        );
        return { ...found, nodes: found.nodes.map((node): Entry => ({ ...node, page })) };
      },
    },
  };
}
