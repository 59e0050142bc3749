import { type LocalizedText } from '../../event-sourcing/values.js';
import { CreateCommand, RecordCommand } from '../../graphql/commands/command.js';
import { Code, Count, DayField, Localized, Nested, Reference, Text } from '../../graphql/commands/fields.js';
import { Command } from '../../graphql/commands/registry.js';
import { codeEnum } from '../../graphql/objects/code-enum.js';
import { DocumentInput, EventId, TargetScope, Themes } from '../shared/inputs.js';
import { GUIDANCE_KINDS } from './guidance-material.events.js';

export const GuidanceKind = codeEnum('GuidanceKind', 'What kind of guidance it is.', GUIDANCE_KINDS);

@Command('Records that guidance is being made.')
export class InitiateGuidance extends CreateCommand {
  @Code(GuidanceKind, 'What kind of guidance it is.')
  guidanceKind!: keyof typeof GuidanceKind;

  @Localized('Its title.')
  title!: LocalizedText;

  @Localized('What it is about.', { optional: true })
  description?: LocalizedText;

  @Reference('actor', 'Who publishes it.', { list: true, min: 1 })
  publishers!: string[];

  @Themes('Challenges, conclusions and threats that it is about.')
  themes?: string[];

  @Code(TargetScope, 'What is to be protected.', { optional: true })
  targetScope?: keyof typeof TargetScope;
}

@Command('Announces an edition, for a day where one is named; or, announced before, for another day.')
export class AnnounceEdition extends RecordCommand {
  @Count('Number of the edition: the one after the last.', { min: 1 })
  edition!: number;

  @DayField('The day on which it is expected.', { optional: true })
  expected?: string;
}

@Command('Records that an edition is published, on the day on which this occurred.')
export class PublishEdition extends RecordCommand {
  @Count('Number of the edition: the one after the last published.', { min: 1 })
  edition!: number;

  @Nested(() => DocumentInput, 'The edition, with its SHA-256.')
  document!: DocumentInput;
}

@Command('Announces an addendum to an edition; or, named by its id, announces it for another day.')
export class AnnounceAddendum extends RecordCommand {
  @EventId('addendum', { optional: true })
  addendum?: string;

  @Count('Number of the edition that it amends.', { min: 1 })
  edition!: number;

  @Localized('Its title.')
  title!: LocalizedText;

  @DayField('The day on which it is expected.', { optional: true })
  expected?: string;
}

@Command('Records that an addendum is published, on the day on which this occurred.')
export class PublishAddendum extends RecordCommand {
  @EventId('addendum', { optional: true })
  addendum?: string;

  @Count('Number of the edition that it amends.', { min: 1 })
  edition!: number;

  @Localized('Its title.')
  title!: LocalizedText;

  @Nested(() => DocumentInput, 'The addendum, with its SHA-256.')
  document!: DocumentInput;
}

@Command('Records that the guidance was promoted at an activity.')
export class PromoteGuidance extends RecordCommand {
  @Reference('capacityActivity', 'The activity.')
  activity!: string;

  @Count('Number of the edition, where one in particular was promoted.', { optional: true, min: 1 })
  edition?: number;
}

@Command('Adopts an edition for the own use of the organisation that speaks.')
export class AdoptGuidance extends RecordCommand {
  @Count('Number of the edition; the last published, if left out.', { optional: true, min: 1 })
  edition?: number;
}

@Command('Records that a later edition takes the place of this one.')
export class SupersedeEdition extends RecordCommand {
  @Count('Number of the edition whose place is taken.', { min: 1 })
  edition!: number;

  @Count('Number of the edition that takes it.', { min: 1 })
  by!: number;
}

@Command('Withdraws the guidance: it is not to be used any more.')
export class WithdrawGuidance extends RecordCommand {
  @Text('Why.')
  reason!: string;
}
