import { many } from '../graphql/schema/shared-types.js';
import { type FastifyInstance } from 'fastify';
import { GraphQLBoolean, type GraphQLEnumType, type GraphQLSchema } from 'graphql';
import { badUserInput } from '../graphql/errors.js';
import { toGlobalId } from '../graphql/global-id.js';
import { pickLanguage } from '../graphql/language.js';
import { type Rows } from '../graphql/read/ordered-page.js';
import { readerOf } from '../graphql/read/record-rows.js';
import { run } from '../graphql/read/sql.js';
import { dayOf, type RecordRow, type RequestContext } from '../graphql/request-context.js';
import { sayPosition } from '../graphql/known.js';
import { pointInTimeOf } from '../graphql/schema/point-in-time.js';
import { regionsArgument } from '../views/shared/arguments.js';
import { VisibleSql } from '../views/shared/visible-sql.js';
import {
  type GraphArguments,
  type LinkRow,
  linksOf,
  type NodeRow,
  nodesOf,
  summaryOf,
} from '../views/partnership-graph/partnership-graph.query.js';
import { type ExportOptions, type Query, readQuery, serveExport } from './export.js';

/** Most nodes, and most links, of one file. */
const FULL = 50_000;

/**
 * `GET /partnership-graph.json`: all of `Query.partnershipGraph` as node-link data, as networkx (`node_link_graph(data, edges="links")`) and d3 read it.
 * Query parameters: `regions`, `actorKinds` and `past`, those of `Query.at`, and filters of partnerships, several codes with commas between them.
 */
export function servePartnershipGraph(fastify: FastifyInstance, schema: GraphQLSchema, options: ExportOptions): void {
  serveExport(fastify, '/partnership-graph.json', 'application/json; charset=utf-8', options, async (context, query) =>
    JSON.stringify(await graphOf(options, schema, context, query)),
  );
}

async function graphOf({ services }: ExportOptions, schema: GraphQLSchema, context: RequestContext, query: Query) {
  const { pool, modules } = services;
  const types = {
    regions: regionsArgument.type,
    actorKinds: many(schema.getType('ActorKind') as GraphQLEnumType),
    past: GraphQLBoolean,
  };
  const { at, args: given, filter } = readQuery<Omit<GraphArguments, 'filter'>>(schema, query, types, 'PartnershipFilter');
  const moment = await pointInTimeOf(services, at);
  const args = { ...given, filter };
  const module = modules.get('partnership')!;
  const all = async <Row extends object>(rowsOf: typeof nodesOf, what: string, orderBy: string) => {
    const visible = new VisibleSql(moment, context.viewer.keys);
    const { columns, from }: Rows = rowsOf(visible, module, args);
    const limit = visible.value(FULL + 1, 'int');
    const rows = await run<Row>(pool, `select ${columns} from ${from} order by ${orderBy} limit ${limit}`, visible.statement);
    if (rows.length <= FULL) return rows;
    throw badUserInput({ field: 'filter', value: filter, rule: `leaves at most ${FULL} ${what}: ask for fewer partnerships` });
  };
  const [nodes, links, summary] = await Promise.all([
    all<NodeRow>(nodesOf, 'nodes', 'n.name, n.id'),
    all<LinkRow>(linksOf, 'links', 'l.partnership, l.source, l.target, l.since'),
    summaryOf(pool, new VisibleSql(moment, context.viewer.keys), module, args),
  ]);
  const [actors, partnerships] = await Promise.all([
    recordsOf(
      services,
      context,
      moment,
      'actor',
      nodes.map(({ id }) => id),
    ),
    recordsOf(
      services,
      context,
      moment,
      'partnership',
      links.map(({ partnership }) => partnership),
    ),
  ]);
  const name = (record: RecordRow) => pickLanguage(record.name as never, context.languages);
  return {
    directed: false,
    multigraph: true,
    graph: {
      name: 'Concord partnerships',
      on: dayOf(moment),
      ...(moment.knownAt === undefined ? {} : { knownAt: sayPosition(moment.knownAt) }),
      partnerships: summary.partnerships,
      publicPrivate: summary.publicPrivate,
    },
    // What was hidden since the rows were read is left out.
    nodes: nodes.flatMap(({ id, ...counts }) => {
      const actor = actors.get(id);
      if (!actor) return [];
      return { id: toGlobalId('actor', id), name: name(actor), kind: actor.actorKind, country: actor.country ?? null, ...counts };
    }),
    links: links.flatMap(({ source, target, partnership, modalities, since, until }) => {
      const record = partnerships.get(partnership);
      if (!record || !actors.has(source) || !actors.has(target)) return [];
      const { kind, level, sector, status } = record;
      const id = toGlobalId('partnership', partnership);
      const [from, to] = [since.toISOString(), until?.toISOString() ?? null];
      return {
        source: toGlobalId('actor', source),
        target: toGlobalId('actor', target),
        key: `${id} ${from}`,
        ...{ partnership: id, name: name(record), kind, level, sector, status, modalities, since: from, until: to },
      };
    }),
  };
}

async function recordsOf(
  { pool, modules }: ExportOptions['services'],
  context: RequestContext,
  moment: RecordRow['$moment'],
  kind: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, RecordRow>> {
  const reader = readerOf(pool, modules, context, kind, moment);
  const unique = [...new Set(ids)];
  const rows = await Promise.all(unique.map((id) => reader.load(id)));
  return new Map(rows.flatMap((row, i) => (row ? [[unique[i]!, row] as const] : [])));
}
