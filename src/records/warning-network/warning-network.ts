import { lastDay } from '../shared/days.js';
import { day, plainDay, references } from '../../event-sourcing/projections/record-table.js';
import { blank, computed, count, type InputsOf, recordKind, says } from '../../fields/index.js';
import { endOf } from '../../event-sourcing/occurred.js';
import { defineRecord, type DecideContext, type EventOf, type Refusal, refuse } from '../../event-sourcing/record.js';
import { OWN } from '../../event-sourcing/rights.js';
import { joining, leaving, membershipRefusal, membersWithin, presentMembers } from '../shared/membership.js';
import { afterEnd } from '../shared/refusals.js';
import {
  type NetworkTest,
  warningNetworkEvents,
  type WarningNetworkState,
  warningNetworkCommands,
  warningNetworkFields,
} from './warning-network.fields.js';

type Events = readonly EventOf<typeof warningNetworkEvents>[];

export const warningNetwork = defineRecord<WarningNetworkState, InputsOf<typeof warningNetworkCommands>>()({
  kind: 'warningNetwork',
  events: warningNetworkEvents,
  rights: {
    relations: { owner: ({ operator }) => [operator], named: (_state, _id, { node }) => [node as string] },
    commands: {
      establishWarningNetwork: OWN,
      enrolNetworkNode: OWN,
      removeNetworkNode: ['named', 'owner', 'coordinator'],
      planNetworkTest: OWN,
      recordNetworkTest: OWN,
      recordNetworkActivation: OWN,
      retireWarningNetwork: OWN,
    },
  },
  initial: blank(warningNetworkFields),

  evolve: {
    NetworkEstablished: (state, established) => ({ ...state, ...established }),
    NodeEnrolled: (state, { node }, { occurredAt }) => ({
      ...state,
      nodes: joining(state.nodes, { actor: node, joined: occurredAt }),
    }),
    NodeRemoved: (state, { node }, { occurredAt }) => ({ ...state, nodes: leaving(state.nodes, node, occurredAt) }),
    NetworkTestPlanned: (state, { plannedFor }, { id }) => withTest(state, { id, plannedFor }),
    NetworkTestHeld: (state, { test, ...counts }, { id, occurredAt }) =>
      withTest(state, { id: test ?? id, result: { held: occurredAt, ...counts } }),
    NetworkActivated: (state, { use, alerted }, { occurredAt }) => ({
      ...state,
      activations: [...state.activations, { at: occurredAt, use, alerted }],
    }),
    NetworkRetired: (state, { reason }, { occurredAt }) => ({
      ...state,
      status: 'RETIRED',
      retiredAt: occurredAt,
      retiredReason: reason,
    }),
  },

  decide: {
    establishWarningNetwork: says(warningNetworkEvents, 'NetworkEstablished'),
    enrolNetworkNode: says(
      warningNetworkEvents,
      'NodeEnrolled',
      ({ node }, state, { occurredAt }) =>
        inService(state, occurredAt) ?? membershipRefusal(state.nodes, node, occurredAt, true, 'node'),
    ),
    removeNetworkNode: says(
      warningNetworkEvents,
      'NodeRemoved',
      ({ node }, state, { occurredAt }) =>
        inService(state, occurredAt) ?? membershipRefusal(state.nodes, node, occurredAt, false, 'node'),
    ),
    planNetworkTest: says(warningNetworkEvents, 'NetworkTestPlanned', (_command, state, { occurredAt }) =>
      inService(state, occurredAt),
    ),
    recordNetworkTest: ({ test, reached, acknowledged, seconds }, state, context): Events | Refusal => {
      const nodes = nodesThen(state, context);
      return (
        inService(state, context.occurredAt) ??
        open(state, test) ??
        (nodes === 0
          ? refuse('NO_NODES', 'the network has no nodes at that time', { field: 'occurredAt', value: context.occurredAt })
          : undefined) ??
        atMost('reached', reached, 'nodes enrolled at that time', nodes) ??
        atMost('acknowledged', acknowledged, 'nodes reached', reached) ?? [
          { type: 'NetworkTestHeld', data: { test, nodes, reached, acknowledged, seconds } },
        ]
      );
    },
    recordNetworkActivation: says(
      warningNetworkEvents,
      'NetworkActivated',
      ({ alerted }, state, context) =>
        inService(state, context.occurredAt) ??
        atMost('alerted', alerted, 'nodes enrolled at that time', nodesThen(state, context)),
    ),
    retireWarningNetwork: says(warningNetworkEvents, 'NetworkRetired', (_command, state, { now }) => inService(state, now)),
  },
});

