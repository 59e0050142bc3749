import { type Sentences } from '../../event-sourcing/sentence.js';
import { type actorEvents } from './actor.events.js';

/** How a history of this kind is told. */
export const actorSentences: Sentences<typeof actorEvents> = {
  it: '{name}',
  words: { REPORTS_TO: 'reporting to', MEMBER_OF: 'a member of' },
  events: {
    ActorRegistered: '{it} was put on record[ ({country})]',
    ActorNamed: '{it} was named “{text}” in the language {language}',
    ActorIdentifierAssigned: '{it} was given the identifier {scheme} {value}',
    ActorIdentifierWithdrawn: 'the identifier {scheme} {value} of {it} was withdrawn[: {reason}]',
    ActorAffiliated: '{it} was recorded as {kind} {parent}[, from {from}]',
    ActorAffiliationAgreed: '{parent} agreed that {it} is {kind} {parent}',
    ActorAffiliationDeclined: '{parent} did not agree that {it} is {kind} {parent}[: {reason}]',
    ActorAffiliationEnded: '{it} ceased to be {kind} {parent}[, on {to}]',
    ActorRoleGranted: '{it} was given the role of {role}',
    ActorRoleWithdrawn: 'the role of {role} was withdrawn from {it}',
    ActorContactPointSet: 'the contact point of {it} ({channel}[, {label}]) was changed[ to {value}]',
    ActorMandateGranted:
      '{it} let {to} speak for it until {until}[, in records of the kinds {kinds}][, by the commands {commands}][, on {records}]: {reason}',
    ActorMandateEnded: 'a mandate of {it} to speak for it was ended[: {reason}]',
    ActorMergedInto: 'the record of {it} was merged into that of {survivor}: {reason}',
    ActorMergeReverted: 'the merger of the record of {it} with another was undone: {reason}',
    ActorDeactivated: '{it} ceased to take part: {reason}',
  },
};
