import { setTimeout as pause } from 'node:timers/promises';
import { type Pool, type PoolClient } from 'pg';
import { type Position, type RecordedEvent, START } from '../envelope.js';
import { type EventStore } from '../event-store.js';
import { isTransient } from '../postgres/faults.js';
import {
  activeCheckpoint,
  type Checkpoint,
  endStuckCopies,
  type Failure,
  lockCheckpoint,
  moveCheckpoint,
  recordFailure,
} from './checkpoints.js';
import { inTransaction } from '../../platform/transaction.js';
import { batchSeconds } from '../../platform/metrics.js';
import { followsFrom, traced } from '../../platform/tracing.js';
import { type CheckpointSkips } from './checkpoint-skips.js';
import { isAboutTheEvent, type Parked, Parking } from './parking.js';
import { type Progress } from './progress.js';
import { type Projection, type ProjectionWriter } from './projection.js';
import { type Semaphore } from './semaphore.js';
import { type ClusterMonitor } from './cluster-monitor.js';

/** What a runner keeps up with the log: a projection, or a process. */
export type Followed = Pick<Projection, 'name' | 'tables' | 'handles' | 'whole' | 'yearly' | 'writer'> &
  Partial<Pick<Projection, 'fingerprint'>>;

export interface RunnerOptions {
  readonly pool: Pool;
  readonly store: EventStore;
  readonly progress: Progress;
  readonly skips: CheckpointSkips;
  readonly monitor: Pick<ClusterMonitor, 'leadership' | 'release'>;
  /** Shared by the runners of a service: large batches take turns. */
  readonly largeBatches: Semaphore;
  readonly log: { error(message: string, fields?: object): void; warn(message: string, fields?: object): void };
  /** Most events of one transaction (default 5,000). */
  readonly batchSize?: number;
  /** What messages call what is run (default `projection`). */
  readonly noun?: string;
  /** Called with every batch that was applied. */
  readonly applied?: () => void;
}

const STANDBY_DELAY_MS = 500;
/**
 * Events from which on a batch waits for its turn: catching up is a matter of computing, and with all runners at it at once each would hold its transaction
 * open while it waits for the others.
 */
const LARGE_BATCH = 500;
/** Longest rest after a batch, milliseconds: one for each event beyond the first, so that under load batches grow rather than their number. */
const MAX_REST_MS = 25;

/** The rows can be made again from the log, so they need not wait for the disk; and a runner that was stopped in the middle gives up its lock. */
const BATCH_SETTINGS = "set local synchronous_commit = off; set local idle_in_transaction_session_timeout = '5s'";

/** The checkpoint is held by another, not where it was, or not the one shown any more: read it again. */
class CheckpointMoved extends Error {}

/**
 * Keeps one projection up to date while this process has the lead of it; the runners of other processes stand by. One transaction a batch: it holds the
 * checkpoint's lock, so that a runner that has lost the lead without knowing it does no harm. Of an event that cannot be applied the record is held back; a
 * projection that has to be whole stops there.
 */
export class ProjectionRunner {
  readonly #stop = new AbortController();
  #running: Promise<void> | undefined;
  #writer: { readonly generation: number; readonly writer: ProjectionWriter; readonly parking: Parking } | undefined;
  #applied: Position = START;
  #following = new AbortController();
  readonly #title: string;

