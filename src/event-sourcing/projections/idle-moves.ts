import { type Pool } from 'pg';
import { type Position } from '../envelope.js';
import { moveIdleCheckpoints } from './checkpoints.js';

interface IdleMove {
  readonly projection: string;
  readonly generation: number;
  readonly from: Position;
  readonly to: Position;
  readonly recordedAt: string;
}

/** Gathers the moves of checkpoints over stretches of the log that hold nothing for them, so that they cost one statement and not one each. */
export class IdleMoves {
  readonly #moves = new Map<string, IdleMove>();
  #timer: NodeJS.Timeout | undefined;
  #flushing: Promise<void> = Promise.resolve();

  constructor(
    readonly pool: Pool,
    readonly delay = 10,
  ) {}

  add(move: IdleMove): void {
    const key = `${move.projection} ${move.generation}`;
    const waiting = this.#moves.get(key);
    this.#moves.set(key, waiting ? { ...move, from: waiting.from } : move);
    this.#timer ??= setTimeout(() => void this.flush(), this.delay);
  }

  /** Writes what is waiting; a failure is no loss, for the next move covers the same stretch. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const moves = [...this.#moves.values()];
    this.#moves.clear();
    if (moves.length > 0)
      this.#flushing = this.#flushing.then(() => moveIdleCheckpoints(this.pool, moves)).catch(() => undefined);
    return this.#flushing;
  }
}
