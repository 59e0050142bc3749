import { setTimeout as pause } from 'node:timers/promises';
import { StoreUnavailable } from '../event-store.js';

/**
 * SQLSTATE classes and codes of faults that pass: connection, serialisation, resources, a server that stops, starts or is a standby for now
 * (https://www.postgresql.org/docs/current/errcodes-appendix.html).
 */
const PASSING_STATES = /^(08|40|53|57P|58)|^(25006|25P02|25P03|55P03)$/;
/** What the driver says without a code. */
const PASSING_MESSAGES =
  /connection terminated|timeout|client has encountered a connection error|not queryable|client was closed/i;

/** Whether another try on another connection can do better. */
export function isPassing(error: unknown): boolean {
  const { code, message } = error as { code?: string; message?: string };
  if (code !== undefined) return PASSING_STATES.test(code) || /^E[A-Z]{3,}/.test(code);
  return PASSING_MESSAGES.test(message ?? '');
}

/** Waits before the next try, 50 ms at first, doubled up to 2 s, each time between half and all of it; ends early when the signal aborts. */
export async function backOff(failures: number, signal?: AbortSignal): Promise<void> {
  const most = Math.min(2_000, 50 * 2 ** failures);
  await pause(most * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => undefined);
}

/**
 * Tries until it succeeds, fails for good, is aborted (the signal's reason is thrown), or so many milliseconds are over.
 * @param attempt is told how often it failed before
 * @throws {StoreUnavailable} when the time is over
 */
export async function persevere<T>(
  patience: number,
  attempt: (failures: number) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const deadline = Date.now() + patience;
  for (let failures = 0; ; failures++) {
    signal?.throwIfAborted();
    try {
      return await attempt(failures);
    } catch (error) {
      if (!isPassing(error)) throw error;
      if (Date.now() >= deadline) throw new StoreUnavailable(error);
      await backOff(failures, signal);
    }
  }
}
