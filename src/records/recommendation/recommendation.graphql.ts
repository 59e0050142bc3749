import { ID, ObjectType } from '@nestjs/graphql';
import { type LocalizedText } from '../../event-sourcing/values.js';
import { codeEnum } from '../../graphql/objects/code-enum.js';
import { Computed, Localized, Part, Related, Shown } from '../../graphql/objects/fields.js';
import { recordModule, RecordObject, RecordType } from '../../graphql/objects/record-module.js';
import { Day, Instant } from '../../graphql/scalars.js';
import { DocumentReference, InstrumentCitation } from '../shared/objects.js';
import * as commands from './recommendation.commands.js';
import { ACTION_STATUSES, RECOMMENDATION_STATUSES, type RecommendationState } from './recommendation.events.js';
import { nextDue, recommendation, recommendationStatus } from './recommendation.js';
import { recommendationColumns } from './recommendation.table.js';
import { recommendationSentences } from './recommendation.sentences.js';

const RecommendationStatus = codeEnum('RecommendationStatus', 'Where a recommendation stands.', RECOMMENDATION_STATUSES);
const ActionStatus = codeEnum(
  'ActionStatus',
  'Where an action stands. Whether it is overdue is a question of the moment: see `due`.',
  ACTION_STATUSES,
);

@ObjectType({ description: 'What a State said to a recommendation.' })
class ResponseToRecommendation {
  @Shown(() => commands.RecommendationResponse, 'How it takes it.')
  response!: string;

  @Related('actor', 'Actor', 'Who said so: the State or its delegate.')
  by!: string;

  @Shown(() => Instant, 'When.')
  at!: string;

  @Localized('What it says.', { nullable: true })
  text?: LocalizedText;

  @Shown(() => DocumentReference, 'The document that says so.', { nullable: true })
  document?: DocumentReference;
}

@ObjectType({ description: 'Something to be done towards a recommendation.' })
class RecommendationAction {
  @Shown(() => ID, 'Id of the event that planned it.')
  id!: string;

  @Localized('What is to be done.')
  description!: LocalizedText;

  @Shown(() => Day, 'By when.')
  due!: string;

  @Related('actor', 'Actor', 'Who is to do it.')
  agency?: string;

  @Shown(() => ActionStatus, 'Where it stands.')
  status!: string;

  @Localized('What came of it.', { nullable: true })
  report?: LocalizedText;

  @Shown(() => String, 'Why it was dropped.', { nullable: true })
  reason?: string;
}

@ObjectType({ description: 'A report of what was done towards a recommendation in a period.' })
class RecommendationProgress {
  @Shown(() => Instant, 'When it was made.')
  at!: string;

  @Related('actor', 'Actor', 'Who made it.')
  by!: string;

  @Shown(() => Day, 'First day of the period.', { nullable: true })
  from?: string;

  @Shown(() => Day, 'Last day of the period.', { nullable: true })
  to?: string;

  @Localized('What was done.')
  text!: LocalizedText;

  @Shown(() => DocumentReference, 'Documents that show it.', { list: true })
  evidence!: DocumentReference[];
}

@ObjectType({ description: 'A report that a recommendation is implemented.' })
class ImplementationReport {
  @Related('actor', 'Actor', 'Who made it, and never verifies it.')
  by!: string;

  @Shown(() => Boolean, 'Whether it was made for the State.')
  forState!: boolean;

  @Shown(() => Instant, 'When it was made.')
  at!: string;

  @Localized('What was achieved.', { nullable: true })
  text?: LocalizedText;

  @Shown(() => DocumentReference, 'Documents that show it.', { list: true })
  evidence!: DocumentReference[];
}

@ObjectType({ description: 'What another party found of an implementation.' })
class ImplementationVerification {
  @Shown(() => commands.VerificationResult, 'How far it is implemented.')
  result!: string;

  @Related('actor', 'Actor', 'Who verified it.')
  by!: string;

  @Shown(() => Instant, 'When.')
  at!: string;

  @Localized('On what ground.', { nullable: true })
  text?: LocalizedText;

  @Shown(() => DocumentReference, 'The document that says so.', { nullable: true })
  document?: DocumentReference;
}

@RecordType('What a State is recommended to do, and what becomes of it.')
export class Recommendation extends RecordObject {
  @Related('actor', 'Actor', 'Who made it.')
  issuer!: string;

  @Related('actor', 'Actor', 'The State to which it was made.')
  state!: string;

  @Shown(() => String, 'Its number where it was made.', { nullable: true })
  code?: string;

  @Localized('What is recommended.')
  text!: LocalizedText;

  @Shown(() => String, 'Challenges, conclusions and threats that it is about.', { list: true })
  themes!: string[];

  @Part(() => InstrumentCitation, 'Instruments that it rests on.', { list: true })
  instruments!: InstrumentCitation[];

  @Related('assessmentVisit', 'AssessmentVisit', 'The visit that it comes of.')
  visit?: string;

  @Computed<RecommendationState>(() => RecommendationStatus, 'Where it stands.', recommendationStatus)
  status!: string;

  @Part(() => ResponseToRecommendation, 'How the State takes it, as it said last; null where it has not said.', {
    nullable: true,
  })
  response?: ResponseToRecommendation;

  @Related('actor', 'Actor', 'The agency that leads the implementation.')
  leadAgency?: string;

  @Related('actor', 'Actor', 'Agencies that support the implementation.', { list: true })
  supportingAgencies!: string[];

  @Part(() => RecommendationAction, 'What is planned and done.', { list: true })
  actions!: RecommendationAction[];

  @Computed<RecommendationState>(() => Day, 'The day by which the next open action is due.', nextDue, { nullable: true })
  nextDue?: string;

  @Part(() => RecommendationProgress, 'Reports of progress, oldest first.', { list: true })
  progress!: RecommendationProgress[];

  @Part(() => ImplementationReport, 'The report that it is implemented.', { nullable: true })
  completion?: ImplementationReport;

  @Part(() => ImplementationVerification, 'What another party found of that.', { nullable: true })
  verification?: ImplementationVerification;

  @Shown(() => String, 'Why it was reopened last.', { nullable: true })
  reopenedReason?: string;

  @Shown(() => String, 'Why it was closed.', { nullable: true })
  closedReason?: string;

  @Related('recommendation', 'Recommendation', 'The recommendation that took its place.')
  supersededBy?: string;
}

export const recommendationModule = recordModule<RecommendationState>({
  definition: recommendation,
  columns: recommendationColumns,
  type: Recommendation,
  plural: 'recommendations',
  sentences: recommendationSentences,
  commands: Object.values(commands),
});
