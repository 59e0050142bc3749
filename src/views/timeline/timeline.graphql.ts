import {
  type GraphQLFieldConfigMap,
  GraphQLID,
  GraphQLInputObjectType,
  GraphQLInt,
  GraphQLObjectType,
  type GraphQLSchema,
  GraphQLString,
} from 'graphql';
import { type ReadPath } from '../../access/read-audit.js';
import { labelOf, noteRead } from '../../access/reads.js';
import { widthOf } from '../../event-sourcing/handling.js';
import { streamOf } from '../../event-sourcing/catalogue.js';
import { formatOccurred } from '../../event-sourcing/occurred.js';
import { type EventMetadata, type Precision, type SourceReference } from '../../event-sourcing/envelope.js';
import { idAt, parseGlobalId, toGlobalId } from '../../graphql/global-id.js';
import { outputType } from '../../graphql/objects/computed.js';
import { connectionOf, type Connection, encodeCursor, type PageArguments, pageOf } from '../../graphql/read/page.js';
import { readerOf } from '../../graphql/read/record-rows.js';
import { factVisibleTo, run, seenAmong, Statement } from '../../graphql/read/sql.js';
import { type PointInTime, type RequestContext } from '../../graphql/request-context.js';
import { Instant, JsonValue, PartialDate, Position } from '../../graphql/scalars.js';
import { type Services } from '../../graphql/schema/services.js';
import {
  type AnyField,
  connectionType,
  DayRange,
  IntervalType,
  many,
  pageArguments,
  required,
} from '../../graphql/schema/shared-types.js';
import { badUserInput } from '../../graphql/errors.js';
import { ledgerFields } from '../ledger/event-fields.js';
import { NOT_SHOWN, withoutHidden } from '../../graphql/read/known-ids.js';

/** An event as SQL gives it. */
export interface EventRow {
  readonly position: string;
  readonly event_id: string;
  readonly kind: string;
  readonly id: string;
  readonly revision: number;
  readonly type: string;
  readonly occurred_at: Date;
  readonly precision: Precision;
  readonly recorded_at: Date;
  readonly data: unknown;
  readonly metadata: EventMetadata;
  readonly readers: readonly string[];
  readonly record_readers: readonly string[];
  /** The moment at which its record is read. */
  readonly $moment: PointInTime;
}

export const EVENT =
  'e.position, e.event_id, e.kind, e.id, e.revision, e.type, e.occurred_at, e.precision, e.recorded_at, e.data, e.metadata, e.readers, e.record_readers';

/** Events as they are given to whom these keys belong to: noted as reads of their records. */
export function shownEvents(
  keys: readonly string[],
  rows: readonly Omit<EventRow, '$moment'>[],
  $moment: PointInTime,
  path: ReadPath = 'HISTORY',
): EventRow[] {
  return rows.map((row) => {
    const labels = [row.readers, row.record_readers].map(labelOf);
    const tlp = labels.sort((a, b) => widthOf(a) - widthOf(b))[0]!;
    noteRead(keys, path, row.kind, row.id, tlp);
    return { ...row, $moment };
  });
}

export interface EventFilterInput {
  readonly records?: readonly string[] | null;
  readonly kinds?: readonly string[] | null;
  readonly types?: readonly string[] | null;
  readonly parties?: readonly string[] | null;
  readonly fields?: readonly string[] | null;
  readonly recorded?: { readonly from?: string | null; readonly to?: string | null } | null;
}

/** Which events, of those that a viewer may see. */
export const EventFilter = new GraphQLInputObjectType({
  name: 'EventFilter',
  description: 'Which events; all conditions hold together, and a list means any of its entries.',
  fields: {
    records: { type: many(GraphQLID), description: 'Of these records.' },
    kinds: { type: many(GraphQLString), description: 'Of records of these kinds: `commitment`.' },
    types: { type: many(GraphQLString), description: 'Of these types: `CommitmentDeclared`.' },
    parties: { type: many(GraphQLID), description: 'Said by these actors.' },
    fields: {
      type: many(GraphQLString),
      description: 'That say something in these fields of their data, or correct what was said there: `due`.',
    },
    recorded: { type: DayRange, description: 'Recorded on these days.' },
  },
});

