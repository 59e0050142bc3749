import { type Position, START } from '../envelope.js';
import { type Failure } from './checkpoints.js';

/** How far the read models are, as this process knows: fed by its own runners and by what others tell on the progress channel. */
export class Progress {
  readonly #reached = new Map<string, Position>();
  readonly #failures = new Map<string, Failure>();
  readonly #waiting = new Set<{ readonly position: Position; readonly resolve: () => void }>();

  constructor(readonly projections: readonly string[]) {
    for (const name of projections) this.#reached.set(name, START);
  }

  /** A projection holds every event up to this position. */
  reached(projection: string, position: Position): void {
    const before = this.#reached.get(projection);
    if (before === undefined || position <= before) return;
    this.#reached.set(projection, position);
    this.#failures.delete(projection);
    if (this.#waiting.size === 0) return;
    const now = this.position();
    for (const waiter of this.#waiting) if (waiter.position <= now) waiter.resolve();
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

  of(projection: string): Position {
    return this.#reached.get(projection) ?? START;
  }

  failures(): ReadonlyMap<string, Failure> {
    return this.#failures;
  }

  /** Waits until every read model has reached a position; false where that takes longer than `timeout` milliseconds. */
  async wait(position: Position, timeout: number): Promise<boolean> {
    if (this.position() >= position) return true;
    return new Promise((settle) => {
      const finish = (result: boolean) => {
        clearTimeout(timer);
        this.#waiting.delete(waiter);
        settle(result);
      };
      const waiter = { position, resolve: () => finish(true) };
      const timer = setTimeout(() => finish(false), timeout);
      this.#waiting.add(waiter);
    });
  }
}