/** The state with a test planned or reported: both name it by the same id, in whatever order they come. */
function withTest(state: WarningNetworkState, test: Partial<NetworkTest> & Pick<NetworkTest, 'id'>): WarningNetworkState {
  const known = state.tests.some(({ id }) => id === test.id);
  const tests = known
    ? state.tests.map((one) => (one.id === test.id ? { ...one, ...test } : one))
    : [...state.tests, { plannedFor: null, result: null, ...test }];
  return { ...state, tests };
}

/** How many nodes the network has at the instant, day, month or year in question, by what is known now. */
function nodesThen({ nodes }: WarningNetworkState, when: Pick<DecideContext, 'occurredAt' | 'precision'>): number {
  return membersWithin(nodes, when.occurredAt, endOf(when)).length;
}

function inService({ status, retiredAt }: WarningNetworkState, occurredAt?: string): Refusal | undefined {
  return afterEnd('network', status, retiredAt, occurredAt);
}

function open({ tests }: WarningNetworkState, test: string | undefined): Refusal | undefined {
  if (test === undefined) return undefined;
  const found = tests.find(({ id }) => id === test);
  if (!found) return refuse('UNKNOWN_TEST', 'there is no such test of this network', { field: 'test', value: test });
  return found.result
    ? refuse('TEST_HELD', 'the test is reported held already', { field: 'test', value: test, rule: 'a test is held once' })
    : undefined;
}

function atMost(field: string, value: number, of: string, most: number): Refusal | undefined {
  return value > most
    ? refuse('COUNT_TOO_LARGE', `there are ${most} ${of}`, { field, value, rule: `${field} is at most the number of ${of}` })
    : undefined;
}

type Result = NonNullable<NetworkTest['result']>;

/** What came of the last test held. */
export function lastResult({ tests }: Pick<WarningNetworkState, 'tests'>): Result | undefined {
  return tests
    .flatMap(({ result }) => result ?? [])
    .reduce<Result | undefined>((last, one) => (last && last.held > one.held ? last : one), undefined);
}

/** The day of the earliest planned test that is not reported held. */
export function nextTest({ tests }: Pick<WarningNetworkState, 'tests'>): string | undefined {
  return tests.flatMap(({ plannedFor, result }) => (plannedFor !== null && result === null ? plannedFor : [])).sort()[0];
}

/**
 * How many of the present nodes the last test does not show to answer: those that did not acknowledge it and those enrolled since. Which did not is not on
 * record, so nodes removed since are taken to have answered. Without a test, all of them.
 */
export function unproven({ nodes, tests }: Pick<WarningNetworkState, 'nodes' | 'tests'>): number {
  const present = presentMembers(nodes);
  const last = lastResult({ tests });
  if (!last) return present.length;
  const since = nodes.filter(({ joined, left }) => left === null && joined > last.held).length;
  return Math.min(present.length, last.nodes - last.acknowledged + since);
}

export const warningNetworkKind = recordKind<WarningNetworkState>({
  definition: warningNetwork,
  description: 'A network for communication or emergency warning between actors.',
  plural: 'warningNetworks',
  it: 'the warning network “{name}”',
  fields: warningNetworkFields,
  commands: warningNetworkCommands,
  computed: {
    nodeCount: computed(count('How many nodes it has.'), (state) => presentMembers(state.nodes).length),
    unproven: computed(
      count(
        'How many of its nodes the last test does not show to answer: those that did not acknowledge it, and those enrolled since.',
      ),
      unproven,
    ),
  },
  filters: [
    'name',
    'networkKind',
    'level',
    'status',
    'operator',
    'partnership',
    'countries',
    'regions',
    'themes',
    'nodeCount',
    'unproven',
  ],
  columns: {
    nodes: references('actor', 'Its nodes.', (state) => presentMembers(state.nodes)),
    lastTest: day('The day of the last test held.', (state) => lastResult(state)?.held.slice(0, 10)),
    lastUse: plainDay('The day on which it was tested or activated last.', (state) =>
      lastDay([lastResult(state)?.held, ...state.activations.map(({ at }) => at)]),
    ),
    nextTest: day('The day of the earliest planned test that is not reported held.', nextTest),
  },
});
