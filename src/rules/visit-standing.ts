import { addDays } from '../event-sourcing/occurred.js';
import { nextLimit } from '../records/assessment-visit/assessment-visit.clocks.js';
import {
  type AssessmentVisitState,
  type VisitStatus,
  visitStatuses,
} from '../records/assessment-visit/assessment-visit.fields.js';
import { visitStatus } from '../records/assessment-visit/assessment-visit.rules.js';
import { type RecordRule } from './record-rule.js';

/** How a visit stands to what is awaited of it on a day; never recorded. */
export type VisitStanding = 'LATE' | 'RUNNING' | 'WITHOUT_LIMIT' | 'ENDED';

const ENDED = ['DECLINED', 'CLOSED', 'CANCELLED'] as const satisfies readonly VisitStatus[];
const GOING_ON = visitStatuses.codes.filter((status) => !(ENDED as readonly string[]).includes(status));
const LIMITS = ['VisitScheduled', 'DraftReportSentToState', 'ReportReceivedByState'];

/**
 * visit-standing/1. A visit that is declined, closed or cancelled has ended. Otherwise it is late from the day after the last day of what is awaited where it
 * stands, and running until then: the start of a scheduled visit; observations, 30 days from the sending of the draft; the response, six calendar months
 * from receipt of the report. It is without a limit where nothing has a last day.
 * @param on the day for which it is asked, `2021-01-27`
 */
export function standingOf(state: AssessmentVisitState, on: string): VisitStanding {
  if ((ENDED as readonly string[]).includes(visitStatus(state))) return 'ENDED';
  const limit = nextLimit(state);
  if (limit === null) return 'WITHOUT_LIMIT';
  return limit < on ? 'LATE' : 'RUNNING';
}

export const visitStanding: RecordRule<AssessmentVisitState, VisitStanding> = {
  name: 'visit-standing/1',
  description: 'How a visit stands to what is awaited of it: its start, the observations, the response.',
  thresholds: [],
  of: standingOf,
  filter: (standing, on) => {
    switch (standing) {
      case 'LATE':
        return { nextLimit: { to: addDays(on, -1) } };
      case 'RUNNING':
        return { nextLimit: { from: on } };
      case 'WITHOUT_LIMIT':
        return { status: GOING_ON, nextLimit: { missing: true } };
      case 'ENDED':
        return { status: ENDED };
      default:
        return {};
    }
  },
  deciding: {
    LATE: LIMITS,
    RUNNING: LIMITS,
    WITHOUT_LIMIT: [
      'VisitProposed',
      'VisitConsentRequested',
      'VisitConsentGiven',
      'VisitPostponed',
      'VisitStarted',
      'VisitCompleted',
      'PreliminaryAssessmentShared',
      'StateObservationsReceived',
      'ReportAdopted',
      'ReportTransmittedToState',
      'StateResponseReceived',
    ],
    ENDED: ['VisitConsentDeclined', 'VisitClosed', 'VisitCancelled'],
  },
};
