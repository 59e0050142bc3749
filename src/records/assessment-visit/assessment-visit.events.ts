import { z } from 'zod';
import { event, type EventOf } from '../../event-sourcing/record.js';
import { day, localizedText, recordId } from '../../event-sourcing/values.js';
import { documentReference, instrumentCitation } from '../shared/documents.js';
import { releaseConsent } from '../shared/visit-release.js';
import { VISIT_CLOCKS } from './assessment-visit.clocks.js';

export const VISIT_TYPES = ['COMPREHENSIVE', 'FOCUSED', 'REGIONAL', 'FOLLOW_UP', 'ADVOCACY'] as const;
export const VISIT_MODES = ['PHYSICAL', 'HYBRID', 'VIRTUAL'] as const;
/** That the time for observations has lapsed, or that a response is late, is computed for a moment, never recorded. */
export const VISIT_STATUSES = [
  'PROPOSED',
  'CONSENT_REQUESTED',
  'DECLINED',
  'CONSENTED',
  'SCHEDULED',
  'POSTPONED',
  'UNDER_WAY',
  'COMPLETED',
  'PRELIMINARY_ASSESSMENT_SHARED',
  'DRAFT_SENT',
  'OBSERVATIONS_RECEIVED',
  'ADOPTED',
  'TRANSMITTED',
  'RESPONSE_RECEIVED',
  'CLOSED',
  'CANCELLED',
] as const;
export type VisitStatus = (typeof VISIT_STATUSES)[number];
export const VISIT_CONSENTS = ['NOT_REQUESTED', 'REQUESTED', 'GIVEN', 'DECLINED'] as const;
export const FINDING_KINDS = ['PROGRESS', 'SHORTFALL', 'GOOD_PRACTICE'] as const;

const document = documentReference.optional();
const text = localizedText.optional();
const by = recordId;
const finding = {
  challenge: z.string(),
  findingKind: z.enum(FINDING_KINDS),
  text: localizedText,
  instruments: z.array(instrumentCitation),
};

export const assessmentVisitEvents = {
  VisitProposed: event(
    'A visit to assess a State is proposed.',
    z.strictObject({
      state: recordId,
      assessor: recordId,
      visitType: z.enum(VISIT_TYPES),
      mode: z.enum(VISIT_MODES),
      purpose: text,
      instruments: z.array(instrumentCitation),
      follows: recordId.optional(),
    }),
  ),
  VisitConsentRequested: event('The State is asked to consent to the visit.', z.strictObject({ document })),
  VisitConsentGiven: event('The State consents to the visit.', z.strictObject({ by, document })),
  VisitConsentDeclined: event(
    'The State does not consent to the visit, or, after it had, does so no longer.',
    z.strictObject({ by, reason: z.string().optional() }),
  ),
  VisitScheduled: event('The visit has days.', z.strictObject({ start: day, end: day })),
  VisitPostponed: event('The visit is put off; other days are not set yet.', z.strictObject({ reason: z.string() })),
  VisitStarted: event('The visit is under way.', z.strictObject({})),
  VisitCompleted: event('The visit is over.', z.strictObject({})),
  PreliminaryAssessmentShared: event('The State has the preliminary assessment.', z.strictObject({ document, text })),
  FindingRecorded: event('The assessor has found something. The id of this event names the finding.', z.strictObject(finding)),
  FindingRevised: event(
    'A finding reads otherwise; what is not given stays.',
    z.strictObject({ ...z.strictObject(finding).partial().shape, finding: z.uuid(), reason: z.string() }),
  ),
  DraftReportSentToState: event(
    'The State has the draft report, and 30 days for its observations.',
    z.strictObject({ document: documentReference }),
  ),
  StateObservationsReceived: event('The State has made its observations.', z.strictObject({ document, text })),
  ReportAdopted: event('The report is adopted.', z.strictObject({ document: documentReference })),
  ReportTransmittedToState: event('The report is on its way to the State.', z.strictObject({ document })),
  ReportReceivedByState: event(
    'The State has received the report when this happened, and six calendar months from then for its response.',
    z.strictObject({}),
  ),
  StateResponseReceived: event('The State has responded to the report.', z.strictObject({ document, text })),
  VisitClockReminderIssued: event(
    'Those who see the visit are reminded that a time limit is about to end, or has lapsed (`daysLeft` below zero), with nothing received.',
    z.strictObject({ clock: z.enum(VISIT_CLOCKS), due: day, daysLeft: z.int(), rule: z.string() }),
  ),
  ReleaseConsentGiven: event(
    'The State consents to release the visit, or the parts named, to an audience; this takes the place of an earlier consent.',
    releaseConsent,
  ),
  ReleaseConsentWithdrawn: event(
    'The State consents no longer: nothing is shown from here on. What was read before is not unsaid by it.',
    z.strictObject({ by, reason: z.string() }),
  ),
  VisitClosed: event('Nothing more is expected of the visit.', z.strictObject({ reason: z.string().optional() })),
  VisitCancelled: event('The visit will not be made.', z.strictObject({ reason: z.string() })),
} as const;

export type AssessmentVisitEvent = EventOf<typeof assessmentVisitEvents>;
type Data<Type extends keyof typeof assessmentVisitEvents> = z.output<(typeof assessmentVisitEvents)[Type]['schema']>;
/** What was said, and when it happened, ISO 8601 UTC. */
type At<Type extends keyof typeof assessmentVisitEvents> = Data<Type> & { readonly at: string };

export interface AssessmentVisitState extends Data<'VisitProposed'> {
  readonly consent: (typeof VISIT_CONSENTS)[number];
  /** When it was asked for, given or declined, as it stands. */
  readonly consentAt: string | null;
  readonly declinedReason: string | null;
  readonly plannedStart: string | null;
  readonly plannedEnd: string | null;
  /** When the days were set. */
  readonly scheduledAt: string | null;
  /** Why other days are to be set, and when that was said. */
  readonly postponedReason: string | null;
  readonly postponedAt: string | null;
  readonly started: string | null;
  readonly completed: string | null;
  readonly preliminaryAssessment: At<'PreliminaryAssessmentShared'> | null;
  readonly findings: readonly (Data<'FindingRecorded'> & {
    readonly id: string;
    readonly at: string;
    readonly revised: string | null;
  })[];
  /** `on` is the last day on which it can have been sent: the clock runs from it. */
  readonly draft: (At<'DraftReportSentToState'> & { readonly on: string }) | null;
  readonly observations: At<'StateObservationsReceived'> | null;
  readonly report: At<'ReportAdopted'> | null;
  readonly transmission: At<'ReportTransmittedToState'> | null;
  /** The last day on which the State can have received the report: the clock runs from it. */
  readonly receivedOn: string | null;
  readonly response: At<'StateResponseReceived'> | null;
  /** Reminders of its time limits, oldest first. Whether a limit has lapsed is computed for a moment, never read from here. */
  readonly reminders: readonly At<'VisitClockReminderIssued'>[];
  readonly release: At<'ReleaseConsentGiven'> | null;
  readonly releaseWithdrawn: At<'ReleaseConsentWithdrawn'> | null;
  readonly closed: At<'VisitClosed'> | null;
  readonly cancelled: At<'VisitCancelled'> | null;
}
