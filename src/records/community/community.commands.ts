import { type LocalizedText } from '../../event-sourcing/values.js';
import { CreateCommand, RecordCommand } from '../../graphql/commands/command.js';
import { Localized, Reference, Text } from '../../graphql/commands/fields.js';
import { Command } from '../../graphql/commands/registry.js';

@Command('Begins to keep a list of organisations, as an audience to share with.')
export class FormCommunity extends CreateCommand {
  @Localized('Its name.')
  name!: LocalizedText;

  @Localized('What is shared in it.', { optional: true })
  purpose?: LocalizedText;

  @Reference('actor', 'Who keeps the list, and alone says who is on it.')
  steward!: string;
}

@Command('Puts an actor on the list, as its steward.')
export class AddCommunityMember extends RecordCommand {
  @Reference('actor', 'The actor.')
  member!: string;
}

@Command('Takes an actor off the list, as its steward.')
export class RemoveCommunityMember extends RecordCommand {
  @Reference('actor', 'The actor.')
  member!: string;

  @Text('Why.', { optional: true })
  reason?: string;
}

@Command('Ends the list, as its steward: nobody is on it any more.')
export class DissolveCommunity extends RecordCommand {
  @Text('Why.')
  reason!: string;
}
