import { InputType } from '@nestjs/graphql';
import { type LocalizedText, type Money } from '../../event-sourcing/values.js';
import { CreateCommand, RecordCommand } from '../../graphql/commands/command.js';
import { Amount, Code, DayField, Flag, Localized, Nested, Quantity, Reference, Text } from '../../graphql/commands/fields.js';
import { Command } from '../../graphql/commands/registry.js';
import { EventId } from '../shared/inputs.js';
import { withProjectDetails } from './assistance-project.details.js';
import * as input from './assistance-project.inputs.js';

@Command('Opens a project of assistance, whole, in whatever status it stands.')
export class OpenProject extends withProjectDetails(CreateCommand) {
  @Reference('actor', 'The organisation that reports on the project.')
  reporter!: string;

  @Code(input.ProjectStatus, 'Where it stands; PIPELINE, if left out.', { optional: true })
  status?: keyof typeof input.ProjectStatus;

  @Localized('Its title.')
  title!: LocalizedText;

  @Nested(() => input.ProjectPartnerInput, 'Who takes part, in which role.', { optional: true, list: true })
  partners?: input.ProjectPartnerInput[];
}

@Command('Changes what is said of a project: each detail given takes the place of what was there.')
export class DescribeProject extends withProjectDetails(RecordCommand) {
  @Localized('Its title.', { optional: true })
  title?: LocalizedText;

  @Code(input.ProjectDetail, 'Details that no longer hold.', { optional: true, list: true })
  cleared?: (keyof typeof input.ProjectDetail)[];
}

@Command('Gives an actor a role in the project.')
export class AssignPartnerRole extends RecordCommand {
  @Reference('actor', 'The actor.')
  actor!: string;

  @Code(input.PartnerRole, 'What it does.')
  role!: keyof typeof input.PartnerRole;

  @Text('Identifier of its own activity that stands behind it.', { optional: true, max: 500 })
  activity?: string;
}

@Command('Ends an actor’s role in the project.')
export class EndPartnerRole extends RecordCommand {
  @Reference('actor', 'The actor.')
  actor!: string;

  @Code(input.PartnerRole, 'The role that ends.')
  role!: keyof typeof input.PartnerRole;

  @Text('Why.', { optional: true })
  reason?: string;
}

@Command('Records what was given in goods, services or people instead of funds.')
export class RecordInKindContribution extends RecordCommand {
  @Reference('actor', 'Who gave it; left out where nobody says.', { optional: true })
  provider?: string;

  @Reference('actor', 'Who got it.', { optional: true })
  receiver?: string;

  @Localized('What was given.')
  description!: LocalizedText;

  @DayField('When.')
  day!: string;

  @Quantity('How much.', { optional: true })
  quantity?: number;

  @Text('Of what: `hours`, `vehicles`.', { optional: true, max: 100 })
  unit?: string;

  @Amount('What it is estimated to be worth; never counted as money.', { optional: true })
  estimatedValue?: Money;
}

@Command('Says that a fact of money is not the fact that another telling is matched with, so that both count.')
export class TellTransferApart extends RecordCommand {
  @EventId('transfer')
  transfer!: string;

  @Text('Why.')
  reason!: string;
}

@Command('Takes back that a fact of money was told apart: it may be matched with another telling again.')
export class TellTransferTogether extends RecordCommand {
  @EventId('transfer')
  transfer!: string;
}

@Command('Plans a step of the project.')
export class PlanMilestone extends RecordCommand {
  @Localized('What is to be reached.')
  title!: LocalizedText;

  @DayField('By when.')
  due!: string;
}

/** A command about a milestone. */
@InputType({ isAbstract: true })
abstract class MilestoneCommand extends RecordCommand {
  @EventId('milestone')
  milestone!: string;
}

@Command('Reports a milestone reached.')
export class ReachMilestone extends MilestoneCommand {
  @Localized('How.', { optional: true })
  note?: LocalizedText;
}

@Command('Reports that a milestone was not reached in time.')
export class MissMilestone extends MilestoneCommand {
  @Text('Why.')
  reason!: string;

  @DayField('When it is expected now.', { optional: true })
  newDue?: string;
}

@Command('Reports a result; under the reference of an earlier one it takes its place.')
export class ReportResult extends RecordCommand {
  @Text('A reference of your own, once for each result of the project.', { max: 500 })
  reference!: string;

  @Code(input.ResultType, 'What kind of result it is.')
  type!: keyof typeof input.ResultType;

  @Localized('Its title.')
  title!: LocalizedText;

  @Localized('What it is.', { optional: true })
  description?: LocalizedText;

  @Nested(() => input.ResultIndicatorInput, 'What it is measured by.', { optional: true, list: true })
  indicators?: input.ResultIndicatorInput[];
}

@Command('Takes a reported result back.')
export class WithdrawResult extends RecordCommand {
  @Text('Its reference.', { max: 500 })
  reference!: string;

  @Text('Why.')
  reason!: string;
}

@Command('Records an evaluation of the project.')
export class RecordEvaluation extends RecordCommand {
  @Reference('actor', 'Who evaluated it.', { optional: true })
  evaluator?: string;

  @Localized('Title of the evaluation.')
  title!: LocalizedText;

  @DayField('When it was made.')
  day!: string;

  @Text('Address of the document.', { optional: true })
  document?: string;

  @Localized('What it found.', { optional: true })
  findings?: LocalizedText;
}

@Command('Takes the project to a later stage.')
export class AdvanceProject extends RecordCommand {
  @Code(input.ProjectStage, 'The stage it has come to.')
  to!: keyof typeof input.ProjectStage;

  @Flag('Records the stage that another publishes, even where it is an earlier one or the project had ended.', { optional: true })
  asPublished?: boolean;
}

@Command('Suspends work on the project.')
export class SuspendProject extends RecordCommand {
  @Text('Why.')
  reason!: string;
}

@Command('Resumes work on a suspended project, in the stage in which it was suspended.')
export class ResumeProject extends RecordCommand {}

@Command('Closes the project.')
export class CompleteProject extends RecordCommand {
  @DayField('The day on which it ended.', { optional: true })
  actualEnd?: string;
}

@Command('Gives the project up.')
export class CancelProject extends RecordCommand {
  @Text('Why.')
  reason!: string;
}
