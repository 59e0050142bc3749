import { setTimeout as pause } from 'node:timers/promises';
import { StoreUnavailable } from './event-store.js';

/**
 * Waits before the next try, 50 ms at first, doubled up to 2 s, each time between half and all of it; ends early when the signal aborts.
 * @param left waits at most so many milliseconds
 */
export async function backOff(failures: number, signal?: AbortSignal, left = Infinity): Promise<void> {
  const most = Math.min(2_000, 50 * 2 ** failures);
  await pause(Math.min(left, most * (0.5 + Math.random() / 2)), undefined, { signal }).catch(() => undefined);
}

/**
 * Tries until it succeeds, fails for good, is aborted (the signal's reason is thrown), or so many milliseconds are over.
 * @param isTransient whether another try can do better after an error
 * @param attempt gets how often it failed before, and how many milliseconds are left
 * @throws {StoreUnavailable} when the time is over
 */
export async function retryTransient<T>(
  retryForMs: number,
  isTransient: (error: unknown) => boolean,
  attempt: (failures: number, left: number) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const deadline = Date.now() + retryForMs;
  for (let failures = 0; ; failures++) {
    signal?.throwIfAborted();
    try {
      return await attempt(failures, Math.max(1, deadline - Date.now()));
    } catch (error) {
      if (!isTransient(error)) throw error;
      await backOff(failures, signal, deadline - Date.now());
      if (Date.now() >= deadline) throw new StoreUnavailable(error);
    }
  }
}
