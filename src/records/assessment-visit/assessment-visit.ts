import { codes, day, references } from '../../event-sourcing/projections/record-table.js';
import { type Handling } from '../../event-sourcing/envelope.js';
import { endOf } from '../../event-sourcing/occurred.js';
import { defineRecord, type Happened, type Refusal, refuse } from '../../event-sourcing/record.js';
import { blank, code, computed, instant, nested, nullable, recordKind, sameRecord, says, text } from '../../fields/index.js';
import { knownProvisions } from '../shared/documents.js';
import { aState, byState } from '../shared/party.js';
import { notBefore, ordered } from '../shared/refusals.js';
import { heldBack } from '../shared/visit-release.js';
import { nextLimit, clockOn, observationsDue, responseDue } from './assessment-visit.clocks.js';
import { assessmentVisitCommands, assessmentVisitEvents, type VisitInputs } from './assessment-visit.events.js';
import { assessmentVisitFields, type AssessmentVisitState, visitClock, visitStatuses } from './assessment-visit.fields.js';
import { decideRelease } from './assessment-visit.release.js';
import { decideReport } from './assessment-visit.report.js';
import { challenges, consented, visitStatus, wrong } from './assessment-visit.rules.js';

type State = AssessmentVisitState;

export const assessmentVisit = defineRecord<State, VisitInputs>()({
  kind: 'assessmentVisit',
  events: assessmentVisitEvents,
  rights: {
    relations: { owner: ({ assessor }) => [assessor], assessor: ({ assessor }) => [assessor], state: ({ state }) => [state] },
    commands: {
      proposeVisit: ['assessor', 'coordinator'],
      requestVisitConsent: ['assessor', 'coordinator'],
      giveVisitConsent: ['state', 'coordinator'],
      declineVisitConsent: ['state', 'coordinator'],
      scheduleVisit: ['assessor', 'coordinator'],
      postponeVisit: ['assessor', 'state', 'coordinator'],
      startVisit: ['assessor', 'coordinator'],
      completeVisit: ['assessor', 'coordinator'],
      sharePreliminaryAssessment: ['assessor', 'coordinator'],
      recordFinding: ['assessor', 'coordinator'],
      reviseFinding: ['assessor', 'coordinator'],
      sendDraftReportToState: ['assessor', 'coordinator'],
      receiveStateObservations: ['state', 'assessor', 'coordinator'],
      adoptReport: ['assessor', 'coordinator'],
      transmitReportToState: ['assessor', 'coordinator'],
      confirmReportReceipt: ['state', 'assessor', 'coordinator'],
      receiveStateResponse: ['state', 'assessor', 'coordinator'],
      remindOfVisitClock: ['process'],
      giveReleaseConsent: ['state', 'coordinator'],
      withdrawReleaseConsent: ['state', 'coordinator'],
      closeVisit: ['assessor', 'coordinator'],
      cancelVisit: ['assessor', 'coordinator'],
    },
    saidByOthers: ['VisitConsentGiven', 'VisitConsentDeclined', 'ReleaseConsentGiven', 'ReleaseConsentWithdrawn'],
  },
  label: (state, to) => heldBack(state, to, state.release?.extent === 'FULL', 'to'),
  initial: blank(assessmentVisitFields),

  evolve: {
    VisitProposed: (state, proposed) => ({ ...state, ...proposed }),
    VisitConsentRequested: (state, _data, { occurredAt }) => ({
      ...state,
      consent: 'REQUESTED',
      consentAt: occurredAt,
      declinedReason: null,
    }),
    VisitConsentGiven: (state, _data, { occurredAt }) => ({
      ...state,
      consent: 'GIVEN',
      consentAt: occurredAt,
      declinedReason: null,
    }),
    // Without consent, days that were set for a visit to come are set no longer.
    VisitConsentDeclined: (state, { reason }, { occurredAt }) => ({
      ...state,
      consent: 'DECLINED',
      consentAt: occurredAt,
      declinedReason: reason ?? null,
      ...(state.started === null ? { plannedStart: null, plannedEnd: null, scheduledAt: null, postponedReason: null } : {}),
    }),
    VisitScheduled: (state, { start, end }, { occurredAt }) => ({
      ...state,
      plannedStart: start,
      plannedEnd: end,
      scheduledAt: occurredAt,
      postponedReason: null,
    }),
    VisitPostponed: (state, { reason }, { occurredAt }) => ({ ...state, postponedReason: reason, postponedAt: occurredAt }),
    VisitStarted: (state, _data, { occurredAt }) => ({ ...state, started: occurredAt }),
    VisitCompleted: (state, _data, { occurredAt }) => ({ ...state, completed: occurredAt }),
    PreliminaryAssessmentShared: (state, data, { occurredAt }) => ({
      ...state,
      preliminaryAssessment: { ...data, at: occurredAt },
    }),
    FindingRecorded: (state, data, { id, occurredAt }) => ({
      ...state,
      findings: [...state.findings, { ...data, id, at: occurredAt, revised: null }],
    }),
    FindingRevised: (state, { finding, reason: _reason, ...changes }, { occurredAt }) => ({
      ...state,
      findings: state.findings.map((one) => (one.id === finding ? { ...one, ...changes, revised: occurredAt } : one)),
    }),
    DraftReportSentToState: (state, data, happened) => ({
      ...state,
      draft: { ...data, at: happened.occurredAt, on: lastDayOf(happened) },
    }),
    StateObservationsReceived: (state, data, { occurredAt }) => ({ ...state, observations: { ...data, at: occurredAt } }),
    ReportAdopted: (state, data, { occurredAt }) => ({ ...state, report: { ...data, at: occurredAt } }),
    ReportTransmittedToState: (state, data, { occurredAt }) => ({ ...state, transmission: { ...data, at: occurredAt } }),
    ReportReceivedByState: (state, _data, happened) => ({ ...state, receivedOn: lastDayOf(happened) }),
    StateResponseReceived: (state, data, { occurredAt }) => ({ ...state, response: { ...data, at: occurredAt } }),
    VisitClockReminderIssued: (state, data, { occurredAt }) => ({
      ...state,
      reminders: [...state.reminders, { ...data, at: occurredAt }],
    }),
    ReleaseConsentGiven: (state, data, { occurredAt }) => ({
      ...state,
      release: { ...data, at: occurredAt },
      releaseWithdrawn: null,
    }),
    ReleaseConsentWithdrawn: (state, data, { occurredAt }) => ({
      ...state,
      release: null,
      releaseWithdrawn: { ...data, at: occurredAt },
    }),
    VisitClosed: (state, data, { occurredAt }) => ({ ...state, closed: { ...data, at: occurredAt } }),
    VisitCancelled: (state, data, { occurredAt }) => ({ ...state, cancelled: { ...data, at: occurredAt } }),
  },

  decide: {
    ...decideReport,
    ...decideRelease,

    proposeVisit: says(
      assessmentVisitEvents,
      'VisitProposed',
      ({ state, assessor, instruments }, _state, context) =>
        aState('state', state, context) ??
        itsOwnAssessor(state, assessor) ??
        knownProvisions('instruments', instruments, context) ??
        stated({ state, assessor }, context.handling),
    ),

    requestVisitConsent: says(
      assessmentVisitEvents,
      'VisitConsentRequested',
      (_command, state, context) =>
        notOver(state) ??
        (state.consent === 'GIVEN'
          ? wrong(state, 'the State has consented already')
          : notBefore('the State declined', state.consentAt, context)) ??
        (state.consent === 'REQUESTED' ? [] : undefined),
    ),

    giveVisitConsent: says(
      assessmentVisitEvents,
      'VisitConsentGiven',
      (_command, state, context) =>
        notOver(state) ??
        byState(state.state, context, 'only the State or its delegate consents to its visit') ??
        (state.consent === 'GIVEN'
          ? []
          : state.consent === 'REQUESTED'
            ? notBefore('it was asked for', state.consentAt, context)
            : wrong(state, 'the State consents where it was asked, again after it has declined')),
    ),

    declineVisitConsent: says(
      assessmentVisitEvents,
      'VisitConsentDeclined',
      (_command, state, context) =>
        notOver(state) ??
        byState(state.state, context, 'only the State or its delegate declines its visit') ??
        (state.consent === 'DECLINED'
          ? []
          : state.consent === 'NOT_REQUESTED'
            ? wrong(state, 'the State declines where it was asked')
            : notBefore('what it was asked, said or relied on for', lastReliance(state), context)),
    ),

    scheduleVisit: says(
      assessmentVisitEvents,
      'VisitScheduled',
      ({ start, end }, state, context) =>
        notStarted(state) ??
        consented(state, context) ??
        ordered('end', start, end) ??
        (visitStatus(state) === 'SCHEDULED' && start === state.plannedStart && end === state.plannedEnd ? [] : undefined),
    ),

    postponeVisit: says(assessmentVisitEvents, 'VisitPostponed', (_command, state) =>
      visitStatus(state) === 'SCHEDULED' ? undefined : wrong(state, 'only a scheduled visit is postponed'),
    ),

    startVisit: says(
      assessmentVisitEvents,
      'VisitStarted',
      (_command, state, context) =>
        notStarted(state) ??
        consented(state, context) ??
        (visitStatus(state) === 'SCHEDULED' ? undefined : wrong(state, 'a visit starts once it has days')),
    ),

    completeVisit: says(assessmentVisitEvents, 'VisitCompleted', (_command, state, context) =>
      state.started !== null && state.completed === null && state.cancelled === null
        ? notBefore('it started', state.started, context)
        : wrong(state, 'only a visit under way is completed, once'),
    ),

    closeVisit: says(assessmentVisitEvents, 'VisitClosed', ({ reason }, state, context) => {
      if (state.transmission === null || state.closed !== null)
        return wrong(state, 'a visit is closed once, after its report was transmitted');
      if (state.response === null && reason === undefined) {
        return refuse('RESPONSE_AWAITED', 'the State has not responded yet', {
          field: 'reason',
          rule: 'a visit is closed before the State has responded only with a reason',
        });
      }
      const last = state.response ?? state.transmission;
      return notBefore('its report was transmitted or responded to', last.at, context);
    }),

    cancelVisit: says(assessmentVisitEvents, 'VisitCancelled', (_command, state) =>
      state.completed === null && state.cancelled === null ? undefined : wrong(state, 'what has been made is not cancelled'),
    ),
  },
});

