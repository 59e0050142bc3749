import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { given, id } from '../../../test/support/given.js';
import { presentMembers } from '../shared/membership.js';
import { type WarningNetworkEvent } from './warning-network.fields.js';
import { warningNetwork } from './warning-network.js';
import { lastResult, nextTest, unproven } from './warning-network.js';

const name = [{ language: 'en', text: 'Stadium alert line' }];
const terms = { name, networkKind: 'EMERGENCY_WARNING', level: 'NATIONAL', operator: id('Ministry') } as const;
const established: WarningNetworkEvent = {
  type: 'NetworkEstablished',
  data: { ...terms, countries: ['FR'], regions: [], themes: ['CO-04'] },
};
const enrolled = (node: string): WarningNetworkEvent => ({ type: 'NodeEnrolled', data: { node: id(node) } });
const removed = (node: string): WarningNetworkEvent => ({ type: 'NodeRemoved', data: { node: id(node) } });
const planned: WarningNetworkEvent = { type: 'NetworkTestPlanned', data: { plannedFor: '2021-06-01' } };
const held = (counts: object = {}): WarningNetworkEvent => ({
  type: 'NetworkTestHeld',
  data: { nodes: 2, reached: 2, acknowledged: 1, seconds: 90, ...counts },
});
const retired: WarningNetworkEvent = { type: 'NetworkRetired', data: { reason: 'merged' } };
/** Established on 2 January 2021, with its nodes enrolled on the two days after. */
const running = [established, enrolled('Police'), enrolled('Arena')];
const EVENTS = [...running, removed('Arena'), planned, held(), retired].concat({
  type: 'NetworkActivated',
  data: { use: 'EXERCISE', alerted: 1 },
});
const COMMANDS: readonly (readonly [name: string, command: object])[] = [
  ['enrolNetworkNode', { node: id('Metro') }],
  ['removeNetworkNode', { node: id('Arena') }],
  ['planNetworkTest', { plannedFor: '2022-06-01' }],
  ['recordNetworkTest', { reached: 1, acknowledged: 1, seconds: 10 }],
  ['recordNetworkActivation', { use: 'ACTUAL', alerted: 1 }],
];

