import { createHash } from 'node:crypto';
import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import {
  coerceInputValue,
  GraphQLBoolean,
  type GraphQLError,
  type GraphQLInputType,
  type GraphQLSchema,
  isListType,
} from 'graphql';
import { type AuditUnavailable } from '../access/read-audit.js';
import { AccessDenied } from '../access/access-denied.js';
import { refuseOtherDocuments } from '../access/public-tokens.js';
import { requestScopes } from '../graphql/request-scope.js';
import { badUserInput, type ErrorHead, RETRY_AFTER_SECONDS } from '../graphql/errors.js';
import { type Gate } from '../graphql/server/gate.js';
import { type Filter } from '../graphql/read/record-list.js';
import { type RequestContext } from '../graphql/request-context.js';
import { type AtArguments } from '../graphql/schema/point-in-time.js';
import { freshnessOf } from '../graphql/schema/freshness.js';
import { type Services } from '../graphql/schema/services.js';
import { type Authenticate, contextOf } from '../graphql/server/context.js';
import { notWritten } from '../graphql/server/settled.js';
import { refuseUnwritable } from '../graphql/server/values.js';
import { formatError, type ReportIncident } from '../graphql/server/format-error.js';

/** Query parameters as they came. */
export type Query = Readonly<Record<string, string | string[]>>;

export interface ExportOptions {
  readonly services: Services;
  readonly authenticate: Authenticate;
  readonly report: ReportIncident;
  readonly gate: Gate;
}

/** Points of a whole file. */
const FILE_POINTS = 500;

const STATUS: Readonly<Record<string, number>> = {
  BAD_USER_INPUT: 400,
  NOT_FOUND: 404,
  CONFLICT: 409,
  RATE_LIMITED: 429,
  TIMED_OUT: 503,
  UNAVAILABLE: 503,
};

/** What a file costs its caller, in points, and whether it follows from what is recorded alone, so that who has it need not be sent it again. */
interface FileTerms {
  readonly cost?: number;
  readonly hasTag?: boolean;
}

/** Serves a file that is made for each caller, of what it may see. What is wrong is said as GraphQL says it. */
export function serveExport(
  fastify: FastifyInstance,
  path: string,
  type: string,
  { services, authenticate, report, gate }: ExportOptions,
  make: (context: RequestContext, query: Query, params: Readonly<Record<string, string>>) => Promise<string>,
  { cost = FILE_POINTS, hasTag = false }: FileTerms = {},
): void {
  fastify.get<{ Querystring: Query; Params: Record<string, string> }>(path, async (request, reply) => {
    reply.header('vary', 'authorization, accept-language').header('cache-control', 'private, no-cache');
    try {
      const context = await contextOf(authenticate, request, services.audit, 'EXPORT');
      refuseOtherDocuments(context.viewer, undefined);
      const requestScope = requestScopes.getStore()!;
      const tag = hasTag ? tagOf(request, context, freshnessOf(services).position) : undefined;
      if (tag !== undefined && request.headers['if-none-match'] === tag) {
        reply.headers(await gate.charge(requestScope.name, 1));
        return await reply.header('etag', tag).code(304).send();
      }
      reply.headers(await gate.charge(requestScope.name, cost));
      const file = await gate.run(requestScope, Infinity, () => make(context, request.query, request.params));
      await context.reads.settle().catch((error: AuditUnavailable) => {
        throw notWritten(error);
      });
      if (tag !== undefined) reply.header('etag', tag);
      return await reply.header('content-type', type).send(file);
    } catch (error) {
      return refused(reply, error as Error, report);
    }
  });
}

/**
 * Reads query parameters: those of `Query.at`, arguments by name, and for all others filters of a kind of record; several values with commas between them.
 * @throws BAD_USER_INPUT with the parameter's name
 */
export function readQuery<Arguments extends object>(
  schema: GraphQLSchema,
  query: Query,
  types: Readonly<Record<keyof Arguments, GraphQLInputType>>,
  filterType: string,
): { readonly at: AtArguments; readonly args: Partial<Arguments>; readonly filter: Filter } {
  refuseUnwritable(query);
  // Without a prototype, so that no parameter's name can stand for it.
  const filter = Object.create(null) as Record<string, unknown>;
  const at: Record<string, unknown> = {};
  const args: Record<string, unknown> = {};
  const moments = Object.fromEntries(
    schema
      .getQueryType()!
      .getFields()
      .at!.args.map(({ name, type }) => [name, type]),
  );
  for (const [name, value] of Object.entries(query)) {
    const list = [value].flat().flatMap((text) => text.split(','));
    const isTrue = { true: true, false: false }[String(value)] ?? value;
    const isIn = (some: object) => Object.hasOwn(some, name);
    if (isIn(moments)) at[name] = coerced(name, value, moments[name]!);
    else if (isIn(types)) {
      const type = types[name as keyof Arguments];
      args[name] = coerced(name, isListType(type) ? list : type === GraphQLBoolean ? isTrue : value, type);
    } else filter[name] = list;
  }
  return {
    at,
    args: args as Partial<Arguments>,
    filter: coerced('', filter, schema.getType(filterType) as GraphQLInputType) as Filter,
  };
}

/** A value as its input type takes it. @throws BAD_USER_INPUT with the parameter's name */
export function coerced(name: string, value: unknown, type: GraphQLInputType): unknown {
  return coerceInputValue(value, type, (path, wrong, { message }) => {
    throw badUserInput({ field: name || String(path[0] ?? Object.keys(wrong as object)[0]), value: wrong, rule: message });
  });
}

/** A tag of what a reader is shown: the same at the same position, on the same day, for a reader with the same rights and languages. */
export function tagOf({ url }: FastifyRequest, { viewer, languages }: RequestContext, position: string): string {
  const day = new Date().toISOString().slice(0, 10);
  const parts = JSON.stringify([url, [...viewer.keys].sort(), languages, position, day]);
  return `W/"${createHash('sha256').update(parts).digest('base64url').slice(0, 27)}"`;
}

/** Answers with an error, as GraphQL says it. */
export function refused(reply: FastifyReply, error: Error & Partial<GraphQLError>, report: ReportIncident) {
  const formatted = formatError({ message: error.message, extensions: error.extensions }, error, report);
  const denied = error instanceof AccessDenied ? error : undefined;
  const status = denied?.status ?? STATUS[formatted.extensions!.code as string] ?? 500;
  const { headers } = (error.extensions?.http ?? {}) as Partial<ErrorHead>;
  if (status === 503) reply.header('retry-after', String(RETRY_AFTER_SECONDS));
  reply.headers({ ...Object.fromEntries(headers ?? []), ...denied?.headers });
  return reply.code(status).send({ errors: [formatted] });
}
