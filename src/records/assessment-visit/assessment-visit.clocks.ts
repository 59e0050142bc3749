import { addDays, addMonths } from '../../event-sourcing/occurred.js';
import { type AssessmentVisitState } from './assessment-visit.events.js';
import { visitStatus } from './assessment-visit.rules.js';

/** Name and version of the rule below: an answer says by which rule it was made. */
export const CLOCK_RULE = 'visit-clock/1';
export const CLOCK_STANDINGS = ['RUNNING', 'LATE', 'MET', 'MET_LATE'] as const;
export type ClockStanding = (typeof CLOCK_STANDINGS)[number];

/** Days in which a State makes its observations on a draft report. */
const OBSERVATION_DAYS = 30;
/** Calendar months in which a State responds to a report that it has received. */
const RESPONSE_MONTHS = 6;

/** How far a time limit has run on a day. */
export interface Clock {
  readonly due: string;
  readonly standing: ClockStanding;
  /** The day on which it was met. */
  readonly met: string | null;
  /** Days until it is due, below zero where it is late; null where it was met. */
  readonly daysLeft: number | null;
  readonly on: string;
  readonly rule: string;
}

/** The last day for observations on the draft; null before it was sent. */
export function observationsDue({ draft }: Pick<AssessmentVisitState, 'draft'>): string | null {
  return draft && addDays(draft.on, OBSERVATION_DAYS);
}

/** The last day for the response to the report; null before the State received it. */
export function responseDue({ receivedOn }: Pick<AssessmentVisitState, 'receivedOn'>): string | null {
  return receivedOn && addMonths(receivedOn, RESPONSE_MONTHS);
}

/** The last day of what is awaited where the visit stands: its start, observations on the draft, the response; null where nothing has a last day. */
export function nextLimit(state: AssessmentVisitState): string | null {
  switch (visitStatus(state)) {
    case 'SCHEDULED':
      return state.plannedStart;
    case 'DRAFT_SENT':
      return observationsDue(state);
    case 'TRANSMITTED':
      return responseDue(state);
    default:
      return null;
  }
}

/**
 * visit-clock/1. A limit is kept until the end of its last day: what comes by then has met it, what comes later has met it late. Until it comes, the
 * clock is running, and late from the day after.
 * @param due the last day; null where the clock does not run yet
 * @param met when it came, ISO 8601 UTC; null where it has not
 * @param on the day for which it is asked, `2021-01-27`
 */
export function clockOn(due: string | null, met: string | null | undefined, on: string): Clock | null {
  if (due === null) return null;
  const day = met?.slice(0, 10) ?? null;
  const late = (day ?? on) > due;
  const standing = day === null ? (late ? 'LATE' : 'RUNNING') : late ? 'MET_LATE' : 'MET';
  const daysLeft = day === null ? Math.round((Date.parse(due) - Date.parse(on)) / 86_400_000) : null;
  return { due, standing, met: day, daysLeft, on, rule: CLOCK_RULE };
}
