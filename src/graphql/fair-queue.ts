import { reject } from '../platform/metrics.js';
import { unavailable } from './errors.js';

interface Line {
  running: number;
  readonly waiting: (() => void)[];
}

/** Places for work, shared fairly: each caller has some at the most, and those who wait get theirs in turn, whoever asked more. */
export class FairQueue {
  readonly #lines = new Map<string, Line>();
  #running = 0;
  #waiting = 0;

  /**
   * @param places work under way at the same time
   * @param each of one caller
   * @param most work that may wait
   */
  constructor(
    readonly places: number,
    readonly each: number,
    readonly most = 10_000,
  ) {}

  /** Waits for a place. @returns gives it back @throws UNAVAILABLE where too much waits already */
  async enter(caller: string): Promise<() => void> {
    let line = this.#lines.get(caller);
    if (!line) this.#lines.set(caller, (line = { running: 0, waiting: [] }));
    if (this.#running < this.places && line.running < this.each && line.waiting.length === 0) this.#begin(line);
    else {
      if (this.#waiting >= this.most) {
        reject('queue');
        throw unavailable('too much is waiting already');
      }
      this.#waiting++;
      await new Promise<void>((resolve) => line.waiting.push(resolve));
    }
    return () => this.#end(caller, line);
  }

  /** Does work in a place. */
  async run<T>(caller: string, work: () => T | Promise<T>): Promise<T> {
    const leave = await this.enter(caller);
    try {
      return await work();
    } finally {
      leave();
    }
  }

  #begin(line: Line): void {
    line.running++;
    this.#running++;
  }

  #end(caller: string, line: Line): void {
    line.running--;
    this.#running--;
    if (line.running === 0 && line.waiting.length === 0) this.#lines.delete(caller);
    if (this.#waiting === 0) return;
    for (const [name, next] of this.#lines) {
      if (this.#running >= this.places) return;
      if (next.waiting.length === 0 || next.running >= this.each) continue;
      this.#begin(next);
      this.#waiting--;
      next.waiting.shift()!();
      // Whoever got a place goes to the end of the line.
      this.#lines.delete(name);
      this.#lines.set(name, next);
      return;
    }
  }
}
