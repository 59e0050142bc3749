import { InputType } from '@nestjs/graphql';
import { type AssistanceSubject } from '../../codes/assistance.js';
import { type LocalizedText } from '../../event-sourcing/values.js';
import { type CommandInput, CreateCommand, RecordCommand } from '../../graphql/commands/command.js';
import { Code, DayField, Localized, Nested, Reference, Text } from '../../graphql/commands/fields.js';
import { Command } from '../../graphql/commands/registry.js';
import { AssistanceQuantityInput, AssistanceSubjectEnum, withScope } from '../shared/inputs.js';

/** Adds what an offer holds for to the base class of a command. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
function withTerms<Base extends abstract new (...args: any[]) => CommandInput>(base: Base) {
  @InputType({ isAbstract: true })
  abstract class TermsCommand extends withScope(base) {
    @Code(AssistanceSubjectEnum, 'What it is about.', { optional: true, list: true })
    subjects?: AssistanceSubject[];

    @Reference('actor', 'The States for which it is; any, where it names none.', { optional: true, list: true })
    recipients?: string[];

    @Nested(() => AssistanceQuantityInput, 'How much is offered.', { optional: true })
    quantity?: AssistanceQuantityInput;

    @DayField('The last day on which it can be taken up.', { optional: true })
    validUntil?: string;
  }
  return TermsCommand;
}

@Command('Offers assistance, as the provider or who is affiliated to it.')
export class MakeOffer extends withTerms(CreateCommand) {
  @Reference('actor', 'Who offers it.')
  provider!: string;

  @Localized('What is offered, in a line.')
  title!: LocalizedText;

  @Localized('What is offered.', { optional: true })
  description?: LocalizedText;
}

@Command('Changes what the offer holds for, as its provider; what is left out stays as it is.')
export class AmendOfferScope extends withTerms(RecordCommand) {
  @Text('Why.', { optional: true })
  reason?: string;
}

@Command(
  'Holds a part of the offer for a match that both sides accepted: so much as the match is for. Confirming a match needs it.',
)
export class ReserveOffer extends RecordCommand {
  @Reference('assistanceMatch', 'The match.')
  match!: string;
}

@Command('Frees what was held for a match that was declined or broken.')
export class ReleaseOfferReservation extends RecordCommand {
  @Reference('assistanceMatch', 'The match.')
  match!: string;

  @Text('Why.', { optional: true })
  reason?: string;
}

@Command('Records that nothing is left of the offer, as its provider. It is recorded by itself where everything is reserved.')
export class ExhaustOffer extends RecordCommand {
  @Text('Why.', { optional: true })
  reason?: string;
}

@Command('Records that the day up to which the offer held is over. What is reserved of it stays so.')
export class ExpireOffer extends RecordCommand {}

@Command('Takes the offer back, as its provider. Its matches have to be over.')
export class WithdrawOffer extends RecordCommand {
  @Text('Why.')
  reason!: string;
}
