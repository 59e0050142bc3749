import { ID, Int, ObjectType } from '@nestjs/graphql';
import { type LocalizedText } from '../../event-sourcing/values.js';
import { Computed, MayName, Localized, NestedObject, RecordRef, OutputField } from '../../graphql/objects/fields.js';
import { codeEnum } from '../../graphql/objects/code-enum.js';
import { recordModule, RecordObject, RecordType } from '../../graphql/objects/record-module.js';
import { Day, Instant } from '../../graphql/scalars.js';
import * as commands from './commitment.commands.js';
import { commitment, COMMITMENT_STATUSES, type CommitmentState, FULFILMENT_VERDICTS } from './commitment.js';
import { EVIDENCE_STANDINGS } from './commitment.evidence.js';
import { commitmentColumns, slips } from './commitment.table.js';
import { commitmentSentences } from './commitment.sentences.js';

const CommitmentStatus = codeEnum(
  'CommitmentStatus',
  'Where a commitment stands. Overdue is a question of the moment: see the commitment board.',
  COMMITMENT_STATUSES,
);
const FulfilmentVerdict = codeEnum(
  'FulfilmentVerdict',
  'Whether a reported fulfilment is borne out by another party.',
  FULFILMENT_VERDICTS,
);

const EvidenceStanding = codeEnum('EvidenceStanding', 'What a party says of evidence that was proposed.', EVIDENCE_STANDINGS);

@ObjectType({ description: 'What an undertaking rests on or answers.' })
class Citation {
  @OutputField(() => commands.CitationKind, 'What kind of thing is cited.')
  kind!: string;

  @MayName('Code, symbol or id.')
  reference!: string;
}

@ObjectType({ description: 'A report of progress.' })
class CommitmentProgress {
  @OutputField(() => Instant, 'When it was made.')
  at!: string;

  @Localized('What was done.')
  report!: LocalizedText;
}

@ObjectType({ description: 'A document that shows what was done.' })
class CommitmentEvidence {
  @OutputField(() => String, 'Address of the document.')
  document!: string;

  @OutputField(() => String, 'SHA-256 of the document.', { nullable: true })
  hash?: string;

  @Localized('What it shows.', { nullable: true })
  note?: LocalizedText;
}

@ObjectType({
  description:
    'What the commitment cites has come about: an activity was held, guidance promoted. Proposed by the service as evidence, until a party confirms or dismisses it.',
})
class ProposedCommitmentEvidence {
  @OutputField(() => ID, 'Id of the event that proposed it.')
  id!: string;

  @OutputField(() => Citation, 'What of the citations it concerns.')
  cites!: Citation;

  @OutputField(() => ID, 'Id of the event that shows it.')
  shownBy!: string;

  @OutputField(() => Instant, 'When it came about.')
  at!: string;

  @OutputField(() => EvidenceStanding, 'What a party says of it.')
  standing!: string;

  @RecordRef('actor', 'Actor', 'Who confirmed or dismissed it.')
  by?: string;

  @OutputField(() => String, 'Why it was dismissed.', { nullable: true })
  reason?: string;
}

@RecordType('An undertaking by an actor.')
export class Commitment extends RecordObject {
  @RecordRef('actor', 'Actor', 'Who undertook it.')
  actor!: string;

  @Localized('What was undertaken, in the words of who undertook it.')
  statement!: LocalizedText;

  @OutputField(() => String, 'Where it was declared.', { nullable: true })
  forum?: string;

  @OutputField(() => Citation, 'What it rests on or answers.', { list: true })
  cites!: Citation[];

  @RecordRef('actor', 'Actor', 'For whom it was undertaken.')
  recipient?: string;

  @OutputField(() => Day, 'The day by which it is due.', { nullable: true })
  due?: string;

  @Computed<CommitmentState>(() => Int, 'How many times the due day moved to a later one.', slips)
  slips!: number;

  @OutputField(() => CommitmentStatus, 'Where it stands.')
  status!: string;

  @RecordRef('actor', 'Actor', 'Who took note of it.', { list: true })
  acknowledgedBy!: string[];

  @OutputField(() => Int, 'How much of it is done, in percent, as last reported.', { nullable: true })
  percent?: number;

  @NestedObject(() => CommitmentProgress, 'Reports of progress, oldest first.', { list: true })
  progress!: CommitmentProgress[];

  @NestedObject(() => CommitmentEvidence, 'Documents that show what was done.', { list: true })
  evidence!: CommitmentEvidence[];

  @NestedObject(() => ProposedCommitmentEvidence, 'What it cites and has come about, oldest first.', { list: true })
  proposedEvidence!: ProposedCommitmentEvidence[];

  @RecordRef('actor', 'Actor', 'Who reported it fulfilled, wholly or in part.')
  reportedBy?: string;

  @OutputField(() => FulfilmentVerdict, 'Whether the reported fulfilment is borne out.', { nullable: true })
  verdict?: string;

  @RecordRef('actor', 'Actor', 'Who confirmed or disputed the fulfilment.')
  verdictBy?: string;

  @OutputField(() => String, 'Why it was withdrawn.', { nullable: true })
  endedReason?: string;

  @RecordRef('commitment', 'Commitment', 'The commitment that took its place.')
  supersededBy?: string;
}

export const commitmentModule = recordModule<CommitmentState>({
  definition: commitment,
  columns: commitmentColumns,
  type: Commitment,
  plural: 'commitments',
  sentences: commitmentSentences,
  commands: Object.values(commands),
});
