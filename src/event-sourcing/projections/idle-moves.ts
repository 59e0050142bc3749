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

/** Milliseconds until a move is tried again whose checkpoint was held, or that failed. */
const AGAIN = 250;

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

  /** Writes what is waiting. What cannot be written now is tried again, for other processes know of progress by the checkpoints alone. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const moves = [...this.#moves.values()];
    this.#moves.clear();
    if (moves.length > 0) this.#flushing = this.#flushing.then(() => this.#move(moves));
    return this.#flushing;
  }

  /** Writes what is waiting, and nothing afterwards. */
  async stop(): Promise<void> {
    await this.flush();
    clearTimeout(this.#timer);
  }

  async #move(moves: readonly IdleMove[]): Promise<void> {
    const outcomes = await moveIdleCheckpoints(this.pool, moves).catch(() => undefined);
    for (const move of moves) {
      const outcome = outcomes ? (outcomes.get(move.projection) ?? 'done') : 'held';
      if (outcome === 'gone') move.gone();
      else if (outcome === 'held') this.#again(move);
    }
  }

  /** A move that came meanwhile covers it. */
  #again(move: IdleMove): void {
    const key = `${move.projection} ${move.generation}`;
    const waiting = this.#moves.get(key);
    this.#moves.set(key, waiting ? { ...waiting, from: move.from } : move);
    this.#timer ??= setTimeout(() => void this.flush(), AGAIN);
  }
}
