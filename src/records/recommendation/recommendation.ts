import { code as codeColumn, references } from '../../event-sourcing/projections/record-table.js';
import { blank, code, computed, day, type InputsOf, nullable, recordKind, says } from '../../fields/index.js';
import { defineRecord, type DecideContext, type EventOf, type Refusal, refuse } from '../../event-sourcing/record.js';
import { type Rule } from '../../event-sourcing/rights.js';
import { knownProvisions } from '../shared/documents.js';
import { aState, byActor, byAnother, byState, party, speaksFor } from '../shared/party.js';
import { notBefore, ordered, takesOver, wrongStatus } from '../shared/refusals.js';
import { bornOf } from '../shared/visit-release.js';
import {
  recommendationEvents,
  type RecommendationState,
  type RecommendationStatus,
  recommendationCommands,
  recommendationFields,
  recommendationStatuses,
} from './recommendation.fields.js';

type Events = readonly EventOf<typeof recommendationEvents>[];
type State = RecommendationState;
type Action = State['actions'][number];

const IMPLEMENTING: Rule = ['state', 'lead', 'agency', 'coordinator'];

export const recommendation = defineRecord<State, InputsOf<typeof recommendationCommands>>()({
  kind: 'recommendation',
  events: recommendationEvents,
  rights: {
    relations: {
      owner: ({ issuer }) => [issuer],
      issuer: ({ issuer }) => [issuer],
      state: ({ state }) => [state],
      lead: ({ leadAgency }) => [leadAgency],
      agency: ({ supportingAgencies }) => supportingAgencies,
    },
    commands: {
      issueRecommendation: ['issuer', 'coordinator'],
      recordRecommendationResponse: ['state', 'coordinator'],
      designateLeadAgency: ['state', 'coordinator'],
      addSupportingAgency: IMPLEMENTING,
      planAction: IMPLEMENTING,
      startAction: IMPLEMENTING,
      completeAction: IMPLEMENTING,
      dropAction: IMPLEMENTING,
      reportProgress: IMPLEMENTING,
      reportImplementationComplete: IMPLEMENTING,
      verifyImplementation: ['other'],
      reopenRecommendation: ['issuer', 'coordinator'],
      supersedeRecommendation: ['issuer', 'coordinator'],
      closeRecommendation: ['issuer', 'coordinator'],
    },
    judged: ({ state, leadAgency, supportingAgencies }) => [state, leadAgency, ...supportingAgencies],
    saidByOthers: [
      'RecommendationResponseRecorded',
      'LeadAgencyDesignated',
      'SupportingAgencyAdded',
      'ActionPlanned',
      'ActionStarted',
      'ActionCompleted',
      'ActionDropped',
      'ProgressReported',
      'ImplementationReportedComplete',
      'ImplementationVerified',
    ],
  },
  needs: ({ visit }) => (visit === undefined ? [] : [['assessmentVisit', visit]]),
  label: ({ visit, state }, to, context) => bornOf(visit, 'RECOMMENDATIONS', state, to, 'to', context),
  initial: blank(recommendationFields),

  evolve: {
    RecommendationIssued: (state, issued) => ({ ...state, ...issued }),
    RecommendationResponseRecorded: (state, response, { occurredAt }) => ({
      ...state,
      response: { ...response, at: occurredAt },
    }),
    LeadAgencyDesignated: (state, { agency }) => ({
      ...state,
      leadAgency: agency,
      supportingAgencies: state.supportingAgencies.filter((one) => one !== agency),
    }),
    SupportingAgencyAdded: (state, { agency }) => ({
      ...state,
      supportingAgencies: [
        ...state.supportingAgencies.filter((one) => one !== agency),
        ...(agency === state.leadAgency ? [] : [agency]),
      ],
    }),
    ActionPlanned: (state, { description, due, agency }, { id, occurredAt }) => ({
      ...state,
      actions: [...state.actions, { id, description, due, agency: agency ?? null, status: 'PLANNED', planned: occurredAt }],
    }),
    ActionStarted: (state, { action }) => changed(state, action, { status: 'STARTED' }),
    ActionCompleted: (state, { action, report }) => changed(state, action, { status: 'COMPLETED', report }),
    ActionDropped: (state, { action, reason }) => changed(state, action, { status: 'DROPPED', reason }),
    ProgressReported: (state, report, { occurredAt }) => ({
      ...state,
      progress: [...state.progress, { ...report, at: occurredAt }],
    }),
    ImplementationReportedComplete: (state, completion, { occurredAt, speaker }) => ({
      ...state,
      completion: { ...completion, at: occurredAt, recordedBy: speaker },
      verification: null,
    }),
    ImplementationVerified: (state, verification, { occurredAt }) => ({
      ...state,
      verification: state.completion === null ? null : { ...verification, at: occurredAt },
    }),
    RecommendationReopened: (state, { reason }) => ({
      ...state,
      completion: null,
      verification: null,
      reopenedReason: reason,
      endedAt: state.supersededBy === null ? null : state.endedAt,
      closedReason: null,
    }),
    RecommendationSuperseded: (state, { by }, { occurredAt }) => ({ ...state, supersededBy: by, endedAt: occurredAt }),
    RecommendationClosed: (state, { reason }, { occurredAt }) => ({
      ...state,
      endedAt: occurredAt,
      closedReason: reason ?? null,
    }),
  },

  decide: {
    issueRecommendation: ({ state, code, text, themes = [], instruments = [], visit }, _state, context) =>
      party(context) ??
      aState('state', state, context) ??
      knownProvisions('instruments', instruments, context) ??
      bornOf(visit, 'RECOMMENDATIONS', state, context.handling, 'handling', context) ?? [
        {
          type: 'RecommendationIssued',
          data: { issuer: context.party!, state, code, text, themes: [...new Set(themes)], instruments, visit },
        },
      ],
    recordRecommendationResponse: says(
      recommendationEvents,
      'RecommendationResponseRecorded',
      (_response, state, context) =>
        open(state) ??
        byState(state.state, context, 'only the State or its delegate responds to its recommendations') ??
        notBefore('its earlier response', state.response?.at, context),
    ),
    designateLeadAgency: ({ agency }, state, context) =>
      open(state) ??
      byState(state.state, context, 'only the State or its delegate says which agency leads') ??
      (agency === state.leadAgency ? [] : [{ type: 'LeadAgencyDesignated', data: { agency } }]),
    addSupportingAgency: ({ agency }, state, context): Events | Refusal => {
      const wrong = open(state) ?? implementing(state, context);
      if (wrong) return wrong;
      if (agency === state.leadAgency) {
        return refuse('LEADS_ALREADY', 'the agency leads the implementation', {
          field: 'agency',
          value: `actor_${agency}`,
          rule: 'a supporting agency is not the lead agency',
        });
      }
      return state.supportingAgencies.includes(agency) ? [] : [{ type: 'SupportingAgencyAdded', data: { agency } }];
    },
    planAction: says(
      recommendationEvents,
      'ActionPlanned',
      (_command, state, context) => open(state) ?? implementing(state, context),
    ),
    startAction: ({ action }, state, context) =>
      settling(state, action, context) ??
      (state.actions.some(({ id, status }) => id === action && status === 'STARTED')
        ? []
        : [{ type: 'ActionStarted', data: { action } }]),
    completeAction: says(recommendationEvents, 'ActionCompleted', ({ action }, state, context) =>
      settling(state, action, context),
    ),
    dropAction: says(recommendationEvents, 'ActionDropped', ({ action }, state, context) => settling(state, action, context)),
    reportProgress: says(
      recommendationEvents,
      'ProgressReported',
      ({ from, to }, state, context) => party(context) ?? open(state, context.occurredAt) ?? ordered('to', from, to),
    ),
    reportImplementationComplete: ({ text, evidence = [] }, state, context): Events | Refusal => {
      if (recommendationStatus(state) === 'REPORTED_COMPLETE' || state.verification?.result === 'FULL') {
        return wrongStatus(
          'recommendation',
          recommendationStatus(state),
          'it is reported complete once, and again where it was not',
        );
      }
      const forState = speaksFor(state.state, context);
      return (
        party(context) ??
        open(state) ??
        notBefore('its verification', state.verification?.at, context) ?? [
          { type: 'ImplementationReportedComplete', data: { by: context.party!, forState, text, evidence } },
        ]
      );
    },
    verifyImplementation: ({ result, text, document }, state, context): Events | Refusal => {
      const { completion } = state;
      if (completion === null) {
        return refuse('NOT_REPORTED_COMPLETE', 'nobody has reported this recommendation implemented', {
          field: 'id',
          rule: 'what is verified was reported complete before',
        });
      }
      const rule =
        'whoever reports a recommendation complete, for itself or for another, never verifies it, nor does anybody else who speaks for the State';
      return (
        open(state) ??
        byAnother([state.state, completion.by, completion.recordedBy], context, 'OWN_VERIFICATION', rule) ??
        notBefore('it was reported complete', completion.at, context) ?? [
          { type: 'ImplementationVerified', data: { by: context.party!, result, text, document } },
        ]
      );
    },
    reopenRecommendation: ({ reason }, state, context): Events | Refusal => {
      const status = recommendationStatus(state);
      if (!['REPORTED_COMPLETE', 'VERIFIED', 'CLOSED'].includes(status)) {
        return wrongStatus('recommendation', status, 'what is reopened was reported complete, verified or closed');
      }
      const since = state.endedAt ?? state.verification?.at ?? state.completion?.at;
      return (
        byIssuer(state, context) ??
        notBefore('what is reopened', since, context) ?? [{ type: 'RecommendationReopened', data: { reason } }]
      );
    },
    supersedeRecommendation: says(
      recommendationEvents,
      'RecommendationSuperseded',
      ({ by }, state, context) => open(state) ?? byIssuer(state, context) ?? takesOver('recommendation', by, context),
    ),
    closeRecommendation: ({ reason }, state, context): Events | Refusal =>
      open(state) ??
      byIssuer(state, context) ??
      (state.verification === null
        ? wrongStatus('recommendation', recommendationStatus(state), 'a recommendation is closed after it was verified')
        : (notBefore('its verification', state.verification.at, context) ?? [
            { type: 'RecommendationClosed', data: { reason } },
          ])),
  },
});

