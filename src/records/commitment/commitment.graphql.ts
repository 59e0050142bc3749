import { ID, Int, ObjectType } from '@nestjs/graphql';
import { type LocalizedText } from '../../event-sourcing/values.js';
import { Computed, MayName, Localized, Part, Related, Shown } from '../../graphql/objects/fields.js';
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
  @Shown(() => commands.CitationKind, 'What kind of thing is cited.')
  kind!: string;

  @MayName('Code, symbol or id.')
  reference!: string;
}

@ObjectType({ description: 'A report of progress.' })
class CommitmentProgress {
  @Shown(() => Instant, 'When it was made.')
  at!: string;

  @Localized('What was done.')
  report!: LocalizedText;
}

@ObjectType({ description: 'A document that shows what was done.' })
class CommitmentEvidence {
  @Shown(() => String, 'Address of the document.')
  document!: string;

  @Shown(() => String, 'SHA-256 of the document.', { nullable: true })
  hash?: string;

  @Localized('What it shows.', { nullable: true })
  note?: LocalizedText;
}

@ObjectType({
  description:
    'What the commitment cites has come about: an activity was held, guidance promoted. Proposed by the service as evidence, until a party confirms or dismisses it.',
})
class ProposedCommitmentEvidence {
  @Shown(() => ID, 'Id of the event that proposed it.')
  id!: string;

  @Shown(() => Citation, 'What of the citations it concerns.')
  cites!: Citation;

  @Shown(() => ID, 'Id of the event that shows it.')
  shownBy!: string;

  @Shown(() => Instant, 'When it came about.')
  at!: string;

  @Shown(() => EvidenceStanding, 'What a party says of it.')
  standing!: string;

  @Related('actor', 'Actor', 'Who confirmed or dismissed it.')
  by?: string;

  @Shown(() => String, 'Why it was dismissed.', { nullable: true })
  reason?: string;
}

@RecordType('An undertaking by an actor.')
export class Commitment extends RecordObject {
  @Related('actor', 'Actor', 'Who undertook it.')
  actor!: string;

  @Localized('What was undertaken, in the words of who undertook it.')
  statement!: LocalizedText;

  @Shown(() => String, 'Where it was declared.', { nullable: true })
  forum?: string;

  @Shown(() => Citation, 'What it rests on or answers.', { list: true })
  cites!: Citation[];

  @Related('actor', 'Actor', 'For whom it was undertaken.')
  recipient?: string;

  @Shown(() => Day, 'The day by which it is due.', { nullable: true })
  due?: string;

  @Computed<CommitmentState>(() => Int, 'How many times the due day moved to a later one.', slips)
  slips!: number;

  @Shown(() => CommitmentStatus, 'Where it stands.')
  status!: string;

  @Related('actor', 'Actor', 'Who took note of it.', { list: true })
  acknowledgedBy!: string[];

  @Shown(() => Int, 'How much of it is done, in percent, as last reported.', { nullable: true })
  percent?: number;

  @Part(() => CommitmentProgress, 'Reports of progress, oldest first.', { list: true })
  progress!: CommitmentProgress[];

  @Part(() => CommitmentEvidence, 'Documents that show what was done.', { list: true })
  evidence!: CommitmentEvidence[];

  @Part(() => ProposedCommitmentEvidence, 'What it cites and has come about, oldest first.', { list: true })
  proposedEvidence!: ProposedCommitmentEvidence[];

  @Related('actor', 'Actor', 'Who reported it fulfilled, wholly or in part.')
  reportedBy?: string;

  @Shown(() => FulfilmentVerdict, 'Whether the reported fulfilment is borne out.', { nullable: true })
  verdict?: string;

  @Related('actor', 'Actor', 'Who confirmed or disputed the fulfilment.')
  verdictBy?: string;

  @Shown(() => String, 'Why it was withdrawn.', { nullable: true })
  endedReason?: string;

  @Related('commitment', 'Commitment', 'The commitment that took its place.')
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
