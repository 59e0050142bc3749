import { type Position, START } from '../envelope.js';
import { type Failure } from './checkpoints.js';

/** Least milliseconds between two marks, and the share of the oldest one's age that they may miss it by. */
const MARK_EVERY = 50;
const MARK_SHARE = 0.01;

/** How far log and read models are, as this process knows: fed by its own runners and, of those of others, by `Watch`. */
export class Progress {
  readonly #reached = new Map<string, Position>();
  readonly #failures = new Map<string, Failure>();
  readonly #waiting = new Set<Waiter>();
  /** When the log was first known to hold events up to a position that not every read model has reached, oldest first. */
  #marks: { readonly since: number; position: Position }[] = [];

  constructor(readonly projections: readonly string[]) {
    for (const name of projections) this.#reached.set(name, START);
  }

  /** A projection holds every event up to this position. */
  reached(projection: string, position: Position): void {
    const failure = this.#failures.get(projection);
    if (failure && position >= BigInt(failure.position)) this.#failures.delete(projection);
    const before = this.#reached.get(projection);
    if (before === undefined || position <= before) return;
    this.#reached.set(projection, position);
    this.known(position);
    const all = this.position();
    const behind = this.#marks.findIndex((mark) => mark.position > all);
    if (behind !== 0) this.#marks = behind < 0 ? [] : this.#marks.slice(behind);
    for (const waiter of this.#waiting) if (waiter.position <= all) waiter.resolve();
  }

  /** The log holds events up to this position. */
  known(position: Position): void {
    const now = Date.now();
    const last = this.#marks.at(-1);
    if (position <= (last?.position ?? this.position())) return;
    // What comes at nearly the same moment shares a mark, the sooner the farther back it lies, so that there are never many.
    if (last && now - last.since < Math.max(MARK_EVERY, MARK_SHARE * (now - this.#marks[0]!.since))) last.position = position;
    else this.#marks.push({ since: now, position });
  }

  failed(projection: string, failure: Failure): void {
    const reached = this.#reached.get(projection);
    if (reached !== undefined && reached < BigInt(failure.position)) this.#failures.set(projection, failure);
  }

  /** The position that every read model has reached. */
  position(): Position {
    let least: Position | undefined;
    for (const position of this.#reached.values()) if (least === undefined || position < least) least = position;
    return least ?? START;
  }

  /** The newest position of the log that is known here. */
  head(): Position {
    return this.#marks.at(-1)?.position ?? this.position();
  }

  /** Milliseconds since the log has been known to hold an event that a read model, or some read model, has not taken; 0 while it has, or they have, all. */
  behindFor(projection?: string): number {
    const reached = projection === undefined ? this.position() : this.of(projection);
    const mark = this.#marks.find(({ position }) => position > reached);
    return mark === undefined ? 0 : Date.now() - mark.since;
  }

  of(projection: string): Position {
    return this.#reached.get(projection) ?? START;
  }

  failures(): ReadonlyMap<string, Failure> {
    return this.#failures;
  }

  /** Waits until every read model has reached a position; false where that takes longer than `timeout` milliseconds. */
  async wait(position: Position, timeoutMs: number): Promise<boolean> {
    return this.position() >= position || this.#wait({ position }, timeoutMs);
  }

  /** The position that every read model has reached but those that stand still, which hold up nobody who does not read them. */
  served(): Position {
    const working = [...this.#reached].filter(([name]) => !this.#failures.has(name)).map(([, position]) => position);
    return working.reduce((least, position) => (position < least ? position : least), working[0] ?? START);
  }

  /** Waits until `served` is beyond a position, `timeout` milliseconds have passed, or `signal` aborts. */
  async beyond(position: Position, timeoutMs: number, signal: AbortSignal): Promise<void> {
    if (this.served() <= position && !signal.aborted) await this.#wait({ position: position + 1n }, timeoutMs, signal);
  }

  #wait(wanted: Omit<Waiter, 'resolve'>, timeoutMs: number, signal?: AbortSignal): Promise<boolean> {
    return new Promise((settle) => {
      const finish = (result: boolean) => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', stop);
        this.#waiting.delete(waiter);
        settle(result);
      };
      const stop = () => finish(false);
      const waiter: Waiter = { ...wanted, resolve: () => finish(true) };
      const timer = setTimeout(stop, timeoutMs);
      signal?.addEventListener('abort', stop);
      this.#waiting.add(waiter);
    });
  }
}

interface Waiter {
  readonly position: Position;
  readonly resolve: () => void;
}
