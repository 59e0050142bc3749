import { GraphQLBoolean, GraphQLFloat, GraphQLInt, GraphQLObjectType, type GraphQLSchema, GraphQLString } from 'graphql';
import { ASSISTANCE_UNITS } from '../../codes/assistance.js';
import { outputType } from '../../graphql/objects/computed.js';
import { readerOf } from '../../graphql/read/record-rows.js';
import { type RecordRow, type RequestContext } from '../../graphql/request-context.js';
import { type Services } from '../../graphql/schema/services.js';
import { listOf, required } from '../../graphql/schema/shared-types.js';
import { type AssistanceMatchState } from '../../records/assistance-match/assistance-match.fields.js';
import {
  COVERAGE_RULE,
  coverageOf,
  isDuplicated,
  oversupply,
  promised,
  uncovered,
} from '../../records/assistance-need/assistance-need.coverage.js';
import { type NeedCoverage } from '../../records/assistance-need/assistance-need.fields.js';
import { isLapsed as isNeedLapsed } from '../../records/assistance-need/assistance-need.rules.js';
import { type Totals, totalOf } from '../../records/shared/quantity.js';
import { isReservedFor } from '../../records/shared/reservations.js';
import { onDay, ruleFields } from '../shared/rule-fields.js';
import * as lines from './needs-and-offers.lines.js';

export type Match = RecordRow & AssistanceMatchState;

export interface NeedEntry {
  readonly need: lines.Need;
  readonly on: string;
  readonly matches: readonly Match[];
}

export interface OfferEntry {
  readonly offer: lines.Offer;
  readonly on: string;
  readonly matches: readonly Match[];
}

export type LineOn = lines.Line & { readonly on: string };

/** Events on which a coverage rests. */
const DECIDING: Readonly<Record<NeedCoverage, readonly string[]>> = {
  NOT_AGREED: ['NeedIdentified', 'NeedDisputedByState'],
  UNCOVERED: ['NeedAgreedByState', 'NeedQuantified', 'NeedReservationReleased', 'NeedReopened'],
  PARTLY_COVERED: ['NeedQuantified', 'NeedReserved', 'NeedReservationReleased'],
  COVERED: ['NeedQuantified', 'NeedReserved', 'NeedReservationReleased'],
  OVER_COVERED: ['NeedQuantified', 'NeedReserved', 'NeedReservationReleased'],
  MET: ['NeedMet'],
  WITHDRAWN: ['NeedWithdrawn'],
};

