import { type CustomTypesConfig, type QueryArrayConfig, type QueryArrayResult } from 'pg';
import { type StreamRange } from '../event-store.js';
import { type EventMetadata, type Position, type RecordedEvent } from '../envelope.js';

/** A pool or a client. */
export interface Queryable {
  query(config: QueryArrayConfig): Promise<QueryArrayResult>;
}

/** Some events in order; `more` is false where the log, or the stream, ended. */
export interface Page {
  readonly events: RecordedEvent[];
  /** UTF-8 length of data and metadata of each event. */
  readonly sizes: number[];
  readonly more: boolean;
}

/** Most JSON bytes of a page; one event more than fits is always given. */
const PAGE_BYTES = 8 * 1_048_576;

/** Everything as text, parsed once below. */
const TEXT: CustomTypesConfig = { getTypeParser: () => (value: unknown) => value };

const COLUMNS = `position, stream, revision, id, type, schema_version, data, metadata, bytes,
  to_char(recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

type Row = [string, string, string, string, string, string, string, string, string, string];

const pageQuery = (where: string, order: string) => `
  select ${COLUMNS} from (
    select *, sum(bytes) over (order by ${order} rows unbounded preceding) as total from es.events where ${where} order by ${order} limit $1
  ) page
  where total - bytes < $2 order by ${order}`;

const QUERIES = {
  all: {
    forwards: { name: 'es_all_forwards', text: pageQuery('position > $3::bigint', 'position') },
    backwards: { name: 'es_all_backwards', text: pageQuery('position < $3::bigint', 'position desc') },
  },
  streams: {
    name: 'es_streams',
    text: pageQuery('(stream, revision) > ($3, $4::bigint) and stream < $5 and position <= $6::bigint', 'stream, revision'),
  },
  stream: {
    forwards: { name: 'es_stream_forwards', text: pageQuery('stream = $4 and revision >= $3::bigint', 'revision') },
    backwards: { name: 'es_stream_backwards', text: pageQuery('stream = $4 and revision <= $3::bigint', 'revision desc') },
  },
} as const;

export type Direction = 'forwards' | 'backwards';

/** At most `limit` events after (backwards: before) a position, excluded. */
export function pageOfAll(on: Queryable, direction: Direction, after: Position, limit: number): Promise<Page> {
  return page(on, QUERIES.all[direction], limit, [String(after)]);
}

/** At most `limit` events of a stream from a revision, included. */
export function pageOfStream(on: Queryable, direction: Direction, stream: string, from: number, limit: number): Promise<Page> {
  return page(on, QUERIES.stream[direction], limit, [from, stream]);
}

/** At most `limit` events of some streams after one of them. */
export function pageOfStreams(
  on: Queryable,
  { prefix, upTo }: StreamRange,
  after: Pick<RecordedEvent, 'stream' | 'revision'>,
  limit: number,
): Promise<Page> {
  return page(on, QUERIES.streams, limit, [after.stream, after.revision, endOf(prefix), String(upTo)]);
}

/** How many events some streams have. */
export async function countOfStreams(on: Queryable, range: StreamRange): Promise<number> {
  const text =
    'select count(*) from es.events where (stream, revision) > ($1, $2::bigint) and stream < $3 and position <= $4::bigint';
  const { stream, revision } = beginning(range);
  const values = [stream, revision, endOf(range.prefix), String(range.upTo)];
  const { rows } = await on.query({ text, values, rowMode: 'array' });
  return Number(rows[0]![0]);
}

/** The place before the first event of some streams. */
export function beginning({ prefix, after }: StreamRange): { stream: string; revision: number } {
  return after === undefined ? { stream: prefix, revision: -1 } : { stream: after, revision: Number.MAX_SAFE_INTEGER };
}

/** A name after all that begin so. */
function endOf(prefix: string): string {
  return prefix + '\u{10FFFF}';
}

async function page(on: Queryable, query: { name: string; text: string }, limit: number, values: unknown[]): Promise<Page> {
  const result = await on.query({ ...query, values: [limit, PAGE_BYTES, ...values], rowMode: 'array', types: TEXT });
  const rows = result.rows as Row[];
  const sizes = rows.map((row) => Number(row[8]));
  const full = rows.length === limit || sizes.reduce((sum, size) => sum + size, 0) >= PAGE_BYTES;
  return { events: rows.map(toEvent), sizes, more: full };
}

function toEvent([position, stream, revision, id, type, schemaVersion, data, metadata, , recordedAt]: Row): RecordedEvent {
  return {
    id,
    type,
    schemaVersion: Number(schemaVersion),
    data: JSON.parse(data) as unknown,
    metadata: JSON.parse(metadata) as EventMetadata,
    stream,
    revision: Number(revision),
    position: BigInt(position),
    recordedAt,
  };
}
