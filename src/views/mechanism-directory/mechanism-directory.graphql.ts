import { GraphQLBoolean, GraphQLInt, GraphQLObjectType, type GraphQLSchema } from 'graphql';
import { outputType } from '../../graphql/objects/computed.js';
import { dayOf, type RecordRow, type RequestContext } from '../../graphql/request-context.js';
import { Day } from '../../graphql/scalars.js';
import { pointInTimeAt, type QueryRoot } from '../../graphql/schema/record-queries.js';
import { type Services } from '../../graphql/schema/services.js';
import { type AnyField, connectionType, listOf, pageArguments, required } from '../../graphql/schema/shared-types.js';
import { type CoordinationMechanismState } from '../../records/coordination-mechanism/coordination-mechanism.fields.js';
import { lastMet } from '../../records/coordination-mechanism/coordination-mechanism.js';
import { themesArgument } from '../shared/arguments.js';
import { daysSince } from '../shared/days.js';
import { type VisibleSql } from '../shared/visible-sql.js';
import { listStates, recordsOfStates, type StatesArguments, statesArguments } from '../shared/states.js';
import { onDay, ruleEnum, ruleFields } from '../shared/rule-fields.js';
import { DECIDING, type MechanismStanding, mechanismStanding } from '../../rules/mechanism-standing.js';

type Mechanism = RecordRow & CoordinationMechanismState;

interface Row {
  readonly state: RecordRow;
  readonly on: string;
  readonly mechanisms: readonly Mechanism[];
  readonly established: readonly Mechanism[];
  readonly standing: MechanismStanding;
}

interface Arguments extends StatesArguments {
  readonly standing?: MechanismStanding | null;
  readonly themes?: readonly string[] | null;
}

/** `Query.mechanismDirectory`. */
export function mechanismDirectoryQueries(schema: GraphQLSchema, services: Services): Record<string, AnyField> {
  const { pool, modules } = services;
  const [rule] = mechanismStanding.versions;
  const StandingEnum = ruleEnum<MechanismStanding>(
    'MechanismStanding',
    `Whether agencies of a State coordinate in a mechanism, by the rule \`${rule.name}\`.`,
    {
      ESTABLISHED: 'In one, at least, that was established and not dissolved.',
      DISSOLVED: 'In none any more: each that is on record was dissolved.',
      NOT_REPORTED: 'No mechanism is on record, which is no “no”.',
    },
  );
  const row = new GraphQLObjectType<Row, RequestContext>({
    name: 'MechanismDirectoryRow',
    description: 'How the agencies of a State coordinate on a day, as far as you may see it, and why.',
    fields: {
      state: { type: required(outputType(schema, 'Actor')), description: 'The State.' },
      on: onDay,
      standing: { type: required(StandingEnum), description: 'Whether there is a mechanism.' },
      mechanisms: {
        type: listOf(outputType(schema, 'CoordinationMechanism')),
        description: 'Its mechanisms, with who leads them, who is a member, and their chain of command; dissolved ones too.',
      },
      chainOfCommandDefined: {
        type: GraphQLBoolean,
        description:
          'Whether the chain of command of one that is established is set out; null where none is, or none is reported.',
        resolve: ({ established }) =>
          established.length === 0 ? null : established.some(({ chainOfCommand }) => chainOfCommand.length > 0),
      },
      lastMet: {
        type: Day,
        description:
          'The day on which one of them last met; null where no meeting is on record, which does not say that there was none.',
        resolve: ({ mechanisms }) => lastOf(mechanisms),
      },
      daysSinceMet: {
        type: GraphQLInt,
        description: 'Days since then.',
        resolve: ({ mechanisms, on }) => daysSince(lastOf(mechanisms), on),
      },
      ...ruleFields(schema, services, rule.name, ({ mechanisms, established, standing }: Row) => ({
        records: standing === 'ESTABLISHED' ? established : mechanisms,
        types: DECIDING[standing],
      })),
    },
  });
  return {
    mechanismDirectory: {
      type: required(connectionType('MechanismDirectory', row, 'States with their mechanisms of coordination')),
      description:
        'States with the mechanisms in which their agencies coordinate, on the day of the moment asked for (today, without `at`), in order of name. What is not reported is kept apart from what was dissolved.',
      args: {
        ...pageArguments,
        ...statesArguments,
        standing: { type: StandingEnum, description: 'Only States that stand like this.' },
        themes: { ...themesArgument, description: 'Only mechanisms that answer one of these themes.' },
      },
      resolve: async (
        root: QueryRoot | undefined,
        { standing, themes, ...states }: Arguments,
        { viewer: { keys } }: RequestContext,
      ) => {
        const moment = pointInTimeAt(root);
        const on = dayOf(moment);
        const module = modules.get('coordinationMechanism')!;
        const found = await listStates(pool, keys, moment, states, (visible) =>
          standing ? [stands(visible, standing, themes)] : [],
        );
        const shown = found.nodes.map(({ $id }) => $id);
        const all = await recordsOfStates(pool, keys, moment, module, shown, { themes });
        const nodes = found.nodes.map((state): Row => {
          const mechanisms = (all.get(state.$id) ?? []) as Mechanism[];
          const established = mechanisms.filter(({ status }) => status === 'ESTABLISHED');
          return { state, on, mechanisms, established, standing: rule.apply(mechanisms) };
        });
        return { ...found, nodes };
      },
    },
  };
}

function lastOf(mechanisms: readonly Mechanism[]): string | undefined {
  return mechanisms
    .flatMap((one) => lastMet(one) ?? [])
    .sort()
    .at(-1);
}

/** SQL: the State `s` stands like this by what the viewer may see, as `standingOf` says. */
function stands(visible: VisibleSql, standing: MechanismStanding, themes: readonly string[] | null | undefined): string {
  const among = themes ? ` and r.themes && ${visible.value(themes, 'text[]')}` : '';
  const has = (more = '') =>
    `s.id in (select o.id from rm.coordination_mechanism r ${visible.actor('o', 'r.state')}
      where o.id is not null and ${visible.sees('coordinationMechanism', 'r')}${among}${more})`;
  const established = has(" and r.status = 'ESTABLISHED'");
  switch (standing) {
    case 'ESTABLISHED':
      return established;
    case 'DISSOLVED':
      return `${has()} and not ${established}`;
    case 'NOT_REPORTED':
      return `not ${has()}`;
  }
}
