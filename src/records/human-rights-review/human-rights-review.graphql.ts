import { ID, Int, ObjectType } from '@nestjs/graphql';
import { type LocalizedText } from '../../event-sourcing/values.js';
import { Computed, Localized, Related, Shown } from '../../graphql/objects/fields.js';
import { recordModule, RecordObject, RecordType } from '../../graphql/objects/record-module.js';
import { Instant } from '../../graphql/scalars.js';
import { DocumentReference } from '../shared/objects.js';
import * as commands from './human-rights-review.commands.js';
import { type HumanRightsReviewState } from './human-rights-review.events.js';
import { humanRightsReview, reviewStatus } from './human-rights-review.js';
import { humanRightsReviewColumns } from './human-rights-review.table.js';

type State = HumanRightsReviewState;

@ObjectType({ description: 'A concern that a reviewer raised.' })
class HumanRightsConcern {
  @Shown(() => ID, 'Id of the event that raised it.')
  id!: string;

  @Localized('The concern.')
  concern!: LocalizedText;

  @Shown(() => Instant, 'When it was raised.')
  raised!: string;

  @Shown(() => Instant, 'When the owner of what is reviewed said what was done; null while nothing was said.', { nullable: true })
  addressed?: string;

  @Localized('What was done.', { nullable: true })
  response?: LocalizedText;

  @Shown(() => DocumentReference, 'What shows it.', { nullable: true })
  document?: DocumentReference;
}

@ObjectType({ description: 'What came of a human rights review.' })
class HumanRightsReviewOutcome {
  @Shown(() => commands.ReviewConclusion, 'The conclusion.')
  conclusion!: string;

  @Localized('What it rests on.')
  basis!: LocalizedText;

  @Shown(() => DocumentReference, 'The report.', { nullable: true })
  document?: DocumentReference;

  @Shown(() => Instant, 'When it was concluded.')
  at!: string;
}

@RecordType('A review of a version of a national measure, or of a programme, for its compliance with human rights.')
export class HumanRightsReview extends RecordObject {
  @Related('actor', 'Actor', 'Who reviews it.')
  reviewer!: string;

  @Related('actor', 'Actor', 'The State whose measure is reviewed, or who leads the programme.')
  owner!: string;

  @Related('nationalMeasure', 'NationalMeasure', 'The measure, where one is reviewed.')
  measure?: string;

  @Shown(() => Int, 'The version of the measure: the conclusion is of this version alone.', { nullable: true })
  version?: number;

  @Related('programme', 'Programme', 'The programme, where one is reviewed.')
  programme?: string;

  @Localized('What is looked at.', { nullable: true })
  scope?: LocalizedText;

  @Computed<State>(() => commands.ReviewStatus, 'Where it stands.', reviewStatus)
  status!: string;

  @Shown(() => Instant, 'When it started.', { nullable: true })
  startedAt?: string;

  @Shown(() => HumanRightsConcern, 'Concerns that were raised, oldest first.', { list: true })
  concerns!: HumanRightsConcern[];

  @Shown(() => HumanRightsReviewOutcome, 'What came of it; null while it is not concluded.', { nullable: true })
  outcome?: HumanRightsReviewOutcome;

  @Shown(() => Instant, 'When the reviewer looked into it again last.', { nullable: true })
  reopenedAt?: string;

  @Shown(() => String, 'Why.', { nullable: true })
  reopenedReason?: string;
}

export const humanRightsReviewModule = recordModule<State>({
  definition: humanRightsReview,
  columns: humanRightsReviewColumns,
  type: HumanRightsReview,
  plural: 'humanRightsReviews',
  commands: Object.values(commands),
});
