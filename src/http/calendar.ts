import { type FastifyInstance } from 'fastify';
import { type GraphQLSchema } from 'graphql';
import { type CalendarActivity, toICalendar } from '../exchange/icalendar.js';
import { badUserInput } from '../graphql/errors.js';
import { pickLanguage } from '../graphql/language.js';
import { MAX_PAGE_SIZE } from '../graphql/read/page.js';
import { listRecords } from '../graphql/read/record-list.js';
import { readerOf } from '../graphql/read/record-rows.js';
import { type PointInTime, type RecordRow, type RequestContext } from '../graphql/request-context.js';
import { pointInTimeOf } from '../graphql/schema/point-in-time.js';
import { Day } from '../graphql/scalars.js';
import { type Services } from '../graphql/schema/services.js';
import { calendarScope } from '../views/activity-calendar/activity-calendar.graphql.js';
import { type ExportOptions, type Query, readQuery, serveExport } from './export.js';

type Row = RecordRow &
  CalendarActivity['state'] & { readonly $revision: number; readonly meta: { readonly handling: CalendarActivity } };

interface Days {
  readonly from: string;
  readonly to: string;
}

const KIND = 'capacityActivity';
/** Most activities of one calendar. */
const FULL = 5_000;
const YEAR_MS = 366 * 86_400_000;

/**
 * `GET /calendar.ics`: the activities that the caller may see, as iCalendar. Query parameters: `from` and `to` (days; from a year ago on, if left out), those
 * of `Query.at`, and filters of activities, several codes with commas between them.
 */
export function serveCalendar(fastify: FastifyInstance, schema: GraphQLSchema, options: ExportOptions): void {
  serveExport(
    fastify,
    '/calendar.ics',
    'text/calendar; charset=utf-8',
    options,
    (context, query) => calendarOf(options.services, schema, context, query),
    {
      hasTag: true,
    },
  );
}

async function calendarOf(services: Services, schema: GraphQLSchema, context: RequestContext, query: Query): Promise<string> {
  const { pool, modules, handler } = services;
  const now = handler.now();
  const dayBefore = (milliseconds: number) => new Date(now.getTime() - milliseconds).toISOString().slice(0, 10);
  const { at, args, filter } = readQuery<Days>(schema, query, { from: Day, to: Day }, 'CapacityActivityFilter');
  if (args.from !== undefined && args.to !== undefined && args.to < args.from)
    throw badUserInput({ field: 'to', value: args.to, rule: `is not before from (${args.from})` });
  const { from = dayBefore(YEAR_MS), to = '9999-12-31' } = args;
  const moment = await pointInTimeOf(services, at);
  const activities: CalendarActivity[] = [];
  for (let after: string | null = null; ;) {
    const { filter: days, orderBy } = calendarScope(from, to);
    const page = { filter, orderBy, first: MAX_PAGE_SIZE, after };
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
  moment: PointInTime,
  row: Row,
): Promise<CalendarActivity> {
  const host = await readerOf(pool, modules, context, 'actor', moment).load(row.host);
  const hostName = pickLanguage(host?.name as never, context.languages) ?? undefined;
  return { id: row.$id, revision: row.$revision, tlp: row.meta.handling.tlp, state: row, hostName };
}
