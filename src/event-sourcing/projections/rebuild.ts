import { setTimeout as pause } from 'node:timers/promises';
import { type Pool, type PoolClient } from 'pg';
import { type Position, type RecordedEvent } from '../envelope.js';
import { type EventStore } from '../event-store.js';
import {
  activeCheckpoint,
  addGeneration,
  type Checkpoint,
  dropGeneration,
  lockCheckpoint,
  moveCheckpoint,
  showGeneration,
} from './checkpoints.js';
import { inTransaction } from '../../platform/transaction.js';
import { Parking } from './parking.js';
import { backfill } from './backfill.js';
import { type Projection, type ProjectionWriter } from './projection.js';
import { type RebuildOptions } from './rebuild-options.js';

/** Milliseconds of work that a kill may cost. */
const CHECKPOINT_INTERVAL_MS = 60_000;
/** Milliseconds that the shown generation has to come after the new one, and between two looks. */
const CATCH_UP_TIMEOUT_MS = 5_000;
const POLL_INTERVAL_MS = 50;

export interface RebuildResult {
  readonly projection: string;
  readonly generation: number;
  readonly events: number;
  /** Whether the new rows are those that readers saw before; undefined where they could not be compared. */
  readonly same?: boolean;
}

/**
 * Rebuilds a projection's rows beside those that readers see, compares, and switches in one transaction. The generation before is kept, so that
 * the way back is the same switch; older ones are dropped. An interrupted rebuild is gone on with.
 * @throws if a rebuild of this projection is under way elsewhere
 */
export async function rebuild(projection: Projection, options: RebuildOptions): Promise<RebuildResult> {
  const { pool } = options;
  const guard = await pool.connect();
  try {
    const { rows } = await guard.query<{ locked: boolean }>(
      "select pg_try_advisory_lock(hashtext('rebuild'), hashtext($1)) as locked",
      [projection.name],
    );
    if (!rows[0]!.locked) throw new Error(`a rebuild of ${projection.name} is under way already`);
    return await rebuildLocked(projection, options);
  } finally {
    // Ending the session gives the lock back, whatever state it is in.
    guard.release(true);
  }
}

async function rebuildLocked(projection: Projection, options: RebuildOptions): Promise<RebuildResult> {
  const { pool, store, onProgress, signal } = options;
  const { name } = projection;
  const shown = await activeCheckpoint(pool, name);
  if (!shown) throw new Error(`projection ${name} has no generation yet: start the service once`);
  const generation = await nextGeneration(pool, projection, shown);
  const writer = projection.writer(generation);
  const parking = new Parking(projection, generation);
  let events = canBackfill(projection) ? await backfill(projection, generation, options) : 0;
  let at = await checkpointOf(pool, name, generation);
  const catchUp = async () => {
    let head = await store.head();
    for (let caughtUp = false; !caughtUp; signal?.throwIfAborted()) {
      const began = Date.now();
      at = await inTransaction(pool, async (client) => {
        await client.query('set local synchronous_commit = off');
        await parking.load(client, at);
        let reached = at;
        caughtUp = true;
        for await (const batch of batches(store, at.position, options)) {
          reached = await applyWithin(client, projection, writer, parking, reached, batch);
          events += batch.length;
          if (reached.position > head) head = await store.head();
          onProgress?.(Number(reached.position), Number(head), events);
          caughtUp = !signal?.aborted && Date.now() - began < CHECKPOINT_INTERVAL_MS;
          if (!caughtUp) break;
        }
        return settle(client, projection, generation, at, reached);
      });
    }
  };
  await catchUp();
  const statements = [
    ...projection
      .index(generation)
      .map((statement) => statement.replace(/^create index on/, `create index if not exists ${indexName(statement)} on`)),
    ...projection.tables.map((table) => `analyze rm.${table}_g${generation}`),
  ].values();
  const work = async () => {
    for (const statement of statements) {
      signal?.throwIfAborted();
      await pool.query(statement);
    }
  };
  await Promise.all([work(), work()]);
  for (let attempt = 0; ; attempt++) {
    signal?.throwIfAborted();
    await catchUp();
    const switched = await trySwitch(
      projection,
      generation,
      writer,
      parking,
      shown,
      options,
      attempt < CATCH_UP_TIMEOUT_MS / POLL_INTERVAL_MS,
    );
    if (switched) return { projection: name, generation, events, same: switched.same };
    await pause(POLL_INTERVAL_MS);
    at = await checkpointOf(pool, name, generation);
  }
}

function canBackfill(projection: Projection): projection is Projection & { readonly streams: string } {
  return projection.streams !== undefined;
}

function indexName(statement: string): string {
  let hash = 0;
  for (const character of statement) hash = (Math.imul(hash, 31) + character.charCodeAt(0)) | 0;
  return `"rebuilt_${(hash >>> 0).toString(36)}"`;
}

