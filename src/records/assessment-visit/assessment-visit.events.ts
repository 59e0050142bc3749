import { type EventOf } from '../../event-sourcing/record.js';
import {
  command,
  creates,
  day,
  described,
  event,
  eventId,
  type InputsOf,
  optional,
  partial,
  speaker,
  text,
} from '../../fields/index.js';
import {
  consent,
  document,
  finding,
  otherwise,
  proposal,
  reminder,
  statement,
  type VisitClockName,
} from './assessment-visit.fields.js';

const by = speaker('Who says so: the State or its delegate.');
const reason = text('Why.');
const days = { start: day('The day on which it is to start.'), end: day('The day on which it is to end.') };
const optionalDocument = { document: optional(document) };
const declined = { by, reason: optional(reason) };
const revision = {
  ...partial(finding),
  finding: eventId('finding'),
  reason,
};
const draft = { document: described(document, 'The draft.') };
const report = { document: described(document, 'The report.') };
const closing = { reason: optional(text('Why, where the State has not responded.')) };

export const assessmentVisitEvents = {
  VisitProposed: event(
    'A visit to assess a State is proposed.',
    '{assessor} proposed a {visitType} visit ({mode}) to {state}',
    proposal,
  ),
  VisitConsentRequested: event(
    'The State is asked to consent to the visit.',
    'the consent of the State to {it} was requested',
    optionalDocument,
  ),
  VisitConsentGiven: event('The State consents to the visit.', '{by} consented to {it}', { by, ...optionalDocument }),
  VisitConsentDeclined: event(
    'The State does not consent to the visit, or, after it had, does so no longer.',
    '{by} did not consent to {it}[: {reason}]',
    declined,
  ),
  VisitScheduled: event('The visit has days.', '{it} was scheduled for {start} to {end}', days),
  VisitPostponed: event('The visit is put off; other days are not set yet.', '{it} was postponed: {reason}', { reason }),
  VisitStarted: event('The visit is under way.', '{it} started', {}),
  VisitCompleted: event('The visit is over.', '{it} was completed', {}),
  PreliminaryAssessmentShared: event(
    'The State has the preliminary assessment.',
    'the preliminary assessment of {it} was shared with the State',
    statement,
  ),
  FindingRecorded: event(
    'The assessor has found something. The id of this event names the finding.',
    'a finding ({findingKind}, {challenge}) of {it} was recorded: “{text}”',
    finding,
  ),
  FindingRevised: event(
    'A finding reads otherwise; what is not given stays.',
    'a finding of {it} was revised[ to “{text}”]: {reason}',
    revision,
  ),
  DraftReportSentToState: event(
    'The State has the draft report, and 30 days for its observations.',
    'the draft report of {it} was sent to the State',
    draft,
  ),
  StateObservationsReceived: event(
    'The State has made its observations.',
    'the observations of the State on the draft report of {it} were received',
    statement,
  ),
  ReportAdopted: event('The report is adopted.', 'the report of {it} was adopted', report),
  ReportTransmittedToState: event(
    'The report is on its way to the State.',
    'the report of {it} was transmitted to the State',
    optionalDocument,
  ),
  ReportReceivedByState: event(
    'The State has received the report when this happened, and six calendar months from then for its response.',
    'the State received the report of {it}',
    {},
  ),
  StateResponseReceived: event(
    'The State has responded to the report.',
    'the response of the State to the report of {it} was received',
    statement,
  ),
  VisitClockReminderIssued: event(
    'Those who see the visit are reminded that a time limit is about to end, or has lapsed (`daysLeft` below zero), with nothing received.',
    'a reminder of the time limit ({clock}) of {it}, which ends on {due}, was issued',
    reminder,
  ),
  ReleaseConsentGiven: event(
    'The State consents to release the visit, or the parts named, to an audience; this takes the place of an earlier consent.',
    '{by} consented to the release ({extent}[, {parts}]) of {it}',
    { by, ...consent, otherwise },
  ),
  ReleaseConsentWithdrawn: event(
    'The State consents no longer: nothing is shown from here on. What was read before is not unsaid by it.',
    '{by} withdrew its consent to the release of {it}: {reason}',
    { by, reason },
  ),
  VisitClosed: event('Nothing more is expected of the visit.', '{it} was closed[: {reason}]', closing),
  VisitCancelled: event('The visit will not be made.', '{it} was cancelled: {reason}', { reason }),
};
export type AssessmentVisitEvent = EventOf<typeof assessmentVisitEvents>;

export const assessmentVisitCommands = {
  proposeVisit: creates(
    'Proposes a visit to assess a State. It is for the assessor and the State alone: its label is AMBER or AMBER_STRICT with an audience among the two, or RED without one. A regional visit is one record for each State, for each consents for itself.',
    proposal,
  ),
  requestVisitConsent: command('Asks the State to consent to the visit.', optionalDocument),
  giveVisitConsent: command('Consents to the visit, as the State or its delegate: an actor affiliated to it.', optionalDocument),
  declineVisitConsent: command(
    'Declines the visit, as the State or its delegate; after consent was given, withdraws it: nothing is scheduled, started or reported from then on.',
    declined,
  ),
  scheduleVisit: command('Sets the days of the visit, or other days.', days),
  postponeVisit: command('Puts the visit off; other days are set later.', { reason }),
  startVisit: command('Records that the visit has started.', {}),
  completeVisit: command('Records that the visit is over.', {}),
  sharePreliminaryAssessment: command('Records that the State has the preliminary assessment.', statement),
  recordFinding: command('Records a finding, as the assessor.', finding),
  reviseFinding: command('Lets a finding read otherwise, until the report is adopted; what is left out stays.', revision),
  sendDraftReportToState: command(
    'Records that the draft report was sent to the State, which has 30 days from then for its observations.',
    draft,
  ),
  receiveStateObservations: command(
    'Records the observations of the State on the draft report. Late ones are taken, and shown as late.',
    statement,
  ),
  adoptReport: command(
    'Records that the report was adopted: after the observations of the State, or 30 days after it had the draft.',
    report,
  ),
  transmitReportToState: command('Records that the report was transmitted to the State.', optionalDocument),
  confirmReportReceipt: command(
    'Records that the State has received the report: `occurredAt` says when. It has six calendar months from then for its response.',
    {},
  ),
  receiveStateResponse: command(
    'Records the response of the State to the report. A late one is taken, and shown as late.',
    statement,
  ),
  giveReleaseConsent: command(
    'Consents, as the State or its delegate, to release the visit or parts of it, in place of an earlier consent. What is released is shown to the audience as a `VisitRelease`; after a full release the originator may give the visit itself a label as wide.',
    consent,
  ),
  withdrawReleaseConsent: command(
    'Withdraws, as the State or its delegate, its consent to release: from then on nothing of the visit is shown beyond the assessor and the State, of the past neither. What others have read before, it cannot unsay.',
    { reason },
  ),
  closeVisit: command('Closes the visit, once the State has responded; before that, with a reason.', closing),
  cancelVisit: command('Cancels the visit, before it is completed.', { reason }),
};
/** What can be sent to a visit: the commands above, and what its process sends when a reminder is to be issued. */
export interface VisitInputs extends InputsOf<typeof assessmentVisitCommands> {
  readonly remindOfVisitClock: { readonly clock: VisitClockName };
}
