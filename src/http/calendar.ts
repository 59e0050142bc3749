import { type FastifyInstance, type FastifyReply } from 'fastify';
import { coerceInputValue, type GraphQLError, type GraphQLInputType, type GraphQLSchema } from 'graphql';
import { type CalendarActivity, toICalendar } from '../exchange/icalendar.js';
import { badUserInput } from '../graphql/errors.js';
import { pickLanguage } from '../graphql/language.js';
import { MOST } from '../graphql/read/page.js';
import { type Filter, listRecords } from '../graphql/read/record-list.js';
import { readerOf } from '../graphql/read/record-rows.js';
import { type Moment, type RecordRow, type RequestContext } from '../graphql/request-context.js';
import { type AtArguments, momentOf } from '../graphql/schema/moments.js';
import { type Services } from '../graphql/schema/services.js';
import { type Authenticate, contextOf } from '../graphql/server/context.js';
import { formatError, type ReportIncident } from '../graphql/server/format-error.js';
import { calendarScope } from '../views/activity-calendar/activity-calendar.graphql.js';

type Query = Readonly<Record<string, string | string[]>>;
type Row = RecordRow &
  CalendarActivity['state'] & { readonly $revision: number; readonly meta: { readonly handling: CalendarActivity } };

export interface CalendarOptions {
  readonly services: Services;
  readonly authenticate: Authenticate;
  readonly report: ReportIncident;
}

const KIND = 'capacityActivity';
/** Most activities of one calendar. */
const FULL = 5_000;
const A_YEAR = 366 * 86_400_000;
const STATUS: Readonly<Record<string, number>> = { BAD_USER_INPUT: 400, UNAUTHENTICATED: 401, FORBIDDEN: 403, CONFLICT: 409 };

/**
 * `GET /calendar.ics`: the activities that the caller may see, as iCalendar. Query parameters: `from` and `to` (days; from a year ago on, if left out), those
 * of `Query.at`, and filters of activities, several codes with commas between them. What is wrong is said as GraphQL says it.
 */
export function serveCalendar(
  fastify: FastifyInstance,
  schema: GraphQLSchema,
  { services, authenticate, report }: CalendarOptions,
) {
  fastify.get<{ Querystring: Query }>('/calendar.ics', async ({ headers, query }, reply) => {
    reply.header('vary', 'authorization, accept-language').header('cache-control', 'private, no-cache');
    try {
      const context = await contextOf(authenticate, headers);
      const calendar = await calendarOf(services, schema, context, query);
      return await reply.header('content-type', 'text/calendar; charset=utf-8').send(calendar);
    } catch (error) {
      return refused(reply, error as Error, report);
    }
  });
}

async function calendarOf(services: Services, schema: GraphQLSchema, context: RequestContext, query: Query): Promise<string> {
  const { pool, modules, handler } = services;
  const now = handler.now();
  const dayBefore = (milliseconds: number) => new Date(now.getTime() - milliseconds).toISOString().slice(0, 10);
  const { from = dayBefore(A_YEAR), to = '9999-12-31', at, filter } = readQuery(schema, query);
  const moment = await momentOf(services, at);
  const activities: CalendarActivity[] = [];
  for (let after: string | null = null; ;) {
    const { filter: days, orderBy } = calendarScope(from, to);
    const page = { filter, orderBy, first: MOST, after };
    const { nodes, pageInfo } = await listRecords(pool, modules.get(KIND)!, context.viewer.keys, moment, page, [], days);
    activities.push(...(await Promise.all(nodes.map((row) => activityOf(services, context, moment, row as Row)))));
    if (!pageInfo.hasNextPage) break;
    after = pageInfo.endCursor;
    if (activities.length >= FULL) {
      throw badUserInput({
        field: 'to',
        value: to,
        rule: `leaves at most ${FULL} activities: ask for fewer days, or by filters`,
      });
    }
  }
  return toICalendar(activities, { now, name: 'Concord', languages: context.languages });
}

async function activityOf(
  { pool, modules }: Services,
  context: RequestContext,
  moment: Moment,
  row: Row,
): Promise<CalendarActivity> {
  const host = await readerOf(pool, modules, context, 'actor', moment).load(row.host);
  const hostName = pickLanguage(host?.name as never, context.languages) ?? undefined;
  return { id: row.$id, revision: row.$revision, tlp: row.meta.handling.tlp, state: row, hostName };
}

function readQuery(schema: GraphQLSchema, query: Query) {
  const filter: Record<string, unknown> = {};
  const days: { from?: string; to?: string } = {};
  const at: Record<string, string> = {};
  const moments = new Map(
    schema
      .getQueryType()!
      .getFields()
      .at!.args.map(({ name, type }) => [name, type]),
  );
  for (const [name, value] of Object.entries(query)) {
    const moment = moments.get(name);
    if (name === 'from' || name === 'to') days[name] = coerced(name, value, schema.getType('Day') as GraphQLInputType) as string;
    else if (moment) at[name] = coerced(name, value, moment) as string;
    else filter[name] = [value].flat().flatMap((text) => text.split(','));
  }
  const { from, to } = days;
  if (from !== undefined && to !== undefined && to < from) {
    throw badUserInput({ field: 'to', value: to, rule: `is not before from (${from})` });
  }
  return {
    ...days,
    at: at as AtArguments,
    filter: coerced('', filter, schema.getType('CapacityActivityFilter') as never) as Filter,
  };
}

/** A value as its input type takes it. @throws BAD_USER_INPUT with the parameter's name */
function coerced(name: string, value: unknown, type: GraphQLInputType): unknown {
  return coerceInputValue(value, type, (path, wrong, { message }) => {
    throw badUserInput({ field: name || String(path[0] ?? Object.keys(wrong as object)[0]), value: wrong, rule: message });
  });
}

function refused(reply: FastifyReply, error: Error & Partial<GraphQLError>, report: ReportIncident) {
  const formatted = formatError({ message: error.message, extensions: error.extensions }, error, report);
  const status = STATUS[formatted.extensions!.code as string] ?? 500;
  if (status === 401) reply.header('www-authenticate', 'Bearer');
  return reply.code(status).send({ errors: [formatted] });
}
