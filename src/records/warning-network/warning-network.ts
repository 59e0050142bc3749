import { endOf } from '../../event-sourcing/occurred.js';
import { defineRecord, type DecideContext, type EventOf, type Refusal, refuse } from '../../event-sourcing/record.js';
import { OWN } from '../../event-sourcing/rights.js';
import { joining, leaving, membershipRefusal, membersWithin } from '../shared/membership.js';
import { afterEnd } from '../shared/refusals.js';
import type * as command from './warning-network.commands.js';
import { type NetworkTest, warningNetworkEvents, type WarningNetworkState } from './warning-network.events.js';

interface Commands {
  establishWarningNetwork: command.EstablishWarningNetwork;
  enrolNetworkNode: command.EnrolNetworkNode;
  removeNetworkNode: command.RemoveNetworkNode;
  planNetworkTest: command.PlanNetworkTest;
  recordNetworkTest: command.RecordNetworkTest;
  recordNetworkActivation: command.RecordNetworkActivation;
  retireWarningNetwork: command.RetireWarningNetwork;
}

type Events = readonly EventOf<typeof warningNetworkEvents>[];

export const warningNetwork = defineRecord<WarningNetworkState, Commands>()({
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
  initial: {
    name: [],
    networkKind: 'EMERGENCY_WARNING',
    level: 'NATIONAL',
    operator: '',
    countries: [],
    regions: [],
    themes: [],
    status: 'IN_SERVICE',
    nodes: [],
    tests: [],
    activations: [],
    retiredAt: null,
    retiredReason: null,
  },

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
    establishWarningNetwork: ({ countries = [], regions = [], themes = [], ...rest }) => [
      { type: 'NetworkEstablished', data: { ...rest, countries, regions, themes } },
    ],

    enrolNetworkNode: ({ node }, state, { occurredAt }): Events | Refusal =>
      inService(state, occurredAt) ??
      membershipRefusal(state.nodes, node, occurredAt, true, 'node') ?? [{ type: 'NodeEnrolled', data: { node } }],

    removeNetworkNode: ({ node, reason }, state, { occurredAt }): Events | Refusal =>
      inService(state, occurredAt) ??
      membershipRefusal(state.nodes, node, occurredAt, false, 'node') ?? [{ type: 'NodeRemoved', data: { node, reason } }],

    planNetworkTest: ({ plannedFor }, state, { occurredAt }) =>
      inService(state, occurredAt) ?? [{ type: 'NetworkTestPlanned', data: { plannedFor } }],

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

    recordNetworkActivation: ({ use, alerted }, state, context): Events | Refusal =>
      inService(state, context.occurredAt) ??
      atMost('alerted', alerted, 'nodes enrolled at that time', nodesThen(state, context)) ?? [
        { type: 'NetworkActivated', data: { use, alerted } },
      ],

    retireWarningNetwork: ({ reason }, state, { now }) => inService(state, now) ?? [{ type: 'NetworkRetired', data: { reason } }],
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
