import { type LocalizedText } from '../../event-sourcing/values.js';
import { CreateCommand, RecordCommand } from '../../graphql/commands/command.js';
import { Code, DayField, Localized, Nested, Reference, Text } from '../../graphql/commands/fields.js';
import { Command } from '../../graphql/commands/registry.js';
import { codeEnum } from '../../graphql/objects/code-enum.js';
import { DocumentInput, EventId, InstrumentCitationInput, Themes } from '../shared/inputs.js';
import { RECOMMENDATION_RESPONSES, VERIFICATION_RESULTS } from './recommendation.events.js';

export const RecommendationResponse = codeEnum(
  'RecommendationResponse',
  'How a State takes a recommendation.',
  RECOMMENDATION_RESPONSES,
);
export const VerificationResult = codeEnum(
  'VerificationResult',
  'How far a recommendation was found implemented.',
  VERIFICATION_RESULTS,
);

@Command(
  'Makes a recommendation to a State, as the organisation that speaks. One that comes of a visit is shown to nobody but the assessor and the State, unless the State has consented to release the visit’s recommendations.',
)
export class IssueRecommendation extends CreateCommand {
  @Reference('actor', 'The State to which it is made.')
  state!: string;

  @Text('Its number where it was made: `R-12`.', { optional: true, max: 100 })
  code?: string;

  @Localized('What is recommended.')
  text!: LocalizedText;

  @Themes('Challenges, conclusions and threats that it is about.')
  themes?: string[];

  @Nested(() => InstrumentCitationInput, 'Instruments that it rests on.', { optional: true, list: true })
  instruments?: InstrumentCitationInput[];

  @Reference('assessmentVisit', 'The visit that it comes of.', { optional: true })
  visit?: string;
}

@Command('Records how the State takes the recommendation, as the State or its delegate: an actor affiliated to it.')
export class RecordRecommendationResponse extends RecordCommand {
  @Code(RecommendationResponse, 'How it takes it.')
  response!: keyof typeof RecommendationResponse;

  @Localized('What it says.', { optional: true })
  text?: LocalizedText;

  @Nested(() => DocumentInput, 'The document that says so.', { optional: true })
  document?: DocumentInput;
}

@Command('Designates the agency that leads the implementation, as the State or its delegate.')
export class DesignateLeadAgency extends RecordCommand {
  @Reference('actor', 'The agency.')
  agency!: string;
}

@Command('Records that an agency supports the implementation.')
export class AddSupportingAgency extends RecordCommand {
  @Reference('actor', 'The agency.')
  agency!: string;
}

@Command('Plans an action towards the recommendation, as the State, its delegate or an agency in charge.')
export class PlanAction extends RecordCommand {
  @Localized('What is to be done.')
  description!: LocalizedText;

  @DayField('By when.')
  due!: string;

  @Reference('actor', 'Who is to do it.', { optional: true })
  agency?: string;
}

@Command('Records that an action is under way.')
export class StartAction extends RecordCommand {
  @EventId('action')
  action!: string;
}

@Command('Records that an action is done.')
export class CompleteAction extends RecordCommand {
  @EventId('action')
  action!: string;

  @Localized('What came of it.', { optional: true })
  report?: LocalizedText;
}

@Command('Records that an action will not be done.')
export class DropAction extends RecordCommand {
  @EventId('action')
  action!: string;

  @Text('Why.')
  reason!: string;
}

@Command('Reports something done towards the recommendation. Anybody may report.')
export class ReportProgress extends RecordCommand {
  @DayField('First day of the period.', { optional: true })
  from?: string;

  @DayField('Last day of the period.', { optional: true })
  to?: string;

  @Localized('What was done.')
  text!: LocalizedText;

  @Nested(() => DocumentInput, 'Documents that show it.', { optional: true, list: true })
  evidence?: DocumentInput[];
}

@Command('Reports the recommendation implemented; another party may then verify it. Anybody may report.')
export class ReportImplementationComplete extends RecordCommand {
  @Localized('What was achieved.', { optional: true })
  text?: LocalizedText;

  @Nested(() => DocumentInput, 'Documents that show it.', { optional: true, list: true })
  evidence?: DocumentInput[];
}

@Command(
  'Verifies how far the recommendation is implemented: never as the party that reported it complete, and not for the State where that spoke for the State.',
)
export class VerifyImplementation extends RecordCommand {
  @Code(VerificationResult, 'How far it was found implemented.')
  result!: keyof typeof VerificationResult;

  @Localized('On what ground.', { optional: true })
  text?: LocalizedText;

  @Nested(() => DocumentInput, 'The document that says so.', { optional: true })
  document?: DocumentInput;
}

@Command('Reopens a recommendation that was reported complete, verified or closed, as its issuer.')
export class ReopenRecommendation extends RecordCommand {
  @Text('Why.')
  reason!: string;
}

@Command('Lets another recommendation take the place of this one, as its issuer.')
export class SupersedeRecommendation extends RecordCommand {
  @Reference('recommendation', 'The recommendation that takes its place.')
  by!: string;
}

@Command('Closes a verified recommendation, as its issuer.')
export class CloseRecommendation extends RecordCommand {
  @Text('Why, where that is not plain.', { optional: true })
  reason?: string;
}
