import { type Sentences } from '../../event-sourcing/sentence.js';
import { type commitmentEvents } from './commitment.js';

/** How a history of this kind is told. */
export const commitmentSentences: Sentences<typeof commitmentEvents> = {
  it: '{actor}’s commitment “{statement}”',
  events: {
    CommitmentDeclared: '{it} was declared[ at {forum}][ to {recipient}][, due {due}]',
    CommitmentAcknowledged: '{by} took note of {it}',
    CommitmentDueDateRevised: '{it} was moved [from {from} ]to {to}: {reason}',
    CommitmentProgressReported: 'progress on {it} was reported[ ({percent} per cent)]: “{report}”',
    CommitmentEvidenceAttached: 'evidence for {it} was attached: {document}',
    CommitmentFulfilled: '{by} reported {it} fulfilled[: “{report}”]',
    CommitmentPartlyFulfilled: '{by} reported {it} partly fulfilled: “{report}”',
    CommitmentFulfilmentDisputed: '{by} disputed the fulfilment of {it}: {reason}',
    CommitmentFulfilmentConfirmed: '{by} confirmed the fulfilment of {it}[: {note}]',
    CommitmentWithdrawn: '{it} was withdrawn: {reason}',
    CommitmentSuperseded: '{it} was superseded by {by}',
  },
};
