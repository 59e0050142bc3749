import { type Pool } from 'pg';
import {
  GraphQLEnumType,
  GraphQLID,
  GraphQLInputObjectType,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  type GraphQLSchema,
  GraphQLString,
} from 'graphql';
import { fromMinorUnits } from '../../codes/currencies.js';
import { outputType } from '../../graphql/objects/computed.js';
import { type PageArguments, pageOfWhole } from '../../graphql/read/page.js';
import { readerOf } from '../../graphql/read/record-rows.js';
import { run, Statement } from '../../graphql/read/sql.js';
import { type PointInTime, type RequestContext } from '../../graphql/request-context.js';
import { Day, Decimal } from '../../graphql/scalars.js';
import { pointInTimeAt, type QueryRoot } from '../../graphql/schema/record-queries.js';
import { type Services } from '../../graphql/schema/services.js';
import { type AnyField, connectionType, many, pageArguments, required } from '../../graphql/schema/shared-types.js';
import { plainIds } from '../shared/arguments.js';
import { VisibleSql } from '../shared/visible-sql.js';
import { matchSql, toldSql } from './matches.js';
import { DAYS_APART, type MATCH_RULES, type MatchRule } from './pair.js';

/** One telling of a fact of money. */
interface Telling {
  readonly event_id: string;
  readonly project: string;
  readonly day: string;
  readonly value_date: string;
  /** Who gives and who takes, as they count now. */
  readonly donor: string | null;
  readonly receiver: string | null;
  /** Identifiers of the activities; of whoever reports its own, where it names none. */
  readonly giver_activity: string | null;
  readonly taker_activity: string | null;
  readonly data: Readonly<Record<string, unknown>>;
}

interface Match {
  readonly rule: MatchRule;
  readonly kind: string;
  readonly minor: string;
  readonly currency: string;
  readonly counted: Telling;
  readonly repeated: Telling;
}

/** Fields that may differ between two tellings. */
const COMPARED = ['reference', 'description', 'recipient', 'sectors'] as const;

/** Facts of money that are reported more than once, as far as a viewer sees both tellings. */
async function transferMatches(
  pool: Pool,
  keys: readonly string[],
  moment: PointInTime,
  { projects, rules }: { readonly projects?: readonly string[] | null; readonly rules?: readonly string[] | null },
): Promise<readonly Match[]> {
  const statement = new Statement(keys);
  const wanted = ['true'];
  if (projects) {
    const among = `any(${statement.value(projects, 'uuid[]')})`;
    wanted.push(`(c.project = ${among} or r.project = ${among})`);
  }
  if (rules) wanted.push(`m.rule = any(${statement.value(rules, 'text[]')})`);
  const telling = (alias: string) => `json_build_object('event_id', ${alias}.event_id, 'project', ${alias}.project,
    'day', (${alias}.occurred_at at time zone 'UTC')::date, 'value_date', ${alias}.value_date, 'data', ${alias}.data,
    'giver_activity', ${alias}.giver_activity, 'taker_activity', ${alias}.taker_activity,
    'donor', coalesce(${alias}_donor.id, ${alias}.donor), 'receiver', coalesce(${alias}_receiver.id, ${alias}.receiver))`;
  const parties = (alias: string) =>
    `${actor.actor(`${alias}_donor`, `${alias}.donor`)} ${actor.actor(`${alias}_receiver`, `${alias}.receiver`)}`;
  const match = await matchSql(pool, statement, moment);
  const actor = new VisibleSql(moment, keys, statement);
  const text = `with ${toldSql(statement, moment)}, ${match}
    select m.rule, c.kind, c.minor::text as minor, c.currency, ${telling('c')} as counted, ${telling('r')} as repeated
    from match m join told c on c.event_id = m.counted join told r on r.event_id = m.repeated ${parties('c')} ${parties('r')}
    where ${wanted.join(' and ')} order by c.occurred_at, c.event_id, r.event_id`;
  return run<Match>(pool, text, statement);
}

/** What the two sides say otherwise, by the names of the fields; an activity that one of them does not name differs from none. */
function differencesOf({ counted, repeated }: Match): string[] {
  const alike = (a: string | null, b: string | null) => a === null || b === null || a === b;
  const fields = COMPARED.filter((field) => JSON.stringify(counted.data[field]) !== JSON.stringify(repeated.data[field]));
  return [
    ...(counted.day === repeated.day ? [] : ['day']),
    ...(counted.value_date === repeated.value_date ? [] : ['valueDate']),
    ...(counted.donor === repeated.donor ? [] : ['provider']),
    ...(counted.receiver === repeated.receiver ? [] : ['receiver']),
    ...(alike(counted.giver_activity, repeated.giver_activity) ? [] : ['providerActivity']),
    ...(alike(counted.taker_activity, repeated.taker_activity) ? [] : ['receiverActivity']),
    ...fields,
  ];
}

