import { type Pool, type PoolClient } from 'pg';
import { parseStream } from '../catalogue.js';
import { type RecordedEvent } from '../envelope.js';
import { activeCheckpoint, lockCheckpoint, recordFailure } from '../projections/checkpoints.js';
import { inTransaction } from '../../platform/transaction.js';
import { isTransient } from '../postgres/faults.js';
import { ProjectionRunner, type RunnerOptions } from '../projections/runner.js';
import { Signal } from '../subscription.js';
import { type Process, processUser } from './process.js';
import { Reactor, type ReactorOptions, type WakeUp } from './reactor.js';

export type ProcessRunnerOptions = ReactorOptions & Omit<RunnerOptions, 'noun' | 'applied'>;

/** The one generation of a process's checkpoint. */
const GENERATION = 1;
/** Events of one transaction: as many are reacted to again after a crash. */
const BATCH = 200;
/** Longest sleep, milliseconds: another service may have set a time, or a clock may have been put right. */
const MAX_SLEEP_MS = 60_000;
/** Milliseconds before another try where another service is at work, or something passing went wrong. */
const RETRY_DELAY_MS = 500;
/** Milliseconds after which a connection that holds the lock is heard again; the database gives up on it after five seconds. */
const KEEP_ALIVE_MS = 1_000;
/** Times that are acted on in one transaction. */
const WAKE_UPS_PER_TRANSACTION = 50;

/**
 * Runs one process as a projection is run: its checkpoint's lock makes one runner the active one, others stand by; an event that it cannot deal with
 * stops it, and nothing else. Wakes it at the times it asked for.
 */
export class ProcessRunner {
  readonly #stop = new AbortController();
  readonly #woken = new Signal();
  readonly #runner: ProjectionRunner;
  readonly #reactor: Reactor;
  readonly #name: string;
  #clock: Promise<void> | undefined;
  #wakes = 0;

  constructor(
    readonly process: Process,
    readonly options: ProcessRunnerOptions,
  ) {
    this.#name = processUser(process);
    const reactor = (this.#reactor = new Reactor(process, options));
    const reads = new Map(Object.entries(process.reads).map(([kind, types]) => [kind, new Set(types)]));
    const apply = async (client: PoolClient, events: readonly RecordedEvent[]) => {
      let heard = Date.now();
      for (const event of events) {
        // The connection does nothing while commands are sent: this keeps the lock, and finds out where it is lost.
        if (Date.now() - heard > KEEP_ALIVE_MS) await client.query('select').then(() => (heard = Date.now()));
        await reactor.react(client, event);
      }
    };
    this.#runner = new ProjectionRunner(
      {
        name: this.#name,
        tables: [],
        whole: true,
        handles: (event) =>
          reads.get(parseStream(event.stream).kind)?.has(event.type) === true && (process.concerns?.(event) ?? true),
        writer: () => ({ apply, reset: () => undefined }),
      },
      { batchSize: BATCH, ...options, noun: 'process', applied: () => this.wake() },
    );
  }

  /** Makes its checkpoint at the start of the log, where it has none; one that stands still is given another try. */
  async prepare(): Promise<void> {
    await this.options.pool.query(
      `insert into rm.checkpoints (projection, generation, fingerprint, active) values ($1, $2, 'process', true)
       on conflict (projection, generation) do update set failure = null`,
      [this.#name, GENERATION],
    );
  }

  start(): void {
    this.#runner.start();
    if (this.process.wake) this.#clock ??= this.#runClock();
  }

  /** Finishes what is under way and stops. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await Promise.all([this.#runner.stop(), this.#clock]);
  }

  /** Looks at the clock again: it was put on. */
  wake(): void {
    this.#wakes++;
    this.#woken.notify();
  }

  /** Sleeps until the next time that is asked for, and acts on it. */
  async #runClock(): Promise<void> {
    const { signal } = this.#stop;
    const { pool, log, handler } = this.options;
    while (!signal.aborted) {
      const wakes = this.#wakes;
      let sleep: number;
      try {
        const next = await nextTime(pool, this.#name);
        sleep = next ? next.getTime() - handler.now().getTime() : MAX_SLEEP_MS;
        if (sleep <= 0) sleep = await this.#act();
      } catch (error) {
        log.warn(`process ${this.#name}: ${(error as Error).message}; trying again`);
        sleep = RETRY_DELAY_MS;
      }
      if (sleep > 0 && wakes === this.#wakes) await this.#woken.wait(signal, Math.min(sleep, MAX_SLEEP_MS));
    }
  }

  /** @returns milliseconds to wait before the next look */
  async #act(): Promise<number> {
    const { pool, progress, handler, log } = this.options;
    const checkpoint = await activeCheckpoint(pool, this.#name);
    if (!checkpoint || checkpoint.failure) {
      if (!progress.failures().has(this.#name)) this.#runner.recheck();
      return MAX_SLEEP_MS;
    }
    let current: WakeUp | undefined;
    try {
      return await inTransaction(pool, async (client) => {
        await client.query("set local synchronous_commit = off; set local idle_in_transaction_session_timeout = '5s'");
        const locked = await lockCheckpoint(client, this.#name, GENERATION, true);
        if (!locked || locked.failure) return RETRY_DELAY_MS;
        const { rows } = await client.query<WakeUp>(
          'select key, at, event_id, correlation_id from rm.process_wakeups where process = $1 and at <= $2 order by at, key limit $3',
          [this.#name, handler.now(), WAKE_UPS_PER_TRANSACTION],
        );
        for (current of rows) await this.#reactor.wake(client, current);
        return 0;
      });
    } catch (error) {
      if (!current || isTransient(error)) throw error;
      const { event_id: eventId, key } = current;
      const failure = { eventId, position: String(checkpoint.position), error: `woken for ${key}: ${(error as Error).message}` };
      await recordFailure(pool, this.#name, GENERATION, failure);
      progress.failed(this.#name, failure);
      log.error(`process ${this.#name} stopped, ${failure.error}`, { ...failure });
      this.#runner.recheck();
      return MAX_SLEEP_MS;
    }
  }
}

async function nextTime(pool: Pool, process: string): Promise<Date | null> {
  const { rows } = await pool.query<{ at: Date | null }>('select min(at) as at from rm.process_wakeups where process = $1', [
    process,
  ]);
  return rows[0]!.at;
}
