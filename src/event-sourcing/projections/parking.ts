import { setTimeout as pause } from 'node:timers/promises';
import { type Pool, type PoolClient } from 'pg';
import { inTransaction } from '../../platform/transaction.js';
import { type RecordedEvent } from '../envelope.js';
import { type EventStore } from '../event-store.js';
import { activeCheckpoint, type Checkpoint, lockCheckpoint } from './checkpoints.js';
import { type Projection, type ProjectionWriter, type Span } from './projection.js';

/** A record that a projection holds back: its rows end before this event. */
export interface Parked {
  readonly projection: string;
  readonly stream: string;
  readonly eventId: string;
  readonly error: string;
}

/** SQLSTATE classes that speak of values: data exceptions, broken constraints, limits of the server (an index entry that is too large). */
const OF_VALUES = /^(22|23|54)/;
/** Milliseconds to wait for a checkpoint that a runner holds, and between two looks. */
const LOCK_TIMEOUT_MS = 30_000;
const POLL_INTERVAL_MS = 20;

/** Whether an error is about what an event says. Others, such as a missing table, would hit every event. */
export function isAboutTheEvent(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return typeof code !== 'string' || OF_VALUES.test(code);
}

/** The records that one generation of a projection holds back, within transactions that hold its checkpoint. */
export class Parking {
  /** Undefined where they have to be read again. */
  #streams: Set<string> | undefined = new Set();

  constructor(
    readonly projection: Pick<Projection, 'name'>,
    readonly generation: number,
    readonly onPark: (parked: Parked) => void = () => undefined,
  ) {}

  get size(): number {
    return this.#streams?.size ?? 0;
  }

  /** Reads which records are held back. @returns whether that changed since it was last read, so that a writer may remember rows that were written since */
  async load(client: PoolClient, { parked }: Checkpoint): Promise<boolean> {
    if (this.#streams?.size === parked) return false;
    const { rows } = await client.query<{ stream: string }>(
      'select stream from rm.parked where projection = $1 and generation = $2',
      [this.projection.name, this.generation],
    );
    this.#streams = new Set(rows.map(({ stream }) => stream));
    return true;
  }

  /** Forgets what it knows: the transaction was rolled back. */
  reset(): void {
    this.#streams = undefined;
  }

  /** The events of records that are not held back. */
  free(events: readonly RecordedEvent[]): readonly RecordedEvent[] {
    const streams = this.#streams;
    return streams?.size ? events.filter(({ stream }) => !streams.has(stream)) : events;
  }

  /** Applies events; where one fails, its record is held back from there, and all others go on. @throws what is not about an event */
  async apply(client: PoolClient, writer: ProjectionWriter, events: readonly RecordedEvent[], span: Span): Promise<void> {
    const some = this.free(events);
    const error = await attempt(client, () => writer.apply(client, some, span));
    if (!error) return;
    writer.reset();
    if (some.length === 0) throw error;
    if (some.length === 1) return this.#park(client, some[0]!, error);
    const middle = some.length >>> 1;
    const { recordedAt } = some[middle - 1]!;
    await this.apply(client, writer, some.slice(0, middle), { ...span, recordedAfter: recordedAt });
    await this.apply(client, writer, some.slice(middle), { ...span, recordedBefore: recordedAt });
  }

  /** Writes whole records; of one that fails, the rows before the event that does. @throws what is not about an event */
  async backfill(
    client: PoolClient,
    writer: ProjectionWriter,
    records: readonly (readonly RecordedEvent[])[],
    recordedAt: string,
  ): Promise<void> {
    const write = (some: readonly (readonly RecordedEvent[])[]) =>
      attempt(client, () => writer.backfill!(client, some, recordedAt, false));
    const error = await write(records);
    if (!error) return;
    if (records.length > 1) {
      const middle = records.length >>> 1;
      await this.backfill(client, writer, records.slice(0, middle), recordedAt);
      return this.backfill(client, writer, records.slice(middle), recordedAt);
    }
    const [events] = records as [readonly RecordedEvent[]];
    let [good, bad, why] = [0, events.length, error];
    while (bad - good > 1) {
      const middle = (good + bad) >>> 1;
      const wrong = await attempt(client, async () => {
        await writer.backfill!(client, [events.slice(0, middle)], recordedAt, false);
        throw new Fits();
      });
      if (wrong instanceof Fits) good = middle;
      else [bad, why] = [middle, wrong!];
    }
    if (good > 0) await writer.backfill!(client, [events.slice(0, good)], recordedAt, false);
    await this.#park(client, events[good]!, why);
  }

  async #park(client: PoolClient, { stream, id: eventId, position }: RecordedEvent, { message: error }: Error): Promise<void> {
    const { name } = this.projection;
    await client.query(
      `with added as (insert into rm.parked (projection, generation, stream, event_id, position, error) values ($1, $2, $3, $4, $5, $6))
       update rm.checkpoints set parked = parked + 1 where projection = $1 and generation = $2`,
      [name, this.generation, stream, eventId, String(position), error],
    );
    this.#streams?.add(stream);
    this.onPark({ projection: name, stream, eventId, error });
  }
}