  constructor(
    readonly projection: Followed,
    readonly options: RunnerOptions,
  ) {
    this.#title = `${options.noun ?? 'projection'} ${projection.name}`;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Finishes the batch under way and stops. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  /** Reads the checkpoint again: something else than this runner has written to it. */
  recheck(): void {
    this.#following.abort();
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    const { log, pool, progress, monitor } = this.options;
    const { name } = this.projection;
    // Of the rows when this runner began: those of a newer Concord that come later are not for it to write.
    let begunWith: string | undefined;
    while (!signal.aborted) {
      let checkpoint: Checkpoint | undefined;
      try {
        begunWith ??= (await activeCheckpoint(pool, name))?.fingerprint;
        const lost = await monitor.leadership.take(name, signal);
        checkpoint = await activeCheckpoint(pool, name);
        if (!checkpoint) throw new Error(`${this.#title} has no generation yet`);
        if (![this.projection.fingerprint, begunWith].includes(checkpoint.fingerprint)) {
          await monitor.release(name);
          await idle(STANDBY_DELAY_MS * 4, signal);
          continue;
        }
        if (checkpoint.failure) {
          progress.failed(name, checkpoint.failure);
          await idle(STANDBY_DELAY_MS * 4, signal);
          continue;
        }
        await this.#follow(checkpoint, AbortSignal.any([signal, lost]));
      } catch (error) {
        if (signal.aborted) return;
        if (error instanceof CheckpointMoved)
          await endStuckCopies(pool, this.projection, checkpoint!.generation).catch(() => undefined);
        else log.warn(`${this.#title}: ${(error as Error).message}; trying again`);
        await idle(error instanceof CheckpointMoved ? STANDBY_DELAY_MS * Math.random() : STANDBY_DELAY_MS, signal);
      }
    }
  }

  async #follow(checkpoint: Checkpoint, signal: AbortSignal): Promise<void> {
    const { store, batchSize = 5_000, skips, progress } = this.options;
    const { name } = this.projection;
    if (this.#writer?.generation !== checkpoint.generation) {
      const { generation } = checkpoint;
      const parking = new Parking(this.projection, generation, (parked) => this.#tell(parked));
      this.#writer = { generation, writer: this.projection.writer(generation), parking };
    }
    this.#forget();
    let { position, recordedAt } = checkpoint;
    this.#applied = position;
    progress.reached(name, position);
    const following = (this.#following = new AbortController());
    const either = AbortSignal.any([signal, following.signal]);
    for await (const batch of store.subscribeAll({ after: position, signal: either, batchSize })) {
      const last = batch.at(-1)!;
      const relevant = batch.filter((event) => this.projection.handles(event));
      const turns = this.projection.yearly === true && recordedAt.slice(0, 4) !== last.recordedAt.slice(0, 4);
      if (relevant.length === 0 && !turns) {
        skips.add({
          projection: name,
          generation: checkpoint.generation,
          from: this.#applied,
          to: last.position,
          recordedAt: last.recordedAt,
          gone: () => following.abort(),
        });
      } else {
        await this.#apply(checkpoint.generation, relevant, last);
        this.#applied = last.position;
        this.options.applied?.();
      }
      ({ position, recordedAt } = last);
      progress.reached(name, position);
      const rest = batch.length < batchSize ? Math.min(batch.length - 1, MAX_REST_MS) : 0;
      if (rest > 0) await idle(rest, signal);
    }
  }

  /** @throws {CheckpointMoved} where another runner is at work */
  async #apply(generation: number, events: readonly RecordedEvent[], last: RecordedEvent): Promise<void> {
    const transact = (parks = false) => this.#transact(generation, events, last, parks);
    try {
      await (events.length < LARGE_BATCH ? transact() : this.options.largeBatches.run(() => transact()));
    } catch (error) {
      this.#forget();
      if (error instanceof CheckpointMoved || isTransient(error)) throw error;
      if (this.projection.whole || !isAboutTheEvent(error)) return this.#findPoison(generation, events, last);
      await transact(true).catch((again: unknown) => {
        this.#forget();
        throw again;
      });
    }
  }

  #forget(): void {
    this.#writer!.writer.reset();
    this.#writer!.parking.reset();
  }

  #tell(parked: Parked): void {
    const { stream, eventId, error } = parked;
    this.options.log.error(`${this.#title} holds back ${stream} at event ${eventId}: ${error}`, { ...parked });
  }

  async #transact(generation: number, events: readonly RecordedEvent[], last: RecordedEvent, parks = false): Promise<void> {
    const end = batchSeconds.startTimer({ projection: this.projection.name });
    await traced(
      this.#title,
      () => ({ ...followsFrom(events.map(({ metadata }) => metadata)), attributes: { 'concord.events': events.length } }),
      () => inTransaction(this.options.pool, (client) => this.#take(client, generation, events, last, parks), BATCH_SETTINGS),
    );
    end();
  }

  async #take(
    client: PoolClient,
    generation: number,
    events: readonly RecordedEvent[],
    last: RecordedEvent,
    parks: boolean,
  ): Promise<void> {
    const { name } = this.projection;
    const checkpoint = await lockCheckpoint(client, name, generation, true);
    // A crash of the database can take back what did not wait for the disk.
    if (!checkpoint || checkpoint.failure || checkpoint.position < this.#applied) throw new CheckpointMoved();
    const { writer, parking } = this.#writer!;
    const changed = await parking.load(client, checkpoint);
    if (changed || checkpoint.position > this.#applied) writer.reset();
    if (checkpoint.position > this.#applied) this.#applied = checkpoint.position;
    if (checkpoint.position >= last.position) return;
    const fresh = parking.free(events.filter(({ position }) => position > checkpoint.position));
    const span = { recordedBefore: checkpoint.recordedAt, recordedAfter: last.recordedAt };
    await (parks ? parking.apply(client, writer, fresh, span) : writer.apply(client, fresh, span));
    if (!(await moveCheckpoint(client, name, generation, checkpoint.position, last.position, last.recordedAt)))
      throw new CheckpointMoved();
  }

  /** Applies a batch that failed event by event, so that all before the poisoned one stands, and records which one it is. */
  async #findPoison(generation: number, events: readonly RecordedEvent[], last: RecordedEvent): Promise<void> {
    for (const event of events) {
      try {
        await this.#transact(generation, [event], event);
        this.#applied = event.position;
      } catch (error) {
        this.#forget();
        if (error instanceof CheckpointMoved || isTransient(error)) throw error;
        const failure: Failure = { eventId: event.id, position: String(event.position), error: (error as Error).message };
        const { name } = this.projection;
        await recordFailure(this.options.pool, name, generation, failure);
        this.options.progress.failed(name, failure);
        this.options.log.error(`${this.#title} stopped at ${event.type} ${event.id}: ${failure.error}`, { ...failure });
        throw new CheckpointMoved();
      }
    }
    await this.#transact(generation, [], last);
  }
}

async function idle(milliseconds: number, signal: AbortSignal): Promise<void> {
  await pause(milliseconds, undefined, { signal }).catch(() => undefined);
}
