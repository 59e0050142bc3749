import { type Pool } from 'pg';
import { recordTable } from '../../event-sourcing/projections/record-table.js';
import { endOf } from '../../event-sourcing/occurred.js';
import { badUserInput } from '../../graphql/errors.js';
import { fromGlobalId } from '../../graphql/global-id.js';
import { type RecordModule } from '../../graphql/objects/record-module.js';
import { connectionOf, type Connection, encodeCursor, type PageArguments, pageOf } from '../../graphql/read/page.js';
import { heldOrFirst, run, seenAmong, Statement, visibleTo } from '../../graphql/read/sql.js';
import { type PointInTime } from '../../graphql/request-context.js';
import { parseKnown } from '../../graphql/known.js';
import { pointInTimeOf } from '../../graphql/schema/point-in-time.js';
import { type Services } from '../../graphql/schema/services.js';
import { isInPlace, namesActor, placesOf } from '../../graphql/read/place-filters.js';
import { EVENT, eventConditions, type EventRow, eventsUpTo, shownEvents } from '../timeline/timeline.graphql.js';

/** Between which moments of the log: after a position, or from an instant on, up to what the moment knows. */
export interface Window {
  readonly after: bigint;
  /** Instant from which on events were recorded; what happened before it is reported late. */
  readonly since: string;
  readonly moment: PointInTime;
}

/** What a digest is about; all conditions hold together. */
export interface About {
  readonly states?: readonly string[] | null;
  readonly actors?: readonly string[] | null;
  readonly regions?: readonly string[] | null;
  readonly kinds?: readonly string[] | null;
}

/** A record with something new to tell. */
export interface Changed {
  readonly kind: string;
  readonly id: string;
  readonly count: number;
  readonly window: Window;
}

/**
 * The window from one moment of the log to another, as `at(knownAt:)` takes them. A day, month or year counts whole at both ends; a position or an instant
 * at the beginning is left out, as what was seen already.
 * @throws BAD_USER_INPUT where `from` is after `to`
 */
export async function windowOf(
  services: Services,
  at: PointInTime,
  from: string,
  to: string | null | undefined,
): Promise<Window> {
  const asked = to == null ? {} : await pointInTimeOf(services, { knownAt: to });
  const moment = earlier(at, asked);
  const start = parseKnown(from)!;
  if ('position' in start) {
    const after = start.position;
    if (moment.knownAt !== undefined && after > moment.knownAt && to != null) throw reversed(from, to);
    const [newest] = await run<{ recorded_at: Date }>(
      services.unfiltered,
      'select recorded_at from rm.timeline where position <= $1 order by position desc limit 1',
      { keys: [], values: [String(after)] },
    );
    return { after, since: newest?.recorded_at.toISOString() ?? '0001-01-01T00:00:00.000Z', moment };
  }
  const begin = start.date;
  const end = to == null ? undefined : parseKnown(to)!;
  if (end && 'date' in end && begin.occurredAt > endOf(end.date)) throw reversed(from, to!);
  const [before] = await run<{ position: string }>(
    services.unfiltered,
    `select position from rm.timeline where recorded_at ${begin.precision === 'instant' ? '<=' : '<'} $1 order by recorded_at desc, position desc limit 1`,
    { keys: [], values: [begin.occurredAt] },
  );
  return { after: BigInt(before?.position ?? 0), since: begin.occurredAt, moment };
}

function reversed(from: string, to: string) {
  return badUserInput({ field: 'from', value: from, rule: `is not after \`to\`, ${to}` });
}

/** What is known at both moments, of what is asked for at the first. */
function earlier(at: PointInTime, asked: PointInTime): PointInTime {
  const known = [at.knownAt, asked.knownAt].filter((one) => one !== undefined);
  const asOf = [at.asOf, asked.asOf].filter((one) => one !== undefined).sort()[0];
  return {
    ...(asOf === undefined ? {} : { asOf }),
    ...(known.length === 0 ? {} : { knownAt: known.reduce((a, b) => (a < b ? a : b)) }),
  };
}

