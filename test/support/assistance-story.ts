import { type Handling } from '../../src/event-sourcing/envelope.js';
import { assistanceMatch } from '../../src/records/assistance-match/assistance-match.js';
import { type AssistanceMatchEvent } from '../../src/records/assistance-match/assistance-match.fields.js';
import { assistanceNeed } from '../../src/records/assistance-need/assistance-need.js';
import { type AssistanceNeedEvent } from '../../src/records/assistance-need/assistance-need.fields.js';
import { assistanceOffer } from '../../src/records/assistance-offer/assistance-offer.js';
import { type AssistanceOfferEvent } from '../../src/records/assistance-offer/assistance-offer.fields.js';
import { type Quantity } from '../../src/records/shared/quantity.js';
import { given, id } from './given.js';

export const english = (text: string) => [{ language: 'en', text }];
export const persons = (number: number): Quantity => ({ count: { number, unit: 'PERSONS_TRAINED' } });
export const dollars = (minor: number): Quantity => ({ money: { minor, currency: 'USD' } });

type Told<E> = E & { readonly on?: string; readonly by?: string; readonly handling?: Handling };
export type ToldNeed = Told<AssistanceNeedEvent>;
export type ToldOffer = Told<AssistanceOfferEvent>;
export type ToldMatch = Told<AssistanceMatchEvent>;

/** Freedonia, a State with a ministry, needs; Norway, a State with an agency, offers; CTED assesses and facilitates. */
const affiliatedTo = (...parents: string[]) => ({
  kind: 'actor',
  state: { affiliations: parents.map((parent) => ({ parent: id(parent), kind: 'PART_OF', agreed: true, ended: false })) },
});
export const actors = {
  [id('Freedonia')]: { kind: 'actor', state: { actorKind: 'STATE' } },
  [id('Ministry')]: affiliatedTo('Freedonia'),
  [id('Norway')]: { kind: 'actor', state: { actorKind: 'STATE' } },
  [id('Norad')]: affiliatedTo('Norway'),
  [id('Consultant')]: affiliatedTo('Freedonia', 'Norway'),
  [id('CTED')]: { kind: 'actor', state: { actorKind: 'UN_ENTITY' } },
};

const noScope = { themes: [], countries: [], regions: [] };

/** What can be reported of a need of Freedonia. */
export const need = {
  identified: {
    type: 'NeedIdentified',
    data: {
      ...{ state: id('Freedonia'), origin: 'SELF', identifiedBy: id('Freedonia') },
      ...{ title: english('Train the guards'), subject: 'SITE_PROTECTION', ...noScope },
    },
  },
  agreed: { type: 'NeedAgreedByState', data: { by: id('Freedonia') } },
  disputed: { type: 'NeedDisputedByState', data: { by: id('Freedonia'), reason: 'we have enough' } },
  quantified: (quantity: Quantity): ToldNeed => ({
    type: 'NeedQuantified',
    data: { by: id('Freedonia'), quantity, overSupplyAcknowledged: false },
  }),
  reserved: (match: string, quantity: Quantity | null, overSupply = false): ToldNeed => ({
    type: 'NeedReserved',
    data: { match: id(match), quantity, overSupply },
  }),
  released: (match: string): ToldNeed => ({ type: 'NeedReservationReleased', data: { match: id(match) } }),
} satisfies Record<string, ToldNeed | ((...args: never[]) => ToldNeed)>;

/** What can be reported of an offer of Norway. */
export const offer = {
  made: (quantity?: Quantity, more: object = {}): ToldOffer => ({
    type: 'OfferMade',
    data: {
      ...{ provider: id('Norway'), title: english('Courses'), subjects: [], recipients: [], ...noScope, ...more },
      ...(quantity ? { quantity } : {}),
    },
  }),
  reserved: (match: string, quantity: Quantity | null): ToldOffer => ({
    type: 'OfferReserved',
    data: { match: id(match), quantity },
  }),
};

/** What can be reported of a match between them. */
export const match = {
  proposed: (quantity?: Quantity): ToldMatch => ({
    type: 'MatchProposed',
    data: {
      ...{ by: id('CTED'), need: id('need'), offer: id('offer'), recipient: id('Freedonia'), provider: id('Norway') },
      ...(quantity ? { quantity } : {}),
    },
  }),
  byRecipient: { type: 'MatchAcceptedByRecipient', data: { by: id('Freedonia'), overSupplyAcknowledged: false } },
  byProvider: { type: 'MatchAcceptedByProvider', data: { by: id('Norway') } },
  confirmed: { type: 'MatchConfirmed', data: {} },
  broken: { type: 'MatchBroken', data: { by: id('Norway'), reason: 'budget' } },
} satisfies Record<string, ToldMatch | ((...args: never[]) => ToldMatch)>;

/** A record of which this is told, as a command names it. */
export const asNeed = (...told: ToldNeed[]) => named('assistanceNeed', given(assistanceNeed, told));
export const asOffer = (...told: ToldOffer[]) => named('assistanceOffer', given(assistanceOffer, told));
export const asMatch = (...told: ToldMatch[]) => named('assistanceMatch', given(assistanceMatch, told));

function named<T extends { state: unknown; meta: never } | { state: unknown; meta: object }>(kind: string, { state, meta }: T) {
  return { kind, state, meta: meta as never };
}

/** A match of the record under test that both sides accepted, for a quantity. */
export const accepted = (quantity?: Quantity, own: object = {}) => {
  const { kind, state, meta } = asMatch(match.proposed(quantity), match.byRecipient, match.byProvider);
  return { kind, state: { ...(state as object), need: id('record'), offer: id('record'), ...own }, meta };
};
