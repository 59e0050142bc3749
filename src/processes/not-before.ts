import { type RecordedEvent } from '../event-sourcing/envelope.js';
import { formatOccurred } from '../event-sourcing/occurred.js';

/**
 * When what an event leads to happened: when the event did, as exactly as that is known, but not before what it rests on (ISO 8601 UTC; what is null
 * has not happened).
 */
export function notBefore({ metadata }: RecordedEvent, ...since: readonly (string | null | undefined)[]): string {
  const last = since.reduce<string>((latest, at) => (at && at > latest ? at : latest), metadata.occurredAt);
  return last === metadata.occurredAt ? formatOccurred(metadata) : last;
}
