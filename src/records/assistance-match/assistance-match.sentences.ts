import { type Sentences } from '../../event-sourcing/sentence.js';
import { type assistanceMatchEvents } from './assistance-match.events.js';

/** How a history of this kind is told. */
export const assistanceMatchSentences: Sentences<typeof assistanceMatchEvents> = {
  it: 'the match of {need} with {offer}',
  events: {
    MatchProposed: '{by} proposed {it}[ ({quantity.count.number} {quantity.count.unit})][ ({quantity.money})]',
    MatchAcceptedByRecipient: '{by} accepted {it} as recipient',
    MatchDeclinedByRecipient: '{by} declined {it} as recipient[: {reason}]',
    MatchAcceptedByProvider: '{by} accepted {it} as provider',
    MatchDeclinedByProvider: '{by} declined {it} as provider[: {reason}]',
    MatchConfirmed: '{it} was confirmed',
    MatchProjectAssigned: '{project} was assigned to deliver {it}',
    MatchBroken: '{it} was ended[ by {by}]: {reason}',
  },
};
