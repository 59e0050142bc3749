import { z } from 'zod';
import { defineRecord, type DecideContext, event, type EventOf, type Refusal, refuse } from '../../event-sourcing/record.js';
import { OWN } from '../../event-sourcing/rights.js';
import { day, type LocalizedText, localizedText, recordId } from '../../event-sourcing/values.js';
import { byAnother, party } from '../shared/party.js';
import { takesOver } from '../shared/refusals.js';
import type * as command from './commitment.commands.js';
import {
  type Citation,
  citation,
  decideEvidence,
  type EvidenceCommands,
  evidenceEvents,
  evolveEvidence,
  type ProposedEvidence,
} from './commitment.evidence.js';

/** Where a commitment stands. Overdue is computed for a moment, never recorded. */
export const COMMITMENT_STATUSES = [
  'DECLARED',
  'IN_PROGRESS',
  'PARTLY_FULFILLED',
  'FULFILLED',
  'WITHDRAWN',
  'SUPERSEDED',
] as const;
export type CommitmentStatus = (typeof COMMITMENT_STATUSES)[number];

/** Whether what was reported fulfilled is borne out. */
export const FULFILMENT_VERDICTS = ['UNVERIFIED', 'CONFIRMED', 'DISPUTED'] as const;
export type FulfilmentVerdict = (typeof FULFILMENT_VERDICTS)[number];

export const commitmentEvents = {
  ...evidenceEvents,
  CommitmentDeclared: event(
    'An actor has undertaken something.',
    z.strictObject({
      actor: recordId,
      statement: localizedText,
      forum: z.string().optional(),
      cites: z.array(citation),
      recipient: recordId.optional(),
      due: day.optional(),
    }),
    2,
  ),
  CommitmentAcknowledged: event('Another party has taken note of the commitment.', z.strictObject({ by: recordId })),
  CommitmentDueDateRevised: event(
    'The day by which it is due has moved.',
    z.strictObject({ from: day.nullable(), to: day, reason: z.string() }),
  ),
  CommitmentProgressReported: event(
    'Something was done towards it.',
    z.strictObject({ report: localizedText, percent: z.int().min(0).max(100).optional() }),
  ),
  CommitmentEvidenceAttached: event(
    'A document shows what was done.',
    z.strictObject({ document: z.string(), hash: z.string().optional(), note: localizedText.optional() }),
  ),
  CommitmentFulfilled: event(
    'A party reports the commitment fulfilled.',
    z.strictObject({ by: recordId, report: localizedText.optional() }),
  ),
  CommitmentPartlyFulfilled: event('A party reports a part fulfilled.', z.strictObject({ by: recordId, report: localizedText })),
  CommitmentFulfilmentDisputed: event(
    'Another party disputes the fulfilment.',
    z.strictObject({ by: recordId, reason: z.string() }),
  ),
  CommitmentFulfilmentConfirmed: event(
    'Another party confirms the fulfilment.',
    z.strictObject({ by: recordId, note: z.string().optional() }),
  ),
  CommitmentWithdrawn: event('The actor has taken it back.', z.strictObject({ reason: z.string() })),
  CommitmentSuperseded: event('Another commitment has taken its place.', z.strictObject({ by: recordId })),
} as const;

export interface CommitmentState {
  readonly actor: string;
  readonly statement: LocalizedText;
  readonly forum?: string;
  readonly cites: readonly Citation[];
  readonly recipient?: string;
  readonly due: string | null;
  /** Days that it was due before, oldest first: how often and how far it slipped. */
  readonly earlierDues: readonly (string | null)[];
  readonly status: CommitmentStatus;
  readonly acknowledgedBy: readonly string[];
  readonly percent: number | null;
  readonly progress: readonly { readonly at: string; readonly report: LocalizedText }[];
  readonly evidence: readonly { readonly document: string; readonly hash?: string; readonly note?: LocalizedText }[];
  /** What it cites and has come about, oldest first: evidence once a party confirms it. */
  readonly proposedEvidence: readonly ProposedEvidence[];
  /** Who reported it fulfilled (wholly or in part): never who verifies it. */
  readonly reportedBy: string | null;
  /** Hidden: the organisation that recorded that report, for itself or for another: never who verifies it either. */
  readonly reportRecordedBy: string | null;
  readonly verdict: FulfilmentVerdict | null;
  readonly verdictBy: string | null;
  /** When it was fulfilled, withdrawn or superseded. */
  readonly endedAt: string | null;
  readonly endedReason: string | null;
  readonly supersededBy: string | null;
}

