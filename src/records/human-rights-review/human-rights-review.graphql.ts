import { ID, Int, ObjectType } from '@nestjs/graphql';
import { type LocalizedText } from '../../event-sourcing/values.js';
import { Computed, Localized, RecordRef, OutputField } from '../../graphql/objects/fields.js';
import { recordModule, RecordObject, RecordType } from '../../graphql/objects/record-module.js';
import { Instant } from '../../graphql/scalars.js';
import { DocumentReference } from '../shared/objects.js';
import * as commands from './human-rights-review.commands.js';
import { type HumanRightsReviewState } from './human-rights-review.events.js';
import { humanRightsReview, reviewStatus } from './human-rights-review.js';
import { humanRightsReviewColumns } from './human-rights-review.table.js';
import { humanRightsReviewSentences } from './human-rights-review.sentences.js';

type State = HumanRightsReviewState;

@ObjectType({ description: 'A concern that a reviewer raised.' })
class HumanRightsConcern {
  @OutputField(() => ID, 'Id of the event that raised it.')
  id!: string;

  @Localized('The concern.')
  concern!: LocalizedText;

  @OutputField(() => Instant, 'When it was raised.')
  raised!: string;

  @OutputField(() => Instant, 'When the owner of what is reviewed said what was done; null while nothing was said.', {
    nullable: true,
  })
  addressed?: string;

  @Localized('What was done.', { nullable: true })
  response?: LocalizedText;

  @OutputField(() => DocumentReference, 'What shows it.', { nullable: true })
  document?: DocumentReference;
}

@ObjectType({ description: 'What came of a human rights review.' })
class HumanRightsReviewOutcome {
  @OutputField(() => commands.ReviewConclusion, 'The conclusion.')
  conclusion!: string;

  @Localized('What it rests on.')
  basis!: LocalizedText;

  @OutputField(() => DocumentReference, 'The report.', { nullable: true })
  document?: DocumentReference;

  @OutputField(() => Instant, 'When it was concluded.')
  at!: string;
}

@RecordType('A review of a version of a national measure, or of a programme, for its compliance with human rights.')
export class HumanRightsReview extends RecordObject {
  @RecordRef('actor', 'Actor', 'Who reviews it.')
  reviewer!: string;

  @RecordRef('actor', 'Actor', 'The State whose measure is reviewed, or who leads the programme.')
  owner!: string;

  @RecordRef('nationalMeasure', 'NationalMeasure', 'The measure, where one is reviewed.')
  measure?: string;

  @OutputField(() => Int, 'The version of the measure: the conclusion is of this version alone.', { nullable: true })
  version?: number;

  @RecordRef('programme', 'Programme', 'The programme, where one is reviewed.')
  programme?: string;

  @Localized('What is looked at.', { nullable: true })
  scope?: LocalizedText;

  @Computed<State>(() => commands.ReviewStatus, 'Where it stands.', reviewStatus)
  status!: string;

  @OutputField(() => Instant, 'When it started.', { nullable: true })
  startedAt?: string;

  @OutputField(() => HumanRightsConcern, 'Concerns that were raised, oldest first.', { list: true })
  concerns!: HumanRightsConcern[];

  @OutputField(() => HumanRightsReviewOutcome, 'What came of it; null while it is not concluded.', { nullable: true })
  outcome?: HumanRightsReviewOutcome;

  @OutputField(() => Instant, 'When the reviewer looked into it again last.', { nullable: true })
  reopenedAt?: string;

  @OutputField(() => String, 'Why.', { nullable: true })
  reopenedReason?: string;
}

export const humanRightsReviewModule = recordModule<State>({
  definition: humanRightsReview,
  columns: humanRightsReviewColumns,
  type: HumanRightsReview,
  plural: 'humanRightsReviews',
  sentences: humanRightsReviewSentences,
  commands: Object.values(commands),
});
