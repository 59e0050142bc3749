import { type Pool } from 'pg';
import { type Position } from '../envelope.js';
import { skipCheckpoints } from './checkpoints.js';

interface CheckpointSkip {
  readonly projection: string;
  readonly generation: number;
  readonly from: Position;
  readonly to: Position;
  readonly recordedAt: string;
  /** Called where the generation is not the one that readers see any more. */
  readonly gone: () => void;
}

/** Milliseconds until a move is tried again whose checkpoint was held, or that failed. */
const RETRY_DELAY_MS = 250;

/** Gathers the moves of checkpoints over stretches of the log that hold nothing for them, so that they cost one statement and not one each. */
export class CheckpointSkips {
  readonly #waiting = new Map<string, CheckpointSkip>();
  #timer: NodeJS.Timeout | undefined;
  #flushing: Promise<void> = Promise.resolve();

  constructor(
    readonly pool: Pool,
    readonly delay = 10,
  ) {}

  add(move: CheckpointSkip): void {
    const key = `${move.projection} ${move.generation}`;
    const waiting = this.#waiting.get(key);
    this.#waiting.set(key, waiting ? { ...move, from: waiting.from } : move);
    this.#timer ??= setTimeout(() => void this.flush(), this.delay);
  }

  /** Writes what is waiting. What cannot be written now is tried again, for other processes know of progress by the checkpoints alone. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const moves = [...this.#waiting.values()];
    this.#waiting.clear();
    if (moves.length > 0) this.#flushing = this.#flushing.then(() => this.#move(moves));
    return this.#flushing;
  }

  /** Writes what is waiting, and nothing afterwards. */
  async stop(): Promise<void> {
    await this.flush();
    clearTimeout(this.#timer);
  }

  async #move(moves: readonly CheckpointSkip[]): Promise<void> {
    const outcomes = await skipCheckpoints(this.pool, moves).catch(() => undefined);
    for (const move of moves) {
      const outcome = outcomes ? (outcomes.get(move.projection) ?? 'done') : 'held';
      if (outcome === 'gone') move.gone();
      else if (outcome === 'held') this.#again(move);
    }
  }

  /** A move that came meanwhile covers it. */
  #again(move: CheckpointSkip): void {
    const key = `${move.projection} ${move.generation}`;
    const waiting = this.#waiting.get(key);
    this.#waiting.set(key, waiting ? { ...waiting, from: move.from } : move);
    this.#timer ??= setTimeout(() => void this.flush(), RETRY_DELAY_MS);
  }
}