/** Records of which something is new in a window, in order of their first news, as far as a viewer may see it. */
export async function changedRecords(
  services: Services,
  keys: readonly string[],
  window: Window,
  about: About,
  args: PageArguments,
): Promise<Connection<Changed>> {
  const { pool } = services;
  const order = 'changes position ASC';
  const page = pageOf(args, order);
  const scope = await scopeOf(services, keys, window.moment, about);
  const build = (statement: Statement) => [
    ...windowConditions(statement, keys, window),
    ...scope.map((condition) => condition(statement)),
  ];
  const statement = new Statement(keys);
  const having = page.from
    ? `having min(e.position) ${page.backwards ? '<' : '>'} ${statement.value(page.from[0], 'bigint')}`
    : '';
  const text = `select e.kind, e.id, min(e.position)::text as first, count(*)::int as count from rm.timeline e where ${build(statement).join(' and ')}
    group by e.kind, e.id ${having} order by min(e.position) ${page.backwards ? 'desc' : 'asc'} limit ${statement.value(page.size + 1, 'int')}`;
  const rows = await run<{ kind: string; id: string; first: string; count: number }>(pool, text, statement);
  return connectionOf(
    page,
    rows,
    ({ kind, id, count }): Changed => ({ kind, id, count, window }),
    ({ first, id }) => encodeCursor(order, [first, id]),
    async () => {
      const counting = new Statement(keys);
      const all = `select count(distinct e.id)::int as count from rm.timeline e where ${build(counting).join(' and ')}`;
      const [counted] = await run<{ count: number }>(pool, all, counting);
      return counted!.count;
    },
  );
}

/** The first so many events of records in a window, in order of recording. */
export async function newsOf(
  pool: Pool,
  keys: readonly string[],
  window: Window,
  ids: readonly string[],
  most: number,
): Promise<ReadonlyMap<string, readonly EventRow[]>> {
  const statement = new Statement(keys);
  const where = [...windowConditions(statement, keys, window), `e.id = any(${statement.value(ids, 'uuid[]')})`];
  const text = `select ${EVENT} from (select e.*, row_number() over (partition by e.id order by e.position) as nth from rm.timeline e where ${where.join(' and ')}) e
    where e.nth <= ${statement.value(most, 'int')} order by e.position`;
  const rows = await run<Omit<EventRow, '$moment'>>(pool, text, statement);
  const news = new Map<string, EventRow[]>();
  for (const row of shownEvents(keys, rows, window.moment)) news.set(row.id, [...(news.get(row.id) ?? []), row]);
  return news;
}

/** Events of some records that a viewer may see, by id and all their corrections up to a position: what corrections are described from. */
export async function correctedBy(
  pool: Pool,
  keys: readonly string[],
  corrections: readonly { readonly record: string; readonly eventId: string }[],
): Promise<readonly EventRow[]> {
  const statement = new Statement(keys);
  const records = statement.value([...new Set(corrections.map(({ record }) => record))], 'uuid[]');
  const events = statement.value([...new Set(corrections.map(({ eventId }) => eventId))], 'uuid[]');
  const where = [
    ...eventConditions(statement, keys, null),
    `e.id = any(${records})`,
    `(e.type = 'RecordCorrected' or e.event_id = any(${events}))`,
  ];
  const text = `select ${EVENT} from rm.timeline e where ${where.join(' and ')} order by e.position`;
  const rows = await run<Omit<EventRow, '$moment'>>(pool, text, statement);
  return shownEvents(keys, rows, {});
}

function windowConditions(statement: Statement, keys: readonly string[], { after, moment }: Window): string[] {
  return [
    ...eventConditions(statement, keys, null),
    `e.position > ${statement.value(String(after), 'bigint')}`,
    ...eventsUpTo(statement, moment),
  ];
}

type Condition = (statement: Statement) => string;

