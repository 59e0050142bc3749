import { readersOf } from '../../event-sourcing/handling.js';
import { covers } from '../../event-sourcing/sight.js';
import {
  type DecideContext,
  type Decide,
  type Evolve,
  type RecordMeta,
  type Refusal,
  refuse,
} from '../../event-sourcing/record.js';
import { type InputsOf, says } from '../../fields/index.js';
import {
  type Citation,
  type commitmentCommands,
  commitmentEvents,
  type CommitmentState,
  type ProposedEvidence,
} from './commitment.fields.js';

type Events = typeof commitmentEvents;
type State = Pick<CommitmentState, 'proposedEvidence' | 'status' | 'endedAt'>;

/** A process proposes; a party decides. `shownBy` is the event that shows that what is cited has come about. */
export interface ProposeCommitmentEvidence {
  readonly cites: Citation;
  /** The record cited. */
  readonly record: string;
  readonly shownBy: string;
}

interface EvidenceCommands extends Pick<
  InputsOf<typeof commitmentCommands>,
  'confirmCommitmentEvidence' | 'dismissCommitmentEvidence'
> {
  readonly proposeCommitmentEvidence: ProposeCommitmentEvidence;
}

export const evolveEvidence: Pick<
  Evolve<CommitmentState, Events>,
  `CommitmentEvidence${'Proposed' | 'Confirmed' | 'Dismissed'}`
> = {
  CommitmentEvidenceProposed: (state, proposed, { id, occurredAt }) => ({
    ...state,
    proposedEvidence: [
      ...state.proposedEvidence,
      { ...proposed, id, at: occurredAt, standing: 'PROPOSED', by: null, reason: null },
    ],
  }),
  CommitmentEvidenceConfirmed: (state, { evidence: id, by }) => judged(state, id, { standing: 'CONFIRMED', by, reason: null }),
  CommitmentEvidenceDismissed: (state, { evidence: id, by, reason }) => judged(state, id, { standing: 'DISMISSED', by, reason }),
};

export const decideEvidence: Decide<CommitmentState, Events, EvidenceCommands> = {
  proposeCommitmentEvidence: ({ cites, record, shownBy }, state, context) => {
    if (isKnown(state, cites, shownBy) || isOutside(state, context)) return [];
    const cited = context.reference(record);
    if (cited && !covers(readersOfRecord(cited.meta), readersOfRecord(context.meta))) {
      return refuse('EVIDENCE_FOR_FEWER_READERS', 'the commitment is shown to readers who may not know of what it cites', {
        field: 'cites',
        value: cites.reference,
        rule: 'evidence is proposed to readers who may read what it is drawn from',
      });
    }
    return [{ type: 'CommitmentEvidenceProposed', data: { cites, shownBy } }];
  },

  confirmCommitmentEvidence: says(commitmentEvents, 'CommitmentEvidenceConfirmed', ({ evidence }, state) =>
    undecided(state, evidence),
  ),
  dismissCommitmentEvidence: says(commitmentEvents, 'CommitmentEvidenceDismissed', ({ evidence }, state) =>
    undecided(state, evidence),
  ),
};

function judged(
  state: CommitmentState,
  id: string,
  judgement: Pick<ProposedEvidence, 'standing' | 'by' | 'reason'>,
): CommitmentState {
  return { ...state, proposedEvidence: state.proposedEvidence.map((one) => (one.id === id ? { ...one, ...judgement } : one)) };
}

function readersOfRecord({ handling, originator }: RecordMeta): string[] {
  return readersOf(handling, originator);
}

/** An activity is held once, however often that is reported; guidance is promoted again and again. */
function isKnown({ proposedEvidence }: State, { kind, reference }: Citation, shownBy: string): boolean {
  return proposedEvidence.some(
    (one) => one.shownBy === shownBy || (kind === 'ACTIVITY' && one.cites.kind === kind && one.cites.reference === reference),
  );
}

/** What came about before the commitment was made, or after it was withdrawn or superseded, shows nothing of it. */
function isOutside({ status, endedAt }: State, { occurredAt, meta }: DecideContext): boolean {
  return occurredAt < meta.beganAt || (['WITHDRAWN', 'SUPERSEDED'].includes(status) && endedAt !== null && occurredAt > endedAt);
}

function undecided({ proposedEvidence }: State, id: string): Refusal | undefined {
  const found = proposedEvidence.find((one) => one.id === id);
  const about = { field: 'evidence', value: id };
  if (!found) return refuse('UNKNOWN_EVIDENCE', 'no such evidence was proposed', about);
  if (found.standing === 'PROPOSED') return undefined;
  return refuse('EVIDENCE_DECIDED', `the evidence is ${found.standing}`, { ...about, rule: 'evidence is decided on once' });
}
