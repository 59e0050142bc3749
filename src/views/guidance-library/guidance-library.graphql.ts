import { GraphQLID, GraphQLInt, GraphQLObjectType, type GraphQLSchema } from 'graphql';
import { formatOccurred } from '../../event-sourcing/occurred.js';
import { outputType } from '../../graphql/objects/computed.js';
import { readerOf } from '../../graphql/read/record-rows.js';
import { type RequestContext } from '../../graphql/request-context.js';
import { Day, PartialDate } from '../../graphql/scalars.js';
import { type Services } from '../../graphql/schema/services.js';
import { type AnyField, listOf, required } from '../../graphql/schema/shared-types.js';
import { type GuidanceMaterialState, type Publication } from '../../records/guidance-material/guidance-material.fields.js';
import { adopters } from '../../records/guidance-material/guidance-material.js';
import { standingListField, type Entry } from '../shared/standing-list.js';
import { type GuidanceStanding, guidanceStanding, slippageOn } from '../../rules/guidance-standing.js';

interface Issue extends Publication {
  readonly edition: number;
  readonly addendum: string | null;
  readonly on: string;
}

/** `Query.guidanceLibrary`. */
export function guidanceLibraryQueries(schema: GraphQLSchema, services: Services): Record<string, AnyField> {
  const { pool, modules } = services;
  const issue = new GraphQLObjectType<Issue, RequestContext>({
    name: 'GuidanceIssue',
    description: 'An edition or addendum, expected and published.',
    fields: {
      edition: { type: required(GraphQLInt), description: 'Number of the edition; of an addendum, the one that it amends.' },
      addendum: { type: GraphQLID, description: 'Id of the addendum; null for an edition.' },
      firstExpected: { type: Day, description: 'The day for which it was announced first.' },
      expected: { type: Day, description: 'The day for which it was announced last.' },
      published: {
        type: PartialDate,
        description: 'When it was published.',
        resolve: ({ published }) => published && formatOccurred(published),
      },
      slippage: {
        type: GraphQLInt,
        description:
          'Days from the day first announced to the publication, below zero where it came early; where it has not come after that day, to the day asked for.',
        resolve: (one) => slippageOn(one, one.on),
      },
      adoptions: { type: required(GraphQLInt), description: 'How many actors adopted this edition; none for an addendum.' },
      promotions: { type: required(GraphQLInt), description: 'How often this edition was promoted; never for an addendum.' },
    },
  });
  const kindCount = new GraphQLObjectType({
    name: 'GuidanceAdopterCount',
    description: 'How many actors of a kind have adopted an edition.',
    fields: {
      actorKind: { type: required(outputType(schema, 'ActorKind')), description: 'The kind of actor.' },
      count: { type: required(GraphQLInt), description: 'How many.' },
    },
  });
  return {
    guidanceLibrary: standingListField<GuidanceMaterialState, GuidanceStanding, object>(schema, services, {
      name: 'GuidanceLibrary',
      of: 'guidance as it stands on a day',
      description:
        'Guidance with what was expected of it and came, and who took it up, on the day of the moment asked for (today, without `at`); expected soonest first, nothing expected last.',
      entry: 'Guidance as it stands on a day: what was expected and came, and who took it up.',
      kind: 'guidanceMaterial',
      record: ['guidance', 'The guidance.'],
      rules: [guidanceStanding],
      standing: {
        type: 'GuidanceStanding',
        description: 'How guidance stands to what was announced of it at a moment',
        values: {
          OVERDUE: 'An edition or addendum has not come after the day for which it was announced last.',
          AWAITED: 'An edition or addendum is announced for a day to come.',
          PUBLISHED: 'An edition is out, and nothing more is announced.',
          INITIATED: 'It is being made; nothing is out, and nothing is announced for a day.',
          WITHDRAWN: 'It is not to be used any more.',
        },
        argument: 'Only what stands like this; all, if left out.',
      },
      orderBy: { field: 'expected', direction: 'ASC' },
      fields: {
        issues: { type: listOf(issue), description: 'Its editions and addenda, expected and published.', resolve: issuesOf },
        adopters: {
          type: required(GraphQLInt),
          description: 'How many actors have adopted an edition.',
          resolve: ({ record }) => adopters(record).length,
        },
        adoptersByKind: {
          type: listOf(kindCount),
          description: 'How many actors of each kind have adopted an edition, of those that you may see.',
          resolve: async ({ record }, _args, context) => {
            const reader = readerOf(pool, modules, context, 'actor', record.$moment);
            const rows = await Promise.all(adopters(record).map((id) => reader.load(id)));
            const counts = new Map<unknown, number>();
            for (const row of rows) if (row) counts.set(row.actorKind, (counts.get(row.actorKind) ?? 0) + 1);
            return [...counts].map(([actorKind, count]) => ({ actorKind, count }));
          },
        },
        promotions: {
          type: required(GraphQLInt),
          description: 'At how many activities it was promoted.',
          resolve: ({ record }) => new Set(record.promotions.map(({ activity }) => activity)).size,
        },
      },
    }),
  };
}

/** Editions and addenda with how far each was taken up. */
function issuesOf({ record, on }: Entry<GuidanceMaterialState, GuidanceStanding, object>): (Issue & {
  readonly adoptions: number;
  readonly promotions: number;
})[] {
  const { editions, addenda, adoptions, promotions } = record;
  const count = (all: readonly { readonly edition: number | null }[], number: number) =>
    all.filter(({ edition }) => edition === number).length;
  return [
    ...editions.map(({ number, ...one }) => ({
      ...one,
      edition: number,
      addendum: null,
      on,
      adoptions: count(adoptions, number),
      promotions: count(promotions, number),
    })),
    ...addenda.map(({ id, ...one }) => ({ ...one, addendum: id, on, adoptions: 0, promotions: 0 })),
  ];
}
