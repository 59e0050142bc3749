import { z } from 'zod';
import { readersOf } from '../../event-sourcing/handling.js';
import { covers } from '../../event-sourcing/sight.js';
import {
  type DecideContext,
  type Decide,
  event,
  type Evolve,
  type RecordMeta,
  type Refusal,
  refuse,
} from '../../event-sourcing/record.js';
import { recordId } from '../../event-sourcing/values.js';
import { party } from '../shared/party.js';
import type * as command from './commitment.commands.js';
import { type commitmentEvents, type CommitmentState } from './commitment.js';

/** Kinds of record that a commitment can cite by their ids, by kind of citation. */
const CITED_RECORDS = { ACTIVITY: 'capacityActivity', GUIDANCE: 'guidanceMaterial', NEED: 'assistanceNeed' } as const;
export const CITATION_KINDS = ['CONCLUSION', 'INSTRUMENT', 'RECOMMENDATION', 'ACTIVITY', 'GUIDANCE', 'NEED'] as const;

/** What an undertaking rests on or answers: conclusions CO-01 to CO-09, instruments, recommendations; activities, guidance and needs by public id. */
export const citation = z.strictObject({ kind: z.enum(CITATION_KINDS), reference: z.string() });
export type Citation = z.output<typeof citation>;

/** The kind of record that a citation names by its id, or undefined. */
export function citedKind({ kind }: Pick<Citation, 'kind'>): string | undefined {
  return (CITED_RECORDS as Partial<Record<Citation['kind'], string>>)[kind];
}

export const EVIDENCE_STANDINGS = ['PROPOSED', 'CONFIRMED', 'DISMISSED'] as const;

const evidence = z.uuid();
const by = recordId;

export const evidenceEvents = {
  CommitmentEvidenceProposed: event(
    'What the commitment cites has come about, which may show something of it; a party has yet to say so. The id of this event names the proposal.',
    z.strictObject({ cites: citation, shownBy: z.uuid() }),
  ),
  CommitmentEvidenceConfirmed: event('A party holds that the evidence shows something of it.', z.strictObject({ evidence, by })),
  CommitmentEvidenceDismissed: event(
    'A party holds that the evidence shows nothing of it.',
    z.strictObject({ evidence, by, reason: z.string() }),
  ),
} as const;

/** Evidence that was proposed, for a party to confirm or dismiss. */
export interface ProposedEvidence extends z.output<typeof evidenceEvents.CommitmentEvidenceProposed.schema> {
  /** Id of the event that proposed it. */
  readonly id: string;
  readonly at: string;
  readonly standing: (typeof EVIDENCE_STANDINGS)[number];
  readonly by: string | null;
  readonly reason: string | null;
}

type Events = typeof commitmentEvents;
type State = Pick<CommitmentState, 'proposedEvidence' | 'status' | 'endedAt'>;

/** A process proposes; a party decides. `shownBy` is the event that shows that what is cited has come about. */
export interface ProposeCommitmentEvidence {
  readonly cites: Citation;
  /** The record cited. */
  readonly record: string;
  readonly shownBy: string;
}

export interface EvidenceCommands {
  proposeCommitmentEvidence: ProposeCommitmentEvidence;
  confirmCommitmentEvidence: command.ConfirmCommitmentEvidence;
  dismissCommitmentEvidence: command.DismissCommitmentEvidence;
}

export const evolveEvidence: Pick<Evolve<CommitmentState, Events>, keyof typeof evidenceEvents> = {
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

  confirmCommitmentEvidence: ({ evidence: id }, state, context) =>
    undecided(state, id) ??
    party(context) ?? [{ type: 'CommitmentEvidenceConfirmed', data: { evidence: id, by: context.party! } }],

  dismissCommitmentEvidence: ({ evidence: id, reason }, state, context) =>
    undecided(state, id) ??
    party(context) ?? [{ type: 'CommitmentEvidenceDismissed', data: { evidence: id, by: context.party!, reason } }],
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