interface Commands extends EvidenceCommands {
  declareCommitment: command.DeclareCommitment;
  acknowledgeCommitment: command.AcknowledgeCommitment;
  reviseCommitmentDueDate: command.ReviseCommitmentDueDate;
  reportCommitmentProgress: command.ReportCommitmentProgress;
  attachCommitmentEvidence: command.AttachCommitmentEvidence;
  reportCommitmentFulfilled: command.ReportCommitmentFulfilled;
  reportCommitmentPartlyFulfilled: command.ReportCommitmentPartlyFulfilled;
  disputeCommitmentFulfilment: command.DisputeCommitmentFulfilment;
  confirmCommitmentFulfilment: command.ConfirmCommitmentFulfilment;
  withdrawCommitment: command.WithdrawCommitment;
  supersedeCommitment: command.SupersedeCommitment;
}

export const commitment = defineRecord<CommitmentState, Commands>()({
  kind: 'commitment',
  events: commitmentEvents,
  rights: {
    relations: { owner: ({ actor }) => [actor] },
    commands: {
      declareCommitment: OWN,
      acknowledgeCommitment: ['other'],
      reviseCommitmentDueDate: OWN,
      reportCommitmentProgress: OWN,
      attachCommitmentEvidence: OWN,
      proposeCommitmentEvidence: ['process'],
      confirmCommitmentEvidence: OWN,
      dismissCommitmentEvidence: OWN,
      reportCommitmentFulfilled: OWN,
      reportCommitmentPartlyFulfilled: OWN,
      disputeCommitmentFulfilment: ['other'],
      confirmCommitmentFulfilment: ['other'],
      withdrawCommitment: OWN,
      supersedeCommitment: OWN,
    },
    saidByOthers: ['CommitmentAcknowledged', 'CommitmentFulfilmentDisputed', 'CommitmentFulfilmentConfirmed'],
  },
  hidden: ['reportRecordedBy'],
  // Version 2 can cite activities, guidance and needs.
  upcasters: { CommitmentDeclared: [(data) => data] },
  initial: {
    actor: '',
    statement: [],
    cites: [],
    due: null,
    earlierDues: [],
    status: 'DECLARED',
    acknowledgedBy: [],
    percent: null,
    progress: [],
    evidence: [],
    proposedEvidence: [],
    reportedBy: null,
    reportRecordedBy: null,
    verdict: null,
    verdictBy: null,
    endedAt: null,
    endedReason: null,
    supersededBy: null,
  },

  evolve: {
    ...evolveEvidence,
    CommitmentDeclared: (state, { due, ...declared }) => ({ ...state, ...declared, due: due ?? null }),
    CommitmentAcknowledged: (state, { by }) => ({
      ...state,
      acknowledgedBy: [...state.acknowledgedBy.filter((one) => one !== by), by],
    }),
    CommitmentDueDateRevised: (state, { from, to }) => ({ ...state, due: to, earlierDues: [...state.earlierDues, from] }),
    CommitmentProgressReported: (state, { report, percent }, { occurredAt }) => ({
      ...state,
      status: state.status === 'DECLARED' ? 'IN_PROGRESS' : state.status,
      percent: percent ?? state.percent,
      progress: [...state.progress, { at: occurredAt, report }],
    }),
    CommitmentEvidenceAttached: (state, evidence) => ({ ...state, evidence: [...state.evidence, evidence] }),
    CommitmentFulfilled: (state, { by }, { occurredAt, speaker }) => ({
      ...state,
      ...reported(by, speaker),
      status: 'FULFILLED',
      percent: 100,
      endedAt: occurredAt,
    }),
    CommitmentPartlyFulfilled: (state, { by }, { speaker }) => ({
      ...state,
      ...reported(by, speaker),
      status: 'PARTLY_FULFILLED',
    }),
    CommitmentFulfilmentDisputed: (state, { by }) => ({ ...state, verdict: 'DISPUTED', verdictBy: by }),
    CommitmentFulfilmentConfirmed: (state, { by }) => ({ ...state, verdict: 'CONFIRMED', verdictBy: by }),
    CommitmentWithdrawn: (state, { reason }, { occurredAt }) => ({
      ...state,
      status: 'WITHDRAWN',
      endedReason: reason,
      endedAt: occurredAt,
    }),
    CommitmentSuperseded: (state, { by }, { occurredAt }) => ({
      ...state,
      status: 'SUPERSEDED',
      supersededBy: by,
      endedAt: occurredAt,
    }),
  },

  decide: {
    ...decideEvidence,
    declareCommitment: ({ actor, statement, forum, cites: cited = [], recipient, due }) => [
      { type: 'CommitmentDeclared', data: { actor, statement, forum, cites: cited, recipient, due } },
    ],

    acknowledgeCommitment: (_command, state, context) =>
      open(state) ??
      byAnother(
        [state.actor],
        context,
        'OWN_ACKNOWLEDGEMENT',
        'a commitment is acknowledged by a party other than the one that made it',
      ) ??
      (state.acknowledgedBy.includes(context.party!) ? [] : [{ type: 'CommitmentAcknowledged', data: { by: context.party! } }]),

    reviseCommitmentDueDate: ({ due, reason }, state) =>
      open(state) ??
      (due === state.due ? [] : [{ type: 'CommitmentDueDateRevised', data: { from: state.due, to: due, reason } }]),

    reportCommitmentProgress: ({ report, percent }, state, { occurredAt }) =>
      open(state, occurredAt) ?? [{ type: 'CommitmentProgressReported', data: { report, percent } }],

    attachCommitmentEvidence: ({ document, hash, note }) => [
      { type: 'CommitmentEvidenceAttached', data: { document, hash, note } },
    ],

    reportCommitmentFulfilled: ({ report }, state, context) =>
      open(state) ?? party(context) ?? [{ type: 'CommitmentFulfilled', data: { by: context.party!, report } }],

    reportCommitmentPartlyFulfilled: ({ report }, state, context) =>
      open(state) ?? party(context) ?? [{ type: 'CommitmentPartlyFulfilled', data: { by: context.party!, report } }],

    disputeCommitmentFulfilment: ({ reason }, state, context) =>
      verifiable(state, context) ?? [{ type: 'CommitmentFulfilmentDisputed', data: { by: context.party!, reason } }],

    confirmCommitmentFulfilment: ({ note }, state, context) =>
      verifiable(state, context) ?? [{ type: 'CommitmentFulfilmentConfirmed', data: { by: context.party!, note } }],

    withdrawCommitment: ({ reason }, state) => open(state) ?? [{ type: 'CommitmentWithdrawn', data: { reason } }],

    supersedeCommitment: ({ by }, state, context) =>
      open(state) ?? takesOver('commitment', by, context) ?? [{ type: 'CommitmentSuperseded', data: { by } }],
  },
});

