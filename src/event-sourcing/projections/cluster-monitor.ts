import pg, { type Notification, type Pool } from 'pg';
import { type EventStore } from '../event-store.js';
import { backOff } from '../retry.js';
import { connectionOf } from '../postgres/connection.js';
import { Signal } from '../subscription.js';
import { type Failure, PROGRESS_CHANNEL, readProgressNotice } from './checkpoints.js';
import { Leadership } from './leadership.js';
import { type Progress } from './progress.js';

export interface ClusterMonitorOptions {
  readonly pool: Pool;
  readonly store: Pick<EventStore, 'head'>;
  /** Of the projections, of the processes: each takes what is its own. */
  readonly progress: readonly Progress[];
  readonly log: { warn(message: string, fields?: object): void };
}

/** Milliseconds between two looks, whatever was told; also the sign of life of this process. */
const HEARTBEAT_MS = 500;

/**
 * How a process knows of the others on its database: one session that listens to their runners' progress, looks at all checkpoints every half second in
 * case a notice was missed, and holds the leads of this process. It is rebuilt whenever it breaks.
 */
export class ClusterMonitor {
  readonly leadership = new Leadership(() => this.#wake());
  readonly #stop = new AbortController();
  readonly #woken = new Signal();
  #called = false;
  #running: Promise<void> | undefined;
  #session: pg.Client | undefined;
  #askingForHead = false;

  constructor(private readonly options: ClusterMonitorOptions) {}

  /** Resolves when it has looked for the first time. @throws where the database refuses */
  async start(): Promise<void> {
    await this.#look(this.options.pool);
    const head = await this.options.store.head();
    for (const one of this.options.progress) one.known(head);
    this.#running ??= this.#run();
  }

  /** Gives up all leads. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  /** Gives the lead of some work to another process, if one wants it; whoever asks for it here waits. */
  async release(name: string): Promise<void> {
    await this.leadership.release(name, this.#session).catch(() => undefined);
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    for (let failures = 0; !signal.aborted; failures++) {
      try {
        await this.#follow(signal, () => (failures = 0));
      } catch (error) {
        if (!signal.aborted) this.options.log.warn(`session of progress and leads: ${(error as Error).message}; trying again`);
      } finally {
        this.#session = undefined;
        this.leadership.lost();
      }
      await backOff(failures, signal);
    }
  }

  async #follow(signal: AbortSignal, healthy: () => void): Promise<void> {
    const { pool, progress } = this.options;
    const session = new pg.Client({ ...connectionOf(pool), application_name: 'concord watch' });
    let broken: Error | undefined;
    const end = (error?: Error) => {
      broken ??= error ?? new Error('the connection was closed');
      // At once, for the locks are free already.
      this.leadership.lost();
      this.#wake();
    };
    session.on('error', end);
    session.on('end', end);
    session.on('notification', ({ payload = '' }: Notification) => {
      for (const [name, position] of readProgressNotice(payload)) for (const one of progress) one.reached(name, position);
    });
    try {
      await session.connect();
      await session.query(`listen ${PROGRESS_CHANNEL}`);
      this.#session = session;
      while (!signal.aborted) {
        this.#called = false;
        await this.leadership.contend(session);
        await this.#look(session);
        this.#askForHead();
        healthy();
        if (!this.#called) await this.#woken.wait(signal, HEARTBEAT_MS);
        if (broken) throw broken;
      }
    } finally {
      await session.end().catch(() => undefined);
    }
  }

  #wake(): void {
    this.#called = true;
    this.#woken.notify();
  }

  async #look(on: Pool | pg.Client): Promise<void> {
    const { progress } = this.options;
    const { rows } = await on.query<{ projection: string; position: string; failure: Failure | null }>(
      'select projection, position, failure from rm.checkpoints where active',
    );
    for (const { projection, position, failure } of rows) {
      for (const one of progress) {
        one.reached(projection, BigInt(position));
        if (failure) one.failed(projection, failure);
      }
    }
  }

  /** Not awaited: a log that does not answer takes no leads away. */
  #askForHead(): void {
    if (this.#askingForHead) return;
    this.#askingForHead = true;
    const { store, progress } = this.options;
    store.head().then(
      (head) => {
        for (const one of progress) one.known(head);
        this.#askingForHead = false;
      },
      () => (this.#askingForHead = false),
    );
  }
}
