import { type Position, START } from '../envelope.js';
import { type Failure } from './checkpoints.js';

/** How far the read models are, as this process knows: fed by its own runners and by what others tell on the progress channel. */
export class Progress {
  readonly #reached = new Map<string, Position>();
  readonly #failures = new Map<string, Failure>();
  readonly #waiting = new Set<Waiter>();
  #behindSince: number | undefined;

  constructor(readonly projections: readonly string[]) {
    for (const name of projections) this.#reached.set(name, START);
  }

  /** A projection holds every event up to this position. */
  reached(projection: string, position: Position): void {
    const before = this.#reached.get(projection);
    if (before === undefined || position <= before) return;
    this.#reached.set(projection, position);
    this.#failures.delete(projection);
    const all = this.position();
    this.#behindSince = this.#furthest() > all ? (this.#behindSince ?? Date.now()) : undefined;
    for (const waiter of this.#waiting) if (waiter.position <= all) waiter.resolve();
  }

  failed(projection: string, failure: Failure): void {
    this.#failures.set(projection, failure);
  }

  /** The position that every read model has reached. */
  position(): Position {
    let least: Position | undefined;
    for (const position of this.#reached.values()) if (least === undefined || position < least) least = position;
    return least ?? START;
  }

  /** Milliseconds since one projection has known of events that another has not taken; 0 while all are equal. */
  behindFor(): number {
    return this.#behindSince === undefined ? 0 : Date.now() - this.#behindSince;
  }

  #furthest(): Position {
    let most = START;
    for (const position of this.#reached.values()) if (position > most) most = position;
    return most;
  }

  of(projection: string): Position {
    return this.#reached.get(projection) ?? START;
  }

  failures(): ReadonlyMap<string, Failure> {
    return this.#failures;
  }

  /** Waits until every read model has reached a position; false where that takes longer than `timeout` milliseconds. */
  async wait(position: Position, timeout: number): Promise<boolean> {
    return this.position() >= position || this.#wait({ position }, timeout);
  }

  /** The position that every read model has reached but those that stand still, which hold up nobody who does not read them. */
  served(): Position {
    const working = [...this.#reached].filter(([name]) => !this.#failures.has(name)).map(([, position]) => position);
    return working.reduce((least, position) => (position < least ? position : least), working[0] ?? START);
  }

  /** Waits until `served` is beyond a position, `timeout` milliseconds have passed, or `signal` aborts. */
  async beyond(position: Position, timeout: number, signal: AbortSignal): Promise<void> {
    if (this.served() <= position && !signal.aborted) await this.#wait({ position: position + 1n }, timeout, signal);
  }

  #wait(wanted: Omit<Waiter, 'resolve'>, timeout: number, signal?: AbortSignal): Promise<boolean> {
    return new Promise((settle) => {
      const finish = (result: boolean) => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', stop);
        this.#waiting.delete(waiter);
        settle(result);
      };
      const stop = () => finish(false);
      const waiter: Waiter = { ...wanted, resolve: () => finish(true) };
      const timer = setTimeout(stop, timeout);
      signal?.addEventListener('abort', stop);
      this.#waiting.add(waiter);
    });
  }
}

interface Waiter {
  readonly position: Position;
  readonly resolve: () => void;
}