/** Where a recommendation stands: by what has happened, in whatever order it was reported. */
export function recommendationStatus(state: State): RecommendationStatus {
  if (state.supersededBy !== null) return 'SUPERSEDED';
  if (state.endedAt !== null) return 'CLOSED';
  if (state.verification !== null) return 'VERIFIED';
  if (state.completion !== null) return 'REPORTED_COMPLETE';
  const actions = state.actions.map(({ status }) => status);
  if (state.progress.length > 0 || actions.includes('STARTED') || actions.includes('COMPLETED')) return 'IN_IMPLEMENTATION';
  if (actions.includes('PLANNED')) return 'PLANNED';
  return state.response === null ? 'ISSUED' : 'RESPONDED';
}

/** The day by which the next action is due; null where none is open. */
export function nextDue({ actions }: Pick<State, 'actions'>): string | null {
  return (
    actions
      .filter(isOpen)
      .map(({ due }) => due)
      .sort()[0] ?? null
  );
}

/** Whether an action is still to be done. */
export function isOpen({ status }: Pick<Action, 'status'>): boolean {
  return status === 'PLANNED' || status === 'STARTED';
}

/** What is over stays as it ended, in whatever order it is reported. */
function changed(state: State, action: string, change: Partial<Action>): State {
  return { ...state, actions: state.actions.map((one) => (one.id === action && isOpen(one) ? { ...one, ...change } : one)) };
}

