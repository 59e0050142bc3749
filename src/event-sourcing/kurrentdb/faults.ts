import { type ServiceError, status } from '@grpc/grpc-js';

/** A fault of the connection, or of the server for now: another try can do better. */
export class TransientFault extends Error {}

const TRANSIENT: ReadonlySet<status | undefined> = new Set([
  status.CANCELLED,
  status.UNKNOWN,
  status.DEADLINE_EXCEEDED,
  status.RESOURCE_EXHAUSTED,
  status.ABORTED,
  status.INTERNAL,
  status.UNAVAILABLE,
]);

/** Whether another try, perhaps on another connection, can do better. */
export function isTransient(error: unknown): boolean {
  return error instanceof TransientFault || leaderOf(error) !== undefined || TRANSIENT.has((error as Partial<ServiceError>).code);
}

/** The node to turn to, `host:port`, where another one than asked leads the cluster. */
export function leaderOf(error: unknown): string | undefined {
  const metadata = (error as Partial<ServiceError>).metadata;
  if (metadata?.get('exception')[0] !== 'not-leader') return undefined;
  return `${String(metadata.get('leader-endpoint-host')[0])}:${String(metadata.get('leader-endpoint-port')[0])}`;
}

/** The server does not take the name and password that it was given. A cluster that is new does not until its leader has made the first users. */
export function isUnauthenticated(error: unknown): boolean {
  return (error as Partial<ServiceError>).code === status.UNAUTHENTICATED;
}
