import { type Pool } from 'pg';
import { type Position } from '../envelope.js';
import { moveIdleCheckpoints } from './checkpoints.js';

interface IdleMove {
  readonly projection: string;
  readonly generation: number;
  readonly from: Position;
  readonly to: Position;
  readonly recordedAt: string;
  /** Called where the generation is not the one that readers see any more. */
  readonly gone: () => void;
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
    if (moves.length > 0) this.#flushing = this.#flushing.then(() => this.#move(moves)).catch(() => undefined);
    return this.#flushing;
  }

  async #move(moves: readonly IdleMove[]): Promise<void> {
    const gone = await moveIdleCheckpoints(this.pool, moves);
    for (const { projection, gone: tell } of moves) if (gone.includes(projection)) tell();
  }
}
