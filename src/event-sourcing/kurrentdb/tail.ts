import { type Position, type RecordedEvent } from '../envelope.js';
import { backOff } from '../retry.js';
import { RecentEvents } from '../recent-events.js';
import { Signal } from '../subscription.js';
import { isTransient } from './faults.js';
import { type Reader } from './reader.js';

export interface TailOptions {
  /** Most events kept in memory, and most bytes of their JSON. */
  readonly events: number;
  readonly bytes: number;
  /** Milliseconds of silence after which the log is looked at though the server sent nothing. */
  readonly pause: number;
  readonly onFault: (error: Error) => void;
}

/** Responses taken at a time. */
const AHEAD = 1_000;

/** The newest events of the log in memory, from one subscription of the server for all subscribers near the head. It runs while somebody follows it. */
export class Tail {
  #recent: RecentEvents | undefined;
  readonly #changed = new Signal();
  #followers = 0;
  #stop: AbortController | undefined;

  constructor(
    private readonly reader: Reader,
    private readonly options: TailOptions,
  ) {}

  /** Starts with the first follower. Each call needs one of `leave`. */
  join(): void {
    if (this.#followers++ > 0) return;
    this.#stop = new AbortController();
    void this.#run(this.#stop.signal);
  }

  /** Stops with the last follower. */
  leave(): void {
    if (--this.#followers > 0) return;
    this.#stop?.abort();
    this.#recent = undefined;
  }

  /** At most `limit` events after a position; undefined where they are not in memory: they lie further back. */
  async after(after: Position, limit: number, signal: AbortSignal): Promise<RecordedEvent[] | undefined> {
    while (!signal.aborted) {
      if (this.#recent && !this.#recent.covers(after)) return undefined;
      const events = this.#recent?.after(after, limit) ?? [];
      if (events.length > 0) return events;
      await this.#changed.wait(signal);
    }
    return [];
  }

  /** Whether everything after a position is in memory. */
  covers(after: Position): boolean {
    return this.#recent?.covers(after) ?? false;
  }

  async #run(signal: AbortSignal): Promise<void> {
    const { events: most, bytes, pause, onFault } = this.options;
    for (let failures = 0; !signal.aborted; failures++) {
      try {
        const { newest, through } = await this.reader.place();
        if (signal.aborted) return;
        const recent = new RecentEvents(newest, { events: most, bytes });
        this.#recent = recent;
        this.#changed.notify();
        for await (const { events } of this.reader.follow(through, { most: AHEAD, pause, signal, onFault })) {
          failures = 0;
          for (const { event, bytes } of events) recent.add(event, bytes);
          if (events.length > 0) this.#changed.notify();
        }
      } catch (error) {
        if (signal.aborted) return;
        // Refusals may be mended at the server; readers wait for that.
        onFault(error as Error);
        if (!isTransient(error)) failures += 10;
      }
      await backOff(failures, signal);
    }
  }
}
