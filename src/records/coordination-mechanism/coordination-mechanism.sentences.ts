import { type Sentences } from '../../event-sourcing/sentence.js';
import { type coordinationMechanismEvents } from './coordination-mechanism.events.js';

/** How a history of this kind is told. */
export const coordinationMechanismSentences: Sentences<typeof coordinationMechanismEvents> = {
  it: '{state}’s coordination mechanism “{name}”',
  events: {
    MechanismEstablished: '{it} was established[: “{purpose}”]',
    LeadAgencyAppointed: '{agency} was appointed to lead {it}',
    MemberAgencyAdded: '{agency} became a member of {it}',
    MemberAgencyRemoved: '{agency} ceased to be a member of {it}[: {reason}]',
    ChainOfCommandDefined: 'the chain of command of {it} was set out[: “{summary}”]',
    MechanismMet: '{it} met[, with {attended}][: “{summary}”]',
    MechanismDissolved: '{it} was dissolved: {reason}',
  },
};
