import { persevere as persevereWith } from '../persevere.js';

export { backOff } from '../persevere.js';

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

/** `persevere` over faults of PostgreSQL. @throws {StoreUnavailable} when so many milliseconds are over */
export function persevere<T>(patience: number, attempt: (failures: number) => Promise<T>, signal?: AbortSignal): Promise<T> {
  return persevereWith(patience, isPassing, attempt, signal);
}
