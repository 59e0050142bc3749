import { type LocalizedText, type Money } from '../../event-sourcing/values.js';
import { CreateCommand, RecordCommand } from '../../graphql/commands/command.js';
import { Amount, DayField, Localized, Nested, Reference, Text } from '../../graphql/commands/fields.js';
import { Command } from '../../graphql/commands/registry.js';
import { DocumentInput, EventId, withScope } from '../shared/inputs.js';

@Command('Announces a programme.')
export class AnnounceProgramme extends withScope(CreateCommand) {
  @Reference('actor', 'Who leads it.')
  lead!: string;

  @Localized('Its name.')
  name!: LocalizedText;

  @Localized('What it is for.', { optional: true })
  description?: LocalizedText;

  @Reference('actor', 'Its partners from the beginning.', { optional: true, list: true })
  partners?: string[];

  @DayField('The day on which it is to be launched.', { optional: true })
  plannedLaunch?: string;

  @DayField('The day on which it is to end.', { optional: true })
  plannedEnd?: string;

  @Nested(() => DocumentInput, 'The document that describes it.', { optional: true })
  document?: DocumentInput;
}

@Command('Records that the programme was launched.')
export class LaunchProgramme extends RecordCommand {
  @Nested(() => DocumentInput, 'The document that tells of it.', { optional: true })
  document?: DocumentInput;
}

@Command('Records that an actor is a partner in the programme.')
export class JoinProgramme extends RecordCommand {
  @Reference('actor', 'The new partner.')
  partner!: string;
}

@Command('Records that an actor is a partner in the programme no longer.')
export class LeaveProgramme extends RecordCommand {
  @Reference('actor', 'The partner that leaves.')
  partner!: string;

  @Text('Why.', { optional: true })
  reason?: string;
}

@Command('Records that a phase of the programme has started; phases may overlap.')
export class StartProgrammePhase extends RecordCommand {
  @Localized('Its name.')
  name!: LocalizedText;

  @DayField('The day on which it is to end.', { optional: true })
  plannedEnd?: string;
}

@Command('Records that a phase of the programme is over.')
export class EndProgrammePhase extends RecordCommand {
  @EventId('phase')
  phase!: string;

  @Localized('What came of it.', { optional: true })
  outcome?: LocalizedText;
}

@Command('Sets the budget of the programme, in place of the one before.')
export class ReviseProgrammeBudget extends RecordCommand {
  @Amount('The budget.')
  budget!: Money;

  @DayField('The day for which the amount is said.')
  valueDate!: string;

  @Text('Why it is this amount now.')
  reason!: string;
}

@Command('Records that projects of assistance and activities are part of the programme.')
export class AddProgrammeWork extends RecordCommand {
  @Reference('assistanceProject', 'Projects of assistance.', { optional: true, list: true })
  projects?: string[];

  @Reference('capacityActivity', 'Activities.', { optional: true, list: true })
  activities?: string[];
}

@Command('Records that projects of assistance and activities are part of the programme no longer.')
export class RemoveProgrammeWork extends AddProgrammeWork {}

@Command('Records that the programme is over, launched or not. Its phases have to be over.')
export class CloseProgramme extends RecordCommand {
  @Text('Why.')
  reason!: string;
}
