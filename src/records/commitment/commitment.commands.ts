import { InputType } from '@nestjs/graphql';
import { type LocalizedText } from '../../event-sourcing/values.js';
import { CreateCommand, RecordCommand } from '../../graphql/commands/command.js';
import { Code, Count, DayField, Localized, Nested, Reference, Text, TextOrReference } from '../../graphql/commands/fields.js';
import { Command } from '../../graphql/commands/registry.js';
import { codeEnum } from '../../graphql/objects/code-enum.js';
import { EventId } from '../shared/inputs.js';
import { CITATION_KINDS, citedKind } from './commitment.evidence.js';

export const CitationKind = codeEnum('CitationKind', 'What a commitment can cite.', CITATION_KINDS);

@InputType({ description: 'What an undertaking rests on or answers.' })
export class CitationInput {
  @Code(CitationKind, 'What kind of thing is cited.')
  kind!: keyof typeof CitationKind;

  @TextOrReference<CitationInput>(
    'The code (`CO-04`), the symbol (`S/RES/2396 (2017)`) or the id cited; of an activity, guidance or a need the id of the record.',
    citedKind,
    { max: 200 },
  )
  reference!: string;
}

@Command('An actor undertakes something.')
export class DeclareCommitment extends CreateCommand {
  @Reference('actor', 'Who undertakes it.')
  actor!: string;

  @Localized('What is undertaken, in the words of who undertakes it.')
  statement!: LocalizedText;

  @Text('Where it was declared: a conference, a session, a document.', { optional: true, max: 500 })
  forum?: string;

  @Nested(
    () => CitationInput,
    'What it answers or rests on. What comes of an activity or guidance cited here is proposed as evidence.',
    { optional: true, list: true },
  )
  cites?: CitationInput[];

  @Reference('actor', 'For whom it is undertaken, if for one actor.', { optional: true })
  recipient?: string;

  @DayField('The day by which it is due.', { optional: true })
  due?: string;
}

@Command('Another party takes note of the commitment.')
export class AcknowledgeCommitment extends RecordCommand {}

@Command('Moves the day by which the commitment is due.')
export class ReviseCommitmentDueDate extends RecordCommand {
  @DayField('The new day.')
  due!: string;

  @Text('Why it moves.')
  reason!: string;
}

@Command('Reports something done towards the commitment.')
export class ReportCommitmentProgress extends RecordCommand {
  @Localized('What was done.')
  report!: LocalizedText;

  @Count('How much of it is done, in percent.', { optional: true, max: 100 })
  percent?: number;
}

@Command('Attaches a document that shows what was done.')
export class AttachCommitmentEvidence extends RecordCommand {
  @Text('Address of the document.')
  document!: string;

  @Text('SHA-256 of the document.', { optional: true, max: 128 })
  hash?: string;

  @Localized('What it shows.', { optional: true })
  note?: LocalizedText;
}

@Command('Confirms evidence that was proposed because the commitment cites it. It fulfils nothing by itself.')
export class ConfirmCommitmentEvidence extends RecordCommand {
  @EventId('evidence')
  evidence!: string;
}

@Command('Says that evidence that was proposed shows nothing of the commitment.')
export class DismissCommitmentEvidence extends RecordCommand {
  @EventId('evidence')
  evidence!: string;

  @Text('Why.')
  reason!: string;
}

@Command('Reports the commitment fulfilled; another party may then confirm or dispute it.')
export class ReportCommitmentFulfilled extends RecordCommand {
  @Localized('What was achieved.', { optional: true })
  report?: LocalizedText;
}

@Command('Reports a part of the commitment fulfilled.')
export class ReportCommitmentPartlyFulfilled extends RecordCommand {
  @Localized('What was achieved.')
  report!: LocalizedText;
}

@Command('Disputes that the commitment is fulfilled.')
export class DisputeCommitmentFulfilment extends RecordCommand {
  @Text('Why.')
  reason!: string;
}

@Command('Confirms, as another party than the one that reported it, that the commitment is fulfilled.')
export class ConfirmCommitmentFulfilment extends RecordCommand {
  @Text('On what ground.', { optional: true })
  note?: string;
}

@Command('Takes the commitment back.')
export class WithdrawCommitment extends RecordCommand {
  @Text('Why.')
  reason!: string;
}

@Command('Lets another commitment take the place of this one.')
export class SupersedeCommitment extends RecordCommand {
  @Reference('commitment', 'The commitment that takes its place.')
  by!: string;
}
