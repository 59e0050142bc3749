import { type PoolClient } from 'pg';
import { parseStream } from '../../event-sourcing/catalogue.js';
import { type EventMetadata, type Handling, originatorOf, type RecordedEvent } from '../../event-sourcing/envelope.js';
import { readersOf } from '../../event-sourcing/handling.js';
import { type EventReaders, eventReaders, type Labelled, labelAfter } from '../../event-sourcing/sight.js';
import { copyRows, type CopyValue } from '../../platform/copy-rows.js';
import { digestOf, physical, type Projection, type ProjectionWriter } from '../../event-sourcing/projections/projection.js';
import { factOpens, isOpened, keysOpen } from '../../event-sourcing/projections/row-security.js';
import { READER_ROLE } from '../../platform/reader-role.js';

const COLUMNS = [
  'position',
  'event_id',
  'kind',
  'id',
  'revision',
  'type',
  'occurred_at',
  'precision',
  'recorded_at',
  'party',
  'data',
  'metadata',
  'readers',
  'follows',
  'record_readers',
] as const;

/** SQL: the present label of the event's record opens. */
const RECORD_OPENS = `(${keysOpen('e.record_readers')} or ${isOpened('e.id')})`;

/**
 * Every event as a line of its record's history. A line is shown to who may see both the event's own label (`readers`) and the record's present one
 * (`record_readers`). What an event brought about in its record is shown to all readers of the record where it `follows` the record's label.
 */
export const timelineProjection: Projection = {
  name: 'timeline',
  fingerprint: 'timeline/2',
  tables: ['timeline'],
  readable: [{ table: 'timeline', where: () => factOpens('id') }],
  handles: () => true,
  create: (generation) => {
    const table = physical('timeline', generation);
    return [
      `create table ${table} (
        position bigint primary key, event_id uuid not null, kind text not null, id uuid not null, revision int not null, type text not null,
        occurred_at timestamptz not null, precision text not null, recorded_at timestamptz not null, party uuid,
        readers text[] not null, follows boolean not null, record_readers text[] not null, data json not null, metadata json not null)`,
      `create index on ${table} (id, revision)`,
    ];
  },
  index: (generation) => {
    const table = physical('timeline', generation);
    return [
      `create index on ${table} (recorded_at, position)`,
      `create index on ${table} (event_id)`,
      `create index on ${table} (party, position)`,
    ];
  },
  // Who may know what an event brought about may not see its line for that: of such lines the reader role gets what the search needs, and nothing else.
  show: (generation) => [
    `create or replace view rm.event_effect as select e.position, e.readers, e.follows, e.record_readers, ${RECORD_OPENS} as opens
      from ${physical('timeline', generation)} e where not (select row_security_active('${physical('timeline', generation)}'))
        or (e.follows or e.readers @> e.record_readers or ${keysOpen('e.readers')} or ${isOpened('e.id')})
          and (${RECORD_OPENS} or rm.extract_shows(e.kind, e.id, null))`,
    `do $$ begin if exists (select from pg_roles where rolname = '${READER_ROLE}') then grant select on rm.event_effect to ${READER_ROLE}; end if; end $$`,
  ],
  digest: (generation) => digestOf(physical('timeline', generation), COLUMNS),
  writer: (generation) => new TimelineWriter(physical('timeline', generation)),
};

class TimelineWriter implements ProjectionWriter {
  constructor(readonly table: string) {}

  reset(): void {
    // It remembers nothing.
  }

  async apply(client: PoolClient, events: readonly RecordedEvent[]): Promise<void> {
    if (events.length === 0) return;
    const labels = await this.#labels(client, events);
    const targets = await this.#targets(client, events);
    const changed = new Map<string, readonly string[]>();
    const lines = events.map((event): CopyValue[] => {
      const { id } = parseStream(event.stream);
      const before = labels.get(id) ?? labelAfter(undefined, event);
      const own = eventReaders(event, before, targets.get(correctedBy(event) ?? ''));
      targets.set(event.id, own);
      const label = labelAfter(labels.get(id), event);
      labels.set(id, label);
      if (label.handling !== before.handling) changed.set(id, readersOf(label.handling, label.originator));
      return lineOf(event, own);
    });
    for (const [id, readers] of changed)
      await client.query(`update ${this.table} set record_readers = $2 where id = $1`, [id, readers]);
    const readers = new Map([...labels].map(([id, { handling, originator }]) => [id, readersOf(handling, originator)]));
    for (const line of lines) line.push(readers.get(line[ID] as string));
    await copyRows(client, this.table, COLUMNS, lines);
  }

  /** Present labels of the records that these events go on with. */
  async #labels(client: PoolClient, events: readonly RecordedEvent[]): Promise<Map<string, Labelled>> {
    const begun = new Set(events.filter(({ revision }) => revision === 0).map(({ stream }) => parseStream(stream).id));
    const ids = [...new Set(events.map(({ stream }) => parseStream(stream).id))].filter((id) => !begun.has(id));
    if (ids.length === 0) return new Map();
    const { rows } = await client.query<{ id: string; metadata: EventMetadata; handling: Handling | null }>(
      `select e.id, e.metadata, (select h.data->'handling' from ${this.table} h where h.id = e.id and h.type = 'HandlingChanged'
         order by h.revision desc limit 1) as handling from ${this.table} e where e.id = any($1) and e.revision = 0`,
      [ids],
    );
    return new Map(
      rows.map(({ id, metadata, handling }) => [
        id,
        { handling: handling ?? metadata.handling, originator: originatorOf(metadata) },
      ]),
    );
  }

  /** Readers of the events that these correct, by their ids. */
  async #targets(client: PoolClient, events: readonly RecordedEvent[]): Promise<Map<string, EventReaders>> {
    const corrections = events.filter((event) => correctedBy(event) !== undefined);
    if (corrections.length === 0) return new Map();
    const { rows } = await client.query<EventReaders & { id: string }>(
      `select e.event_id as id, e.readers, e.follows from unnest($1::uuid[], $2::uuid[]) c (record, event)
       join ${this.table} e on e.id = c.record and e.event_id = c.event`,
      [corrections.map(({ stream }) => parseStream(stream).id), corrections.map((event) => correctedBy(event))],
    );
    return new Map(rows.map(({ id, readers, follows }) => [id, { readers, follows }]));
  }
}

/** Id of the event that this one corrects. */
function correctedBy({ type, data }: RecordedEvent): string | undefined {
  return type === 'RecordCorrected' ? (data as { eventId: string }).eventId : undefined;
}

const ID = COLUMNS.indexOf('id');

/** A line without its last column, which the events after it may change. */
function lineOf(
  { position, id: eventId, stream, revision, type, recordedAt, data, metadata }: RecordedEvent,
  { readers, follows }: EventReaders,
): CopyValue[] {
  const { kind, id } = parseStream(stream);
  const { occurredAt, precision, onBehalfOf, actor } = metadata;
  const party = onBehalfOf ?? actor;
  const said = [JSON.stringify(data), JSON.stringify(metadata)];
  return [position, eventId, kind, id, revision, type, occurredAt, precision, recordedAt, party, ...said, readers, follows];
}
