import { dueDay } from '../../event-sourcing/occurred.js';
import { plainDay, codes } from '../../event-sourcing/projections/record-table.js';
import { defineRecord, type DecideContext, type Refusal, refuse } from '../../event-sourcing/record.js';
import { OWN } from '../../event-sourcing/rights.js';
import { blank, computed, count, type InputsOf, recordKind, says } from '../../fields/index.js';
import { lastDay } from '../shared/days.js';
import { byAnother } from '../shared/party.js';
import { takesOver } from '../shared/refusals.js';
import { decideEvidence, type ProposeCommitmentEvidence, evolveEvidence } from './commitment.evidence.js';
import { commitmentCommands, commitmentEvents, commitmentFields, type CommitmentState } from './commitment.fields.js';

interface Commands extends InputsOf<typeof commitmentCommands> {
  readonly proposeCommitmentEvidence: ProposeCommitmentEvidence;
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
  upcasters: { CommitmentDeclared: [(data) => data, (data) => data], CommitmentDueDateRevised: [(data) => data] },
  initial: blank(commitmentFields, { earlierDues: [] }),

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

  remarks: ({ percent, progress }, { name, input, occurredAt }) => {
    const { percent: now } = input as { readonly percent?: number };
    const isLatest = occurredAt >= (progress.at(-1)?.at ?? '');
    if (name !== 'reportCommitmentProgress' || now === undefined || percent === null || now >= percent || !isLatest) return [];
    return [{ code: 'PROGRESS_GOES_BACK', message: `progress goes back from ${percent} to ${now} per cent`, field: 'percent' }];
  },

  decide: {
    ...decideEvidence,
    declareCommitment: says(commitmentEvents, 'CommitmentDeclared'),
    acknowledgeCommitment: says(
      commitmentEvents,
      'CommitmentAcknowledged',
      (_command, state, context) =>
        open(state) ??
        byAnother([state.actor], context, 'OWN_ACKNOWLEDGEMENT', ACKNOWLEDGED) ??
        (state.acknowledgedBy.includes(context.party!) ? [] : undefined),
    ),
    reviseCommitmentDueDate: ({ due, reason }, state) =>
      open(state) ??
      (due === state.due ? [] : [{ type: 'CommitmentDueDateRevised', data: { from: state.due, to: due, reason } }]),
    reportCommitmentProgress: says(commitmentEvents, 'CommitmentProgressReported', (_command, state, { occurredAt }) =>
      open(state, occurredAt),
    ),
    attachCommitmentEvidence: says(commitmentEvents, 'CommitmentEvidenceAttached'),
    reportCommitmentFulfilled: says(commitmentEvents, 'CommitmentFulfilled', (_command, state) => open(state)),
    reportCommitmentPartlyFulfilled: says(commitmentEvents, 'CommitmentPartlyFulfilled', (_command, state) => open(state)),
    disputeCommitmentFulfilment: says(commitmentEvents, 'CommitmentFulfilmentDisputed', (_command, state, context) =>
      verifiable(state, context),
    ),
    confirmCommitmentFulfilment: says(commitmentEvents, 'CommitmentFulfilmentConfirmed', (_command, state, context) =>
      verifiable(state, context),
    ),
    withdrawCommitment: says(commitmentEvents, 'CommitmentWithdrawn', (_command, state) => open(state)),
    supersedeCommitment: says(
      commitmentEvents,
      'CommitmentSuperseded',
      ({ by }, state, context) => open(state) ?? takesOver('commitment', by, context),
    ),
  },
});

const ACKNOWLEDGED = 'a commitment is acknowledged by a party other than the one that made it';

type Report = Pick<CommitmentState, 'reportedBy' | 'reportRecordedBy' | 'verdict' | 'verdictBy'>;

function reported(reportedBy: string, reportRecordedBy: string | null): Report {
  return { reportedBy, reportRecordedBy, verdict: 'UNVERIFIED', verdictBy: null };
}

/**
 * A commitment that has ended takes no change any more; late reports of the time before (`occurredAt`) and a new report after a dispute are welcome.
 */
function open(state: CommitmentState, occurredAt?: string): Refusal | undefined {
  if (state.endedAt === null || isReopened(state)) return undefined;
  if (occurredAt !== undefined && occurredAt <= state.endedAt) return undefined;
  return refuse('COMMITMENT_ENDED', `the commitment is ${state.status}`, {
    field: 'id',
    rule: 'what has ended takes no further change',
  });
}

/** Whether its end is in dispute: what was reported can be; that it was withdrawn or superseded cannot. */
function isReopened({ status, verdict }: CommitmentState): boolean {
  return status === 'FULFILLED' && verdict === 'DISPUTED';
}

function verifiable(state: CommitmentState, context: DecideContext): Refusal | undefined {
  if (state.verdict === null) {
    return refuse('NOT_REPORTED_FULFILLED', 'nobody has reported this commitment fulfilled', { field: 'id' });
  }
  const { actor, reportedBy, reportRecordedBy } = state;
  const rule = 'nobody verifies a commitment of its own, or one that it reported complete, for itself or for another';
  return byAnother([actor, reportedBy, reportRecordedBy], context, 'OWN_VERIFICATION', rule);
}

/** How many times the due day moved to a later one. */
export function slips({ due, earlierDues }: Pick<CommitmentState, 'due' | 'earlierDues'>): number {
  const dues = [...earlierDues, due];
  return dues.filter((day, i) => i > 0 && day !== null && dues[i - 1] !== null && dueDay(day) > dueDay(dues[i - 1]!)).length;
}

export const commitmentKind = recordKind<CommitmentState>({
  definition: commitment,
  description: 'An undertaking by an actor.',
  plural: 'commitments',
  it: '{actor}’s commitment “{statement}”',
  fields: commitmentFields,
  commands: commitmentCommands,
  computed: { slips: computed(count('How many times the due day moved to a later one.'), slips) },
  filters: ['actor', 'recipient', 'status', 'verdict', 'due', 'slips'],
  columns: {
    cites: codes('What it cites: `CO-04`, a symbol or an id.', (state) => state.cites.map(({ reference }) => reference)),
    lastProgress: plainDay('The day of the last progress reported.', (state) => lastDay(state.progress.map(({ at }) => at))),
  },
});
