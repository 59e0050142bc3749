import { type Sentences } from '../../event-sourcing/sentence.js';
import { type assessmentVisitEvents } from './assessment-visit.events.js';

/** How a history of this kind is told. */
export const assessmentVisitSentences: Sentences<typeof assessmentVisitEvents> = {
  it: '{assessor}’s {visitType} visit to {state}',
  events: {
    VisitProposed: '{assessor} proposed a {visitType} visit ({mode}) to {state}',
    VisitConsentRequested: 'the consent of the State to {it} was requested',
    VisitConsentGiven: '{by} consented to {it}',
    VisitConsentDeclined: '{by} did not consent to {it}[: {reason}]',
    VisitScheduled: '{it} was scheduled for {start} to {end}',
    VisitPostponed: '{it} was postponed: {reason}',
    VisitStarted: '{it} started',
    VisitCompleted: '{it} was completed',
    PreliminaryAssessmentShared: 'the preliminary assessment of {it} was shared with the State',
    FindingRecorded: 'a finding ({findingKind}, {challenge}) of {it} was recorded: “{text}”',
    FindingRevised: 'a finding of {it} was revised[ to “{text}”]: {reason}',
    DraftReportSentToState: 'the draft report of {it} was sent to the State',
    StateObservationsReceived: 'the observations of the State on the draft report of {it} were received',
    ReportAdopted: 'the report of {it} was adopted',
    ReportTransmittedToState: 'the report of {it} was transmitted to the State',
    ReportReceivedByState: 'the State received the report of {it}',
    StateResponseReceived: 'the response of the State to the report of {it} was received',
    ReleaseConsentGiven: '{by} consented to the release ({extent}[, {parts}]) of {it}',
    ReleaseConsentWithdrawn: '{by} withdrew its consent to the release of {it}: {reason}',
    VisitClosed: '{it} was closed[: {reason}]',
    VisitCancelled: '{it} was cancelled: {reason}',
  },
};
