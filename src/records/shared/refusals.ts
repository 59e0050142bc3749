import { type Refusal, refuse } from '../../event-sourcing/record.js';

/** Refuses what the record's status does not allow; `noun` names the kind of record: `partnership`. */
export function wrongStatus(noun: string, status: string, rule: string): Refusal {
  return refuse('WRONG_STATUS', `the ${noun} is ${status}`, { field: 'id', value: status, rule });
}

/** Refuses an end (`field`) before its start, where both are known; days or moments as ISO 8601. */
export function ordered(field: string, start: string | null | undefined, end: string | null | undefined): Refusal | undefined {
  return start && end && end < start
    ? refuse('DATES_REVERSED', 'it ends before it begins', { field, value: end, rule: `${field} is not before ${start}` })
    : undefined;
}

/**
 * Refuses a change of a record that has ended (`endedAt`, null for one that has not); with `occurredAt`, late reports of the time before are welcome.
 */
export function afterEnd(noun: string, status: string, endedAt: string | null, occurredAt?: string): Refusal | undefined {
  return endedAt !== null && (occurredAt === undefined || occurredAt > endedAt)
    ? wrongStatus(noun, status, 'what has ended takes no further change')
    : undefined;
}