/** SQL conditions of a filter and of the label predicate, on `rm.timeline e`. */
export function eventConditions(
  statement: Statement,
  keys: readonly string[],
  filter: EventFilterInput | null | undefined,
): string[] {
  const where = [factVisibleTo(statement, keys, 'e', 'e.id')];
  const { records, kinds, types, parties, fields, recorded } = filter ?? {};
  const ids = (texts: readonly string[], field: string) =>
    texts.map((text) => {
      const parsed = parseGlobalId(text);
      if (!parsed) throw badUserInput({ field, value: text, rule: 'is the id of a record: <kind>_<uuid>' });
      return parsed.id;
    });
  if (records) where.push(`e.id = any(${statement.value(ids(records, 'filter.records'), 'uuid[]')})`);
  if (kinds) where.push(`e.kind = any(${statement.value(kinds, 'text[]')})`);
  if (types) where.push(`e.type = any(${statement.value(types, 'text[]')})`);
  if (parties) {
    const wanted = statement.value(ids(parties, 'filter.parties'), 'uuid[]');
    where.push(`e.party = any(${seenAmong(statement, keys, {}, 'actor', wanted)})`);
  }
  if (fields)
    where.push(`exists (select from unnest(${statement.value(fields, 'text[]')}) f where
      case when e.type = 'RecordCorrected' then split_part(e.data->>'field', '.', 1) = f else e.data->f is not null end)`);
  if (recorded?.from) where.push(`e.recorded_at >= ${statement.value(recorded.from, 'date')}`);
  if (recorded?.to) where.push(`e.recorded_at < ${statement.value(recorded.to, 'date')} + 1`);
  return where;
}

/** SQL conditions on `rm.timeline e`: what had happened, and was known, at a moment. */
export function eventsUpTo(statement: Statement, { asOf, knownAt }: PointInTime): string[] {
  return [
    ...(knownAt === undefined ? [] : [`e.position <= ${statement.value(String(knownAt), 'bigint')}`]),
    ...(asOf === undefined ? [] : [`e.occurred_at <= ${statement.value(asOf, 'timestamptz')}`]),
  ];
}

/** A page of events in order of position. Events of the world after `asOf` and of the log after `knownAt` are not among them. */
async function pageOfEvents(
  { pool }: Services,
  keys: readonly string[],
  moment: PointInTime,
  args: PageArguments & { filter?: EventFilterInput | null },
  record?: string,
): Promise<Connection<EventRow>> {
  const order = 'events position ASC';
  const page = pageOf(args, order);
  const build = (statement: Statement) => {
    const where = eventConditions(statement, keys, args.filter);
    if (record !== undefined) where.push(`e.id = ${statement.value(record, 'uuid')}`);
    return [...where, ...eventsUpTo(statement, moment)];
  };
  const statement = new Statement(keys);
  const where = build(statement);
  if (page.from) where.push(`e.position ${page.backwards ? '<' : '>'} ${statement.value(page.from[0], 'bigint')}`);
  const text = `select ${EVENT} from rm.timeline e where ${where.join(' and ')} order by e.position ${page.backwards ? 'desc' : 'asc'} limit ${statement.value(page.size + 1, 'int')}`;
  const rows = await run<Omit<EventRow, '$moment'>>(pool, text, statement);
  return connectionOf(
    page,
    rows,
    (row): EventRow => shownEvents(keys, [row], moment)[0]!,
    (row) => encodeCursor(order, [row.position, row.event_id]),
    async () => {
      const counting = new Statement(keys);
      const all = build(counting);
      const [counted] = await run<{ count: string }>(
        pool,
        `select count(*) from rm.timeline e where ${all.join(' and ')}`,
        counting,
      );
      return Number(counted!.count);
    },
  );
}

/** What an event says, its personal data opened. */
export function openedData(
  { handler: { catalogue, personal } }: Services,
  { kind, id, event_id, data }: EventRow,
): Promise<unknown> {
  return personal.open(catalogue.located({ stream: streamOf(kind, id), id: event_id, data }));
}

