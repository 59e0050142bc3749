import { type Pool, type PoolClient } from 'pg';
import { type RecordedEvent } from '../envelope.js';
import { isTransient } from '../postgres/faults.js';
import { type EventStore, type StreamRange } from '../event-store.js';
import { inTransaction } from '../../platform/transaction.js';
import { isAboutTheEvent, Parking } from './parking.js';
import { physical, type Projection } from './projection.js';
import { type RebuildOptions } from './rebuild-options.js';
import { spool } from './spool.js';

/** Events of whole records that are folded and written at a time. */
const BATCH = 4_000;
/** Milliseconds of work that a kill may cost; the rows of the first transaction are the cheapest. */
const COMMIT_INTERVAL_MS = 300_000;

/** How far the filling of a generation is. */
interface BackfillState {
  /** Position of the newest event when it began: its rows know nothing later. */
  readonly upTo: string;
  /** When the log took that event, ISO 8601 UTC. */
  readonly recordedAt: string;
  /** The last stream whose rows are there. */
  readonly after?: string;
}

/**
 * Fills a new generation record by record, each with its whole history at once: every row is written a single time, in the order of the key, and
 * nothing is looked up. Sets the checkpoint to the position that was the newest one when it began; what came since is for the caller to apply.
 * @returns events folded, 0 where the generation is filled already
 * @throws the signal's reason between two chunks; the next call goes on from there
 */
export async function backfill(
  projection: Projection & { readonly streams: string },
  generation: number,
  { pool, store, onProgress, signal, batchSize = BATCH }: RebuildOptions,
): Promise<number> {
  const filling = await backfillStateOf(pool, projection, generation, store);
  if (!filling) return 0;
  const { recordedAt } = filling;
  const range: StreamRange = { prefix: projection.streams, upTo: BigInt(filling.upTo), after: filling.after };
  const writer = projection.writer(generation);
  await using spooled = store.byStream ? undefined : await spool(pool, store, range);
  const index = store.byStream ?? spooled!;
  const total = await index.count(range);
  const chunksFrom = (after?: string) => readAhead(wholeStreams(index.read({ ...range, after }), batchSize));
  const parking = new Parking(projection, generation);
  let chunks = chunksFrom(range.after);
  let parks = false;
  let events = 0;
  for (let state: BackfillState | undefined = filling; state;) {
    signal?.throwIfAborted();
    const fill = (from: BackfillState) =>
      inTransaction(pool, async (client) => {
        await client.query('set local synchronous_commit = off');
        // A table emptied in the same transaction takes rows without their being written again for their readers, or (wal_level = minimal) for the journal.
        const emptied = !from.after;
        if (emptied) for (const table of projection.tables) await client.query(`truncate ${physical(table, generation)}`);
        const until = Date.now() + COMMIT_INTERVAL_MS;
        let reached = from;

        while (!signal?.aborted && Date.now() < until) {
          const next = await chunks.next();
          if (next.done) return finish(client, projection, generation, reached);
          const records = next.value;
          await (parks
            ? parking.backfill(client, writer, records, recordedAt)
            : writer.backfill!(client, records, recordedAt, emptied));
          reached = { ...reached, after: records.at(-1)![0]!.stream };
          for (const record of records) events += record.length;
          onProgress?.(events, total, events);
        }
        await client.query('update rm.checkpoints set filling = $3 where projection = $1 and generation = $2', [
          projection.name,
          generation,
          reached,
        ]);
        return reached;
      });
    const [from, before] = [state, events];
    try {
      state = await fill(from);
    } catch (error) {
      if (parks || isTransient(error) || !isAboutTheEvent(error) || signal?.aborted) throw error;
      // Once more, slower: each record by itself where one of them fails.
      parks = true;
      events = before;
      await chunks.return(undefined);
      chunks = chunksFrom(from.after);
    }
  }
  return events;
}

async function backfillStateOf(
  pool: Pool,
  { name }: Projection,
  generation: number,
  store: EventStore,
): Promise<BackfillState | undefined> {
  const { rows } = await pool.query<{ filling: BackfillState | null; filled: boolean }>(
    'select filling, position > 0 as filled from rm.checkpoints where projection = $1 and generation = $2',
    [name, generation],
  );
  const { filling, filled } = rows[0]!;
  if (filled) return undefined;
  if (filling) return filling;
  for await (const { position, recordedAt } of store.readAll({ direction: 'backwards', limit: 1 }))
    return { upTo: String(position), recordedAt };
  return undefined;
}

async function finish(
  client: PoolClient,
  { name }: Projection,
  generation: number,
  { upTo, recordedAt }: BackfillState,
): Promise<undefined> {
  await client.query(
    'update rm.checkpoints set position = $3, recorded_at = $4, filling = null where projection = $1 and generation = $2',
    [name, generation, upTo, recordedAt],
  );
}

async function* wholeStreams(events: AsyncIterable<RecordedEvent>, batchSize: number): AsyncGenerator<RecordedEvent[][]> {
  let records: RecordedEvent[][] = [];
  let size = 0;
  for await (const event of events) {
    const record = records.at(-1);
    if (record && record[0]!.stream === event.stream) record.push(event);
    else {
      if (size >= batchSize) {
        yield records;
        records = [];
        size = 0;
      }
      records.push([event]);
    }
    size++;
  }
  if (size > 0) yield records;
}

/** Asks for the next value while the consumer works with the one before. */
async function* readAhead<T>(values: AsyncGenerator<T>): AsyncGenerator<T> {
  let next = values.next();
  for (;;) {
    const result = await next;
    if (result.done) return;
    next = values.next();
    // Not awaited while the consumer works: an error waits for the next round.
    next.catch(() => undefined);
    yield result.value;
  }
}
