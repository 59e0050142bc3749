import { type PoolClient } from 'pg';
import { parseStream } from '../../event-sourcing/catalogue.js';
import { type Handling, type RecordedEvent } from '../../event-sourcing/envelope.js';
import { readersOf } from '../../event-sourcing/handling.js';
import { copyRows, type CopyValue } from '../../event-sourcing/projections/copy.js';
import { digestOf, physical, type Projection, type ProjectionWriter } from '../../event-sourcing/projections/projection.js';

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
  'readers',
  'record_readers',
  'data',
  'metadata',
] as const;

/**
 * Every event as a line of its record's history. A line is shown to who may see both the event's own label (`readers`) and the record's present one
 * (`record_readers`).
 */
export const timelineProjection: Projection = {
  name: 'timeline',
  fingerprint: 'timeline/2',
  tables: ['timeline'],
  handles: () => true,
  create: (generation) => {
    const table = physical('timeline', generation);
    return [
      `create table ${table} (
        position bigint primary key, event_id uuid not null, kind text not null, id uuid not null, revision int not null, type text not null,
        occurred_at timestamptz not null, precision text not null, recorded_at timestamptz not null, party uuid,
        readers text[] not null, record_readers text[] not null, data json not null, metadata json not null)`,
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
    for (const { type, stream, data, metadata } of events) {
      const { id } = parseStream(stream);
      const known = labels.get(id);
      if (!known) {
        const originator = { actor: metadata.actor, user: metadata.user };
        labels.set(id, { originator, readers: readersOf(metadata.handling, originator, id), changed: false });
      } else if (type === 'HandlingChanged') {
        known.readers = readersOf((data as { handling: Handling }).handling, known.originator, id);
        known.changed = true;
      }
    }
    const changed = [...labels].filter(([, label]) => label.changed);
    for (const [id, { readers }] of changed)
      await client.query(`update ${this.table} set record_readers = $2 where id = $1`, [id, readers]);
    await copyRows(client, this.table, COLUMNS, lines(events, labels));
  }

  /** Originator and present readers of the records that these events go on with. */
  async #labels(client: PoolClient, events: readonly RecordedEvent[]): Promise<Map<string, Label>> {
    const begun = new Set(events.filter(({ revision }) => revision === 0).map(({ stream }) => parseStream(stream).id));
    const ids = [...new Set(events.map(({ stream }) => parseStream(stream).id))].filter((id) => !begun.has(id));
    if (ids.length === 0) return new Map();
    const { rows } = await client.query<{ id: string; readers: string[]; actor: string | null; user: string }>(
      `select id, record_readers as readers, metadata->>'actor' as actor, metadata->>'user' as user from ${this.table} where id = any($1) and revision = 0`,
      [ids],
    );
    return new Map(rows.map(({ id, readers, actor, user }) => [id, { originator: { actor, user }, readers, changed: false }]));
  }
}

interface Label {
  readonly originator: { readonly actor: string | null; readonly user: string };
  readers: string[];
  changed: boolean;
}

function* lines(events: readonly RecordedEvent[], labels: ReadonlyMap<string, Label>): Generator<CopyValue[]> {
  for (const { position, id: eventId, stream, revision, type, recordedAt, data, metadata } of events) {
    const { kind, id } = parseStream(stream);
    const { originator, readers } = labels.get(id)!;
    const { handling, occurredAt, precision, onBehalfOf, actor } = metadata;
    yield [
      position,
      eventId,
      kind,
      id,
      revision,
      type,
      occurredAt,
      precision,
      recordedAt,
      onBehalfOf ?? actor,
      readersOf(handling, originator, id),
      readers,
      JSON.stringify(data),
      JSON.stringify(metadata),
    ];
  }
}