/** Takes a trial back that went well. */
class Fits extends Error {}

/** Does something whole or not at all. @returns why not @throws what is not about an event */
async function attempt(client: PoolClient, work: () => Promise<void>): Promise<Error | undefined> {
  await client.query('savepoint attempt');
  try {
    await work();
  } catch (error) {
    await client.query('rollback to savepoint attempt');
    if (!isAboutTheEvent(error)) throw error;
    return error as Error;
  }
  await client.query('release savepoint attempt');
  return undefined;
}

/** The records that the projections which readers see hold back, oldest first. */
export async function parkedRecords(pool: Pool, limit = 100): Promise<Parked[]> {
  const { rows } = await pool.query<{ projection: string; stream: string; event_id: string; error: string }>(
    `select projection, stream, event_id, error from rm.parked p join rm.checkpoints c using (projection, generation)
     where c.active order by p.position, projection limit $1`,
    [limit],
  );
  return rows.map(({ event_id: eventId, ...rest }) => ({ ...rest, eventId }));
}

/** How many records each projection holds back, those that hold back none left out. */
export async function parkedCounts(pool: Pool): Promise<Map<string, number>> {
  const { rows } = await pool.query<{ projection: string; parked: number }>(
    'select projection, parked from rm.checkpoints where active and parked > 0',
  );
  return new Map(rows.map(({ projection, parked }) => [projection, parked]));
}

/**
 * Tries the held back records of a projection again, each by itself, with all that came to them meanwhile.
 * @returns those that are still held back, with the present reason
 * @throws where a runner does not give up the checkpoint
 */
export async function retryParked(pool: Pool, store: EventStore, projection: Projection): Promise<Parked[]> {
  const { name } = projection;
  const left: Parked[] = [];
  const generation = (await activeCheckpoint(pool, name))?.generation ?? 0;
  const { rows } = await pool.query<{ stream: string }>(
    'select stream from rm.parked where projection = $1 and generation = $2 order by position',
    [name, generation],
  );
  for (const { stream } of rows) {
    await inTransaction(pool, async (client) => {
      const checkpoint = await waitForLock(client, name, generation);
      const { rows: removed } = await client.query<{ position: string }>(
        `with gone as (delete from rm.parked where projection = $1 and generation = $2 and stream = $3 returning position),
           counted as (update rm.checkpoints set parked = parked - 1 where projection = $1 and generation = $2 and exists (select from gone))
         select position from gone`,
        [name, generation, stream],
      );
      if (!removed[0]) return;
      const events: RecordedEvent[] = [];
      for await (const event of store.readStream(stream))
        if (event.position >= BigInt(removed[0].position) && event.position <= checkpoint.position && projection.handles(event))
          events.push(event);
      const span = { recordedBefore: checkpoint.recordedAt, recordedAfter: checkpoint.recordedAt };
      await new Parking(projection, generation, (again) => left.push(again)).apply(
        client,
        projection.writer(generation),
        events,
        span,
      );
    });
  }
  return left;
}

async function waitForLock(client: PoolClient, projection: string, generation: number): Promise<Checkpoint> {
  for (const until = Date.now() + LOCK_TIMEOUT_MS; Date.now() < until; await pause(POLL_INTERVAL_MS)) {
    const checkpoint = await lockCheckpoint(client, projection, generation, true);
    if (checkpoint) return checkpoint;
  }
  throw new Error(`the checkpoint of ${projection} is held elsewhere; try again`);
}
