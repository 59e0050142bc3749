import { StoreUnavailable } from '../event-store.js';
import { retryTransient as retryTransientWith } from '../retry.js';

export { backOff } from '../retry.js';

/**
 * SQLSTATE classes and codes of faults that pass: connection, concurrency, resources, locks, cancelled statements, a server that stops, starts or is a
 * standby for now (https://www.postgresql.org/docs/current/errcodes-appendix.html).
 */
const TRANSIENT_STATES = /^(08|40|53|55|57|58)|^(25006|25P02|25P03)$/;
/** What the driver says without a code. */
const TRANSIENT_MESSAGES =
  /connection terminated|timeout|client has encountered a connection error|not queryable|client was closed/i;

/** Whether another try on another connection can do better. */
export function isTransient(error: unknown): boolean {
  if (error instanceof StoreUnavailable) return true;
  const { code, message } = error as { code?: string; message?: string };
  if (code !== undefined) return TRANSIENT_STATES.test(code) || /^E[A-Z]{3,}/.test(code);
  return TRANSIENT_MESSAGES.test(message ?? '');
}

/** `retryTransient` over faults of PostgreSQL. @throws {StoreUnavailable} when so many milliseconds are over */
export function retryTransient<T>(
  retryForMs: number,
  attempt: (failures: number) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  return retryTransientWith(retryForMs, isTransient, attempt, signal);
}
