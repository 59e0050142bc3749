import { references } from '../../event-sourcing/projections/record-table.js';
import { blank, code, computed, flag, type InputsOf, recordKind, says } from '../../fields/index.js';
import { defineRecord, type DecideContext, type EventOf, type Refusal, refuse } from '../../event-sourcing/record.js';
import { OWN } from '../../event-sourcing/rights.js';
import { party, speaksFor } from '../shared/party.js';
import { comparable, remainderOf, someQuantity } from '../shared/quantity.js';
import { afterEnd, wrongStatus } from '../shared/refusals.js';
import {
  balanced,
  excess,
  isReservedFor,
  matchSeen,
  releasable,
  releasing,
  reservable,
  reserving,
  standsFirm,
  unspoken,
} from '../shared/reservations.js';
import { scopeOf, unique } from '../shared/scope.js';
import {
  assistanceOfferEvents,
  type AssistanceOfferState,
  type OfferStatus,
  assistanceOfferCommands,
  assistanceOfferFields,
  offerStatuses,
} from './assistance-offer.fields.js';

type Events = readonly EventOf<typeof assistanceOfferEvents>[];
type State = AssistanceOfferState;

export const assistanceOffer = defineRecord<State, InputsOf<typeof assistanceOfferCommands>>()({
  kind: 'assistanceOffer',
  events: assistanceOfferEvents,
  rights: {
    relations: { owner: ({ provider }) => [provider] },
    commands: {
      makeOffer: OWN,
      amendOfferScope: OWN,
      reserveOffer: ['process', 'coordinator'],
      releaseOfferReservation: ['process', 'coordinator'],
      exhaustOffer: OWN,
      expireOffer: ['owner', 'process', 'coordinator'],
      withdrawOffer: OWN,
    },
  },
  guardRetraction: (state, correction, context) =>
    byProvider(state.provider, context) ??
    (correction === undefined
      ? unspoken(state, 'offer')
      : standsFirm(correction, FIRM, 'the scope of an offer is amended, not corrected: matches rest on it')),
  initial: blank(assistanceOfferFields),

  evolve: {
    OfferMade: (state, { quantity = null, validUntil = null, ...made }, { occurredAt }) => ({
      ...state,
      ...made,
      quantity,
      validUntil,
      balancedAt: occurredAt,
    }),
    OfferScopeAmended: (state, { quantity = null, validUntil = null, reason: _reason, ...terms }, { occurredAt }) => ({
      ...state,
      ...terms,
      quantity,
      validUntil,
      balancedAt: occurredAt,
      exhaustedAt: null,
      expiredAt: null,
    }),
    OfferReserved: (state, { match, quantity }, { occurredAt }) => ({
      ...state,
      reservations: reserving(state.reservations, { match, quantity, at: occurredAt }),
      balancedAt: occurredAt,
    }),
    OfferReservationReleased: (state, { match }, { occurredAt }) => ({
      ...state,
      reservations: releasing(state.reservations, match),
      balancedAt: occurredAt,
      exhaustedAt: null,
    }),
    OfferExhausted: (state, _data, { occurredAt }) => ({ ...state, exhaustedAt: occurredAt, balancedAt: occurredAt }),
    OfferExpired: (state, _data, { occurredAt }) => ({ ...state, expiredAt: occurredAt, balancedAt: occurredAt }),
    OfferWithdrawn: (state, { reason }, { occurredAt }) => ({ ...state, withdrawnAt: occurredAt, withdrawnReason: reason }),
  },

  decide: {
    makeOffer: ({ provider, title, description, ...given }, _state, context): Events | Refusal => {
      const { subjects, recipients, quantity, validUntil } = given;
      const terms = { subjects: unique(subjects), recipients: unique(recipients), quantity, validUntil, ...scopeOf(given) };
      return (
        byProvider(provider, context) ??
        someQuantity('quantity', quantity) ??
        toOthers(provider, terms.recipients) ?? [{ type: 'OfferMade', data: { provider, title, description, ...terms } }]
      );
    },
    amendOfferScope: ({ reason, ...given }, state, context): Events | Refusal => {
      const quantity = given.quantity ?? state.quantity ?? undefined;
      const terms = {
        subjects: given.subjects ? unique(given.subjects) : state.subjects,
        recipients: given.recipients ? unique(given.recipients) : state.recipients,
        quantity,
        validUntil: given.validUntil ?? state.validUntil ?? undefined,
        ...scopeOf({ ...state, ...defined(given) }),
      };
      const over = excess({ ...state, quantity: quantity ?? null });
      return (
        offered(state) ??
        byProvider(state.provider, context) ??
        someQuantity('quantity', given.quantity) ??
        toOthers(state.provider, terms.recipients) ??
        balanced(state, context) ??
        (Object.keys(over).length > 0 ? tooMuch(over, 'quantity') : [{ type: 'OfferScopeAmended', data: { ...terms, reason } }])
      );
    },
    reserveOffer: ({ match }, state, context): Events | Refusal => {
      if (isReservedFor(state, match)) return [];
      const quantity = matchSeen(match, context)?.quantity ?? null;
      const wrong =
        available(state, context) ??
        reservable(match, 'offer', context) ??
        comparable('match', quantity, state.quantity, 'the offer') ??
        balanced(state, context);
      if (wrong) return wrong;
      const over = excess(state, quantity);
      if (Object.keys(over).length > 0) return tooMuch(over, 'match');
      const after = { ...state, reservations: reserving(state.reservations, { match, quantity, at: context.occurredAt }) };
      return [
        { type: 'OfferReserved', data: { match, quantity } },
        ...(isUsedUp(after) ? [{ type: 'OfferExhausted', data: {} } as const] : []),
      ];
    },
    releaseOfferReservation: says(assistanceOfferEvents, 'OfferReservationReleased', ({ match }, state, context) =>
      releasable(state, match, context),
    ),
    exhaustOffer: says(
      assistanceOfferEvents,
      'OfferExhausted',
      (_command, state, context) =>
        offered(state) ??
        byProvider(state.provider, context) ??
        balanced(state, context) ??
        (state.exhaustedAt !== null ? [] : undefined),
    ),
    expireOffer: (_command, state, context): Events | Refusal => {
      const { validUntil } = state;
      if (validUntil === null || context.occurredAt.slice(0, 10) <= validUntil) {
        return refuse('STILL_VALID', validUntil === null ? 'the offer has no last day' : 'the offer holds still', {
          field: 'occurredAt',
          value: context.occurredAt,
          rule: validUntil === null ? 'an offer that expires has a last day' : `occurredAt is after ${validUntil}`,
        });
      }
      return offered(state) ?? balanced(state, context) ?? (state.expiredAt !== null ? [] : [{ type: 'OfferExpired', data: {} }]);
    },
    withdrawOffer: says(
      assistanceOfferEvents,
      'OfferWithdrawn',
      (_command, state, context) =>
        offered(state) ?? byProvider(state.provider, context) ?? unspoken(state, 'offer') ?? balanced(state, context),
    ),
  },
});

