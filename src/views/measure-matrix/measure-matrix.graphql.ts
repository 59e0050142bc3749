import { GraphQLBoolean, type GraphQLEnumType, GraphQLInt, GraphQLObjectType, type GraphQLSchema } from 'graphql';
import { outputType } from '../../graphql/objects/computed.js';
import { dayOf, type RecordRow, type RequestContext } from '../../graphql/request-context.js';
import { pointInTimeAt, type QueryRoot } from '../../graphql/schema/record-queries.js';
import { type Services } from '../../graphql/schema/services.js';
import { type AnyField, connectionType, listOf, pageArguments, required, many } from '../../graphql/schema/shared-types.js';
import {
  measureKinds as allMeasureKinds,
  type MeasureKind,
  type MeasureStatus,
  type NationalMeasureState,
} from '../../records/national-measure/national-measure.fields.js';
import { isDisputed, measureStatus } from '../../records/national-measure/national-measure.js';
import { isReviewOverdue } from '../../records/national-measure/national-measure.js';
import { alignmentOf, alignmentRule, alignmentType } from '../human-rights-alignment/human-rights-alignment.graphql.js';
import { daysSince } from '../shared/days.js';
import { onDay, ruleFields } from '../shared/rule-fields.js';
import { listStates, recordsOfStates, type StatesArguments, statesArguments } from '../shared/states.js';
import { DECIDING, measureStanding } from '../../rules/measure-standing.js';
import { ruleArgument } from '../../rules/status-rule.js';

type Rule = (typeof measureStanding.versions)[0];
type Measure = RecordRow & NationalMeasureState;

interface Cell {
  readonly measureKind: MeasureKind;
  readonly status: MeasureStatus;
  readonly measures: readonly Measure[];
  /** Those of the measures that stand where the State does. */
  readonly deciding: readonly Measure[];
  readonly on: string;
  readonly rule: Rule;
}

interface Row {
  readonly state: RecordRow;
  readonly on: string;
  readonly cells: readonly Cell[];
}

interface Arguments extends StatesArguments {
  readonly measureKinds?: readonly MeasureKind[] | null;
  readonly scopes?: readonly string[] | null;
  readonly rule?: string | null;
}

/** `Query.measureMatrix`. */
export function measureMatrixQueries(schema: GraphQLSchema, services: Services): Record<string, AnyField> {
  const { pool, modules } = services;
  const MeasureKindEnum = schema.getType('MeasureKind') as GraphQLEnumType;
  const cell = new GraphQLObjectType<Cell, RequestContext>({
    name: 'MeasureMatrixCell',
    description: 'Where a State stands in one kind of measure, by its own word and as far as you may see it, and why.',
    fields: {
      measureKind: { type: required(MeasureKindEnum), description: 'The kind of measure.' },
      status: {
        type: required(outputType(schema, 'MeasureStatus')),
        description:
          'Where the furthest of its measures stands. NOT_REPORTED: the State has said nothing, which is no “no”; ABSENT: it says that it has none.',
      },
      measures: { type: listOf(outputType(schema, 'NationalMeasure')), description: 'Its measures of this kind.' },
      disputed: {
        type: required(GraphQLBoolean),
        description: 'Whether another party disputes what the State says here.',
        resolve: ({ deciding }) => deciding.some(isDisputed),
      },
      reportedByOthers: {
        type: listOf(outputType(schema, 'MeasureStatus')),
        description: 'What others report of these measures, each once. It does not change the status.',
        resolve: ({ measures }) => [...new Set(measures.flatMap(({ reports }) => reports.map(({ status }) => status)))],
      },
      humanRightsAlignments: {
        type: listOf(alignmentType(schema, services)),
        description:
          'How the measures that stand where the State does stand to human rights, one each, as far as you may see it.',
        args: { rule: alignmentRule },
        resolve: ({ deciding }, { rule }: { rule?: string | null }, context) =>
          Promise.all(deciding.map((measure) => alignmentOf(pool, context, measure, rule))),
      },
      reviewOverdue: {
        type: required(GraphQLBoolean),
        description: 'Whether the next review of one of these measures is overdue on this day.',
        resolve: ({ measures, on }) => measures.some((measure) => isReviewOverdue(measure, on)),
      },
      age: {
        type: GraphQLInt,
        description:
          'Days since the measure that decides the status was adopted, the latest of several; null where none was, or the day is not on record.',
        resolve: ({ deciding, on }) =>
          daysSince(
            deciding
              .flatMap(({ adoptedAt }) => adoptedAt ?? [])
              .sort()
              .at(-1),
            on,
          ),
      },
      ...ruleFields(
        schema,
        services,
        ({ rule }: Cell) => rule.name,
        ({ deciding, status }) => ({ records: deciding, types: DECIDING[status] }),
      ),
    },
  });
  const row = new GraphQLObjectType<Row, RequestContext>({
    name: 'MeasureMatrixRow',
    description: 'Where a State stands on a day, by kind of measure.',
    fields: {
      state: { type: required(outputType(schema, 'Actor')), description: 'The State.' },
      on: onDay,
      cells: { type: listOf(cell), description: 'One for each kind of measure asked for, in the order of the code list.' },
    },
  });
  return {
    measureMatrix: {
      type: required(connectionType('MeasureMatrix', row, 'States with where they stand, by kind of measure')),
      description:
        'States by kind of measure, on the day of the moment asked for (today, without `at`), in order of name. What is not reported, absent, adopted and deployed is kept apart.',
      args: {
        ...pageArguments,
        ...statesArguments,
        measureKinds: { type: many(MeasureKindEnum), description: 'Only these kinds of measure; all, if left out.' },
        scopes: {
          type: many(schema.getType('TargetScope') as GraphQLEnumType),
          description: 'Only measures of these scopes; those whose scope is not on record too, if left out.',
        },
        rule: ruleArgument(measureStanding.versions),
      },
      resolve: async (
        root: QueryRoot | undefined,
        { measureKinds, scopes, rule: asked, ...states }: Arguments,
        { viewer: { keys } }: RequestContext,
      ) => {
        const rule = measureStanding.version(asked);
        const moment = pointInTimeAt(root);
        const on = dayOf(moment);
        const kinds = allMeasureKinds.codes.filter((kind) => measureKinds?.includes(kind) ?? true);
        const found = await listStates(pool, keys, moment, states);
        const shown = found.nodes.map(({ $id }) => $id);
        const filter = { measureKind: kinds, scope: scopes };
        const measures = await recordsOfStates(pool, keys, moment, modules.get('nationalMeasure')!, shown, filter);
        const nodes = found.nodes.map((state): Row => {
          const own = (measures.get(state.$id) ?? []) as Measure[];
          return { state, on, cells: kinds.map((kind) => cellOf(kind, own, on, rule)) };
        });
        return { ...found, nodes };
      },
    },
  };
}

function cellOf(measureKind: MeasureKind, all: readonly Measure[], on: string, rule: Rule): Cell {
  const measures = all.filter((measure) => measure.measureKind === measureKind);
  const status = rule.apply(measures.map(measureStatus));
  return { measureKind, status, measures, deciding: measures.filter((one) => measureStatus(one) === status), on, rule };
}
