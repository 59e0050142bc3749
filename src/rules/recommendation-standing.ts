import { addDays } from '../event-sourcing/occurred.js';
import { type Filter } from '../event-sourcing/projections/record-table.js';
import { type RecommendationState, type RecommendationStatus } from '../records/recommendation/recommendation.fields.js';
import { nextDue, recommendationStatus } from '../records/recommendation/recommendation.js';
import { type RecordRule } from './record-rule.js';

/** How a recommendation stands on a day; never recorded. */
export type RecommendationStanding =
  | 'AWAITING_RESPONSE'
  | 'OVERDUE'
  | 'DUE'
  | 'UPCOMING'
  | 'NOTHING_DUE'
  | 'REPORTED_COMPLETE'
  | 'VERIFIED'
  | 'FOUND_INCOMPLETE'
  | 'ENDED';

/** Statuses of a recommendation to which the State has responded, or which is under way without a word. */
const UNDER_WAY = ['RESPONDED', 'PLANNED', 'IN_IMPLEMENTATION'] as const satisfies readonly RecommendationStatus[];
const ENDED = ['CLOSED', 'SUPERSEDED'] as const satisfies readonly RecommendationStatus[];

/**
 * recommendation-standing/1. What is closed or superseded has ended. What was verified in full is verified, what was verified otherwise was found
 * incomplete, and what is reported complete without verification is no more than that. What was only issued awaits its response. Otherwise the next open
 * action counts: overdue from the day after its day, due in the `within` days up to it, upcoming before that; without one, nothing is due.
 * @param on the day for which it is asked, `2021-01-27`
 */
export function standingOf(state: RecommendationState, on: string, within: number): RecommendationStanding {
  const status = recommendationStatus(state);
  if ((ENDED as readonly string[]).includes(status)) return 'ENDED';
  if (status === 'VERIFIED') return state.verification!.result === 'FULL' ? 'VERIFIED' : 'FOUND_INCOMPLETE';
  if (status === 'REPORTED_COMPLETE') return status;
  if (status === 'ISSUED') return 'AWAITING_RESPONSE';
  const due = nextDue(state);
  if (due === null) return 'NOTHING_DUE';
  if (due < on) return 'OVERDUE';
  return due <= addDays(on, within) ? 'DUE' : 'UPCOMING';
}

function filterOf(standing: RecommendationStanding | null | undefined, on: string, within: number): Filter {
  switch (standing) {
    case 'ENDED':
      return { status: ENDED };
    case 'VERIFIED':
      return { status: ['VERIFIED'], verification: ['FULL'] };
    case 'FOUND_INCOMPLETE':
      return { status: ['VERIFIED'], verification: ['PARTIAL', 'NOT'] };
    case 'REPORTED_COMPLETE':
      return { status: ['REPORTED_COMPLETE'] };
    case 'AWAITING_RESPONSE':
      return { status: ['ISSUED'] };
    case 'OVERDUE':
      return { status: UNDER_WAY, nextDue: { to: addDays(on, -1) } };
    case 'DUE':
      return { status: UNDER_WAY, nextDue: { from: on, to: addDays(on, within) } };
    case 'UPCOMING':
      return { status: UNDER_WAY, nextDue: { from: addDays(on, within + 1) } };
    case 'NOTHING_DUE':
      return { status: UNDER_WAY, nextDue: { missing: true } };
    default:
      return {};
  }
}

const PLANS = ['ActionPlanned', 'ActionStarted'];

export const recommendationStanding: RecordRule<RecommendationState, RecommendationStanding, { readonly within: number }> = {
  name: 'recommendation-standing/1',
  description: 'What is awaited, due, overdue, reported complete and verified of a recommendation.',
  thresholds: ['ACTION_DUE_DAYS'],
  of: (state, on, { within }) => standingOf(state, on, within),
  filter: (standing, on, { within }) => filterOf(standing, on, within),
  deciding: {
    AWAITING_RESPONSE: ['RecommendationIssued'],
    OVERDUE: PLANS,
    DUE: PLANS,
    UPCOMING: PLANS,
    NOTHING_DUE: ['RecommendationResponseRecorded', 'ActionCompleted', 'ActionDropped', 'RecommendationReopened'],
    REPORTED_COMPLETE: ['ImplementationReportedComplete'],
    VERIFIED: ['ImplementationVerified'],
    FOUND_INCOMPLETE: ['ImplementationVerified'],
    ENDED: ['RecommendationClosed', 'RecommendationSuperseded'],
  },
};
