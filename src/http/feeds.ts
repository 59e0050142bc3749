import { PassThrough, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { type FastifyInstance, type FastifyReply } from 'fastify';
import { GraphQLError, type GraphQLSchema } from 'graphql';
import { refuseOtherDocuments } from '../access/public-tokens.js';
import { ATOM_COLUMNS, atomOf } from '../exchange/feed/atom.js';
import { csvOf } from '../exchange/feed/csv.js';
import { dictionaryOf } from '../exchange/feed/dictionary.js';
import { type FeedFile, fileColumns } from '../exchange/feed/file.js';
import { geoJsonOf, jsonOf } from '../exchange/feed/json.js';
import { xlsxOf } from '../exchange/feed/xlsx.js';
import { badUserInput, type ErrorHead, notFound } from '../graphql/errors.js';
import { type Feed } from '../graphql/feed/feed.js';
import { parametersOf, rowTypeOf } from '../graphql/feed/feed-list.js';
import { pagesOf } from '../graphql/feed/feed-pages.js';
import { feedOfList, feedOfQuestion, listOf } from '../graphql/feed/question.js';
import { parseGlobalId, toGlobalId } from '../graphql/global-id.js';
import { pickLanguage } from '../graphql/language.js';
import { type RequestContext } from '../graphql/request-context.js';
import { RequestScope, requestScopes } from '../graphql/request-scope.js';
import { freshnessOf } from '../graphql/schema/freshness.js';
import { contextOf } from '../graphql/server/context.js';
import { refuseUnwritable } from '../graphql/server/values.js';
import { findQuestion } from '../records/saved-question/find-question.js';
import { coerced, type ExportOptions, type Query, refused, tagOf } from './export.js';

const TYPES = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  json: 'application/json; charset=utf-8',
  geojson: 'application/geo+json',
  atom: 'application/atom+xml; charset=utf-8',
} as const;
type Format = keyof typeof TYPES;
const DICTIONARY = '.dictionary';
/** Milliseconds for which a reader may take nothing. */
const STALLED_MS = 60_000;
/** Parameters of an address that are the feed's own. */
const OWN = ['asOf', 'knownAt', 'hxl', 'bom'] as const;

/** What an address asks for, with who asks. */
interface Asked {
  readonly name: string;
  readonly feed: Feed;
  readonly description: string;
  readonly parameters: readonly { readonly name: string; readonly type: string; readonly description?: string | null }[];
  readonly languages: readonly string[];
}

/**
 * `GET /export/<list, view or saved question>.<csv|xlsx|json|geojson|atom>`: its rows as the caller may see them, page by page in bounded memory.
 * `GET /export/<name>.dictionary.json`: what its columns and parameters mean. Query parameters: `asOf`, `knownAt`, `columns`, `language`, `hxl`, `bom`, and
 * the arguments and filters of the list.
 */
