import {
  GraphQLBoolean,
  GraphQLEnumType,
  type GraphQLFieldConfigMap,
  GraphQLID,
  GraphQLInputObjectType,
  GraphQLInt,
  GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  GraphQLString,
} from 'graphql';
import { fromMinorUnits } from '../../codes/currencies.js';
import { badUserInput } from '../../graphql/errors.js';
import { fromGlobalId } from '../../graphql/global-id.js';
import { outputType } from '../../graphql/objects/computed.js';
import { type PageArguments, pageOfWhole } from '../../graphql/read/page.js';
import { readerOf } from '../../graphql/read/record-rows.js';
import { type PointInTime, type RequestContext } from '../../graphql/request-context.js';
import { Decimal } from '../../graphql/scalars.js';
import { pointInTimeAt, type QueryRoot } from '../../graphql/schema/record-queries.js';
import { type Services } from '../../graphql/schema/services.js';
import { type AnyField, connectionType, NumberRange, many, pageArguments, required } from '../../graphql/schema/shared-types.js';
import { type Dimension, DIMENSIONS, donorPortfolio, type PortfolioFilter, type PortfolioLine } from './donor-portfolio.query.js';

type Line = PortfolioLine & { readonly moment: PointInTime };

const DimensionEnum = new GraphQLEnumType({
  name: 'PortfolioDimension',
  description: 'What a portfolio is broken down by. Currencies always are: they are never added.',
  values: {
    DONOR: { description: 'Who gives.' },
    RECIPIENT: {
      description:
        'Country or region of the transaction, or else of its project by its published shares; null for what they do not allocate.',
    },
    SECTOR: {
      description:
        'DAC purpose code of the transaction, or else of its project by its published shares; null for what they do not allocate.',
    },
    THEME: {
      description:
        'Challenge, conclusion or threat: money counts whole under each theme of its project, so themes are not to be added.',
    },
    YEAR: { description: 'Year of the transaction.' },
    PROJECT: { description: 'Project of assistance.' },
  } satisfies Record<Dimension, object>,
});

const DirectionEnum = new GraphQLEnumType({
  name: 'PortfolioDirection',
  description: 'Whether money comes to the organisation that reports the project or goes out from it.',
  values: { INCOMING: { description: 'It comes in.' }, OUTGOING: { description: 'It goes out.' } },
});

const filterInput = (flow: GraphQLEnumType) =>
  new GraphQLInputObjectType({
    name: 'DonorPortfolioFilter',
    description: 'Which money; all conditions hold together, and a list means any of its entries.',
    fields: {
      donors: { type: many(GraphQLID), description: 'Given by these actors.' },
      recipients: { type: many(GraphQLString), description: 'For these countries (ISO 3166-1 alpha-2) or regions.' },
      sectors: { type: many(GraphQLString), description: 'In these sectors (DAC purpose codes).' },
      themes: { type: many(GraphQLString), description: 'On these themes: `CH-01`, `CO-09`, `TH-06`.' },
      currencies: { type: many(GraphQLString), description: 'In these currencies (ISO 4217).' },
      projects: { type: many(GraphQLID), description: 'Of these projects.' },
      years: { type: NumberRange, description: 'Moved in these years.' },
      directions: { type: many(DirectionEnum), description: 'Coming in, going out, or (if left out) both.' },
      flows: { type: many(flow), description: 'Of these flows.' },
    },
  });

