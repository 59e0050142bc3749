import { setMaxListeners } from 'node:events';

/**
 * Runs `follow` for each iteration, with a signal that aborts when one of `signals` does or when the consumer breaks off, even while a `next()` of it is
 * pending. `follow` must return soon after its signal has aborted.
 */
export function subscription<T>(
  signals: readonly (AbortSignal | undefined)[],
  follow: (signal: AbortSignal) => AsyncGenerator<T, void, undefined>,
): AsyncIterable<T> {
  return {
    [Symbol.asyncIterator]() {
      const stop = new AbortController();
      const abort = () => stop.abort();
      const release = () => signals.forEach((signal) => signal?.removeEventListener('abort', abort));
      for (const signal of signals) {
        if (!signal) continue;
        // A store's signal has as many listeners as there are subscribers; that is no leak.
        setMaxListeners(0, signal);
        if (signal.aborted) abort();
        signal.addEventListener('abort', abort, { once: true });
      }
      const generator = follow(stop.signal);
      return {
        async next() {
          try {
            const result = await generator.next();
            if (result.done) release();
            return result;
          } catch (error) {
            release();
            throw error;
          }
        },
        async return() {
          abort();
          release();
          return generator.return();
        },
      };
    },
  };
}

/** Something that others wait for and that happens again and again. */
export class Signal {
  #waiting = new Set<() => void>();

  /** Wakes all who wait now. */
  notify(): void {
    const waiting = this.#waiting;
    this.#waiting = new Set();
    for (const wake of waiting) wake();
  }

  /** Until the next ring, the abort of the signal, or so many milliseconds. */
  wait(signal: AbortSignal, milliseconds?: number): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', wake);
        this.#waiting.delete(wake);
        resolve();
      };
      const timer = milliseconds === undefined ? undefined : setTimeout(wake, milliseconds);
      signal.addEventListener('abort', wake, { once: true });
      this.#waiting.add(wake);
    });
  }
}