export function serveFeeds(fastify: FastifyInstance, schema: GraphQLSchema, options: ExportOptions): void {
  const { services, authenticate, report, gate } = options;
  fastify.get<{ Querystring: Query; Params: { file: string } }>('/export/:file', async (request, reply) => {
    reply.header('vary', 'authorization, accept-language').header('cache-control', 'private, no-cache');
    try {
      const context = await contextOf(authenticate, request, services.audit, 'EXPORT');
      const { name, format, isDictionary } = fileOf(request.params.file);
      refuseUnwritable(request.query);
      const { hxl, bom, moment, parameters } = ownOf(schema, request.query);
      const asked = await askedOf(schema, options, context, name, parameters, format);
      const base = gate.settings.address ?? `${request.protocol}://${request.host}`;
      const columns = fileColumns(asked.feed.columns);
      if (isDictionary) {
        reply.headers(await gate.charge(requestScopes.getStore()!.name, 1));
        const { description, languages, parameters: takes } = asked;
        const address = `${base}/export/${name}`;
        return await reply.send(dictionaryOf({ name, description, address, parameters: takes, columns, languages }));
      }
      if (!asked.feed.takesMoment && (moment.asOf ?? moment.knownAt) !== undefined)
        throw badUserInput({
          field: 'asOf',
          value: moment.asOf ?? moment.knownAt,
          rule: 'is left out: the question says its moment itself',
        });
      const tag = tagOf(request, { ...context, languages: asked.languages }, freshnessOf(services).position);
      if (request.headers['if-none-match'] === tag) {
        reply.header('etag', tag);
        await gate.charge(requestScopes.getStore()!.name, 1);
        return await reply.code(304).send();
      }
      const scope = scopeOf(reply, requestScopes.getStore()!, context);
      const reader = { ...context, languages: asked.languages };
      const pages = pagesOf(asked.feed, {
        ...{ gate, context: reader, scope, moment, timeout: gate.settings.requestTimeout },
        charge: chargesOf(options, reply, scope),
      });
      const file: FeedFile = {
        ...{ name, columns, languages: asked.languages },
        address: base + request.url,
        linkOf: linksOf(options, base),
        now: new Date().toISOString(),
        // What is wrong is said before anything is sent.
        pages: begun(await pages.next(), pages),
      };
      const body = bodyOf(file, format, { hxl, bom });
      reply.header('etag', tag).header('content-type', TYPES[format]);
      if (format === 'csv' || format === 'xlsx')
        reply.header('content-disposition', `attachment; filename="${name.replace(/[^\w.-]/g, '_')}.${format}"`);
      return await reply.send(flowing(body, scope));
    } catch (error) {
      return refused(reply, error as Error, report);
    }
  });
}

function fileOf(file: string): { readonly name: string; readonly format: Format; readonly isDictionary: boolean } {
  const dot = file.lastIndexOf('.');
  const [name, format] = [file.slice(0, Math.max(dot, 0)), file.slice(dot + 1)];
  if (!Object.hasOwn(TYPES, format)) throw notFound(`${file} is no feed: its name ends with .${Object.keys(TYPES).join(', .')}`);
  const isDictionary = format === 'json' && name.endsWith(DICTIONARY);
  return { name: isDictionary ? name.slice(0, -DICTIONARY.length) : name, format: format as Format, isDictionary };
}

function ownOf(schema: GraphQLSchema, query: Query) {
  const parameters = new Map(Object.entries(query).map(([key, value]) => [key, [value].flat()]));
  const own = Object.fromEntries(OWN.map((key) => [key, parameters.get(key)?.at(-1)]));
  for (const key of OWN) parameters.delete(key);
  const flag = (key: 'hxl' | 'bom') => {
    const value = own[key];
    if (value === undefined || value === 'true' || value === 'false') return value === 'true';
    throw badUserInput({ field: key, value, rule: 'is true or false' });
  };
  const { args } = schema.getQueryType()!.getFields().at!;
  const moment = (key: 'asOf' | 'knownAt') =>
    own[key] === undefined ? undefined : (coerced(key, own[key], args.find(({ name }) => name === key)!.type) as string);
  return { hxl: flag('hxl'), bom: flag('bom'), moment: { asOf: moment('asOf'), knownAt: moment('knownAt') }, parameters };
}

async function askedOf(
  schema: GraphQLSchema,
  { services, gate }: ExportOptions,
  context: RequestContext,
  name: string,
  parameters: ReadonlyMap<string, readonly string[]>,
  format: Format,
): Promise<Asked> {
  const { viewer, languages } = context;
  const given = listOf(name, parameters);
  const wished = (language: string | undefined) => (language === undefined ? languages : [language, ...languages]);
  if (Object.hasOwn(schema.getQueryType()!.getFields(), name.split('.')[0]!) || name.includes('.')) {
    refuseOtherDocuments(viewer, undefined);
    if (gate.settings.documents === 'saved') await gate.refuseUnsaved(viewer, '');
    if (format === 'atom' && name !== 'changeDigest') throw notFound('Atom is for changeDigest');
    const columns = format === 'atom' ? ATOM_COLUMNS : given.columns;
    const feed = feedOfList(schema, { ...given, columns: format === 'geojson' ? withPlaces(schema, name, columns) : columns });
    const { description } = schema.getQueryType()!.getFields()[name.split('.')[0]!]!;
    return {
      name,
      feed,
      description: description ?? '',
      parameters: parametersOf(schema, name),
      languages: wished(given.language),
    };
  }
  const question = await findQuestion(services.pool, services.modules, viewer.keys, name);
  refuseOtherDocuments(viewer, question.document);
  if (format === 'atom') throw notFound('Atom is for changeDigest');
  const [unknown] = given.parameters.keys();
  if (unknown !== undefined)
    throw badUserInput({
      field: unknown,
      value: given.parameters.get(unknown)!.join(),
      rule: 'a saved question has its own parameters',
    });
  const { feed, language } = feedOfQuestion(schema, question, given.columns);
  const description = pickLanguage(question.description, languages) ?? '';
  return { name, feed, description, parameters: [], languages: wished(given.language ?? language) };
}