/** The generation to fill: one that an interrupted rebuild left, or a new one. What is older than the shown one and the one before goes. */
async function nextGeneration(pool: Pool, projection: Projection, shown: Checkpoint): Promise<number> {
  return inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ generation: number; fingerprint: string }>(
      'select generation, fingerprint from rm.checkpoints where projection = $1 and not active order by generation',
      [projection.name],
    );
    const begun = rows.find((row) => row.generation > shown.generation && row.fingerprint === projection.fingerprint);
    for (const { generation } of rows) if (generation !== begun?.generation) await dropGeneration(client, projection, generation);
    return begun?.generation ?? addGeneration(client, projection);
  });
}

async function checkpointOf(pool: Pool, name: string, generation: number): Promise<Checkpoint> {
  return inTransaction(pool, async (client) => {
    const checkpoint = await lockCheckpoint(client, name, generation, false);
    if (!checkpoint) throw new Error(`generation ${generation} of ${name} is held elsewhere`);
    return checkpoint;
  });
}

/** The log in batches, the next one read while the caller writes this one. */
async function* batches(
  store: EventStore,
  after: Position,
  { batchSize = 20_000 }: RebuildOptions,
): AsyncGenerator<RecordedEvent[]> {
  const read = async (from: Position) => {
    const batch: RecordedEvent[] = [];
    for await (const event of store.readAll({ after: from, limit: batchSize })) batch.push(event);
    return batch;
  };
  let next = read(after);
  for (;;) {
    const batch = await next;
    const last = batch.at(-1);
    if (!last) return;
    next = read(last.position);
    // Not awaited while the consumer works: an error waits for the next round.
    next.catch(() => undefined);
    yield batch;
  }
}

async function applyWithin(
  client: PoolClient,
  projection: Projection,
  writer: ProjectionWriter,
  parking: Parking,
  from: Checkpoint,
  batch: readonly RecordedEvent[],
): Promise<Checkpoint> {
  const { position, recordedAt } = batch.at(-1) ?? from;
  const events = batch.filter((event) => projection.handles(event));
  const span = { recordedBefore: from.recordedAt, recordedAfter: recordedAt };
  await (projection.whole ? writer.apply(client, events, span) : parking.apply(client, writer, events, span));
  return { ...from, position, recordedAt };
}

/** Moves the checkpoint. */
async function settle(
  client: PoolClient,
  projection: Projection,
  generation: number,
  from: Checkpoint,
  to: Checkpoint,
): Promise<Checkpoint> {
  if (to.position === from.position) return from;
  if (!(await moveCheckpoint(client, projection.name, generation, from.position, to.position, to.recordedAt)))
    throw new Error(`generation ${generation} of ${projection.name} was moved by somebody else`);
  return to;
}

/**
 * @param waits whether to leave the shown generation, where it is behind, time to come after, so that both can be compared
 * @returns undefined where it has to come after first
 */
async function trySwitch(
  projection: Projection,
  generation: number,
  writer: ProjectionWriter,
  parking: Parking,
  before: Checkpoint,
  { pool, store }: RebuildOptions,
  waits: boolean,
): Promise<{ same?: boolean } | undefined> {
  return inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ position: string; parked: number }>(
      'select position, parked from rm.checkpoints where projection = $1 and generation = $2 for update',
      [projection.name, before.generation],
    );
    const goal = BigInt(rows[0]!.position);
    const own = await lockCheckpoint(client, projection.name, generation, false);
    // A shown generation that stands still, for a failure or because no service runs, cannot be compared at the same position.
    const behind = own !== undefined && own.position > goal;
    if (!own || (behind && waits && goal > 0n && before.failure === null)) return undefined;
    await parking.load(client, own);
    const rest: RecordedEvent[] = [];
    if (own.position < goal) {
      for await (const event of store.readAll({ after: own.position })) {
        if (event.position > goal) break;
        rest.push(event);
      }
      if (rest.length > 0) {
        const reached = await applyWithin(client, projection, writer, parking, own, rest);
        await settle(client, projection, generation, own, reached);
      }
    }
    // What is held back depends on the batches in which it was met.
    const isWhole = rows[0]!.parked === 0 && parking.size === 0;
    let same: boolean | undefined;
    if (before.fingerprint === projection.fingerprint && before.failure === null && !behind && isWhole) {
      const digest = async (on: Pool | PoolClient, of: number) =>
        (await on.query<{ digest: string }>(projection.digest(of))).rows[0]!.digest;
      // Nobody writes the rows before: the lock on their checkpoint is ours.
      const [old, made] = await Promise.all([digest(pool, before.generation), digest(client, generation)]);
      same = old === made;
    }
    await showGeneration(client, projection, generation);
    return { same };
  });
}