/** The last day on which it can have happened, as exactly as that is known. */
function lastDayOf(happened: Happened): string {
  return endOf(happened).slice(0, 10);
}

/** A new visit's label lets in nobody but the assessor and the State. */
function stated(visit: Pick<State, 'state' | 'assessor'>, handling: Handling | undefined): Refusal | undefined {
  return heldBack({ ...visit, release: null }, handling, false, 'handling');
}

function itsOwnAssessor(state: string, assessor: string): Refusal | undefined {
  if (assessor !== state) return undefined;
  return refuse('ASSESSES_ITSELF', 'a State is visited by another', {
    field: 'assessor',
    value: `actor_${assessor}`,
    rule: 'assessor is not the State visited',
  });
}

/** When something last rested on what the State had said to the visit. */
function lastReliance(state: State): string | null {
  const { consentAt, scheduledAt, started, preliminaryAssessment, findings, draft, report, transmission } = state;
  const said = [preliminaryAssessment, draft, report, transmission, ...findings].map((one) => one?.at ?? null);
  return [consentAt, scheduledAt, started, ...said].reduce((last, at) =>
    at !== null && (last === null || at > last) ? at : last,
  );
}

function notOver(state: State): Refusal | undefined {
  return state.closed !== null || state.cancelled !== null
    ? wrong(state, 'consent to a visit is a matter until it is closed')
    : undefined;
}

