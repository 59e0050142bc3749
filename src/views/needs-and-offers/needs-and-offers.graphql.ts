import {
  GraphQLBoolean,
  GraphQLEnumType,
  GraphQLID,
  GraphQLInputObjectType,
  GraphQLObjectType,
  type GraphQLSchema,
  GraphQLString,
} from 'graphql';
import { type PageArguments, pageOfWhole } from '../../graphql/read/page.js';
import { listRecords } from '../../graphql/read/record-list.js';
import { dayOf, type PointInTime, type RequestContext } from '../../graphql/request-context.js';
import { pointInTimeAt, type QueryRoot } from '../../graphql/schema/record-queries.js';
import { type Services } from '../../graphql/schema/services.js';
import { type AnyField, connectionType, many, pageArguments, required } from '../../graphql/schema/shared-types.js';
import * as lines from './needs-and-offers.lines.js';
import { everyOne, matchesOf, needsWanted, offersWanted, type Wanted, type Which } from './needs-and-offers.query.js';
import { entryTypes, type LineOn } from './needs-and-offers.types.js';

/** What was asked for. */
interface Asked {
  readonly moment: PointInTime;
  readonly on: string;
  readonly needs: Wanted;
  readonly offers: Wanted;
}

interface NeedArguments extends PageArguments {
  readonly coverage?: readonly string[] | null;
  readonly duplicated?: boolean | null;
}

/** `Query.needsAndOffers`: what is needed, what is promised and delivered, by whom, and what nobody covers. */
export function needsAndOffersQueries(schema: GraphQLSchema, services: Services): Record<string, AnyField> {
  const { pool, modules } = services;
  const needModule = modules.get('assistanceNeed')!;
  const offerModule = modules.get('assistanceOffer')!;
  const enumeration = (name: string) => schema.getType(name) as GraphQLEnumType;
  const { needEntry, offerEntry, line } = entryTypes(schema, services);
  const dimensionEnum = new GraphQLEnumType({
    name: 'NeedsAndOffersDimension',
    description: 'What needs and offers are broken down by.',
    values: {
      COUNTRY: { description: 'Country: of the State, where the need names no place.' },
      REGION: { description: 'Region: the nearest of the country, where no region is named.' },
      SUBJECT: { description: 'What it is about.' },
      PRIORITY: { description: 'How pressing the need is.' },
    } satisfies Record<lines.Dimension, object>,
  });
  const view = new GraphQLObjectType<Asked, RequestContext>({
    name: 'NeedsAndOffers',
    description: 'What is needed, what is promised and delivered, by whom, and what nobody covers, as far as you may see it.',
    fields: {
      needs: {
        type: required(connectionType('NeedsAndOffersNeed', needEntry, 'needs as they stand on a day')),
        description: 'Needs, needed soonest first.',
        args: {
          ...pageArguments,
          coverage: {
            type: many(enumeration('NeedCoverage')),
            description: 'Only those that are covered like this; all, if left out.',
          },
          duplicated: {
            type: GraphQLBoolean,
            description:
              'Only those that several matches serve, or of which more is promised than is needed (true), or only others (false).',
          },
        },
        resolve: async ({ moment, on, needs }: Asked, { coverage, duplicated, ...page }: NeedArguments, { viewer: { keys } }) => {
          const list = { ...page, orderBy: { field: 'neededBy' }, filter: { coverage, duplicated } };
          const found = await listRecords(pool, needModule, keys, moment, list, [], needs.filter, needs.also);
          const own = await matchesOf(pool, keys, moment, 'need', found.nodes);
          return { ...found, nodes: found.nodes.map((need) => ({ need, on, matches: own.get(need.$id) ?? [] })) };
        },
      },
      offers: {
        type: required(connectionType('NeedsAndOffersOffer', offerEntry, 'offers as they stand on a day')),
        description: 'Offers, those first that hold for the shortest time.',
        args: pageArguments,
        resolve: async ({ moment, on, offers }: Asked, page: PageArguments, { viewer: { keys } }) => {
          const list = { ...page, orderBy: { field: 'validUntil' } };
          const found = await listRecords(pool, offerModule, keys, moment, list, [], offers.filter, offers.also);
          const own = await matchesOf(pool, keys, moment, 'offer', found.nodes);
          return { ...found, nodes: found.nodes.map((offer) => ({ offer, on, matches: own.get(offer.$id) ?? [] })) };
        },
      },
      lines: {
        type: required(connectionType('NeedsAndOffersLine', line, 'lines of needs and offers')),
        description: 'Needs and offers by country, region, subject and priority.',
        args: {
          ...pageArguments,
          by: { type: many(dimensionEnum), description: 'Broken down by what; by country and subject, if left out.' },
        },
        resolve: async (
          asked: Asked,
          { by, ...page }: PageArguments & { by?: readonly lines.Dimension[] | null },
          { viewer: { keys } },
        ) => {
          const dimensions = by ?? ['COUNTRY', 'SUBJECT'];
          const [needs, offers] = await Promise.all([
            everyOne(pool, keys, asked.moment, needModule, 'state', asked.needs),
            everyOne(pool, keys, asked.moment, offerModule, 'provider', asked.offers),
          ]);
          const all = lines.linesOf(needs as lines.Need[], offers as unknown as lines.Offer[], dimensions);
          const found = pageOfWhole(all, page, `needsAndOffers ${dimensions.join()}`, ({ key }) => lines.keyOf(key));
          return { ...found, nodes: found.nodes.map((one): LineOn => ({ ...one, on: asked.on })) };
        },
      },
    },
  });
  const filterInput = new GraphQLInputObjectType({
    name: 'NeedsAndOffersFilter',
    description: 'Which needs and offers; all conditions hold together, and a list means any of its entries.',
    fields: {
      states: { type: many(GraphQLID), description: 'Needs of these States, and offers that are for them.' },
      providers: {
        type: many(GraphQLID),
        description: 'Offers of these actors, and needs for which one of them is proposed or matched.',
      },
      countries: {
        type: many(GraphQLString),
        description: 'In these countries, ISO 3166-1 alpha-2; offers that name no place too.',
      },
      regions: {
        type: many(GraphQLString),
        description: 'In these regions, or a country in them; offers that name no place too.',
      },
      subjects: { type: many(enumeration('AssistanceSubject')), description: 'About these subjects; offers on anything too.' },
      themes: { type: many(GraphQLString), description: 'On these themes: `CH-07`, `CO-09`; offers that name none too.' },
      priorities: {
        type: many(enumeration('NeedPriority')),
        description: 'Needs of these priorities; offers have none, and are not left out.',
      },
    },
  });
  return {
    needsAndOffers: {
      type: required(view),
      description:
        'What is needed, what is promised and delivered, by whom, and what nobody covers, on the day of the moment asked for (today, without `at`).',
      args: { filter: { type: filterInput, description: 'Which needs and offers; all, if left out.' } },
      resolve: (root: QueryRoot | undefined, { filter }: { filter?: Which | null }, { viewer }: RequestContext): Asked => {
        const moment = pointInTimeAt(root);
        const which = filter ?? {};
        return {
          moment,
          on: dayOf(moment),
          needs: needsWanted(viewer.keys, moment, which),
          offers: offersWanted(viewer.keys, moment, which),
        };
      },
    },
  };
}
