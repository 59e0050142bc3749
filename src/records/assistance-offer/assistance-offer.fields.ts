import { type EventOf } from '../../event-sourcing/record.js';
import {
  code,
  type CodeOf,
  codes,
  command,
  creates,
  day,
  event,
  instant,
  internal,
  listOf,
  localized,
  nested,
  nullable,
  optional,
  reference,
  text,
  type ValueOf,
} from '../../fields/index.js';
import { assistanceSubjects, quantity, reservation, scope } from '../shared/fields.js';

export const offerStatuses = codes(
  'OfferStatus',
  'Where an offer stands by what is recorded. Whether its last day is over is a question of the moment too: see `lapsed`.',
  ['OPEN', 'EXHAUSTED', 'EXPIRED', 'WITHDRAWN'],
);
export type OfferStatus = CodeOf<typeof offerStatuses>;

const reason = text('Why.');
const match = reference('assistanceMatch', 'The match.');
const offeredFor = {
  subjects: listOf(code(assistanceSubjects, 'What it is about.')),
  recipients: listOf(reference('actor', 'The States for which it is; any, where it names none.')),
  quantity: optional(nested(quantity, 'How much is offered.')),
  validUntil: optional(day('The last day on which it can be taken up.')),
  ...scope,
};
const made = {
  provider: reference('actor', 'Who offers it.'),
  title: localized('What is offered, in a line.'),
  description: optional(localized('What is offered.')),
  ...offeredFor,
};
const amended = { ...offeredFor, reason: optional(reason) };
const released = {
  match,
  reason: optional(reason),
};

export const assistanceOfferFields = {
  ...made,
  quantity: nullable(made.quantity),
  reservations: listOf(nested(reservation, 'Parts of it that are held for matches.')),
  balancedAt: internal(nullable(instant('When quantity or reservations changed last.'))),
  validUntil: nullable(made.validUntil),
  exhaustedAt: internal(nullable(instant('When nothing was left of it.'))),
  expiredAt: internal(nullable(instant('When it was recorded that its last day is over.'))),
  withdrawnAt: internal(nullable(instant('When it was withdrawn.'))),
  withdrawnReason: nullable(text('Why it was withdrawn.')),
};
export type AssistanceOfferState = ValueOf<typeof assistanceOfferFields>;

export const assistanceOfferEvents = {
  OfferMade: event(
    'An actor offers assistance.',
    '{it} was made[ ({quantity.count.number} {quantity.count.unit})][ ({quantity.money})][ to {recipients}][, valid until {validUntil}]',
    made,
  ),
  OfferScopeAmended: event(
    'The offer holds for this, in place of what it held for before.',
    'the scope of {it} was amended[: {reason}]',
    amended,
  ),
  OfferReserved: event(
    'A part of the offer is held for a match that both sides accepted.',
    'a part of {it}[ ({quantity.count.number} {quantity.count.unit})][ ({quantity.money})] was reserved for a match',
    { match, quantity: nullable(nested(quantity, 'How much is offered.')) },
  ),
  OfferReservationReleased: event(
    'What was held for a match is free again, for the match is over.',
    'a reservation of {it} for a match was released[: {reason}]',
    released,
  ),
  OfferExhausted: event(
    'Nothing is left of the offer, until a reservation is released or its scope amended.',
    '{it} was exhausted[: {reason}]',
    { reason: optional(reason) },
  ),
  OfferExpired: event('The day up to which the offer held is over.', '{it} expired', {}),
  OfferWithdrawn: event('The provider takes the offer back.', '{it} was withdrawn: {reason}', { reason }),
};
export type AssistanceOfferEvent = EventOf<typeof assistanceOfferEvents>;

export const assistanceOfferCommands = {
  makeOffer: creates('Offers assistance, as the provider or who is affiliated to it.', made),
  amendOfferScope: command('Changes what the offer holds for, as its provider; what is left out stays as it is.', amended),
  reserveOffer: command(
    'Holds a part of the offer for a match that both sides accepted: so much as the match is for. Confirming a match needs it.',
    { match },
  ),
  releaseOfferReservation: command('Frees what was held for a match that was declined or broken.', released),
  exhaustOffer: command(
    'Records that nothing is left of the offer, as its provider. It is recorded by itself where everything is reserved.',
    { reason: optional(reason) },
  ),
  expireOffer: command('Records that the day up to which the offer held is over. What is reserved of it stays so.', {}),
  withdrawOffer: command('Takes the offer back, as its provider. Its matches have to be over.', { reason }),
};
