import { Client, type ClientConfig, type Notification } from 'pg';
import { type Position, type RecordedEvent, START } from '../envelope.js';
import { RecentEvents } from '../recent-events.js';
import { Signal } from '../subscription.js';
import { type Taken } from './append-call.js';
import { backOff } from './faults.js';
import { pageOfAll } from './pages.js';

export interface TailOptions {
  /** Most events kept in memory, and most bytes of their JSON. */
  readonly events: number;
  readonly bytes: number;
  /** Milliseconds after which the log is looked at though nobody called. */
  readonly pollIntervalMs: number;
  readonly onFault: (error: Error) => void;
}

const PAGE = 1_000;
/** Milliseconds that an append under way has to be answered when the log tells that it has grown: mostly it is by that append. */
const OWN_APPEND_GRACE_MS = 5;

/**
 * The newest events of the log in memory, once for all subscribers near the head: those that this process appends as it hears of them, those of others
 * by one connection that listens and one query a wake-up. It runs while somebody follows it, connects again whenever its connection breaks, and goes on
 * where it was.
 */
export class Tail {
  /** Undefined before the first look at the log. */
  #recent: RecentEvents | undefined;
  readonly #changed = new Signal();
  readonly #woken = new Signal();
  #called = false;
  /** The newest position that the log has announced. */
  #notifiedUpTo: Position = START;
  /** Own appends under way. */
  #expected = 0;
  #waiting: NodeJS.Timeout | undefined;
  #followers = 0;
  #stop: AbortController | undefined;

  constructor(
    private readonly config: ClientConfig,
    private readonly options: TailOptions,
  ) {}

  /** Starts with the first follower. Each call needs one of `leave`. */
  join(): void {
    if (this.#followers++ > 0) return;
    this.#forget(undefined);
    this.#stop = new AbortController();
    void this.#run(this.#stop.signal);
  }

  /** Stops with the last follower. */
  leave(): void {
    if (--this.#followers === 0) this.#stop?.abort();
  }

  /** Runs an append of this process, which will `offer` what the log took. */
  async expecting<T>(append: () => Promise<T>): Promise<T> {
    this.#expected++;
    try {
      return await append();
    } finally {
      this.#expected--;
    }
  }

  /** Takes events that this process appended, where they are the next ones; others came between otherwise, and the log is read. */
  offer(taken: () => Taken): void {
    if (this.#followers === 0) return;
    const { events, sizes } = taken();
    const isNext = this.#recent !== undefined && events[0]?.position === this.#recent.top + 1n;
    if (isNext) this.#take(events, sizes);
    else if (events.length === 0 || events.at(-1)!.position > this.#top) this.#wake();
  }

  /** The log has grown. */
  #wake(): void {
    this.#called = true;
    this.#woken.notify();
  }

  #hear(position: Position): void {
    if (position > this.#notifiedUpTo) this.#notifiedUpTo = position;
    const wake = () => {
      this.#waiting = undefined;
      if (this.#notifiedUpTo > this.#top) this.#wake();
    };
    if (this.#expected === 0) wake();
    else this.#waiting ??= setTimeout(wake, OWN_APPEND_GRACE_MS);
  }

  /** Whether everything after a position is in memory. */
  covers(after: Position): boolean {
    return this.#recent?.covers(after) ?? false;
  }

  /** At most `limit` events after a position that is covered; none where nothing has come yet. */
  after(after: Position, limit: number): RecordedEvent[] {
    return this.#recent?.after(after, limit) ?? [];
  }

  /** Until there may be more, or the signal aborts. */
  changed(signal: AbortSignal): Promise<void> {
    return this.#changed.wait(signal, this.options.pollIntervalMs);
  }

  async #run(signal: AbortSignal): Promise<void> {
    for (let failures = 0; !signal.aborted; failures++) {
      try {
        await this.#follow(signal, () => (failures = 0));
      } catch (error) {
        if (!signal.aborted) this.options.onFault(error as Error);
      }
      await backOff(failures, signal);
    }
  }

  async #follow(signal: AbortSignal, healthy: () => void): Promise<void> {
    const client = new Client(this.config);
    let broken: Error | undefined;
    const check = () => {
      if (broken) throw broken;
    };
    const end = (error?: Error) => {
      broken ??= error ?? new Error('the connection that listens was closed');
      this.#woken.notify();
    };
    client.on('error', end);
    client.on('end', end);
    client.on('notification', ({ payload }: Notification) => {
      this.#hear(BigInt(payload || 0));
    });
    try {
      await client.connect();
      await client.query('listen es_events');
      if (!this.#recent) {
        const { rows } = await client.query<{ position: string }>('select position from es.head');
        if (!signal.aborted) this.#forget(BigInt(rows[0]!.position));
      }
      while (!signal.aborted) {
        this.#called = false;
        for (let more = true; more && !signal.aborted;) {
          const page = await pageOfAll(client, 'forwards', this.#top, PAGE);
          if (!signal.aborted) this.#take(page.events, page.sizes);
          more = page.more;
        }
        healthy();
        check();
        if (!this.#called) await this.#woken.wait(signal, this.options.pollIntervalMs);
        check();
      }
    } finally {
      client.end().catch(() => undefined);
    }
  }

  /** Takes events in order, but for those that it has. */
  #take(events: readonly RecordedEvent[], sizes: readonly number[]): void {
    const recent = this.#recent!;
    const before = recent.top;
    for (const [i, event] of events.entries()) if (event.position > recent.top) recent.add(event, sizes[i]!);
    if (recent.top > before) this.#changed.notify();
  }

  /** The newest position in memory; before the first look at the log, its start. */
  get #top(): Position {
    return this.#recent?.top ?? START;
  }

  #forget(at: Position | undefined): void {
    this.#recent = at === undefined ? undefined : new RecentEvents(at, this.options);
    if (at !== undefined) this.#changed.notify();
  }
}