/** @throws BAD_USER_INPUT for what is no id of an actor, no State, no place and no kind of record */
async function scopeOf(services: Services, keys: readonly string[], moment: PointInTime, about: About): Promise<Condition[]> {
  const { modules, pool } = services;
  const conditions: Condition[] = [];
  const among = (condition: (statement: Statement, module: RecordModule) => string, said: readonly string[]): Condition => {
    return (statement) => {
      const records = [...modules.values()]
        .filter(({ definition }) => !definition.extract)
        .map((module) => {
          const { kind } = module.definition;
          const table = recordTable(kind);
          return `(e.kind = '${kind}' and exists (select from rm.${table} r where r.id = e.id and ${heldOrFirst(statement, moment, table, 'r')}
            and ${visibleTo(statement, keys, 'r')} and (${condition(statement, module)})))`;
        });
      if (said.length === 0) return `(${records.join(' or ')})`;
      // A party that has left is not in the record any more; the event that tells so names it.
      const named = said.map((id) => `strpos(e.data::text, ${statement.value(id, 'text')}) > 0`);
      return `(e.party = any(${statement.value(said, 'uuid[]')}) or ${[...named, ...records].join(' or ')})`;
    };
  };
  const { kinds, actors, states, regions } = about;
  for (const kind of kinds ?? [])
    if (!modules.has(kind)) throw badUserInput({ field: 'kinds', value: kind, rule: 'is a kind of record: `commitment`' });
  if (kinds) conditions.push((statement) => `e.kind = any(${statement.value(kinds, 'text[]')})`);
  if (actors) {
    const wanted = actors.map((id) => actorId('actors', id));
    const ids = await seenOf(pool, keys, moment, wanted);
    conditions.push(among((statement, module) => namesActor(statement, module, ids), ids));
  }
  if (states) {
    const ids = states.map((id) => actorId('states', id));
    const { countries, all } = await statesOf(pool, keys, moment, ids);
    const concerns = (statement: Statement, module: RecordModule) =>
      `${namesActor(statement, module, all)} or ${isInPlace(statement, module, keys, moment, countries)}`;
    conditions.push(among(concerns, all));
  }
  if (regions) {
    const places = placesOf('regions', regions);
    conditions.push(among((statement, module) => isInPlace(statement, module, keys, moment, places), []));
  }
  return conditions;
}

function actorId(field: string, id: string): string {
  const uuid = fromGlobalId('actor', id);
  if (!uuid) throw badUserInput({ field, value: id, rule: 'is the id of an actor: actor_<uuid>' });
  return uuid;
}

/** Those of some actors that a viewer may see. */
async function seenOf(
  pool: Pool,
  keys: readonly string[],
  moment: PointInTime,
  ids: readonly string[],
): Promise<readonly string[]> {
  const statement = new Statement(keys);
  const seen = seenAmong(statement, keys, moment, 'actor', statement.value(ids, 'uuid[]'));
  return (await run<{ id: string }>(pool, `select unnest(${seen}) as id`, statement)).map(({ id }) => id);
}

/** States that a viewer may see with their countries, and the actors that belong to them. */
async function statesOf(
  pool: Pool,
  keys: readonly string[],
  moment: PointInTime,
  ids: readonly string[],
): Promise<{ readonly countries: readonly string[]; readonly all: readonly string[] }> {
  const statement = new Statement(keys);
  const states = statement.value(ids, 'uuid[]');
  const rows = await run<{ id: string; country: string | null }>(
    pool,
    `select distinct a.id, case when a.id = any(${states}) then a.country end as country from rm.actor a
     where (a.id = any(${states}) or a.parents && ${states}) and ${heldOrFirst(statement, moment, 'actor', 'a')} and ${visibleTo(statement, keys, 'a')}`,
    statement,
  );
  const countries = rows.map(({ country }) => country).filter((country) => country !== null);
  return { countries: [...new Set(countries)], all: [...new Set(rows.map(({ id }) => id))] };
}
