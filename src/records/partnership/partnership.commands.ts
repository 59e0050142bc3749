import { type LocalizedText } from '../../event-sourcing/values.js';
import { CreateCommand, RecordCommand } from '../../graphql/commands/command.js';
import { Code, DayField, Localized, Nested, Reference, Text } from '../../graphql/commands/fields.js';
import { Command } from '../../graphql/commands/registry.js';
import { codeEnum } from '../../graphql/objects/code-enum.js';
import { DocumentInput, EventId } from '../shared/inputs.js';
import { PARTNERSHIP_KINDS, PARTNERSHIP_LEVELS, PARTNERSHIP_MODALITIES, PARTNERSHIP_SECTORS } from './partnership.events.js';

export const PartnershipKind = codeEnum('PartnershipKind', 'What kind of bond it is.', PARTNERSHIP_KINDS);
export const PartnershipLevel = codeEnum('PartnershipLevel', 'Where it is set up.', PARTNERSHIP_LEVELS);
export const PartnershipSectorEnum = codeEnum('PartnershipSector', 'Whose partnership it is.', PARTNERSHIP_SECTORS);
export const PartnershipModality = codeEnum('PartnershipModality', 'A way in which partners cooperate.', PARTNERSHIP_MODALITIES);

@Command('Proposes a partnership to its founding parties.')
export class ProposePartnership extends CreateCommand {
  @Localized('Its name.')
  name!: LocalizedText;

  @Localized('What it is for.', { optional: true })
  purpose?: LocalizedText;

  @Code(PartnershipKind, 'What kind of bond it is.')
  kind!: keyof typeof PartnershipKind;

  @Code(PartnershipLevel, 'Where it is set up.')
  level!: keyof typeof PartnershipLevel;

  @Code(PartnershipSectorEnum, 'Whose partnership it is.')
  sector!: keyof typeof PartnershipSectorEnum;

  @Code(PartnershipModality, 'In which ways the partners cooperate.', { optional: true, list: true })
  modalities?: (keyof typeof PartnershipModality)[];

  @Reference('actor', 'The founding parties, two at least.', { list: true, min: 2 })
  founders!: string[];

  @DayField('The day on which its term is to begin.', { optional: true })
  termStart?: string;

  @DayField('The day on which its term is to end.', { optional: true })
  termEnd?: string;

  @Nested(() => DocumentInput, 'The document that sets its terms.', { optional: true })
  document?: DocumentInput;
}

@Command('Endorses the partnership, as one of its founding parties.')
export class EndorsePartnership extends RecordCommand {}

@Command('Declines to endorse the partnership, as one of its founding parties.')
export class DeclinePartnershipEndorsement extends RecordCommand {
  @Text('Why.', { optional: true })
  reason?: string;
}

@Command('Puts the partnership into effect; the parties that endorsed it are its members.')
export class ActivatePartnership extends RecordCommand {}

@Command('Takes an actor in as a member. It is none until it agrees; where this is said on its behalf, it has agreed.')
export class JoinPartnership extends RecordCommand {
  @Reference('actor', 'The new member.')
  member!: string;
}

@Command('Agrees, as an actor that is taken in, to be a member.')
export class AgreePartnershipMembership extends RecordCommand {}

@Command(
  'Records that an actor is a member no longer, or that one that is taken in will not be one. A partnership left with fewer than two members is shown so; ending it is for the partners.',
)
export class LeavePartnership extends RecordCommand {
  @Reference('actor', 'The member that leaves.')
  member!: string;

  @Text('Why.', { optional: true })
  reason?: string;
}

@Command('Records a further way in which the partners cooperate.')
export class AddPartnershipModality extends RecordCommand {
  @Code(PartnershipModality, 'Which way.')
  modality!: keyof typeof PartnershipModality;
}

@Command('Records that the partners cooperate in this way no longer.')
export class RemovePartnershipModality extends RecordCommand {
  @Code(PartnershipModality, 'Which way.')
  modality!: keyof typeof PartnershipModality;
}

@Command('Puts the terms of a new document in force.')
export class AmendPartnershipTerms extends RecordCommand {
  @Nested(() => DocumentInput, 'The document.')
  document!: DocumentInput;

  @Localized('What changes.', { optional: true })
  summary?: LocalizedText;
}

@Command('Records that a member asked another for information: that it asked, not what.')
export class RequestInformation extends RecordCommand {
  @Reference('actor', 'The member that is asked.')
  to!: string;

  @Text('A category of subject, without content.', { max: 200 })
  subject!: string;

  @DayField('By when an answer is asked for.', { optional: true })
  answerBy?: string;
}

@Command('Records that a request was answered, by the member that was asked: that it was, not how.')
export class AnswerInformationRequest extends RecordCommand {
  @EventId('request')
  request!: string;
}

@Command('Records that a request was declined, by the member that was asked.')
export class DeclineInformationRequest extends RecordCommand {
  @EventId('request')
  request!: string;

  @Text('Why.', { optional: true })
  reason?: string;
}

@Command('Suspends the partnership.')
export class SuspendPartnership extends RecordCommand {
  @Text('Why.')
  reason!: string;
}

@Command('Resumes a suspended partnership.')
export class ResumePartnership extends RecordCommand {}

@Command('Makes the term longer.')
export class RenewPartnership extends RecordCommand {
  @DayField('The new end of the term; open, if left out.', { optional: true })
  termEnd?: string;
}

@Command('Ends the partnership.')
export class EndPartnership extends RecordCommand {
  @Text('Why.')
  reason!: string;
}