/** What is closed or superseded takes no change any more, but late reports of the time before (`occurredAt`). */
function open(state: State, occurredAt?: string): Refusal | undefined {
  if (state.endedAt === null || (occurredAt !== undefined && occurredAt <= state.endedAt)) return undefined;
  return wrongStatus('recommendation', recommendationStatus(state), 'what has ended takes no further change');
}

function byIssuer({ issuer }: State, context: DecideContext): Refusal | undefined {
  return byActor(issuer, context, 'NOT_THE_ISSUER', 'who made a recommendation closes, reopens and supersedes it');
}

/** Actions are the State's, its delegates' and those of the agencies that it put in charge. */
function implementing(state: State, context: DecideContext): Refusal | undefined {
  const inCharge = [state.leadAgency, ...state.supportingAgencies];
  if (context.party !== null && inCharge.includes(context.party)) return undefined;
  return byState(state.state, context, 'actions are for the State, its delegates and the agencies in charge');
}

/** Refuses to go on with an action that is not there, is over, or was planned later. */
function settling(state: State, action: string, context: DecideContext): Refusal | undefined {
  const found = state.actions.find(({ id }) => id === action);
  if (!found) return refuse('UNKNOWN_ACTION', 'there is no such action', { field: 'action', value: action });
  if (!isOpen(found)) {
    return refuse('ACTION_OVER', `the action is ${found.status}`, {
      field: 'action',
      value: action,
      rule: 'an action is completed or dropped once',
    });
  }
  return open(state) ?? implementing(state, context) ?? notBefore('it was planned', found.planned, context);
}

export const recommendationKind = recordKind<RecommendationState>({
  definition: recommendation,
  description: 'What a State is recommended to do, and what becomes of it.',
  plural: 'recommendations',
  it: 'the recommendation [{code} ]to {state} “{text}”',
  words: { FULL: 'implemented in full', PARTIAL: 'implemented in part', NOT: 'not implemented' },
  fields: recommendationFields,
  commands: recommendationCommands,
  computed: {
    status: computed(code(recommendationStatuses, 'Where it stands.'), recommendationStatus),
    nextDue: computed(nullable(day('The day by which the next open action is due.')), nextDue),
  },
  filters: ['issuer', 'state', 'status', 'themes', 'visit', 'leadAgency', 'nextDue'],
  columns: {
    response: codeColumn('How the State takes it.', (state) => state.response?.response, 'RecommendationResponse'),
    verification: codeColumn('How far it was found implemented.', (state) => state.verification?.result, 'VerificationResult'),
    instruments: references('instrument', 'Instruments that it rests on.', (state) => [
      ...new Set(state.instruments.map(({ instrument }) => instrument)),
    ]),
    agencies: references('actor', 'Agencies in charge, leading or supporting.', ({ leadAgency, supportingAgencies }) => [
      ...(leadAgency === null ? [] : [leadAgency]),
      ...supportingAgencies,
    ]),
  },
});
