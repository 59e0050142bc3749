import { setTimeout as pause } from 'node:timers/promises';
import { type Pool } from 'pg';
import { type Position, type RecordedEvent, START } from '../envelope.js';
import { type EventStore } from '../event-store.js';
import {
  activeCheckpoint,
  type Checkpoint,
  endStuckCopies,
  type Failure,
  inTransaction,
  lockCheckpoint,
  moveCheckpoint,
} from './checkpoints.js';
import { type IdleMoves } from './idle-moves.js';
import { type Progress } from './progress.js';
import { type Projection, type ProjectionWriter } from './projection.js';

export interface RunnerOptions {
  readonly pool: Pool;
  readonly store: EventStore;
  readonly progress: Progress;
  readonly idle: IdleMoves;
  readonly log: { error(message: string, fields?: object): void; warn(message: string, fields?: object): void };
  /** Most events of one transaction (default 5,000). */
  readonly batchSize?: number;
}

const STANDBY = 500;
/** Longest rest after a batch, milliseconds: one for each event beyond the first, so that under load batches grow rather than their number. */
const LONGEST_REST = 25;

/** The rows can be made again from the log, so they need not wait for the disk; and a runner that was stopped in the middle gives up its lock. */
const BATCH_SETTINGS = "set local synchronous_commit = off; set local idle_in_transaction_session_timeout = '5s'";

/** The batch was applied by another runner, or its generation is not the one shown any more: read the checkpoint again. */
class Overtaken extends Error {}

/**
 * Keeps one projection up to date: one transaction a batch, the checkpoint's lock makes it the one active runner. Others stand by and take over when
 * its connection goes. An event that cannot be applied stops this projection, and no other.
 */
export class ProjectionRunner {
  readonly #stop = new AbortController();
  #running: Promise<void> | undefined;
  #writer: { readonly generation: number; readonly writer: ProjectionWriter } | undefined;
  #applied: Position = START;

  constructor(
    readonly projection: Projection,
    readonly options: RunnerOptions,
  ) {}

  start(): void {
    this.#running ??= this.#run();
  }

  /** Finishes the batch under way and stops. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    const { log, pool, progress } = this.options;
    while (!signal.aborted) {
      let checkpoint: Checkpoint | undefined;
      try {
        checkpoint = await activeCheckpoint(pool, this.projection.name);
        if (!checkpoint) throw new Error(`projection ${this.projection.name} has no generation yet`);
        if (checkpoint.failure) {
          progress.failed(this.projection.name, checkpoint.failure);
          await idle(STANDBY * 4, signal);
          continue;
        }
        await this.#follow(checkpoint, signal);
      } catch (error) {
        if (signal.aborted) return;
        if (error instanceof Overtaken)
          await endStuckCopies(pool, this.projection, checkpoint!.generation).catch(() => undefined);
        else log.warn(`projection ${this.projection.name}: ${(error as Error).message}; trying again`);
        await idle(error instanceof Overtaken ? STANDBY * Math.random() : STANDBY, signal);
      }
    }
  }

  async #follow(checkpoint: Checkpoint, signal: AbortSignal): Promise<void> {
    const { store, batchSize = 5_000, idle: idleMoves, progress } = this.options;
    const { name } = this.projection;
    if (this.#writer?.generation !== checkpoint.generation) {
      this.#writer = { generation: checkpoint.generation, writer: this.projection.writer(checkpoint.generation) };
    }
    this.#writer.writer.reset();
    let { position, recordedAt } = checkpoint;
    this.#applied = position;
    progress.reached(name, position);
    const gone = new AbortController();
    const either = AbortSignal.any([signal, gone.signal]);
    for await (const batch of store.subscribeAll({ after: position, signal: either, batchSize })) {
      const last = batch.at(-1)!;
      const relevant = batch.filter((event) => this.projection.handles(event));
      const turns = this.projection.yearly === true && recordedAt.slice(0, 4) !== last.recordedAt.slice(0, 4);
      if (relevant.length === 0 && !turns) {
        idleMoves.add({
          projection: name,
          generation: checkpoint.generation,
          from: this.#applied,
          to: last.position,
          recordedAt: last.recordedAt,
          gone: () => gone.abort(),
        });
      } else {
        await this.#apply(checkpoint.generation, relevant, last);
        this.#applied = last.position;
      }
      ({ position, recordedAt } = last);
      progress.reached(name, position);
      const rest = batch.length < batchSize ? Math.min(batch.length - 1, LONGEST_REST) : 0;
      if (rest > 0) await idle(rest, signal);
    }
  }

  /** @throws {Overtaken} where another runner is at work */
  async #apply(generation: number, events: readonly RecordedEvent[], last: RecordedEvent): Promise<void> {
    try {
      await this.#transact(generation, events, last);
    } catch (error) {
      this.#writer!.writer.reset();
      if (error instanceof Overtaken || isPassing(error)) throw error;
      await this.#findPoison(generation, events, last);
    }
  }

  async #transact(generation: number, events: readonly RecordedEvent[], last: RecordedEvent): Promise<void> {
    const { name } = this.projection;
    await inTransaction(
      this.options.pool,
      async (client) => {
        const checkpoint = await lockCheckpoint(client, name, generation, true);
        if (!checkpoint) throw new Overtaken();
        if (checkpoint.position > this.#applied) {
          this.#writer!.writer.reset();
          this.#applied = checkpoint.position;
        }
        if (checkpoint.position >= last.position) return;
        const fresh = events.filter(({ position }) => position > checkpoint.position);
        await this.#writer!.writer.apply(client, fresh, {
          recordedBefore: checkpoint.recordedAt,
          recordedAfter: last.recordedAt,
        });
        if (!(await moveCheckpoint(client, name, generation, checkpoint.position, last.position, last.recordedAt)))
          throw new Overtaken();
      },
      BATCH_SETTINGS,
    );
  }

  /** Applies a batch that failed event by event, so that all before the poisoned one stands, and records which one it is. */
  async #findPoison(generation: number, events: readonly RecordedEvent[], last: RecordedEvent): Promise<void> {
    for (const event of events) {
      try {
        await this.#transact(generation, [event], event);
        this.#applied = event.position;
      } catch (error) {
        this.#writer!.writer.reset();
        if (error instanceof Overtaken || isPassing(error)) throw error;
        const failure: Failure = { eventId: event.id, position: String(event.position), error: (error as Error).message };
        const { name } = this.projection;
        await this.options.pool.query('update rm.checkpoints set failure = $3 where projection = $1 and generation = $2', [
          name,
          generation,
          failure,
        ]);
        this.options.progress.failed(name, failure);
        this.options.log.error(`projection ${name} stopped at ${event.type} ${event.id}: ${failure.error}`, { ...failure });
        throw new Overtaken();
      }
    }
    await this.#transact(generation, [], last);
  }
}

/** Faults of connections and of concurrency, which another try can overcome; all others are the event's or ours. */
function isPassing(error: unknown): boolean {
  const { code = '' } = error as { code?: string };
  if (/^(08|40|53|55|57|58)/.test(code) || code === '25P03' || code === '25P02' || /^E[A-Z]+$/.test(code)) return true;
  return /Connection terminated|timeout|Client has encountered a connection error|not queryable/i.test((error as Error).message);
}

async function idle(milliseconds: number, signal: AbortSignal): Promise<void> {
  await pause(milliseconds, undefined, { signal }).catch(() => undefined);
}