export type CommitmentEvent = EventOf<typeof commitmentEvents>;

type Report = Pick<CommitmentState, 'reportedBy' | 'reportRecordedBy' | 'verdict' | 'verdictBy'>;

function reported(reportedBy: string, reportRecordedBy: string | null): Report {
  return { reportedBy, reportRecordedBy, verdict: 'UNVERIFIED', verdictBy: null };
}

/**
 * A commitment that has ended takes no change any more; late reports of the time before (`occurredAt`) and a new report after a dispute are welcome.
 */
function open(state: CommitmentState, occurredAt?: string): Refusal | undefined {
  const ended = state.endedAt !== null && state.verdict !== 'DISPUTED';
  if (!ended || (occurredAt !== undefined && occurredAt <= state.endedAt)) return undefined;
  return refuse('COMMITMENT_ENDED', `the commitment is ${state.status}`, {
    field: 'id',
    rule: 'what has ended takes no further change',
  });
}

function verifiable(state: CommitmentState, context: DecideContext): Refusal | undefined {
  if (state.verdict === null) {
    return refuse('NOT_REPORTED_FULFILLED', 'nobody has reported this commitment fulfilled', { field: 'id' });
  }
  const { actor, reportedBy, reportRecordedBy } = state;
  const rule = 'nobody verifies a commitment of its own, or one that it reported complete, for itself or for another';
  return byAnother([actor, reportedBy, reportRecordedBy], context, 'OWN_VERIFICATION', rule);
}
