import { type LocalizedText } from '../../event-sourcing/values.js';
import { CreateCommand, RecordCommand } from '../../graphql/commands/command.js';
import { Localized, Nested, Reference, Text } from '../../graphql/commands/fields.js';
import { Command } from '../../graphql/commands/registry.js';
import { DocumentInput, Themes } from '../shared/inputs.js';

@Command('Records that agencies of a State coordinate in a mechanism.')
export class EstablishMechanism extends CreateCommand {
  @Reference('actor', 'The State.')
  state!: string;

  @Localized('Its name.')
  name!: LocalizedText;

  @Localized('What it is for.', { optional: true })
  purpose?: LocalizedText;

  @Nested(() => DocumentInput, 'The document that sets it up.', { optional: true })
  mandate?: DocumentInput;

  @Reference('actor', 'The agency that leads it.', { optional: true })
  lead?: string;

  @Reference('actor', 'The agencies that are members from the beginning.', { optional: true, list: true })
  members?: string[];

  @Themes('Challenges, conclusions and threats that it answers.')
  themes?: string[];
}

@Command('Records which agency leads the mechanism, in place of the one before.')
export class AppointLeadAgency extends RecordCommand {
  @Reference('actor', 'The agency.')
  agency!: string;
}

@Command('Records that an agency is a member.')
export class AddMemberAgency extends RecordCommand {
  @Reference('actor', 'The agency.')
  agency!: string;
}

@Command('Records that an agency is a member no longer.')
export class RemoveMemberAgency extends RecordCommand {
  @Reference('actor', 'The agency.')
  agency!: string;

  @Text('Why.', { optional: true })
  reason?: string;
}

@Command('Records the document that sets out who commands whom, in place of the one before.')
export class DefineChainOfCommand extends RecordCommand {
  @Nested(() => DocumentInput, 'The document.')
  document!: DocumentInput;

  @Localized('What it sets out, or what changes.', { optional: true })
  summary?: LocalizedText;
}

@Command('Records that the mechanism met: which organisations, never which persons.')
export class RecordMechanismMeeting extends RecordCommand {
  @Reference('actor', 'Organisations that attended, members or not.', { optional: true, list: true })
  attended?: string[];

  @Localized('What came of it.', { optional: true })
  summary?: LocalizedText;

  @Nested(() => DocumentInput, 'Its minutes.', { optional: true })
  document?: DocumentInput;
}

@Command('Records that the mechanism is no more.')
export class DissolveMechanism extends RecordCommand {
  @Text('Why.')
  reason!: string;
}