/** Where an offer stands by what is recorded. Whether its last day is over is a question of the moment too: see `isLapsed`. */
export function offerStatus(state: Pick<State, 'withdrawnAt' | 'expiredAt' | 'exhaustedAt'>): OfferStatus {
  if (state.withdrawnAt !== null) return 'WITHDRAWN';
  if (state.expiredAt !== null) return 'EXPIRED';
  return state.exhaustedAt === null ? 'OPEN' : 'EXHAUSTED';
}

/** Whether the last day of the offer is over on a day, recorded or not. */
export function isLapsed({ validUntil, withdrawnAt }: State, on: string): boolean {
  return validUntil !== null && validUntil < on && withdrawnAt === null;
}

const RELIED_ON = ['provider', 'quantity', 'validUntil', 'recipients'];

/** Fields on which matches rest; all of an event that names none. */
const FIRM: Readonly<Record<string, readonly string[]>> = {
  OfferMade: RELIED_ON,
  OfferScopeAmended: [...RELIED_ON, 'occurredAt'],
  OfferReserved: [],
  OfferReservationReleased: [],
};

function defined<Given extends object>(given: Given): Given {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Given;
}

/** Whether nothing is left of a quantified offer. */
function isUsedUp({ quantity, reservations }: State): boolean {
  if (quantity === null) return false;
  return Object.values(
    remainderOf(
      quantity,
      reservations.map((one) => one.quantity),
    ),
  ).every((left) => left === 0);
}

function byProvider(provider: string, context: DecideContext): Refusal | undefined {
  if (speaksFor(provider, context)) return undefined;
  const rule = 'an offer is its provider’s to make, amend and take back';
  return party(context) ?? refuse('NOT_THE_PROVIDER', rule, { field: 'onBehalfOf', value: `actor_${context.party}`, rule });
}

function toOthers(provider: string, recipients: readonly string[]): Refusal | undefined {
  if (!recipients.includes(provider)) return undefined;
  return refuse('OFFERS_ITSELF', 'an offer is for others', {
    field: 'recipients',
    value: `actor_${provider}`,
    rule: 'recipients names others than the provider',
  });
}

/** Refuses a change of an offer that was withdrawn. */
function offered(state: State): Refusal | undefined {
  return afterEnd('offer', offerStatus(state), state.withdrawnAt);
}

/** Refuses to reserve of an offer that has nothing left, or does not hold on the day. */
function available(state: State, context: DecideContext): Refusal | undefined {
  const status = offerStatus(state);
  if (status !== 'OPEN') return wrongStatus('offer', status, 'something is reserved of an open offer');
  if (!isLapsed(state, context.occurredAt.slice(0, 10))) return undefined;
  return refuse('OFFER_LAPSED', 'the last day of the offer is over', {
    field: 'occurredAt',
    value: context.occurredAt,
    rule: `an offer is taken up by its last day, ${state.validUntil}`,
  });
}

function tooMuch(over: Readonly<Record<string, number>>, field: string): Refusal {
  return refuse('OFFER_EXCEEDED', 'more would be reserved than is offered', {
    field,
    value: over,
    rule: 'what is reserved for matches is at most what is offered',
  });
}

export const assistanceOfferKind = recordKind<AssistanceOfferState>({
  definition: assistanceOffer,
  description: 'Assistance that an actor offers.',
  plural: 'assistanceOffers',
  it: '{provider}’s offer “{title}”',
  fields: assistanceOfferFields,
  commands: assistanceOfferCommands,
  computed: {
    status: computed(code(offerStatuses, 'Where it stands.'), offerStatus),
    lapsed: computed(
      flag('Whether that day was over on the day of the moment asked for, and the offer not withdrawn.'),
      (state, at) => isLapsed(state, at.slice(0, 10)),
    ),
  },
  filters: ['provider', 'status', 'subjects', 'recipients', 'validUntil', 'themes', 'countries', 'regions'],
  columns: {
    matches: references('assistanceMatch', 'Matches for which a part of it is reserved.', (state) =>
      state.reservations.map(({ match }) => match),
    ),
  },
});
