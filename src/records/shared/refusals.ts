import { inWords, withArticle } from '../../event-sourcing/nouns.js';
import { type DecideContext, type Refusal, refuse } from '../../event-sourcing/record.js';

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

/** Refuses to let a record of `kind` take its own place, or two of them each other's. */
export function takesOver(kind: string, by: string, { id, reference }: DecideContext): Refusal | undefined {
  const other = reference(by)?.state as { readonly supersededBy?: string | null } | undefined;
  if (by !== id && other?.supersededBy !== id) return undefined;
  return refuse('SUPERSEDES_ITSELF', `${withArticle(inWords(kind))} cannot take its own place`, {
    field: 'by',
    value: `${kind}_${by}`,
    rule: `by names another ${inWords(kind)}, whose place this one has not taken`,
  });
}

/** Refuses what is said to have happened before that on which it rests (`since`, ISO 8601 UTC; `what` names it): it would take no effect. */
export function notBefore(what: string, since: string | null | undefined, { occurredAt }: DecideContext): Refusal | undefined {
  if (!since || occurredAt >= since) return undefined;
  return refuse('TOO_EARLY', `it cannot have happened before ${what}`, {
    field: 'occurredAt',
    value: occurredAt,
    rule: `occurredAt is not before ${since}`,
  });
}

/**
 * Refuses a change of a record that has ended (`endedAt`, null for one that has not); with `occurredAt`, late reports of the time before are welcome.
 */
export function afterEnd(noun: string, status: string, endedAt: string | null, occurredAt?: string): Refusal | undefined {
  return endedAt !== null && (occurredAt === undefined || occurredAt > endedAt)
    ? wrongStatus(noun, status, 'what has ended takes no further change')
    : undefined;
}
