import { InputType } from '@nestjs/graphql';
import { type AssistanceSubject } from '../../codes/assistance.js';
import { type LocalizedText } from '../../event-sourcing/values.js';
import { CreateCommand, HandlingInput, RecordCommand } from '../../graphql/commands/command.js';
import { Code, DayField, Flag, Localized, Nested, Reference, Text } from '../../graphql/commands/fields.js';
import { Command } from '../../graphql/commands/registry.js';
import { codeEnum } from '../../graphql/objects/code-enum.js';
import { AssistanceQuantityInput, AssistanceSubjectEnum, withScope } from '../shared/inputs.js';
import { NEED_PRIORITIES, NEED_ORIGINS } from './assistance-need.events.js';

export const NeedOrigin = codeEnum('NeedOrigin', 'How a need came to light.', NEED_ORIGINS);
export const NeedPriority = codeEnum('NeedPriority', 'How pressing a need is.', NEED_PRIORITIES);

@Command(
  'Records that a State needs assistance, as the organisation that speaks. One found by a visit is for the State and who found it, until the State releases it; one that a State identifies itself is agreed by that.',
)
export class IdentifyNeed extends withScope(CreateCommand) {
  @Reference('actor', 'The State that has the need.')
  state!: string;

  @Code(NeedOrigin, 'How it came to light: by a visit, or by the word of the State itself.')
  origin!: keyof typeof NeedOrigin;

  @Localized('What is needed, in a line.')
  title!: LocalizedText;

  @Localized('What is needed, and why.', { optional: true })
  description?: LocalizedText;

  @Code(AssistanceSubjectEnum, 'What it is about.')
  subject!: AssistanceSubject;

  @Reference('assessmentVisit', 'The visit that it comes of.', { optional: true })
  visit?: string;

  @Reference('recommendation', 'The recommendation that it is to help with.', { optional: true })
  recommendation?: string;

  @DayField('The day by which it is needed.', { optional: true })
  neededBy?: string;
}

@Command('Agrees that it is needed, as the State or its delegate: an actor affiliated to it.')
export class AgreeNeed extends RecordCommand {}

@Command('Says that it is not needed so, as the State or its delegate.')
export class DisputeNeed extends RecordCommand {
  @Text('Why.')
  reason!: string;
}

@Command('Gives the need its priority, as the State, its delegate or who identified it, after the State agreed.')
export class PrioritiseNeed extends RecordCommand {
  @Code(NeedPriority, 'How pressing it is.')
  priority!: keyof typeof NeedPriority;
}

@Command(
  'Lets readers know of the need, as the State or its delegate. Where the State recorded it, its label changes with that; else its originator widens the label after that.',
)
export class ReleaseNeedToAudience extends RecordCommand {
  @Nested(() => HandlingInput, 'To whom.')
  audience!: HandlingInput;
}

@Command('Says how much is needed, in place of what was said before, as the State, its delegate or who identified it.')
export class QuantifyNeed extends RecordCommand {
  @Nested(() => AssistanceQuantityInput, 'How much.')
  quantity!: AssistanceQuantityInput;

  @Flag('The State takes what is reserved already, even if it is more than that.', { optional: true })
  acknowledgeOverSupply?: boolean;
}

@Command(
  'Holds a part of the need for a match that both sides accepted: so much as the match is for. Confirming a match needs it.',
)
export class ReserveNeed extends RecordCommand {
  @Reference('assistanceMatch', 'The match.')
  match!: string;
}

@Command('Frees what was held for a match that was declined or broken.')
export class ReleaseNeedReservation extends RecordCommand {
  @Reference('assistanceMatch', 'The match.')
  match!: string;

  @Text('Why.', { optional: true })
  reason?: string;
}

@InputType({ isAbstract: true })
abstract class DeliveryCommand extends RecordCommand {
  @Reference('assistanceMatch', 'The match in which it was delivered.', { optional: true })
  match?: string;

  @Reference('assistanceProject', 'The project that delivered it.', { optional: true })
  project?: string;

  @Reference('capacityActivity', 'The activity by which it was delivered.', { optional: true })
  activity?: string;

  @Nested(() => AssistanceQuantityInput, 'How much was delivered.', { optional: true })
  delivered?: AssistanceQuantityInput;

  @Localized('What was done.', { optional: true })
  report?: LocalizedText;
}

@Command(
  'Records that a part of what is needed was delivered, as the State, its delegate or who identified the need; or for no organisation, where it follows from other records.',
)
export class RecordNeedPartlyMet extends DeliveryCommand {}

@Command(
  'Records that what is needed was delivered, as the State, its delegate or who identified the need; or for no organisation, where it follows from other records.',
)
export class RecordNeedMet extends DeliveryCommand {}

@Command(
  'Says that a need which was met, wholly or in part, or withdrawn stands after all, as the State, its delegate or who identified it; or for no organisation, where it follows from other records.',
)
export class ReopenNeed extends RecordCommand {
  @Text('Why.')
  reason!: string;

  @Reference('assistanceMatch', 'The match whose deliveries do not count any more.', { optional: true })
  match?: string;

  @Reference('assistanceProject', 'The project whose deliveries do not count any more.', { optional: true })
  project?: string;
}

@Command('Takes the need back, as the State, its delegate or who identified it. Its matches have to be over.')
export class WithdrawNeed extends RecordCommand {
  @Text('Why.')
  reason!: string;
}