/** `Query.donorPortfolio`. */
export function donorPortfolioQueries(schema: GraphQLSchema, { pool, modules }: Services): Record<string, AnyField> {
  const flow = outputType(schema, 'TransferFlow') as GraphQLEnumType;
  const related = (kind: string, type: string, description: string, key: 'donor' | 'project') => ({
    type: outputType(schema, type),
    description,
    resolve: (line: Line, _args: object, context: RequestContext) =>
      line[key] === null ? null : readerOf(pool, modules, context, kind, line.moment).load(line[key]),
  });
  const code = (description: string) => ({ type: GraphQLString as GraphQLOutputType, description });
  const amount = (description: string, minor: (line: Line) => string) => ({
    type: required(Decimal),
    description,
    resolve: (line: Line) => fromMinorUnits(minor(line), line.currency),
  });
  const fields: GraphQLFieldConfigMap<Line, RequestContext> = {
    donor: related('actor', 'Actor', 'Who gives; null if not broken down by donor, not said, or not yours to see.', 'donor'),
    recipient: code('Country or region code; null if not broken down by recipient.'),
    sector: code('DAC purpose code; null if not broken down by sector.'),
    theme: code('Theme; null if not broken down by theme.'),
    year: { type: GraphQLInt, description: 'Year of the transactions; null if not broken down by year.' },
    project: related('assistanceProject', 'AssistanceProject', 'The project; null if not broken down by project.', 'project'),
    currency: { type: required(GraphQLString), description: 'ISO 4217 code of all amounts of this line.' },
    flow: {
      type: required(flow),
      description: 'What the money is among other facts about the same money; flows are never added to each other here.',
    },
    pledged: amount('Announced, reductions taken off.', ({ pledged }) => pledged),
    committed: amount('Bound by a written obligation, with adjustments.', ({ committed }) => committed),
    disbursed: amount('Paid to another organisation.', ({ disbursed }) => disbursed),
    spent: amount('Spent on goods and services.', ({ spent }) => spent),
    returned: amount('Given back.', ({ returned }) => returned),
    outstanding: amount(
      'Committed and not yet disbursed; below zero where more was disbursed than committed.',
      ({ committed, disbursed }) => String(BigInt(committed) - BigInt(disbursed)),
    ),
    transactions: { type: required(GraphQLInt), description: 'How many transactions are in it.' },
    matched: {
      type: required(GraphQLInt),
      description:
        'How many of them are reported more than once, by giver and taker or by parent and child: each counts once (`transferMatches`).',
    },
    incomplete: {
      type: required(GraphQLBoolean),
      description:
        'Whether it may be less than was published: something that a publication says of one of its projects could not be taken (`AssistanceProject.missing`).',
    },
  };
  const type = new GraphQLObjectType({
    name: 'DonorPortfolioLine',
    description: 'Sums of money in one currency and of one flow.',
    fields,
  });
  return {
    donorPortfolio: {
      type: required(connectionType('DonorPortfolio', type, 'lines of a donor portfolio')),
      description:
        'What was pledged, committed and disbursed, by whom, for whom, on what and when. Amounts in different currencies, and of different flows, are never added.',
      args: {
        ...pageArguments,
        filter: { type: filterInput(flow), description: 'Which money.' },
        by: {
          type: many(DimensionEnum),
          description: 'Broken down by what, beside the currency and the flow; by donor, if left out.',
        },
      },
      resolve: async (
        root: QueryRoot | undefined,
        { filter, by, ...page }: PageArguments & { filter?: PortfolioFilter | null; by?: Dimension[] | null },
        { viewer }: RequestContext,
      ) => {
        const moment = pointInTimeAt(root);
        const dimensions = by ?? ['DONOR'];
        const lines = await donorPortfolio(pool, viewer.keys, moment, withPlainIds(filter ?? {}), dimensions);
        return pageOfLines(lines, page, `portfolio ${dimensions.join()}`, moment);
      },
    },
  };
}

/** Lines are few and made in one statement, so a page is cut from all of them. */
function pageOfLines(lines: readonly PortfolioLine[], page: PageArguments, order: string, moment: PointInTime) {
  const keyOf = (line: PortfolioLine) =>
    JSON.stringify([line.currency, line.flow, ...DIMENSIONS.map((dimension) => line[dimension.toLowerCase() as 'donor'])]);
  const found = pageOfWhole(lines, page, order, keyOf);
  return { ...found, nodes: found.nodes.map((line): Line => ({ ...line, moment })) };
}

function withPlainIds(filter: PortfolioFilter): PortfolioFilter {
  const plain = (kind: string, name: 'donors' | 'projects') =>
    filter[name]?.map((text) => {
      const id = fromGlobalId(kind, text);
      if (!id)
        throw badUserInput({ field: `filter.${name}`, value: text, rule: `is the id of a record of this kind: ${kind}_<uuid>` });
      return id;
    });
  return { ...filter, donors: plain('actor', 'donors'), projects: plain('assistanceProject', 'projects') };
}
