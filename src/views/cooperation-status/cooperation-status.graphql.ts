import { type GraphQLEnumType, GraphQLInt, GraphQLObjectType, type GraphQLSchema, GraphQLString } from 'graphql';
import { badUserInput } from '../../graphql/errors.js';
import { outputType } from '../../graphql/objects/computed.js';
import { dayOf, type PointInTime, type RecordRow, type RequestContext } from '../../graphql/request-context.js';
import { pointInTimeAt, type QueryRoot } from '../../graphql/schema/record-queries.js';
import { type Services } from '../../graphql/schema/services.js';
import { type AnyField, connectionType, listOf, many, pageArguments, required } from '../../graphql/schema/shared-types.js';
import { cooperationStatus } from '../../rules/cooperation-status.js';
import { ruleArgument } from '../../rules/status-rule.js';
import { thresholdsAt } from '../shared/thresholds.js';
import { listStates, type StatesArguments, statesArguments } from '../shared/states.js';
import { onDay } from '../shared/rule-fields.js';
import { type Answered, answerFields, answersOf } from './answers.js';
import { type EvidenceSource, factsOf } from './cooperation-status.query.js';
import { CONCLUSIONS, type Conclusion, evidence } from './evidence.js';
import { linkQueries } from './links.graphql.js';

interface Row {
  readonly state: RecordRow;
  readonly on: string;
  readonly months: number;
  readonly cells: readonly Answered[];
}

interface Arguments extends StatesArguments {
  readonly conclusions?: readonly string[] | null;
  readonly rule?: string | null;
}

/** Where some States stand at a moment, by conclusion: by a State's id, its cells in the order of the conclusions. */
export async function cellsOf(
  { pool, modules }: Pick<Services, 'pool' | 'modules'>,
  keys: readonly string[],
  moment: PointInTime,
  states: readonly string[],
  { conclusions = CONCLUSIONS, rule: asked }: { readonly conclusions?: readonly Conclusion[]; readonly rule?: string | null },
): Promise<ReadonlyMap<string, Omit<Row, 'state'>>> {
  const rule = cooperationStatus.version(asked);
  const on = dayOf(moment);
  const { COOPERATION_ACTIVE_MONTHS: months } = await thresholdsAt(pool, moment);
  const source: EvidenceSource = {
    pool,
    modules,
    moment,
    keys,
    table: 'evidence',
    subject: [
      ['owner', 'uuid'],
      ['conclusion', 'text'],
    ],
    sql: (visible, of) =>
      evidence(visible, modules, of ? { states: [of[0]!], conclusions: [of[1] as Conclusion], on } : { states, conclusions, on }),
  };
  const facts = new Map(
    states.length === 0 ? [] : (await factsOf(source)).map((found) => [`${found.owner} ${found.conclusion}`, found]),
  );
  const subjects = states.flatMap((state) =>
    conclusions.map((conclusion) => ({ subject: [state, conclusion], facts: facts.get(`${state} ${conclusion}`) })),
  );
  const answers = answersOf(source, subjects, rule, on, months.value);
  const cells = (n: number) => answers.slice(n * conclusions.length, (n + 1) * conclusions.length);
  return new Map(states.map((state, n) => [state, { on, months: months.value, cells: cells(n) }]));
}

/** `Query.cooperationStatus`, `cooperationLinks`, `interactionMatrix` and `isolatedActors`. */
export function cooperationStatusQueries(schema: GraphQLSchema, services: Services): Record<string, AnyField> {
  const fields = answerFields(schema, services);
  const cell = new GraphQLObjectType<Answered, RequestContext>({
    name: 'CooperationStatusCell',
    description: 'Where a State stands in one conclusion, as far as you may see it, and why.',
    fields: {
      conclusion: {
        type: required(GraphQLString),
        description: 'The conclusion of the source briefing: `CO-01`.',
        resolve: ({ subject }) => subject[1],
      },
      ...fields(),
    },
  });
  // Known by name from here on, for profiles.
  schema.getTypeMap()[cell.name] = cell;
  const row = new GraphQLObjectType<Row, RequestContext>({
    name: 'CooperationStatusRow',
    description: 'Where a State stands on a day, by conclusion. Statuses say what is on record; States are not compared.',
    fields: {
      state: { type: required(outputType(schema, 'Actor')), description: 'The State.' },
      on: onDay,
      months: {
        type: required(GraphQLInt),
        description: 'For how many months acting keeps cooperation active: the threshold in force at the moment.',
      },
      cells: { type: listOf(cell), description: 'One for each conclusion asked for, in order.' },
    },
  });
  return {
    cooperationStatus: {
      type: required(connectionType('CooperationStatus', row, 'States with where they stand, by conclusion')),
      description:
        'States by the nine conclusions of the source briefing, on the day of the moment asked for (today, without `at`), in order of name. Each status says by which rule and events.',
      args: {
        ...pageArguments,
        ...statesArguments,
        conclusions: { type: many(GraphQLString), description: 'Only these conclusions: `CO-04`; all, if left out.' },
        rule: ruleArgument(cooperationStatus.versions),
      },
      resolve: async (root: QueryRoot | undefined, { conclusions, rule, ...states }: Arguments, { viewer }: RequestContext) => {
        const wanted = conclusionsOf(conclusions);
        cooperationStatus.version(rule);
        const moment = pointInTimeAt(root);
        const found = await listStates(services.pool, viewer.keys, moment, states);
        const shown = found.nodes.map(({ $id }) => $id);
        const rows = await cellsOf(services, viewer.keys, moment, shown, { conclusions: wanted, rule });
        return { ...found, nodes: found.nodes.map((state): Row => ({ state, ...rows.get(state.$id)! })) };
      },
    },
    ...linkQueries(schema, services, fields, schema.getType('PartnershipModality') as GraphQLEnumType),
  };
}

function conclusionsOf(asked: readonly string[] | null | undefined): readonly Conclusion[] {
  const unknown = asked?.find((code) => !(CONCLUSIONS as readonly string[]).includes(code));
  if (unknown !== undefined)
    throw badUserInput({ field: 'conclusions', value: unknown, rule: `is one of ${CONCLUSIONS.join(', ')}` });
  return CONCLUSIONS.filter((code) => asked?.includes(code) ?? true);
}