/** The columns of a list, with the places in its rows: those of `locations`, or its own. */
function withPlaces(schema: GraphQLSchema, name: string, columns: readonly string[] | undefined): readonly string[] | undefined {
  const fields = schema.getQueryType()!.getFields()[name];
  const row = fields && rowTypeOf(fields);
  if (!row?.getFields().locations || columns?.some((column) => column.endsWith('latitude'))) return columns;
  return [...(columns ?? ['id', 'title', 'status']), 'locations.latitude', 'locations.longitude'];
}

/** A scope that lasts as long as the reader does, rather than as long as a request may take. */
function scopeOf(reply: FastifyReply, { address, requestId }: RequestScope, { viewer }: RequestContext): RequestScope {
  const scope = new RequestScope(address, requestId);
  scope.identify(viewer.credential ? viewer.user : undefined);
  reply.raw.once('close', () => scope.cancel(new Error('the reader has gone')));
  return scope;
}

/** Takes the points of pages: who has none for the first is refused, later pages wait until there are some again. */
function chargesOf({ gate }: ExportOptions, reply: FastifyReply, scope: RequestScope): (points: number) => Promise<void> {
  let isFirst = true;
  return async (points) => {
    for (;;) {
      try {
        const left = await gate.charge(scope.name, points);
        if (isFirst) reply.headers(left);
        isFirst = false;
        return;
      } catch (error) {
        if (isFirst || !(error instanceof GraphQLError)) throw error;
        const { headers } = error.extensions.http as ErrorHead;
        await pause(Number(headers.get('retry-after')) * 1_000);
        if (scope.reason) throw scope.reason;
      }
    }
  };
}

/** The address of a record: the feed of its kind, with this record alone. */
function linksOf({ services: { modules } }: ExportOptions, base: string): FeedFile['linkOf'] {
  return (text) => {
    const id = parseGlobalId(text);
    const plural = id && modules.get(id.kind)?.plural;
    return plural && `${base}/export/${plural}.json?ids=${toGlobalId(id.kind, id.id)}`;
  };
}

async function* begun<T>(first: IteratorResult<T, void>, rest: AsyncGenerator<T, void>): AsyncGenerator<T> {
  if (first.done) return;
  yield first.value;
  yield* rest;
}

function bodyOf(file: FeedFile, format: Format, options: { readonly hxl: boolean; readonly bom: boolean }): Readable {
  switch (format) {
    case 'csv':
      return Readable.from(csvOf(file, options));
    case 'json':
      return Readable.from(jsonOf(file));
    case 'geojson':
      return Readable.from(geoJsonOf(file));
    case 'atom':
      return Readable.from(atomOf(file));
    case 'xlsx':
      return xlsxOf(file);
  }
}

/** What is sent, for as long as its reader takes it: one that takes nothing for a while is left. */
function flowing(body: Readable, scope: RequestScope): Readable {
  const out = new PassThrough();
  const stalled = setTimeout(() => scope.cancel(new Error('the reader takes nothing')), STALLED_MS);
  const stop = scope.onCancel((reason) => out.destroy(reason));
  body.on('data', () => stalled.refresh());
  pipeline(body, out)
    .catch(() => undefined)
    .finally(() => (clearTimeout(stalled), stop()));
  return out;
}