/** The object types of the view: a need, an offer, and a line of both. */
export function entryTypes(schema: GraphQLSchema, services: Services) {
  const { pool, modules } = services;
  const output = (name: string) => outputType(schema, name);
  const totals = new GraphQLObjectType<Totals>({
    name: 'AssistanceTotals',
    description: 'Sums of assistance: by unit, and of money by currency. What is counted differently is never added.',
    fields: {
      counts: { type: listOf(output('Counted')), description: 'By unit, those that are not zero.', resolve: countsOf },
      money: { type: listOf(output('Money')), description: 'By currency, those that are not zero.', resolve: moneyOf },
    },
  });
  const sum = <Source>(description: string, resolve: (source: Source) => Totals) => ({
    type: required(totals),
    description,
    resolve,
  });
  const matches = {
    type: listOf(output('AssistanceMatch')),
    description: 'Its matches, proposed, standing and over, that you may see.',
  };
  const providers = {
    type: listOf(output('Actor')),
    description: 'Who promised something: providers of the matches for which a part is reserved, each once, that you may see.',
    resolve: async ({ need, matches }: NeedEntry, _args: object, context: RequestContext) => {
      const reader = readerOf(pool, modules, context, 'actor', need.$moment);
      const ids = matches.filter(({ $id }) => isReservedFor(need, $id)).map(({ provider }) => provider);
      return (await Promise.all([...new Set(ids)].map((id) => reader.load(id)))).filter((row) => row !== null);
    },
  };
  const needEntry = new GraphQLObjectType<NeedEntry, RequestContext>({
    name: 'NeedsAndOffersNeed',
    description: 'A need as it stands on a day: what is promised and delivered of it, by whom, and what nobody covers.',
    fields: {
      need: { type: required(output('AssistanceNeed')), description: 'The need.' },
      coverage: {
        type: required(output('NeedCoverage')),
        description: 'How far it is covered.',
        resolve: ({ need }) => coverageOf(need),
      },
      on: onDay,
      lapsed: {
        type: required(GraphQLBoolean),
        description: 'Whether the day by which it is needed is over, and it is neither met nor withdrawn.',
        resolve: ({ need, on }) => isNeedLapsed(need, on),
      },
      needed: sum<NeedEntry>('How much is needed.', ({ need }) => totalOf([need.quantity])),
      promised: sum<NeedEntry>('How much of it is reserved for matches that both sides accepted.', ({ need }) => promised(need)),
      delivered: sum<NeedEntry>('How much was delivered.', ({ need }) => totalOf(need.deliveries.map((one) => one.delivered))),
      uncovered: sum<NeedEntry>('How much nobody covers, of what it is counted in.', ({ need }) => uncovered(need)),
      oversupply: sum<NeedEntry>('How much is promised above what is needed.', ({ need }) => oversupply(need)),
      duplicated: {
        type: required(GraphQLBoolean),
        description: 'Whether several matches serve it, or more is promised than is needed.',
        resolve: ({ need }) => isDuplicated(need),
      },
      matches,
      providers,
      daysToMatch: {
        type: GraphQLInt,
        description: 'Days from its identification until a part was first reserved for a match that stands; null where none is.',
        resolve: ({ need }) => lines.daysToMatch(need),
      },
      daysToDelivery: {
        type: GraphQLInt,
        description: 'Days from then until something was first delivered; null where nothing was.',
        resolve: ({ need }) => lines.daysToDelivery(need),
      },
      ...ruleFields(schema, services, COVERAGE_RULE, ({ need }: NeedEntry) => ({
        records: [need],
        types: DECIDING[coverageOf(need)],
      })),
    },
  });
  const offerEntry = new GraphQLObjectType<OfferEntry, RequestContext>({
    name: 'NeedsAndOffersOffer',
    description: 'An offer as it stands on a day, and what is left of it.',
    fields: {
      offer: { type: required(output('AssistanceOffer')), description: 'The offer.' },
      on: onDay,
      open: {
        type: required(GraphQLBoolean),
        description: 'Whether it can be taken up on this day.',
        resolve: ({ offer, on }) => lines.openOffers({ offers: [offer] }, on).length > 0,
      },
      offered: sum<OfferEntry>('How much is offered.', ({ offer }) => totalOf([offer.quantity])),
      promised: sum<OfferEntry>('How much of it is reserved for matches.', ({ offer }) => promised(offer)),
      remaining: sum<OfferEntry>('How much is left, of what it is counted in.', ({ offer }) => lines.remaining(offer)),
      matches,
    },
  });
  const count = (description: string, resolve: (line: LineOn) => number) => ({
    type: required(GraphQLInt),
    description,
    resolve,
  });
  const code = (dimension: lines.Dimension, description: string) => ({
    type: GraphQLString,
    description,
    resolve: ({ key }: LineOn) => key[dimension],
  });
  const line = new GraphQLObjectType<LineOn, RequestContext>({
    name: 'NeedsAndOffersLine',
    description:
      'Needs and offers with something in common. Each counts whole under each of its codes, so lines are not to be added.',
    fields: {
      country: code('COUNTRY', 'ISO 3166-1 alpha-2; null where none is said, or it is not broken down by country.'),
      region: code('REGION', 'Region; that of the country where none is said. Null if not broken down by region.'),
      subject: code('SUBJECT', 'What it is about; null for offers on anything, or if not broken down by subject.'),
      priority: code('PRIORITY', 'How pressing it is; null for offers, or if not broken down by priority.'),
      needs: count('Needs in all.', ({ needs }) => needs.length),
      uncovered: count('Needs of which nothing is promised.', (one) => lines.countOf(one, 'UNCOVERED')),
      partlyCovered: count('Needs of which a part is promised.', (one) => lines.countOf(one, 'PARTLY_COVERED')),
      covered: count('Needs of which all is promised, or more.', (one) => lines.countOf(one, 'COVERED', 'OVER_COVERED')),
      met: count('Needs that are met.', (one) => lines.countOf(one, 'MET')),
      duplicated: count(
        'Needs that stand and that several matches serve, or of which more is promised than is needed.',
        lines.duplicated,
      ),
      totalNeeded: sum<LineOn>('How much is needed, by needs that stand.', lines.totalNeeded),
      totalPromised: sum<LineOn>('How much of that is promised.', lines.totalPromised),
      totalUncovered: sum<LineOn>('How much of that nobody covers.', lines.totalUncovered),
      totalDelivered: sum<LineOn>('How much was delivered, of all needs.', lines.totalDelivered),
      openOffers: count('Offers that can be taken up.', (one) => lines.openOffers(one, one.on).length),
      totalRemaining: sum<LineOn>('How much is left of those.', (one) =>
        lines.together(lines.openOffers(one, one.on).map(lines.remaining)),
      ),
      medianDaysToMatch: {
        type: GraphQLFloat,
        description: 'The median of days from need to match; null without any.',
        resolve: ({ needs }) => lines.median(needs.map(lines.daysToMatch)),
      },
      medianDaysToDelivery: {
        type: GraphQLFloat,
        description: 'The median of days from match to delivery; null without any.',
        resolve: ({ needs }) => lines.median(needs.map(lines.daysToDelivery)),
      },
    },
  });
  return { needEntry, offerEntry, line };
}

function countsOf(sums: Totals): { unit: string; number: number }[] {
  return sorted(sums)
    .filter(([measure]) => measure in ASSISTANCE_UNITS)
    .map(([unit, number]) => ({ unit, number }));
}

function moneyOf(sums: Totals): { currency: string; minor: number }[] {
  return sorted(sums)
    .filter(([measure]) => !(measure in ASSISTANCE_UNITS))
    .map(([currency, minor]) => ({ currency, minor }));
}

function sorted(sums: Totals): [string, number][] {
  return Object.entries(sums)
    .filter(([, number]) => number !== 0)
    .sort(([a], [b]) => (a < b ? -1 : 1));
}
