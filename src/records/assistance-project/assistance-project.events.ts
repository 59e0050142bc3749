import { type EventOf } from '../../event-sourcing/record.js';
import {
  code,
  command,
  creates,
  day,
  described,
  event,
  eventId,
  flag,
  listOf,
  localized,
  money,
  nested,
  optional,
  partial,
  text,
} from '../../fields/index.js';
import { clearable, details, detailsGiven, missing } from './assistance-project.details.js';
import {
  contribution,
  departures,
  evaluation,
  milestone,
  partner,
  partnerRole,
  projectStages,
  projectStatuses,
  reporter,
  result,
  status,
  transfer,
  transferGiven,
} from './assistance-project.fields.js';

const reason = text('Why.');
const partners = listOf(nested(partner, 'Who takes part, in which role.'));
const cleared = optional(listOf(code(clearable, 'Details that no longer hold.')));
const roleEnded = {
  actor: partnerRole.actor,
  role: described(partnerRole.role, 'The role that ends.'),
  reason: optional(reason),
};
const pledge = eventId('pledge');
const commitment = eventId('commitment of funds');
const paidFrom = optional(
  eventId('commitment of funds', 'The commitment of funds that it is paid from: id of the event that recorded it.'),
);
const aTransfer = { transfer: eventId('transfer') };
const toldApart = { ...aTransfer, reason };
const aMilestone = { milestone: eventId('milestone') };
const reached = { ...aMilestone, note: optional(localized('How.')) };
const missed = { ...aMilestone, reason, newDue: optional(day('When it is expected now.')) };
const withdrawn = { reference: result.reference, reason };
const stage = { to: code(projectStages, 'The stage it has come to.') };
const completed = { actualEnd: optional(day('The day on which it ended.')) };
const asPublished = optional(
  flag(
    'Records data that another publishes as it is published: shares that do not make 100 and actual dates in the future are taken, and marked as departures.',
  ),
);
const { valueDate } = transferGiven;
const funding = {
  ...transferGiven,
  amount: money('The amount. Only published data may have negative ones.', { signed: true }),
  asPublished: optional(
    flag(
      'Records data that another publishes as it is published, negative amounts and money that nothing covers included; the latter is marked.',
    ),
  ),
};

export const assistanceProjectEvents = {
  ProjectOpened: event(
    'A project of assistance is on record, in whatever status it stands.',
    '{it}, reported by {reporter}, was put on record ({status})',
    { reporter, status, ...details, partners, departures: optional(departures), missing: optional(missing) },
  ),
  ProjectDescribed: event(
    'What is said of the project has changed: each detail given takes the place of what was there, each detail in `cleared` no longer holds.',
    'the description of {it} was changed',
    { ...partial(details), cleared, departures: optional(departures), missing: optional(missing) },
  ),
  PartnerRoleAssigned: event('An actor has a role in the project.', '{actor} took up the role {role} in {it}', partnerRole),
  PartnerRoleEnded: event('An actor has that role no longer.', '{actor} gave up the role {role} in {it}[: {reason}]', roleEnded),
  FundsPledged: event(
    'Funds are announced, not yet bound. The id of this event names the pledge.',
    '{amount} were pledged[ by {provider}][ to {receiver}] for {it}',
    transfer,
    { version: 2 },
  ),
  PledgeReduced: event(
    'A pledge is smaller by this amount.',
    'a pledge for {it} was reduced by {amount}[: {reason}]',
    { ...transfer, pledge, reason: optional(reason) },
    { version: 2 },
  ),
  PledgeCancelled: event(
    'A pledge is taken back: `amount` is what was left of it.',
    'a pledge for {it}, of which {amount} were left, was cancelled: {reason}',
    { ...transfer, pledge, reason },
    { version: 2 },
  ),
  FundsCommitted: event(
    'Funds are bound by a written obligation. The id of this event names the commitment.',
    '{amount} were committed[ by {provider}][ to {receiver}] for {it}',
    transfer,
    { version: 2 },
  ),
  CommitmentAdjusted: event(
    'A commitment of funds is larger, or smaller for a negative amount.',
    'a commitment of funds for {it} was adjusted by {amount}: {reason}',
    { ...transfer, commitment, reason },
    { version: 2 },
  ),
  FundsDisbursed: event(
    'Funds were paid out to, or came in from, another organisation.',
    '{amount} were disbursed[ by {provider}][ to {receiver}] for {it}',
    { ...transfer, commitment: paidFrom },
    { version: 2 },
  ),
  FundsSpent: event(
    'Funds were spent on goods and services for the project.',
    '{amount} were spent[ by {provider}] on {it}',
    transfer,
    { version: 2 },
  ),
  FundsReturned: event(
    'Funds that had been disbursed went back.',
    '{amount} were returned[ by {provider}][ to {receiver}] from {it}[: {reason}]',
    { ...transfer, reason: optional(reason) },
    { version: 2 },
  ),
  TransferToldApart: event(
    'A fact of money is not the fact that another telling is matched with: both count.',
    'a transfer of {it} was told apart from another telling: {reason}',
    toldApart,
  ),
  TransferToldTogether: event(
    'A fact of money that was told apart may be matched with another telling again.',
    'a transfer of {it} may be matched with another telling again',
    aTransfer,
  ),
  InKindContributionRecorded: event(
    'Goods, services or people were given instead of funds; the value is an estimate and is no money.',
    'a contribution in kind[ by {provider}][ to {receiver}] for {it} was recorded: “{description}”[ (estimated value {estimatedValue})]',
    contribution,
    { version: 2 },
  ),
  MilestonePlanned: event(
    'A step of the project is due on a day. The id of this event names the milestone.',
    'the milestone “{title}” of {it} was planned for {due}',
    milestone,
  ),
  MilestoneReached: event('The step is done.', 'the milestone [“{milestone}” ]of {it} was reached', reached),
  MilestoneMissed: event(
    'The step was not done in time; `newDue` is when it is expected now.',
    'the milestone [“{milestone}” ]of {it} was missed[ and is now expected on {newDue}]: {reason}',
    missed,
  ),
  ResultReported: event(
    'A result with its indicators; a later report under the same reference takes its place.',
    'the result “{title}” ({type}) of {it} was reported',
    result,
  ),
  ResultWithdrawn: event(
    'A reported result no longer stands.',
    'the result {reference} of {it} was withdrawn: {reason}',
    withdrawn,
  ),
  EvaluationRecorded: event(
    'Somebody evaluated the project.',
    'the evaluation “{title}” of {it}[ by {evaluator}] was recorded',
    evaluation,
  ),
  ProjectAdvanced: event('The project has come to another stage.', '{it} moved to the stage {to}', stage),
  ProjectSuspended: event('Work on the project rests.', '{it} was suspended: {reason}', { reason }),
  ProjectResumed: event('Work goes on in the stage in which it was suspended.', '{it} was resumed', {}),
  ProjectCompleted: event('The project is closed.', '{it} was completed[, having ended on {actualEnd}]', completed),
  ProjectCancelled: event('The project is given up.', '{it} was cancelled: {reason}', { reason }),
};
export type AssistanceProjectEvent = EventOf<typeof assistanceProjectEvents>;

