import { regionsAround } from '../../codes/regions.js';
import { type RecordRow } from '../../graphql/request-context.js';
import {
  coverageOf,
  deliveredAt,
  isDuplicated,
  matchedAt,
  promised,
  uncovered,
} from '../../records/assistance-need/assistance-need.coverage.js';
import { type AssistanceNeedState, type NeedCoverage } from '../../records/assistance-need/assistance-need.fields.js';
import { type AssistanceOfferState } from '../../records/assistance-offer/assistance-offer.fields.js';
import { isLapsed, offerStatus } from '../../records/assistance-offer/assistance-offer.js';
import { remainderOf, type Totals, totalOf } from '../../records/shared/quantity.js';

export type Need = RecordRow & AssistanceNeedState & { readonly $country: string | null };
export type Offer = RecordRow & AssistanceOfferState;

/** What needs and offers can be broken down by. */
export const DIMENSIONS = ['COUNTRY', 'REGION', 'SUBJECT', 'PRIORITY'] as const;
export type Dimension = (typeof DIMENSIONS)[number];
type Key = Readonly<Record<Dimension, string | null>>;

/** Needs and offers with something in common. */
export interface Line {
  readonly key: Key;
  readonly needs: readonly Need[];
  readonly offers: readonly Offer[];
}

const NOTHING: readonly [null] = [null];
const orNothing = <T>(codes: readonly T[]): readonly (T | null)[] => (codes.length > 0 ? codes : NOTHING);

/** The codes under which a need stands: where it says nothing of its places, those of its State. */
const OF_NEED: Readonly<Record<Dimension, (need: Need) => readonly (string | null)[]>> = {
  COUNTRY: (need) => orNothing(countriesOf(need)),
  REGION: (need) => orNothing(need.regions.length > 0 ? need.regions : nearest(countriesOf(need))),
  SUBJECT: ({ subject }) => [subject],
  PRIORITY: ({ priority }) => [priority],
};

const OF_OFFER: Readonly<Record<Dimension, (offer: Offer) => readonly (string | null)[]>> = {
  COUNTRY: ({ countries }) => orNothing(countries),
  REGION: ({ countries, regions }) => orNothing(regions.length > 0 ? regions : nearest(countries)),
  SUBJECT: ({ subjects }) => orNothing(subjects),
  PRIORITY: () => NOTHING,
};

function countriesOf({ countries, regions, $country }: Need): readonly string[] {
  if (countries.length > 0 || regions.length > 0) return countries;
  return $country === null ? [] : [$country];
}

/** The nearest region of each country, each once. */
function nearest(countries: readonly string[]): string[] {
  return [...new Set(countries.flatMap((country) => regionsAround(country).slice(0, 1)))];
}

/** Needs and offers by what they are asked for, in order of their codes: each stands whole under each of its codes, so that lines are not to be added. */
export function linesOf(needs: readonly Need[], offers: readonly Offer[], by: readonly Dimension[]): Line[] {
  const lines = new Map<string, { key: Key; needs: Need[]; offers: Offer[] }>();
  const file = <T>(
    one: T,
    codesOf: Readonly<Record<Dimension, (one: T) => readonly (string | null)[]>>,
    into: 'needs' | 'offers',
  ) => {
    const keys = DIMENSIONS.reduce<Key[]>(
      (all, dimension) =>
        all.flatMap((key) =>
          (by.includes(dimension) ? codesOf[dimension](one) : NOTHING).map((code) => ({ ...key, [dimension]: code })),
        ),
      [{ COUNTRY: null, REGION: null, SUBJECT: null, PRIORITY: null }],
    );
    for (const key of keys) {
      const text = keyOf(key);
      const line = lines.get(text) ?? { key, needs: [], offers: [] };
      (line[into] as unknown as T[]).push(one);
      lines.set(text, line);
    }
  };
  for (const need of needs) file(need, OF_NEED, 'needs');
  for (const offer of offers) file(offer, OF_OFFER, 'offers');
  return [...lines].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, line]) => line);
}

export function keyOf(key: Key): string {
  return JSON.stringify(DIMENSIONS.map((dimension) => key[dimension] ?? '~'));
}

export function countOf({ needs }: Pick<Line, 'needs'>, ...coverages: NeedCoverage[]): number {
  return needs.filter((need) => coverages.includes(coverageOf(need))).length;
}

/** Needs that their State agreed, neither met nor withdrawn: what is still to be done something about. */
export function standing({ needs }: Pick<Line, 'needs'>): readonly Need[] {
  return needs.filter((need) => !(['NOT_AGREED', 'MET', 'WITHDRAWN'] as readonly string[]).includes(coverageOf(need)));
}

export const duplicated = (line: Pick<Line, 'needs'>): number => standing(line).filter(isDuplicated).length;

/** The sum of several sums. */
export function together(sums: readonly Totals[]): Totals {
  const all: Record<string, number> = {};
  for (const [measure, number] of sums.flatMap((one) => Object.entries(one))) all[measure] = (all[measure] ?? 0) + number;
  return all;
}

export const totalNeeded = (line: Line): Totals => totalOf(standing(line).map(({ quantity }) => quantity));
export const totalPromised = (line: Line): Totals => together(standing(line).map(promised));
export const totalUncovered = (line: Line): Totals => together(standing(line).map(uncovered));
export const totalDelivered = ({ needs }: Line): Totals =>
  totalOf(needs.flatMap(({ deliveries }) => deliveries.map(({ delivered }) => delivered)));

/** Offers that can be taken up on a day. */
export function openOffers({ offers }: Pick<Line, 'offers'>, on: string): readonly Offer[] {
  return offers.filter((offer) => offerStatus(offer) === 'OPEN' && !isLapsed(offer, on));
}

/** What is left of an offer, of what it is counted in. */
export function remaining({ quantity, reservations }: Pick<Offer, 'quantity' | 'reservations'>): Totals {
  return quantity === null
    ? {}
    : remainderOf(
        quantity,
        reservations.map((one) => one.quantity),
      );
}

/** Whole days from one moment to another; null where one is missing. */
export function daysBetween(from: string | null, to: string | null): number | null {
  return from === null || to === null ? null : Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
}

export const daysToMatch = (need: Need): number | null => daysBetween(need.identifiedAt, matchedAt(need));
export const daysToDelivery = (need: Need): number | null => daysBetween(matchedAt(need), deliveredAt(need));

/** The middle one of some numbers, the mean of the two in the middle where they are even; null for none. */
export function median(numbers: readonly (number | null)[]): number | null {
  const sorted = numbers.filter((one) => one !== null).sort((a, b) => a - b);
  if (sorted.length === 0) return null;
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
