import { InputType } from '@nestjs/graphql';
import { ACTOR_KINDS } from '../../codes/actor-kinds.js';
import { type LocalizedText } from '../../event-sourcing/values.js';
import { CreateCommand, RecordCommand } from '../../graphql/commands/command.js';
import { CheckedText, Code, DayField, isLanguage, Localized, Nested, Reference, Text } from '../../graphql/commands/fields.js';
import { Command, isCommand } from '../../graphql/commands/registry.js';
import { parseGlobalId } from '../../graphql/global-id.js';
import { codeEnum } from '../../graphql/objects/code-enum.js';
import { Country, EventId, Regions } from '../shared/inputs.js';
import { ACTOR_ROLES, AFFILIATION_KINDS, CONTACT_CHANNELS } from './actor.events.js';

export const ActorKind = codeEnum('ActorKind', 'What an actor is. Donor is a role, not a kind.', ACTOR_KINDS);
export const ActorRole = codeEnum('ActorRole', 'What an actor may be in cooperation.', ACTOR_ROLES);
export const AffiliationKind = codeEnum('AffiliationKind', 'How one actor belongs to another.', AFFILIATION_KINDS);
export const ContactChannel = codeEnum('ContactChannel', 'A way to reach an organisation.', CONTACT_CHANNELS);

const isKind = (text: string) => /^[a-z][A-Za-z]{1,50}$/.test(text);
const isRecord = (text: string) => parseGlobalId(text) !== undefined;

@InputType({ description: 'An identifier in a register.' })
export class ActorIdentifierInput {
  @Text('The register: `XM-DAC`, `XI-IATI`, `XI-ROR`.', { max: 100 })
  scheme!: string;

  @Text('The identifier in it.', { max: 500 })
  value!: string;

  @DayField('From when it is valid.', { optional: true })
  from?: string;

  @DayField('Until when it is valid.', { optional: true })
  to?: string;
}

@Command('Puts an actor on record: a State, an agency, an organisation, a company, a community.')
export class RegisterActor extends CreateCommand {
  @Code(ActorKind, 'What it is.')
  actorKind!: keyof typeof ActorKind;

  @Localized('Its name.')
  name!: LocalizedText;

  @Country('Its country, ISO 3166-1 alpha-2.', { optional: true })
  country?: string;

  @Regions('Regions it works in: M49 codes or codes of our own region groups.')
  regions?: string[];

  @Nested(() => ActorIdentifierInput, 'Its identifiers in registers.', { optional: true, list: true })
  identifiers?: ActorIdentifierInput[];
}

@Command('Gives the actor’s name in a language, in place of the one it had in that language.')
export class NameActor extends RecordCommand {
  @CheckedText('BCP 47 language tag.', 'is a BCP 47 language tag such as "en" or "zh-Hans"', isLanguage)
  language!: string;

  @Text('The name.')
  text!: string;
}

@Command('Records that a register knows the actor by this identifier.')
export class AssignActorIdentifier extends RecordCommand {
  @Text('The register: `XM-DAC`, `XI-IATI`, `XI-ROR`.', { max: 100 })
  scheme!: string;

  @Text('The identifier in it.', { max: 500 })
  value!: string;

  @DayField('From when it is valid.', { optional: true })
  from?: string;

  @DayField('Until when it is valid.', { optional: true })
  to?: string;
}

@Command('Records that an identifier is not the actor’s any more.')
export class WithdrawActorIdentifier extends RecordCommand {
  @Text('The register.', { max: 100 })
  scheme!: string;

  @Text('The identifier in it.', { max: 500 })
  value!: string;

  @Text('Why.', { optional: true })
  reason?: string;
}

@Command('Says that the actor belongs to another. It counts for nothing until that one agrees; said on its behalf, it is agreed.')
export class AffiliateActor extends RecordCommand {
  @Reference('actor', 'To whom it belongs.')
  parent!: string;

  @Code(AffiliationKind, 'How.')
  kind!: keyof typeof AffiliationKind;

  @DayField('Since when.', { optional: true })
  from?: string;
}

@Command('Agrees that the actor belongs to the one for whom this is said: from then on it reads and speaks as one of its own.')
export class AgreeActorAffiliation extends RecordCommand {
  @Reference('actor', 'To whom the actor says that it belongs: who agrees.')
  parent!: string;

  @Code(AffiliationKind, 'How.')
  kind!: keyof typeof AffiliationKind;
}

@Command('Declines that the actor belongs to the one for whom this is said.')
export class DeclineActorAffiliation extends RecordCommand {
  @Reference('actor', 'To whom the actor says that it belongs: who declines.')
  parent!: string;

  @Code(AffiliationKind, 'How.')
  kind!: keyof typeof AffiliationKind;

  @Text('Why.', { optional: true })
  reason?: string;
}

@Command('Records that the actor belongs to another no longer, as either of them says.')
export class EndActorAffiliation extends RecordCommand {
  @Reference('actor', 'To whom it belonged.')
  parent!: string;

  @Code(AffiliationKind, 'How.')
  kind!: keyof typeof AffiliationKind;

  @DayField('Until when.', { optional: true })
  to?: string;
}

@Command(
  'Lets another organisation speak for the actor, by `onBehalfOf`: in everything but records of actors, or in what is named.',
)
export class GrantMandate extends RecordCommand {
  @Reference('actor', 'Who may speak for it.')
  to!: string;

  @CheckedText('Kinds of record to which it is limited: `commitment`; any, if left out.', 'is a kind of record', isKind, {
    optional: true,
    list: true,
  })
  kinds?: string[];

  @CheckedText('Commands to which it is limited, by their mutations; any, if left out.', 'is a mutation', isCommand, {
    optional: true,
    list: true,
  })
  commands?: string[];

  @CheckedText('Records to which it is limited, by their ids; any, if left out.', 'is the id of a record', isRecord, {
    optional: true,
    list: true,
  })
  records?: string[];

  @DayField('The last day on which it holds.')
  until!: string;

  @Text('Why.')
  reason!: string;
}

@Command('Ends a mandate at once.')
export class EndMandate extends RecordCommand {
  @EventId('mandate')
  mandate!: string;

  @Text('Why.', { optional: true })
  reason?: string;
}

@Command('Grants the actor a role in cooperation.')
export class GrantActorRole extends RecordCommand {
  @Code(ActorRole, 'The role.')
  role!: keyof typeof ActorRole;
}

@Command('Withdraws a role from the actor.')
export class WithdrawActorRole extends RecordCommand {
  @Code(ActorRole, 'The role.')
  role!: keyof typeof ActorRole;
}

@Command('Sets a way to reach the organisation; never a person.')
export class SetActorContactPoint extends RecordCommand {
  @Code(ContactChannel, 'Which way.')
  channel!: keyof typeof ContactChannel;

  @Text('Which one of several: `Twitter`.', { optional: true, max: 100 })
  label?: string;

  @Text('The address; left out, the contact point ends.', { optional: true })
  value?: string;
}

@Command('Merges this actor into another that is the same: reads go there, and this one takes no new events.')
export class MergeActorInto extends RecordCommand {
  @Reference('actor', 'The actor that goes on.')
  survivor!: string;

  @Text('Why they are the same.')
  reason!: string;
}

@Command('Takes a merge back: they are two actors after all.')
export class RevertActorMerge extends RecordCommand {
  @Text('Why.')
  reason!: string;
}

@Command('Records that the actor takes no part any more.')
export class DeactivateActor extends RecordCommand {
  @Text('Why.')
  reason!: string;
}
