import {
  GraphQLBoolean,
  type GraphQLEnumType,
  GraphQLFloat,
  GraphQLInt,
  GraphQLNonNull,
  GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import { ACTOR_KINDS } from '../../codes/actor-kinds.js';
import { outputType } from '../../graphql/objects/computed.js';
import { orderedPage } from '../../graphql/read/ordered-page.js';
import { type PageArguments } from '../../graphql/read/page.js';
import { readerOf } from '../../graphql/read/record-rows.js';
import { dayOf, type PointInTime, type RequestContext } from '../../graphql/request-context.js';
import { Day, Instant } from '../../graphql/scalars.js';
import { connectionTypes, pointInTimeAt, type QueryRoot } from '../../graphql/schema/record-queries.js';
import { type Services } from '../../graphql/schema/services.js';
import { type AnyField, connectionType, listOf, pageArguments, required, many } from '../../graphql/schema/shared-types.js';
import { regionsArgument } from '../shared/arguments.js';
import { VisibleSql } from '../shared/visible-sql.js';
import {
  type GraphArguments,
  type GraphSummary,
  type LinkRow,
  linksOf,
  type NodeRow,
  nodesOf,
  summaryOf,
} from './partnership-graph.query.js';

interface Graph {
  readonly moment: PointInTime;
  readonly args: GraphArguments;
  readonly summary: () => Promise<GraphSummary>;
}
type At<Row> = Row & { readonly moment: PointInTime };

/** `Query.partnershipGraph`. */
export function partnershipGraphQueries(schema: GraphQLSchema, { pool, modules }: Services): Record<string, AnyField> {
  const module = modules.get('partnership')!;
  const record = <Row>(kind: string, id: (row: Row) => string, description: string) => ({
    type: required(outputType(schema, modules.get(kind)!.type.name)),
    description,
    resolve: (row: At<Row>, _args: object, context: RequestContext) =>
      readerOf(pool, modules, context, kind, row.moment).load(id(row)),
  });
  const node = new GraphQLObjectType<At<NodeRow>, RequestContext>({
    name: 'PartnershipGraphNode',
    description: 'An actor in the graph.',
    fields: {
      actor: record<NodeRow>('actor', ({ id }) => id, 'The actor.'),
      partnerships: { type: required(GraphQLInt), description: 'In how many partnerships it is.' },
      partners: { type: required(GraphQLInt), description: 'With how many other actors.' },
    },
  });
  const link = new GraphQLObjectType<At<LinkRow>, RequestContext>({
    name: 'PartnershipGraphLink',
    description: 'Two members of a partnership. It has no direction.',
    fields: {
      source: record<LinkRow>('actor', ({ source }) => source, 'One of them.'),
      target: record<LinkRow>('actor', ({ target }) => target, 'The other.'),
      partnership: record<LinkRow>('partnership', ({ partnership }) => partnership, 'The partnership.'),
      modalities: {
        type: listOf(outputType(schema, 'PartnershipModality')),
        description: 'Ways in which its members cooperate.',
      },
      since: {
        type: required(Instant),
        description: 'Since when both are members.',
        resolve: ({ since }) => since.toISOString(),
      },
      until: {
        type: Instant,
        description: 'Until when both were, or the partnership was; null while it lasts.',
        resolve: ({ until }) => until?.toISOString(),
      },
    },
  });
  const kind = new GraphQLObjectType({
    name: 'PartnershipGraphKind',
    description: 'In how many partnerships a kind of actor is.',
    fields: {
      actorKind: { type: required(outputType(schema, 'ActorKind')), description: 'The kind of actor.' },
      partnerships: { type: required(GraphQLInt), description: 'How many have a member of this kind that you may see.' },
      share: { type: GraphQLFloat, description: 'Which part of all that is, from 0 to 1; null where there are none.' },
    },
  });
  const page = <Row extends object>(
    rowsOf: typeof nodesOf,
    name: string,
    value: readonly [string, string],
    tie: readonly [string, string],
  ) => {
    return ({ moment, args }: Graph, asked: PageArguments, { viewer }: RequestContext) =>
      orderedPage<Row, At<Row>>(
        pool,
        viewer.keys,
        asked,
        { name, value, tie },
        (statement) => rowsOf(new VisibleSql(moment, viewer.keys, statement), module, args),
        (row) => ({ ...row, moment }),
      );
  };
  const share = (part: number, whole: number) => (whole === 0 ? null : part / whole);
  const graph = new GraphQLObjectType<Graph, RequestContext>({
    name: 'PartnershipGraph',
    description: 'Who is in partnership with whom on a day, as far as you may see it.',
    fields: {
      on: { type: required(Day), description: 'The day for which it is said.', resolve: ({ moment }) => dayOf(moment) },
      partnerships: {
        type: required(GraphQLInt),
        description: 'How many partnerships it is made of.',
        resolve: async ({ summary }) => (await summary()).partnerships,
      },
      publicPrivate: {
        type: required(GraphQLInt),
        description: 'How many of them are public-private.',
        resolve: async ({ summary }) => (await summary()).publicPrivate,
      },
      publicPrivateShare: {
        type: GraphQLFloat,
        description: 'Which part of all that is, from 0 to 1; null where there are none.',
        resolve: async ({ summary }) => {
          const { publicPrivate, partnerships } = await summary();
          return share(publicPrivate, partnerships);
        },
      },
      actorKinds: {
        type: listOf(kind),
        description: 'In how many each kind of actor is, in the order of the code list.',
        resolve: async ({ summary }) => {
          const { partnerships, kinds } = await summary();
          return ACTOR_KINDS.map((actorKind) => {
            const having = kinds?.[actorKind] ?? 0;
            return { actorKind, partnerships: having, share: share(having, partnerships) };
          });
        },
      },
      nodes: {
        type: required(connectionType('PartnershipGraphNode', node, 'actors in the graph')),
        description: 'Its actors, in order of name.',
        args: pageArguments,
        resolve: page<NodeRow>(nodesOf, 'partnershipGraph nodes', ['n.name', 'text'], ['n.id', 'uuid']),
      },
      links: {
        type: required(connectionType('PartnershipGraphLink', link, 'links of the graph')),
        description: 'Its links, those of a partnership together.',
        args: pageArguments,
        resolve: page<LinkRow>(
          linksOf,
          'partnershipGraph links',
          ['l.partnership', 'uuid'],
          [`l.source || ' ' || l.target || ' ' || extract(epoch from l.since)`, 'text'],
        ),
      },
    },
  });
  return {
    partnershipGraph: {
      type: required(graph),
      description:
        'Who is in partnership with whom at the moment asked for, in what ways and since when, and what part of partnerships each kind of actor is in. `GET /partnership-graph.json` gives all of it as node-link data.',
      args: {
        filter: {
          type: connectionTypes(schema, module).filter,
          description: 'Which partnerships; those that are active or suspended, without a status in it.',
        },
        regions: {
          ...regionsArgument,
          description: 'Only partnerships with a member of these countries or regions: `KE`, `X-SEE`.',
        },
        actorKinds: {
          type: many(schema.getType('ActorKind') as GraphQLEnumType),
          description: 'Only partnerships with a member of one of these kinds.',
        },
        past: {
          type: new GraphQLNonNull(GraphQLBoolean),
          defaultValue: false,
          description: 'Whether partnerships and memberships that are over are in it too.',
        },
      },
      resolve: (root: QueryRoot | undefined, args: GraphArguments, { viewer }: RequestContext): Graph => {
        const moment = pointInTimeAt(root);
        let summary: Promise<GraphSummary> | undefined;
        return {
          moment,
          args,
          summary: () => (summary ??= summaryOf(pool, new VisibleSql(moment, viewer.keys), module, args)),
        };
      },
    },
  };
}
