import { type LocalizedText } from '../../event-sourcing/values.js';
import { CreateCommand, RecordCommand } from '../../graphql/commands/command.js';
import { Code, Count, DayField, Localized, Nested, Reference, Text } from '../../graphql/commands/fields.js';
import { Command } from '../../graphql/commands/registry.js';
import { codeEnum } from '../../graphql/objects/code-enum.js';
import { DocumentInput, TargetScope, Themes } from '../shared/inputs.js';
import { MEASURE_KINDS, MEASURE_STATUSES } from './national-measure.events.js';

export const MeasureKind = codeEnum('MeasureKind', 'What kind of measure it is.', MEASURE_KINDS);
export const MeasureStatus = codeEnum(
  'MeasureStatus',
  'Where a measure stands. NOT_REPORTED says that the State has said nothing, which is no "no"; ABSENT, that the State says it has none; ADOPTED and IN_FORCE do not say DEPLOYED.',
  MEASURE_STATUSES,
);

@Command('Puts a measure of a State on record. Where it stands is then for the State to say.')
export class RegisterMeasure extends CreateCommand {
  @Reference('actor', 'The State.')
  state!: string;

  @Code(MeasureKind, 'What kind of measure it is.')
  measureKind!: keyof typeof MeasureKind;

  @Localized('Its name.')
  name!: LocalizedText;

  @Code(TargetScope, 'What it is to protect.', { optional: true })
  scope?: keyof typeof TargetScope;

  @Reference('actor', 'Agencies, companies, communities and others that take part in it.', { optional: true, list: true })
  participants?: string[];

  @Themes('Challenges, conclusions and threats that it answers.')
  themes?: string[];
}

@Command('Says, for the State, that it has no such measure.')
export class ReportMeasureAbsent extends RecordCommand {
  @Localized('What is to be said of it.', { optional: true })
  note?: LocalizedText;
}

@Command('Says, for the State, that the measure is being developed.')
export class StartMeasureDevelopment extends RecordCommand {}

@Command('Says, for the State, that there is a draft.')
export class RecordMeasureDraft extends RecordCommand {
  @Nested(() => DocumentInput, 'The draft.', { optional: true })
  document?: DocumentInput;
}

@Command('Says, for the State, that the measure is adopted or enacted.')
export class AdoptMeasure extends RecordCommand {
  @Localized('The name under which it is adopted, where that is another one.', { optional: true })
  name?: LocalizedText;

  @Nested(() => DocumentInput, 'Its text.', { optional: true })
  document?: DocumentInput;
}

@Command('Says, for the State, that the measure is in force.')
export class BringMeasureIntoForce extends RecordCommand {}

@Command('Says, for the State, that the measure is deployed: more than adopted or in force.')
export class DeployMeasure extends RecordCommand {
  @Localized('How, and where.', { optional: true })
  note?: LocalizedText;
}

@Command('Says, for the State, that the measure is under review; it stands meanwhile.')
export class StartMeasureReview extends RecordCommand {}

@Command('Says, for the State, what came of the review.')
export class CompleteMeasureReview extends RecordCommand {
  @Localized('What came of it.')
  outcome!: LocalizedText;

  @DayField('The day by which the next one is due; by the cycle, if left out and there is one.', { optional: true })
  nextReview?: string;
}

@Command('Says, for the State, that the measure has a further version.')
export class AmendMeasure extends RecordCommand {
  @Localized('What changes.', { optional: true })
  summary?: LocalizedText;

  @Nested(() => DocumentInput, 'Its new text.', { optional: true })
  document?: DocumentInput;
}

@Command('Says, for the State, that the measure does not hold any more.')
export class RepealMeasure extends RecordCommand {
  @Text('Why.')
  reason!: string;
}

@Command('Says, for the State, that another of its measures takes the place of this one.')
export class ReplaceMeasure extends RecordCommand {
  @Reference('nationalMeasure', 'The measure that takes its place.')
  by!: string;
}

@Command('Says, for the State, when the next review is due.')
export class SetMeasureReviewDate extends RecordCommand {
  @DayField('The day by which it is due.')
  nextReview!: string;

  @Count('Every how many months the measure is reviewed.', { optional: true, min: 1, max: 1_200 })
  cycleMonths?: number;
}

@Command('Reports where a measure stands, as a party that does not speak for the State. It does not change what the State says.')
export class ReportMeasureStatus extends RecordCommand {
  @Code(MeasureStatus, 'Where it stands.')
  status!: keyof typeof MeasureStatus;

  @Localized('What is to be said of it.', { optional: true })
  note?: LocalizedText;

  @Nested(() => DocumentInput, 'What the report rests on.', { optional: true })
  document?: DocumentInput;
}

@Command('Disputes what the State says of where its measure stands, as a party that does not speak for it.')
export class DisputeMeasureStatus extends RecordCommand {
  @Text('Why.')
  reason!: string;
}
