import { z } from 'zod';
import { ASSISTANCE_SUBJECTS, type AssistanceSubject } from '../../codes/assistance.js';
import { event, type EventOf } from '../../event-sourcing/record.js';
import { day, localizedText, recordId } from '../../event-sourcing/values.js';
import { quantity } from '../shared/quantity.js';
import { type Reserved } from '../shared/reservations.js';
import { scope } from '../shared/scope.js';

export const OFFER_STATUSES = ['OPEN', 'EXHAUSTED', 'EXPIRED', 'WITHDRAWN'] as const;
export type OfferStatus = (typeof OFFER_STATUSES)[number];

const subjects = Object.keys(ASSISTANCE_SUBJECTS) as [AssistanceSubject, ...AssistanceSubject[]];

/** What an offer holds for; `recipients` are the States for which it is, all where it names none. */
const terms = {
  subjects: z.array(z.enum(subjects)),
  recipients: z.array(recordId),
  quantity: quantity.optional(),
  validUntil: day.optional(),
  ...scope,
};

export const assistanceOfferEvents = {
  OfferMade: event(
    'An actor offers assistance.',
    z.strictObject({ provider: recordId, title: localizedText, description: localizedText.optional(), ...terms }),
  ),
  OfferScopeAmended: event(
    'The offer holds for this, in place of what it held for before.',
    z.strictObject({ ...terms, reason: z.string().optional() }),
  ),
  OfferReserved: event(
    'A part of the offer is held for a match that both sides accepted.',
    z.strictObject({ match: recordId, quantity: quantity.nullable() }),
  ),
  OfferReservationReleased: event(
    'What was held for a match is free again, for the match is over.',
    z.strictObject({ match: recordId, reason: z.string().optional() }),
  ),
  OfferExhausted: event(
    'Nothing is left of the offer, until a reservation is released or its scope amended.',
    z.strictObject({ reason: z.string().optional() }),
  ),
  OfferExpired: event('The day up to which the offer held is over.', z.strictObject({})),
  OfferWithdrawn: event('The provider takes the offer back.', z.strictObject({ reason: z.string() })),
} as const;

export type AssistanceOfferEvent = EventOf<typeof assistanceOfferEvents>;
type Data<Type extends keyof typeof assistanceOfferEvents> = z.output<(typeof assistanceOfferEvents)[Type]['schema']>;

export interface AssistanceOfferState extends Omit<Data<'OfferMade'>, 'quantity' | 'validUntil'>, Reserved {
  readonly validUntil: string | null;
  readonly exhaustedAt: string | null;
  readonly expiredAt: string | null;
  readonly withdrawnAt: string | null;
  readonly withdrawnReason: string | null;
}
