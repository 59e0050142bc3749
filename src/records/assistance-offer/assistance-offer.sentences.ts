import { type Sentences } from '../../event-sourcing/sentence.js';
import { type assistanceOfferEvents } from './assistance-offer.events.js';

/** How a history of this kind is told. */
export const assistanceOfferSentences: Sentences<typeof assistanceOfferEvents> = {
  it: '{provider}’s offer “{title}”',
  events: {
    OfferMade:
      '{it} was made[ ({quantity.count.number} {quantity.count.unit})][ ({quantity.money})][ to {recipients}][, valid until {validUntil}]',
    OfferScopeAmended: 'the scope of {it} was amended[: {reason}]',
    OfferReserved:
      'a part of {it}[ ({quantity.count.number} {quantity.count.unit})][ ({quantity.money})] was reserved for a match',
    OfferReservationReleased: 'a reservation of {it} for a match was released[: {reason}]',
    OfferExhausted: '{it} was exhausted[: {reason}]',
    OfferExpired: '{it} expired',
    OfferWithdrawn: '{it} was withdrawn: {reason}',
  },
};