/** `Query.transferMatches`. */
export function transferMatchQueries(schema: GraphQLSchema, { pool, modules }: Services): Record<string, AnyField> {
  type Shown<T> = T & { readonly moment: PointInTime };
  const rule = new GraphQLEnumType({
    name: 'TransferMatchRule',
    description: 'By what two tellings are one fact of money.',
    values: {
      ACTIVITIES: {
        description: `Both name the activities of giver and taker; kind, currency, flow and amount are the same, and the days at most ${DAYS_APART} apart.`,
      },
      ORGANISATIONS: {
        description:
          'Giver, taker, kind, currency, flow, amount and day are the same, and no activity that they name is another.',
      },
      PARENT_AND_CHILD: {
        description:
          'A project and one that belongs to it (`AssistanceProject.related`) tell the same: direction, giver, taker, kind, currency, flow, amount and day are the same, and no activity that they name on the other side is another.',
      },
    } satisfies Record<(typeof MATCH_RULES)[number], object>,
  });
  const telling = new GraphQLObjectType<Shown<Telling>, RequestContext>({
    name: 'TransferTelling',
    description: 'A fact of money as one project tells it.',
    fields: {
      eventId: {
        type: required(GraphQLID),
        description: 'The event that recorded it: `tellTransferApart` takes it.',
        resolve: ({ event_id }) => event_id,
      },
      project: {
        type: outputType(schema, 'AssistanceProject'),
        description: 'The project that reports it; null where you may not see it.',
        resolve: ({ project, moment }, _args, context) =>
          readerOf(pool, modules, context, 'assistanceProject', moment).load(project),
      },
      day: { type: required(Day), description: 'When it took place.' },
      valueDate: {
        type: required(Day),
        description: 'The day whose value the amount has.',
        resolve: ({ value_date }) => value_date,
      },
    },
  });
  const type = new GraphQLObjectType<Shown<Match>, RequestContext>({
    name: 'TransferMatch',
    description:
      'Two tellings of one fact of money, which counts once in `donorPortfolio`: as the giver tells it, or else the child project. A fact with three tellings has two matches.',
    fields: {
      rule: { type: required(rule), description: 'By what they were matched.' },
      kind: { type: required(GraphQLString), description: 'PLEDGE, COMMITMENT, DISBURSEMENT, EXPENDITURE or RETURN.' },
      amount: {
        type: required(Decimal),
        description: 'The amount, the same in both.',
        resolve: ({ minor, currency }) => fromMinorUnits(minor, currency),
      },
      currency: { type: required(GraphQLString), description: 'ISO 4217 code.' },
      counted: {
        type: required(telling),
        description: 'The telling that counts.',
        resolve: ({ counted, moment }) => ({ ...counted, moment }),
      },
      repeated: {
        type: required(telling),
        description: 'The telling that does not count.',
        resolve: ({ repeated, moment }) => ({ ...repeated, moment }),
      },
      giver: {
        type: required(telling),
        description: 'The telling that counts.',
        deprecationReason: 'It may be that of a child project: use `counted`.',
        resolve: ({ counted, moment }) => ({ ...counted, moment }),
      },
      taker: {
        type: required(telling),
        description: 'The telling that does not count.',
        deprecationReason: 'It may be that of a parent project: use `repeated`.',
        resolve: ({ repeated, moment }) => ({ ...repeated, moment }),
      },
      differences: {
        type: required(new GraphQLList(new GraphQLNonNull(GraphQLString))),
        description: 'Fields in which they differ: `day`, `provider`, `receiver`, `reference`.',
        resolve: differencesOf,
      },
    },
  });
  const filterInput = new GraphQLInputObjectType({
    name: 'TransferMatchFilter',
    description: 'Which matches; all conditions hold together.',
    fields: {
      projects: { type: many(GraphQLID), description: 'Of which one of these projects tells one.' },
      rules: { type: many(rule), description: 'Matched by these rules.' },
    },
  });
  return {
    transferMatches: {
      type: required(connectionType('TransferMatch', type, 'matches')),
      description:
        'Facts of money that are reported more than once, by giver and taker or by a project and its parent, and count once. Where you see one telling alone, nothing is matched. `tellTransferApart` undoes a match.',
      args: { ...pageArguments, filter: { type: filterInput, description: 'Which matches.' } },
      resolve: async (
        root: QueryRoot | undefined,
        { filter, ...page }: PageArguments & { filter?: { projects?: string[] | null; rules?: string[] | null } | null },
        { viewer }: RequestContext,
      ) => {
        const moment = pointInTimeAt(root);
        const projects = filter?.projects && plainIds('filter.projects', 'assistanceProject', filter.projects);
        const found = await transferMatches(pool, viewer.keys, moment, { projects, rules: filter?.rules });
        const cut = pageOfWhole(
          found,
          page,
          'transferMatches',
          ({ counted, repeated }) => `${counted.event_id} ${repeated.event_id}`,
        );
        return { ...cut, nodes: cut.nodes.map((node) => ({ ...node, moment })) };
      },
    },
  };
}
