import { type Sentences } from '../../event-sourcing/sentence.js';
import { type assistanceProjectEvents } from './assistance-project.events.js';

/** How a history of this kind is told. */
export const assistanceProjectSentences: Sentences<typeof assistanceProjectEvents> = {
  it: 'the project “{title}”',
  events: {
    ProjectOpened: '{it}, reported by {reporter}, was put on record ({status})',
    ProjectDescribed: 'the description of {it} was changed',
    PartnerRoleAssigned: '{actor} took up the role {role} in {it}',
    PartnerRoleEnded: '{actor} gave up the role {role} in {it}[: {reason}]',
    FundsPledged: '{amount} were pledged[ by {provider}][ to {receiver}] for {it}',
    PledgeReduced: 'a pledge for {it} was reduced by {amount}[: {reason}]',
    PledgeCancelled: 'a pledge for {it}, of which {amount} were left, was cancelled: {reason}',
    FundsCommitted: '{amount} were committed[ by {provider}][ to {receiver}] for {it}',
    CommitmentAdjusted: 'a commitment of funds for {it} was adjusted by {amount}: {reason}',
    FundsDisbursed: '{amount} were disbursed[ by {provider}][ to {receiver}] for {it}',
    FundsSpent: '{amount} were spent[ by {provider}] on {it}',
    FundsReturned: '{amount} were returned[ by {provider}][ to {receiver}] from {it}[: {reason}]',
    TransferToldApart: 'a transfer of {it} was told apart from another telling: {reason}',
    TransferToldTogether: 'a transfer of {it} may be matched with another telling again',
    InKindContributionRecorded:
      'a contribution in kind[ by {provider}][ to {receiver}] for {it} was recorded: “{description}”[ (estimated value {estimatedValue})]',
    MilestonePlanned: 'the milestone “{title}” of {it} was planned for {due}',
    MilestoneReached: 'the milestone [“{milestone}” ]of {it} was reached',
    MilestoneMissed: 'the milestone [“{milestone}” ]of {it} was missed[ and is now expected on {newDue}]: {reason}',
    ResultReported: 'the result “{title}” ({type}) of {it} was reported',
    ResultWithdrawn: 'the result {reference} of {it} was withdrawn: {reason}',
    EvaluationRecorded: 'the evaluation “{title}” of {it}[ by {evaluator}] was recorded',
    ProjectAdvanced: '{it} moved to the stage {to}',
    ProjectSuspended: '{it} was suspended: {reason}',
    ProjectResumed: '{it} was resumed',
    ProjectCompleted: '{it} was completed[, having ended on {actualEnd}]',
    ProjectCancelled: '{it} was cancelled: {reason}',
  },
};
