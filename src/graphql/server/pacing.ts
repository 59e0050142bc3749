import { setTimeout as pause } from 'node:timers/promises';

/** How many times as long as slow work took it then rests while others are served: it takes a fifth of the time. */
const REST = 4;
/** Longest rest, so that one long piece of work does not shut out the next. */
const MAX_REST_MS = 2_000;
/** Milliseconds between two looks whether others are served. */
const SLICE_MS = 5;

/** Lets slow work give way: while other callers are served, it takes at most a fifth of the time; when nobody else is, it does not wait. */
export class Pacing {
  #restsUntil = 0;
  #served = 0;
  /** Who had the last slow work. */
  #last: string | undefined;

  /**
   * @param now milliseconds of a clock that never goes back
   * @param wait lets others go on for so many milliseconds
   */
  constructor(
    readonly now: () => number = () => performance.now(),
    readonly wait: (milliseconds: number) => Promise<unknown> = pause,
  ) {}

  /** Notes that work of a caller begins that is not slow. */
  serve(caller: string): void {
    if (caller !== this.#last) this.#served++;
  }

  /** Does slow work of a caller, after the rest that the work before it left. */
  async run<T>(caller: string, work: () => T | Promise<T>): Promise<T> {
    while (this.now() < this.#restsUntil) {
      const before = this.#served;
      await this.wait(SLICE_MS);
      if (this.#served === before) break;
    }
    const begun = this.now();
    this.#last = caller;
    try {
      return await work();
    } finally {
      const now = this.now();
      this.#restsUntil = Math.min(Math.max(now, this.#restsUntil) + REST * (now - begun), now + MAX_REST_MS);
    }
  }
}
