import { type Pool } from 'pg';
import { type Position, type RecordedEvent } from '../envelope.js';
import { WrittenToMeanwhile } from '../event-store.js';
import { prepareEvent } from '../prepare-append.js';
import { inTransaction } from '../../platform/transaction.js';
import { copyRows } from '../../platform/copy-rows.js';

const COLUMNS = ['position', 'recorded_at', 'bytes', 'revision', 'schema_version', 'id', 'stream', 'type', 'data', 'metadata'];

/** `EventStore.restore`: one transaction, for which the head is locked. Whoever may only append (`concord_writer`) may not do this. */
export function restore(pool: Pool, events: readonly RecordedEvent[], after: Position): Promise<Position> {
  return inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ position: string }>('select position from es.head where id for no key update');
    const head = BigInt(rows[0]!.position);
    if (head !== after) throw new WrittenToMeanwhile(after, head);
    let position = head;
    const lines = events.map((event) => {
      const { id, type, schemaVersion, data, metadata } = prepareEvent(event.stream, event);
      const bytes = Buffer.byteLength(data) + Buffer.byteLength(metadata);
      const { recordedAt, revision, stream } = event;
      return [++position, recordedAt, bytes, revision, schemaVersion, id, stream, type, data, metadata];
    });
    await copyRows(client, 'es.events', COLUMNS, lines);
    await client.query(
      `with moved as (update es.head set position = $1, recorded_at = greatest(recorded_at, $2) where id)
       select pg_notify('es_events', $1::bigint::text)`,
      [String(position), events.at(-1)!.recordedAt],
    );
    return position;
  });
}