describe('a warning network', () => {
  it('is established by its operator for what it serves', () => {
    given(warningNetwork, [])
      .when('establishWarningNetwork', { ...terms, countries: ['FR'], themes: ['CO-04'] })
      .then([established]);
  });

  it('enrols an actor once and removes nodes alone', () => {
    const record = given(warningNetwork, running);
    record.when('enrolNetworkNode', { node: id('Metro') }).then([enrolled('Metro')]);
    record.when('enrolNetworkNode', { node: id('Arena') }).refused('ALREADY_MEMBER');
    record
      .when('removeNetworkNode', { node: id('Arena'), reason: 'closed' })
      .then([{ type: 'NodeRemoved', data: { node: id('Arena'), reason: 'closed' } }]);
    record.when('removeNetworkNode', { node: id('Metro') }).refused('NOT_A_MEMBER');
  });

  it('keeps who was a node and when, and takes late reports of a time when it was none', () => {
    const record = given(warningNetwork, [...running, removed('Arena')]);
    expect(record.state.nodes).toEqual([
      { actor: id('Police'), joined: '2021-01-02T00:00:00.000Z', left: null },
      { actor: id('Arena'), joined: '2021-01-03T00:00:00.000Z', left: '2021-01-04T00:00:00.000Z' },
    ]);
    record.when('enrolNetworkNode', { node: id('Arena') }).then([enrolled('Arena')]);
    record.when('enrolNetworkNode', { node: id('Arena') }, { occurredAt: '2021-01-03' }).refused('ALREADY_MEMBER');
  });

  it('holds a test as planned, once', () => {
    const record = given(warningNetwork, [...running, planned]);
    given(warningNetwork, running).when('planNetworkTest', { plannedFor: '2021-06-01' }).then([planned]);
    const test = record.state.tests[0]!.id;
    const counts = { test, reached: 2, acknowledged: 1, seconds: 90 };
    record.when('recordNetworkTest', counts).then([held({ test })]);
    record.when('recordNetworkTest', { ...counts, test: id('none') }).refused('UNKNOWN_TEST');
    const after = given(warningNetwork, [...running, planned, held({ test })]);
    expect(after.state.tests).toEqual([
      {
        id: test,
        plannedFor: '2021-06-01',
        result: { held: '2021-01-05T00:00:00.000Z', nodes: 2, reached: 2, acknowledged: 1, seconds: 90 },
      },
    ]);
    after.when('recordNetworkTest', counts).refused('TEST_HELD');
  });

  it('joins plan and test where the test is known to have come before its plan was recorded', () => {
    const plan = { ...planned, on: '2021-03-01' };
    const test = given(warningNetwork, [...running, plan]).state.tests[0]!.id;
    const { state } = given(warningNetwork, [...running, plan, { ...held({ test }), on: '2021-02-01' }]);
    expect(state.tests).toMatchObject([{ id: test, plannedFor: '2021-06-01', result: { reached: 2 } }]);
  });

  it('counts no more answers than calls that reached, and no more of these than nodes at that time', () => {
    const record = given(warningNetwork, running);
    const test = (counts: object, when = {}) =>
      record.when('recordNetworkTest', { reached: 2, acknowledged: 1, seconds: 90, ...counts }, when);
    test({}).then([held()]);
    expect(test({ reached: 3 }).refused('COUNT_TOO_LARGE')).toMatchObject({ field: 'reached', value: '3' });
    expect(test({ acknowledged: 3 }).refused('COUNT_TOO_LARGE')).toMatchObject({ field: 'acknowledged' });
    test({}, { occurredAt: '2021-01-02' }).refused('COUNT_TOO_LARGE');
    test({ reached: 1 }, { occurredAt: '2021-01-02' }).then([held({ nodes: 1, reached: 1 })]);
    test({}, { occurredAt: '2021' }).then([held()]);
    test({}, { occurredAt: '2021-01-01' }).refused('NO_NODES');
  });

  it('is not corrected to more answers than calls that reached', () => {
    const record = given(warningNetwork, [...running, held()]);
    const eventId = lastTestId(record.state);
    const correct = (field: string, value: number) => record.when('correctRecord', { eventId, field, value, reason: 'typo' });
    correct('reached', 3).refused('INVALID_CORRECTION');
    correct('acknowledged', 3).refused('INVALID_CORRECTION');
    expect(correct('acknowledged', 2).outcome).toMatchObject([{ type: 'RecordCorrected', data: { value: 2 } }]);
  });

  it('says how many nodes were alerted when it was used, and no more than it has', () => {
    const record = given(warningNetwork, running);
    record
      .when('recordNetworkActivation', { use: 'ACTUAL', alerted: 2 })
      .then([{ type: 'NetworkActivated', data: { use: 'ACTUAL', alerted: 2 } }]);
    record.when('recordNetworkActivation', { use: 'EXERCISE', alerted: 3 }).refused('COUNT_TOO_LARGE');
  });

  it('takes no change once retired, but late reports of the time before', () => {
    given(warningNetwork, running).when('retireWarningNetwork', { reason: 'merged' }).then([retired]);
    const record = given(warningNetwork, [...running, { ...retired, on: '2021-03-01' }]);
    expect(record.state).toMatchObject({ status: 'RETIRED', retiredAt: '2021-03-01T00:00:00.000Z', retiredReason: 'merged' });
    record.when('retireWarningNetwork', { reason: 'again' }).refused('WRONG_STATUS');
    for (const [command, input] of COMMANDS) {
      record.when(command, input).refused('WRONG_STATUS');
      expect(record.when(command, input, { occurredAt: '2021-02-01' }).outcome).toHaveLength(1);
    }
  });

  it('shows the last test, the next one, and how many nodes the last one does not prove', () => {
    expect(unproven(given(warningNetwork, running).state)).toBe(2);
    const { state } = given(warningNetwork, [
      ...running,
      { ...held({ acknowledged: 2 }), on: '2021-05-01' },
      { ...held({ acknowledged: 1 }), on: '2021-04-01' },
      planned,
      { ...enrolled('Metro'), on: '2021-05-02' },
    ]);
    expect(lastResult(state)).toMatchObject({ held: '2021-05-01T00:00:00.000Z', acknowledged: 2 });
    expect(nextTest(state)).toBe('2021-06-01');
    expect(unproven(state)).toBe(1);
  });

  it('never has a node twice nor fails to fold, in whatever order reports come', () => {
    const day = fc.integer({ min: 10, max: 28 }).map((n) => `2021-02-${n}`);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...EVENTS.slice(1)), day), { maxLength: 12 }), (told) => {
        const events = [{ ...established, on: '2021-02-01' }, ...told.map(([one, on]) => ({ ...one, on }))];
        const record = given(warningNetwork, events);
        const nodes = presentMembers(record.state.nodes);
        expect(new Set(nodes).size).toBe(nodes.length);
        expect(unproven(record.state)).toBeLessThanOrEqual(nodes.length);
        for (const [command, input] of COMMANDS) expect(record.when(command, input).outcome).toBeDefined();
      }),
    );
  });
});

function lastTestId({ tests }: { readonly tests: readonly { readonly id: string }[] }): string {
  return tests.at(-1)!.id;
}
