import { type LocalizedText } from '../../event-sourcing/values.js';
import { CreateCommand, RecordCommand } from '../../graphql/commands/command.js';
import { Code, Count, Localized, Nested, Reference, Text } from '../../graphql/commands/fields.js';
import { Command } from '../../graphql/commands/registry.js';
import { codeEnum } from '../../graphql/objects/code-enum.js';
import { DocumentInput, EventId } from '../shared/inputs.js';
import { REVIEW_CONCLUSIONS, REVIEW_STATUSES } from './human-rights-review.events.js';

export const ReviewStatus = codeEnum('HumanRightsReviewStatus', 'Where a human rights review stands.', REVIEW_STATUSES);
export const ReviewConclusion = codeEnum(
  'HumanRightsReviewConclusion',
  'What came of a human rights review.',
  REVIEW_CONCLUSIONS,
);

@Command('Requests a review of a version of a measure, or of a programme, for its compliance with human rights.')
export class RequestHumanRightsReview extends CreateCommand {
  @Reference('actor', 'Who is to review it: not the State whose measure it is, nor who leads the programme.')
  reviewer!: string;

  @Reference('nationalMeasure', 'The measure, where one is reviewed.', { optional: true })
  measure?: string;

  @Count('The version of the measure; its newest, if left out.', { optional: true, min: 1 })
  version?: number;

  @Reference('programme', 'The programme, where one is reviewed.', { optional: true })
  programme?: string;

  @Localized('What is to be looked at.', { optional: true })
  scope?: LocalizedText;
}

@Command('Says, as the reviewer, that the review has started.')
export class StartHumanRightsReview extends RecordCommand {}

@Command('Raises a concern, as the reviewer.')
export class RaiseHumanRightsConcern extends RecordCommand {
  @Localized('The concern.')
  concern!: LocalizedText;
}

@Command('Says, for the State or who leads the programme, what was done about a concern.')
export class AddressHumanRightsConcern extends RecordCommand {
  @EventId('concern')
  concern!: string;

  @Localized('What was done.')
  response!: LocalizedText;

  @Nested(() => DocumentInput, 'What shows it.', { optional: true })
  document?: DocumentInput;
}

@Command('Concludes the review, as the reviewer.')
export class ConcludeHumanRightsReview extends RecordCommand {
  @Code(ReviewConclusion, 'What came of it.')
  conclusion!: keyof typeof ReviewConclusion;

  @Localized('What the conclusion rests on.')
  basis!: LocalizedText;

  @Nested(() => DocumentInput, 'The report.', { optional: true })
  document?: DocumentInput;
}

@Command('Looks, as the reviewer, into a concluded review again: its conclusion does not stand any more.')
export class ReopenHumanRightsReview extends RecordCommand {
  @Text('Why.')
  reason!: string;
}
