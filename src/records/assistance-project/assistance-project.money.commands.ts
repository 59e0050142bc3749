import { InputType } from '@nestjs/graphql';
import { type LocalizedText, type Money } from '../../event-sourcing/values.js';
import { RecordCommand } from '../../graphql/commands/command.js';
import { Amount, Code, DayField, Flag, Localized, Nested, Reference, Text } from '../../graphql/commands/fields.js';
import { Command } from '../../graphql/commands/registry.js';
import { EventId } from '../shared/inputs.js';
import { PlaceInput, SectorInput, TransferDirection, TransferFlow } from './assistance-project.inputs.js';

/** What every fact of money carries beside its amount. */
@InputType({ isAbstract: true })
abstract class TransferCommand extends RecordCommand {
  @DayField('The day whose value the amount has.')
  valueDate!: string;

  @Code(
    TransferDirection,
    'Seen from the reporting organisation; if left out, OUTGOING where it provides, or nobody is named, and INCOMING where another provides.',
    { optional: true },
  )
  direction?: keyof typeof TransferDirection;

  @Reference('actor', 'Whose money it is.', { optional: true })
  provider?: string;

  @Reference('actor', 'Who gets it.', { optional: true })
  receiver?: string;

  @Text('Identifier of the provider’s own activity.', { optional: true, max: 500 })
  providerActivity?: string;

  @Text('Identifier of the receiver’s own activity.', { optional: true, max: 500 })
  receiverActivity?: string;

  @Text('Reference in the books of who reports it.', { optional: true, max: 500 })
  reference?: string;

  @Localized('What it is for.', { optional: true })
  description?: LocalizedText;

  @Code(TransferFlow, 'What it is among other facts about the same money; STANDARD, if left out.', { optional: true })
  flow?: keyof typeof TransferFlow;

  @Nested(() => PlaceInput, 'Whom it is for, where it is not for all that the project is for.', { optional: true })
  recipient?: PlaceInput;

  @Nested(() => SectorInput, 'What it is for, where it is not for all that the project works on.', { optional: true, list: true })
  sectors?: SectorInput[];
}

/** A fact of money that may come from another's publication. */
@InputType({ isAbstract: true })
abstract class FundingCommand extends TransferCommand {
  @Amount('The amount. Only published data may have negative ones.', { signed: true })
  amount!: Money;

  @Flag(
    'Records data that another publishes as it is published, negative amounts and money that nothing covers included; the latter is marked.',
    { optional: true },
  )
  asPublished?: boolean;
}

@Command('Records a pledge: funds announced, not yet bound.')
export class PledgeFunds extends FundingCommand {}

@InputType({ isAbstract: true })
abstract class PledgeCommand extends RecordCommand {
  @EventId('pledge')
  pledge!: string;

  @DayField('The day whose value the amount has.')
  valueDate!: string;
}

@Command('Makes a pledge smaller.')
export class ReducePledge extends PledgeCommand {
  @Amount('By how much.')
  amount!: Money;

  @Text('Why.', { optional: true })
  reason?: string;
}

@Command('Takes back what is left of a pledge.')
export class CancelPledge extends PledgeCommand {
  @Text('Why.')
  reason!: string;
}

@Command('Records a commitment of funds: a written obligation.')
export class CommitFunds extends FundingCommand {}

@Command('Makes a commitment of funds larger or smaller.')
export class AdjustCommittedFunds extends RecordCommand {
  @EventId('commitment of funds')
  commitment!: string;

  @Amount('By how much; negative makes it smaller.', { signed: true })
  amount!: Money;

  @DayField('The day whose value the amount has.')
  valueDate!: string;

  @Text('Why.')
  reason!: string;
}

@Command('Records funds paid out, or come in.')
export class DisburseFunds extends FundingCommand {
  @EventId(
    'commitment of funds',
    { optional: true },
    'The commitment of funds that it is paid from: id of the event that recorded it.',
  )
  commitment?: string;
}

@Command('Records funds spent on goods and services for the project.')
export class SpendFunds extends FundingCommand {}

@Command('Records funds that went back after they had been disbursed.')
export class ReturnFunds extends FundingCommand {
  @Text('Why.', { optional: true })
  reason?: string;
}