/** Version 2 brought `flow` of money, and contributions in kind whose giver nobody names. */
const asBefore = [(old: Record<string, unknown>) => old];
export const assistanceProjectUpcasters = Object.fromEntries(
  Object.entries(assistanceProjectEvents).flatMap(([type, { version }]) => (version === 2 ? [[type, asBefore]] : [])),
);

export const assistanceProjectCommands = {
  openProject: creates('Opens a project of assistance, whole, in whatever status it stands.', {
    reporter,
    status: optional(code(projectStatuses, 'Where it stands; PIPELINE, if left out.')),
    title: details.title,
    ...detailsGiven,
    asPublished,
    partners,
  }),
  describeProject: command('Changes what is said of a project: each detail given takes the place of what was there.', {
    title: optional(details.title),
    ...detailsGiven,
    asPublished,
    cleared,
  }),
  assignPartnerRole: command('Gives an actor a role in the project.', partnerRole),
  endPartnerRole: command('Ends an actor’s role in the project.', roleEnded),
  recordInKindContribution: command('Records what was given in goods, services or people instead of funds.', contribution),
  tellTransferApart: command(
    'Says that a fact of money is not the fact that another telling is matched with, so that both count.',
    toldApart,
  ),
  tellTransferTogether: command(
    'Takes back that a fact of money was told apart: it may be matched with another telling again.',
    aTransfer,
  ),
  planMilestone: command('Plans a step of the project.', milestone),
  reachMilestone: command('Reports a milestone reached.', reached),
  missMilestone: command('Reports that a milestone was not reached in time.', missed),
  reportResult: command('Reports a result; under the reference of an earlier one it takes its place.', result),
  withdrawResult: command('Takes a reported result back.', withdrawn),
  recordEvaluation: command('Records an evaluation of the project.', evaluation),
  advanceProject: command('Takes the project to a later stage.', {
    ...stage,
    asPublished: optional(
      flag('Records the stage that another publishes, even where it is an earlier one or the project had ended.'),
    ),
  }),
  suspendProject: command('Suspends work on the project.', { reason }),
  resumeProject: command('Resumes work on a suspended project, in the stage in which it was suspended.', {}),
  completeProject: command('Closes the project.', completed),
  cancelProject: command('Gives the project up.', { reason }),
  pledgeFunds: command('Records a pledge: funds announced, not yet bound.', funding),
  reducePledge: command('Makes a pledge smaller.', {
    pledge,
    valueDate,
    amount: money('By how much.'),
    reason: optional(reason),
  }),
  cancelPledge: command('Takes back what is left of a pledge.', { pledge, valueDate, reason }),
  commitFunds: command('Records a commitment of funds: a written obligation.', funding),
  adjustCommittedFunds: command('Makes a commitment of funds larger or smaller.', {
    commitment,
    amount: money('By how much; negative makes it smaller.', { signed: true }),
    valueDate,
    reason,
  }),
  disburseFunds: command('Records funds paid out, or come in.', { ...funding, commitment: paidFrom }),
  spendFunds: command('Records funds spent on goods and services for the project.', funding),
  returnFunds: command('Records funds that went back after they had been disbursed.', {
    ...funding,
    reason: optional(reason),
  }),
};