/** The event type with its connection: what `Record.timeline`, `Query.events` and the subscription give. */
export function timelineTypes(schema: GraphQLSchema, services: Services) {
  const { pool, unfiltered, modules } = services;
  const load = (context: RequestContext, kind: string, id: string | null | undefined, moment: PointInTime) =>
    id ? readerOf(pool, modules, context, kind, moment).load(id) : null;
  const sourceOf = async (source: SourceReference, context: RequestContext) => {
    const shown = await withoutHidden(unfiltered, context, source);
    return { ...shown, document: shown.document ?? NOT_SHOWN };
  };
  const fields: GraphQLFieldConfigMap<EventRow, RequestContext> = {
    id: {
      type: required(GraphQLID),
      description: 'Id of the event; under `at` with the moment.',
      resolve: ({ event_id, $moment }) => idAt(event_id, $moment),
    },
    position: { type: required(Position), description: 'Where it stands in the log.' },
    revision: { type: required(GraphQLInt), description: 'Its number in the history of its record, from 0.' },
    type: { type: required(GraphQLString), description: 'What happened: `CommitmentDeclared`.' },
    recordId: { type: required(GraphQLID), description: 'Its record.', resolve: ({ kind, id }) => toGlobalId(kind, id) },
    record: {
      type: outputType(schema, 'Record') as GraphQLObjectType,
      description: 'Its record, as it is now (or at the moment asked for).',
      resolve: ({ kind, id, $moment }, _args, context) => load(context, kind, id, $moment),
    },
    occurredAt: {
      type: required(PartialDate),
      description: 'When it happened in the world, as exactly as it was said.',
      resolve: ({ occurred_at, precision }) => formatOccurred({ occurredAt: occurred_at.toISOString(), precision }),
    },
    occurredDuring: {
      type: required(IntervalType),
      description: 'The time that `occurredAt` stands for.',
      resolve: ({ occurred_at, precision }) => ({ occurredAt: occurred_at.toISOString(), precision }),
    },
    recordedAt: {
      type: required(Instant),
      description: 'When the log took it.',
      resolve: ({ recorded_at }) => recorded_at.toISOString(),
    },
    actor: {
      type: outputType(schema, 'Actor') as GraphQLObjectType,
      description: 'The organisation that recorded it.',
      resolve: ({ metadata, $moment }, _args, context) => load(context, 'actor', metadata.actor, $moment),
    },
    onBehalfOf: {
      type: outputType(schema, 'Actor') as GraphQLObjectType,
      description: 'The organisation for which it was recorded, where that is another one.',
      resolve: ({ metadata, $moment }, _args, context) => load(context, 'actor', metadata.onBehalfOf, $moment),
    },
    user: {
      type: required(GraphQLString),
      description: 'Pseudonymous id of the user who recorded it.',
      resolve: ({ metadata }) => metadata.user,
    },
    handling: {
      type: outputType(schema, 'Handling') as GraphQLObjectType,
      description: 'Its own label.',
      resolve: ({ metadata }, _args, context) => withoutHidden(unfiltered, context, metadata.handling),
    },
    source: {
      type: outputType(schema, 'SourceReference') as GraphQLObjectType,
      description: 'What it rests on.',
      resolve: ({ metadata }, _args, context) => metadata.source && sourceOf(metadata.source, context),
    },
    correlationId: {
      type: required(GraphQLID),
      description: 'What belongs together.',
      resolve: ({ metadata }) => metadata.correlationId,
    },
    causationId: {
      type: required(GraphQLID),
      description: 'The event or the command that caused it; the event itself, where you may not see what did.',
      resolve: async ({ metadata, event_id }, _args, context) =>
        (await withoutHidden(unfiltered, context, metadata.causationId)) ?? event_id,
    },
    data: {
      type: required(JsonValue),
      description:
        'What it says, in its published shape, but for the ids of records and events that you may not see: null stands in their place, and in lists nothing. Personal data that was erased is null.',
      resolve: async (row, _args, context) => withoutHidden(unfiltered, context, await openedData(services, row)),
    },
    reason: {
      type: GraphQLString,
      description: 'Why, where it says so: of a correction, a void, a withdrawal, a new label.',
      resolve: async (row, _args, context) => {
        const { reason } = (await withoutHidden(unfiltered, context, await openedData(services, row))) as { reason?: unknown };
        return typeof reason === 'string' ? reason : null;
      },
    },
    corrects: {
      type: GraphQLID,
      description: 'The event of the same record that it corrects, where you may see it; null for what is no correction.',
      resolve: async ({ type, data, $moment }, _args, context) => {
        if (type !== 'RecordCorrected') return null;
        const { eventId } = await withoutHidden(unfiltered, context, data as { readonly eventId?: string | null });
        return eventId ? idAt(eventId, $moment) : null;
      },
    },
    ...ledgerFields(services),
  };
  const Event = new GraphQLObjectType({
    name: 'Event',
    description: 'Something that happened, as it was recorded. Events are never changed.',
    fields,
  });
  const EventConnection = connectionType('Event', Event, 'events');
  return {
    Event,
    /** The field `timeline` of every record. */
    timeline: {
      type: required(EventConnection),
      description:
        'Its history: the events that you may see both by their own labels and by the record’s present one, in order of recording.',
      args: { ...pageArguments, filter: { type: EventFilter, description: 'Which of its events; all, if left out.' } },
      resolve: (
        { $id, $moment }: { $id: string; $moment: PointInTime },
        args: PageArguments & { filter?: EventFilterInput },
        { viewer }: RequestContext,
      ) => pageOfEvents(services, viewer.keys, $moment, args, $id),
    } satisfies AnyField,
    /** `Query.events`. */
    events: {
      type: required(EventConnection),
      description: 'The log, as far as you may see it, in order of recording.',
      args: { ...pageArguments, filter: { type: EventFilter, description: 'Which events.' } },
      resolve: (
        root: { moment?: PointInTime } | undefined,
        args: PageArguments & { filter?: EventFilterInput },
        { viewer }: RequestContext,
      ) => pageOfEvents(services, viewer.keys, root?.moment ?? {}, args),
    } satisfies AnyField,
  };
}
