import { type Sentences } from '../../event-sourcing/sentence.js';
import { type assistanceNeedEvents } from './assistance-need.events.js';

/** How a history of this kind is told. */
export const assistanceNeedSentences: Sentences<typeof assistanceNeedEvents> = {
  it: '{state}’s need “{title}”',
  events: {
    NeedIdentified: '{it} ({subject}) was identified by {identifiedBy}[, to be met by {neededBy}]',
    NeedAgreedByState: '{by} agreed to {it}',
    NeedDisputedByState: '{by} disputed {it}: {reason}',
    NeedPrioritised: '{by} gave {it} {priority} priority',
    NeedReleasedToAudience: '{by} released {it} to an audience ({audience.tlp})',
    NeedQuantified: '{by} quantified {it}[ ({quantity.count.number} {quantity.count.unit})][ ({quantity.money})]',
    NeedReserved:
      'a part of {it}[ ({quantity.count.number} {quantity.count.unit})][ ({quantity.money})] was reserved for a match',
    NeedReservationReleased: 'a reservation of {it} for a match was released[: {reason}]',
    NeedPartlyMet:
      '{it} was partly met[ ({delivered.count.number} {delivered.count.unit})][ ({delivered.money})][ by {project}][: “{report}”]',
    NeedMet:
      '{it} was met[ ({delivered.count.number} {delivered.count.unit})][ ({delivered.money})][ by {project}][: “{report}”]',
    NeedReopened: '{it} was reopened[ by {by}]: {reason}',
    NeedWithdrawn: '{by} withdrew {it}: {reason}',
  },
};
