import { ID, ObjectType } from '@nestjs/graphql';
import { type LocalizedText } from '../../event-sourcing/values.js';
import { codeEnum } from '../../graphql/objects/code-enum.js';
import { Computed, Localized, NestedObject, RecordRef, OutputField } from '../../graphql/objects/fields.js';
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
  @OutputField(() => commands.RecommendationResponse, 'How it takes it.')
  response!: string;

  @RecordRef('actor', 'Actor', 'Who said so: the State or its delegate.')
  by!: string;

  @OutputField(() => Instant, 'When.')
  at!: string;

  @Localized('What it says.', { nullable: true })
  text?: LocalizedText;

  @OutputField(() => DocumentReference, 'The document that says so.', { nullable: true })
  document?: DocumentReference;
}

@ObjectType({ description: 'Something to be done towards a recommendation.' })
class RecommendationAction {
  @OutputField(() => ID, 'Id of the event that planned it.')
  id!: string;

  @Localized('What is to be done.')
  description!: LocalizedText;

  @OutputField(() => Day, 'By when.')
  due!: string;

  @RecordRef('actor', 'Actor', 'Who is to do it.')
  agency?: string;

  @OutputField(() => ActionStatus, 'Where it stands.')
  status!: string;

  @Localized('What came of it.', { nullable: true })
  report?: LocalizedText;

  @OutputField(() => String, 'Why it was dropped.', { nullable: true })
  reason?: string;
}

@ObjectType({ description: 'A report of what was done towards a recommendation in a period.' })
class RecommendationProgress {
  @OutputField(() => Instant, 'When it was made.')
  at!: string;

  @RecordRef('actor', 'Actor', 'Who made it.')
  by!: string;

  @OutputField(() => Day, 'First day of the period.', { nullable: true })
  from?: string;

  @OutputField(() => Day, 'Last day of the period.', { nullable: true })
  to?: string;

  @Localized('What was done.')
  text!: LocalizedText;

  @OutputField(() => DocumentReference, 'Documents that show it.', { list: true })
  evidence!: DocumentReference[];
}

@ObjectType({ description: 'A report that a recommendation is implemented.' })
class ImplementationReport {
  @RecordRef('actor', 'Actor', 'Who made it, and never verifies it.')
  by!: string;

  @OutputField(() => Boolean, 'Whether it was made for the State.')
  forState!: boolean;

  @OutputField(() => Instant, 'When it was made.')
  at!: string;

  @Localized('What was achieved.', { nullable: true })
  text?: LocalizedText;

  @OutputField(() => DocumentReference, 'Documents that show it.', { list: true })
  evidence!: DocumentReference[];
}

@ObjectType({ description: 'What another party found of an implementation.' })
class ImplementationVerification {
  @OutputField(() => commands.VerificationResult, 'How far it is implemented.')
  result!: string;

  @RecordRef('actor', 'Actor', 'Who verified it.')
  by!: string;

  @OutputField(() => Instant, 'When.')
  at!: string;

  @Localized('On what ground.', { nullable: true })
  text?: LocalizedText;

  @OutputField(() => DocumentReference, 'The document that says so.', { nullable: true })
  document?: DocumentReference;
}

@RecordType('What a State is recommended to do, and what becomes of it.')
export class Recommendation extends RecordObject {
  @RecordRef('actor', 'Actor', 'Who made it.')
  issuer!: string;

  @RecordRef('actor', 'Actor', 'The State to which it was made.')
  state!: string;

  @OutputField(() => String, 'Its number where it was made.', { nullable: true })
  code?: string;

  @Localized('What is recommended.')
  text!: LocalizedText;

  @OutputField(() => String, 'Challenges, conclusions and threats that it is about.', { list: true })
  themes!: string[];

  @NestedObject(() => InstrumentCitation, 'Instruments that it rests on.', { list: true })
  instruments!: InstrumentCitation[];

  @RecordRef('assessmentVisit', 'AssessmentVisit', 'The visit that it comes of.')
  visit?: string;

  @Computed<RecommendationState>(() => RecommendationStatus, 'Where it stands.', recommendationStatus)
  status!: string;

  @NestedObject(() => ResponseToRecommendation, 'How the State takes it, as it said last; null where it has not said.', {
    nullable: true,
  })
  response?: ResponseToRecommendation;

  @RecordRef('actor', 'Actor', 'The agency that leads the implementation.')
  leadAgency?: string;

  @RecordRef('actor', 'Actor', 'Agencies that support the implementation.', { list: true })
  supportingAgencies!: string[];

  @NestedObject(() => RecommendationAction, 'What is planned and done.', { list: true })
  actions!: RecommendationAction[];

  @Computed<RecommendationState>(() => Day, 'The day by which the next open action is due.', nextDue, { nullable: true })
  nextDue?: string;

  @NestedObject(() => RecommendationProgress, 'Reports of progress, oldest first.', { list: true })
  progress!: RecommendationProgress[];

  @NestedObject(() => ImplementationReport, 'The report that it is implemented.', { nullable: true })
  completion?: ImplementationReport;

  @NestedObject(() => ImplementationVerification, 'What another party found of that.', { nullable: true })
  verification?: ImplementationVerification;

  @OutputField(() => String, 'Why it was reopened last.', { nullable: true })
  reopenedReason?: string;

  @OutputField(() => String, 'Why it was closed.', { nullable: true })
  closedReason?: string;

  @RecordRef('recommendation', 'Recommendation', 'The recommendation that took its place.')
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
