import { type Decide, type DecideContext, type Refusal, refuse } from '../../event-sourcing/record.js';
import { says } from '../../fields/index.js';
import { knownProvisions } from '../shared/documents.js';
import { notBefore } from '../shared/refusals.js';
import { observationsDue, reminderOn } from './assessment-visit.clocks.js';
import { assessmentVisitEvents, type VisitInputs } from './assessment-visit.events.js';
import { type AssessmentVisitState } from './assessment-visit.fields.js';
import { assessing, consented, wrong } from './assessment-visit.rules.js';

/** Commands on what a visit found and how that is reported. */
type Commands = Pick<
  VisitInputs,
  | 'sharePreliminaryAssessment'
  | 'recordFinding'
  | 'reviseFinding'
  | 'sendDraftReportToState'
  | 'receiveStateObservations'
  | 'adoptReport'
  | 'transmitReportToState'
  | 'confirmReportReceipt'
  | 'receiveStateResponse'
  | 'remindOfVisitClock'
>;

type State = AssessmentVisitState;

export const decideReport: Decide<State, typeof assessmentVisitEvents, Commands> = {
  sharePreliminaryAssessment: says(
    assessmentVisitEvents,
    'PreliminaryAssessmentShared',
    (_command, state, context) =>
      reporting(state, context) ??
      (state.started === null || state.preliminaryAssessment !== null || state.draft !== null
        ? wrong(state, 'a preliminary assessment is shared once, after the visit has started and before the draft report')
        : notBefore('the visit started', state.started, context)),
  ),

  recordFinding: says(
    assessmentVisitEvents,
    'FindingRecorded',
    ({ instruments }, state, context) =>
      finding(state, context) ??
      knownProvisions('instruments', instruments, context) ??
      notBefore('the visit started', state.started, context),
  ),

  reviseFinding: says(assessmentVisitEvents, 'FindingRevised', ({ finding: id, reason: _reason, ...changes }, state, context) => {
    const found = state.findings.find((one) => one.id === id);
    if (!found) return refuse('UNKNOWN_FINDING', 'the visit has no such finding', { field: 'finding', value: id });
    if (Object.values(changes).every((value) => value === undefined)) {
      return refuse('NOTHING_REVISED', 'say what of the finding reads otherwise', {
        field: 'finding',
        value: id,
        rule: 'a revision gives a challenge, a kind, a text or instruments',
      });
    }
    return (
      finding(state, context) ??
      knownProvisions('instruments', changes.instruments, context) ??
      notBefore('it was recorded', found.at, context)
    );
  }),

  sendDraftReportToState: says(
    assessmentVisitEvents,
    'DraftReportSentToState',
    (_command, state, context) =>
      reporting(state, context) ??
      (state.completed === null || state.draft !== null
        ? wrong(state, 'a draft report is sent once, after the visit is completed')
        : notBefore('the visit was completed', state.completed, context)),
  ),

  receiveStateObservations: says(assessmentVisitEvents, 'StateObservationsReceived', (_command, state, context) =>
    state.draft === null || state.observations !== null
      ? wrong(state, 'observations are made once, on the draft report that was sent')
      : notBefore('the draft was sent', state.draft.at, context),
  ),

  adoptReport: says(assessmentVisitEvents, 'ReportAdopted', (_command, state, context) => {
    const { draft, observations, report } = state;
    const unready = reporting(state, context);
    if (unready) return unready;
    if (draft === null || report !== null) return wrong(state, 'a report is adopted once, after its draft was sent to the State');
    const { occurredAt } = context;
    const due = observationsDue(state)!;
    const heard = observations !== null && observations.at <= occurredAt;
    if (!heard && occurredAt.slice(0, 10) <= due) {
      return refuse('OBSERVATIONS_AWAITED', 'the State still has time for its observations on the draft', {
        field: 'occurredAt',
        value: occurredAt,
        rule: `a report is adopted after the State's observations, or after ${due}, 30 days from the draft`,
      });
    }
    return notBefore('the draft was sent', draft.at, context);
  }),

  transmitReportToState: says(
    assessmentVisitEvents,
    'ReportTransmittedToState',
    (_command, state, context) =>
      reporting(state, context) ??
      (state.report === null || state.transmission !== null
        ? wrong(state, 'a report is transmitted once, after it was adopted')
        : notBefore('it was adopted', state.report.at, context)),
  ),

  confirmReportReceipt: says(assessmentVisitEvents, 'ReportReceivedByState', (_command, state, context) =>
    state.transmission === null || state.receivedOn !== null
      ? wrong(state, 'a report is received once, after it was transmitted')
      : notBefore('it was transmitted', state.transmission.at, context),
  ),

  receiveStateResponse: says(assessmentVisitEvents, 'StateResponseReceived', (_command, state, context) =>
    state.transmission === null || state.response !== null
      ? wrong(state, 'a State responds once to the report that was transmitted to it')
      : notBefore('it was transmitted', state.transmission.at, context),
  ),

  remindOfVisitClock: ({ clock }, state, { occurredAt }) => {
    const reminder = reminderOn(state, clock, occurredAt.slice(0, 10));
    return reminder ? [{ type: 'VisitClockReminderIssued', data: reminder }] : [];
  },
};

/** What the assessor says of a visit needs the State's consent and somebody else than the State. */
function reporting(state: State, context: DecideContext): Refusal | undefined {
  if (state.cancelled !== null) return wrong(state, 'a cancelled visit is not reported');
  return consented(state, context) ?? assessing(state, context);
}

function finding(state: State, context: DecideContext): Refusal | undefined {
  return (
    reporting(state, context) ??
    (state.started === null || state.report !== null
      ? wrong(state, 'findings are made after the visit has started, until the report is adopted')
      : undefined)
  );
}
