import { type Pool, type PoolClient } from 'pg';
import { type EventMetadata, type RecordedEvent } from '../envelope.js';
import { type EventStore, type StreamIndex, type StreamRange } from '../event-store.js';
import { copyRows } from '../../platform/copy-rows.js';

const PAGE = 2_000;

/**
 * Sorts events of a log that can be read in its order alone: in a temporary table of a connection of its own, which goes with the connection.
 */
export async function spool(pool: Pool, store: EventStore, range: StreamRange): Promise<StreamIndex & AsyncDisposable> {
  const client = await pool.connect();
  const end = () => client.release(true);
  try {
    await client.query(
      'create temporary table spool (stream text collate "C" not null, revision int not null, event json not null)',
    );
    await copyRows(client, 'spool', ['stream', 'revision', 'event'], lines(store, range));
    await client.query('create index on spool (stream, revision)');
    await client.query('analyze spool');
  } catch (error) {
    end();
    throw error;
  }
  return {
    count: async () => {
      const { rows } = await client.query<{ count: string }>('select count(*) from spool');
      return Number(rows[0]!.count);
    },
    read: () => read(client),
    [Symbol.asyncDispose]: () => Promise.resolve(end()),
  };
}

async function* lines(
  store: EventStore,
  { prefix, upTo, after = prefix }: StreamRange,
): AsyncGenerator<[string, number, string]> {
  const last = Buffer.from(after);
  for await (const { position, stream, revision, ...event } of store.readAll()) {
    if (position > upTo) return;
    if (!stream.startsWith(prefix) || Buffer.compare(Buffer.from(stream), last) <= 0) continue;
    yield [stream, revision, JSON.stringify({ ...event, position: String(position) })];
  }
}

async function* read(client: PoolClient): AsyncGenerator<RecordedEvent> {
  let last = { stream: '', revision: -1 };
  for (;;) {
    const { rows } = await client.query<{ stream: string; revision: number; event: Spooled }>({
      name: 'spool-page',
      text: 'select stream, revision, event from spool where (stream, revision) > ($1, $2::int) order by stream, revision limit $3',
      values: [last.stream, last.revision, PAGE],
    });
    for (const { stream, revision, event } of rows) yield { ...event, stream, revision, position: BigInt(event.position) };
    if (rows.length < PAGE) return;
    last = rows.at(-1)!;
  }
}

type Spooled = Omit<RecordedEvent, 'stream' | 'revision' | 'position' | 'metadata'> & {
  readonly position: string;
  readonly metadata: EventMetadata;
};