function notStarted(state: State): Refusal | undefined {
  return state.started !== null || state.cancelled !== null
    ? wrong(state, 'days are set for a visit that is still to come, and it starts once')
    : undefined;
}

const clock = (
  description: string,
  due: (state: State) => string | null,
  met: (state: State) => { readonly at: string } | null,
) =>
  computed<State>(nullable(nested(visitClock, description)), (state, at) => clockOn(due(state), met(state)?.at, at.slice(0, 10)));

export const assessmentVisitKind = recordKind<State>({
  definition: assessmentVisit,
  description: 'A visit to assess a State: from its proposal to the response of the State to the report.',
  plural: 'assessmentVisits',
  it: '{assessor}’s {visitType} visit to {state}',
  fields: assessmentVisitFields,
  commands: assessmentVisitCommands,
  computed: {
    status: computed(code(visitStatuses, 'Where it stands.'), visitStatus),
    observationsClock: clock(
      'The 30 days for observations from the sending of the draft; null before. LATE: they have lapsed, and the report may be adopted.',
      observationsDue,
      ({ observations }) => observations,
    ),
    responseClock: clock(
      'The six calendar months for the response from receipt of the report by the State; null before.',
      responseDue,
      ({ response }) => response,
    ),
    released: sameRecord('visitRelease', 'What others see of it.'),
    closed: computed(nullable(instant('When it was closed.')), ({ closed }) => closed?.at),
    endedReason: computed(
      nullable(text('Why it was cancelled, or closed without a response.')),
      ({ cancelled, closed }) => cancelled?.reason ?? closed?.reason,
    ),
  },
  filters: ['state', 'assessor', 'visitType', 'mode', 'status', 'consent', 'plannedStart'],
  columns: {
    challenges: codes('Challenges that its findings are about.', challenges),
    instruments: references('instrument', 'Instruments that it, or a finding of it, rests on.', ({ instruments, findings }) => [
      ...new Set([...instruments, ...findings.flatMap((one) => one.instruments)].map(({ instrument }) => instrument)),
    ]),
    nextLimit: day('The last day of what is awaited: its start, the State’s observations, the State’s response.', nextLimit),
    draftSent: day('The day on which the draft report was sent.', (state) => state.draft?.on),
    observationsDue: day('The last day for the State’s observations on the draft report.', observationsDue),
    observationsReceived: day('The day on which the observations came.', (state) => state.observations?.at.slice(0, 10)),
    reportReceived: day('The day on which the State received the report.', (state) => state.receivedOn),
    responseDue: day('The last day for the State’s response to the report.', responseDue),
    responseReceived: day('The day on which the response came.', (state) => state.response?.at.slice(0, 10)),
  },
});
