import { setTimeout as pause } from 'node:timers/promises';
import { type Pool, type PoolClient } from 'pg';
import { type Position, type RecordedEvent } from '../envelope.js';
import { type EventStore } from '../event-store.js';
import {
  activeCheckpoint,
  addGeneration,
  type Checkpoint,
  dropGeneration,
  inTransaction,
  lockCheckpoint,
  moveCheckpoint,
  showGeneration,
} from './checkpoints.js';
import { type Projection, type ProjectionWriter } from './projection.js';

export interface RebuildOptions {
  readonly pool: Pool;
  readonly store: EventStore;
  /** Called after each batch: position reached, and the head of the log when it was last looked at. */
  readonly onProgress?: (position: Position, head: Position, events: number) => void;
  /** Interrupts between two batches; the next rebuild goes on from there. */
  readonly signal?: AbortSignal;
  readonly batchSize?: number;
}

/** Milliseconds that the shown generation has to come after the new one, and between two looks. */
const PATIENCE = 5_000;
const PAUSE = 50;

export interface RebuildResult {
  readonly projection: string;
  readonly generation: number;
  readonly events: number;
  /** Whether the new rows are those that readers saw before; undefined where they could not be compared. */
  readonly same?: boolean;
}

/**
 * Makes a projection's rows anew beside those that readers see, compares, and switches in one transaction. The generation before is kept, so that
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
  let at = await checkpointOf(pool, name, generation);
  let events = 0;
  const catchUp = async () => {
    let head = await store.head();
    for await (const batch of batches(store, at.position, options)) {
      signal?.throwIfAborted();
      at = await applyBatch(pool, projection, generation, writer, at, batch);
      events += batch.length;
      if (at.position > head) head = await store.head();
      onProgress?.(at.position, head, events);
    }
  };
  await catchUp();
  for (const statement of projection.index(generation)) {
    signal?.throwIfAborted();
    await pool.query(statement.replace(/^create index on/, 'create index if not exists ' + indexName(statement) + ' on'));
  }
  for (const table of projection.tables) await pool.query(`analyze rm.${table}_g${generation}`);
  for (let attempt = 0; ; attempt++) {
    signal?.throwIfAborted();
    await catchUp();
    const switched = await trySwitch(projection, generation, writer, shown, options, attempt < PATIENCE / PAUSE);
    if (switched) return { projection: name, generation, events, same: switched.same };
    await pause(PAUSE);
    at = await checkpointOf(pool, name, generation);
  }
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

async function applyBatch(
  pool: Pool,
  projection: Projection,
  generation: number,
  writer: ProjectionWriter,
  from: Checkpoint,
  batch: readonly RecordedEvent[],
): Promise<Checkpoint> {
  return inTransaction(pool, async (client) => {
    await client.query('set local synchronous_commit = off');
    return applyWithin(client, projection, generation, writer, from, batch);
  });
}

async function applyWithin(
  client: PoolClient,
  projection: Projection,
  generation: number,
  writer: ProjectionWriter,
  from: Checkpoint,
  batch: readonly RecordedEvent[],
): Promise<Checkpoint> {
  const last = batch.at(-1)!;
  const events = batch.filter((event) => projection.handles(event));
  await writer.apply(client, events, { recordedBefore: from.recordedAt, recordedAfter: last.recordedAt });
  const moved = await moveCheckpoint(client, projection.name, generation, from.position, last.position, last.recordedAt);
  if (!moved) throw new Error(`generation ${generation} of ${projection.name} was moved by somebody else`);
  return { ...from, position: last.position, recordedAt: last.recordedAt };
}

/**
 * @param waits whether to leave the shown generation, where it is behind, time to come after, so that both can be compared
 * @returns undefined where it has to come after first
 */
async function trySwitch(
  projection: Projection,
  generation: number,
  writer: ProjectionWriter,
  before: Checkpoint,
  { pool, store }: RebuildOptions,
  waits: boolean,
): Promise<{ same?: boolean } | undefined> {
  return inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ position: string }>(
      'select position from rm.checkpoints where projection = $1 and generation = $2 for update',
      [projection.name, before.generation],
    );
    const goal = BigInt(rows[0]!.position);
    const own = await lockCheckpoint(client, projection.name, generation, false);
    // A shown generation that stands still, for a failure or because no service runs, cannot be compared at the same position.
    const behind = own !== undefined && own.position > goal;
    if (!own || (behind && waits && goal > 0n && before.failure === null)) return undefined;
    const rest: RecordedEvent[] = [];
    if (own.position < goal) {
      for await (const event of store.readAll({ after: own.position })) {
        if (event.position > goal) break;
        rest.push(event);
      }
      if (rest.length > 0) await applyWithin(client, projection, generation, writer, own, rest);
    }
    let same: boolean | undefined;
    if (before.fingerprint === projection.fingerprint && before.failure === null && !behind) {
      const digest = async (of: number) => (await client.query<{ digest: string }>(projection.digest(of))).rows[0]!.digest;
      same = (await digest(before.generation)) === (await digest(generation));
    }
    await showGeneration(client, projection, generation);
    return { same };
  });
}
