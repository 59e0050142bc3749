import { addDays, addMonths } from '../../event-sourcing/occurred.js';
import { type ValueOf } from '../../fields/index.js';
import { type AssessmentVisitState, type VisitClockName, type visitClock } from './assessment-visit.fields.js';
import { visitStatus } from './assessment-visit.rules.js';

/** Name and version of the rule below: an answer says by which rule it was made. */
export const CLOCK_RULE = 'visit-clock/1';

/** Days in which a State makes its observations on a draft report. */
const OBSERVATION_DAYS = 30;
/** Calendar months in which a State responds to a report that it has received. */
const RESPONSE_MONTHS = 6;

/** Name and version of the rule by which reminders are issued. */
export const REMINDER_RULE = 'visit-reminder/1';
/** Days before the last one on which a reminder is issued; -1 is the day after it, when the limit has lapsed. */
const REMINDED: Readonly<Record<VisitClockName, readonly number[]>> = { OBSERVATIONS: [7, 1, -1], RESPONSE: [60, 30, 7, -1] };

/** How far a time limit has run on a day. */
export type Clock = ValueOf<(typeof visitClock)['fields']>;

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

/** A time limit that still matters: its last day. */
export function runningClock(state: AssessmentVisitState, clock: VisitClockName): string | null {
  const { observations, report, response, closed, cancelled } = state;
  if (closed !== null || cancelled !== null) return null;
  if (clock === 'RESPONSE') return response === null ? responseDue(state) : null;
  return observations === null && report === null ? observationsDue(state) : null;
}

/**
 * visit-reminder/1. The first moment after `since` at which a reminder of this clock is to be issued, ISO 8601 UTC: the beginning of a day seven days or one
 * before the last for observations; sixty, thirty or seven before the last for the response; and of the day after either. Null where none is to come.
 */
export function nextReminder(state: AssessmentVisitState, clock: VisitClockName, since: string): string | null {
  const due = runningClock(state, clock);
  if (due === null) return null;
  const moments = REMINDED[clock].map((days) => `${addDays(due, -days)}T00:00:00.000Z`);
  return moments.find((moment) => moment > since) ?? null;
}

/** visit-reminder/1. What a reminder issued on a day says; undefined where none is to be issued, or the last one was for no later a moment. */
export function reminderOn(
  state: AssessmentVisitState,
  clock: VisitClockName,
  on: string,
): { readonly clock: VisitClockName; readonly due: string; readonly daysLeft: number; readonly rule: string } | undefined {
  const due = runningClock(state, clock);
  const daysLeft = clockOn(due, null, on)?.daysLeft ?? null;
  if (due === null || daysLeft === null) return undefined;
  const reached = REMINDED[clock].filter((days) => daysLeft <= days).at(-1);
  const last = state.reminders.filter((one) => one.clock === clock && one.due === due).at(-1);
  if (reached === undefined || (last && last.daysLeft <= reached)) return undefined;
  return { clock, due, daysLeft, rule: REMINDER_RULE };
}
