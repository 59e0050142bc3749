import { type EventOf } from '../../event-sourcing/record.js';
import {
  code,
  codes,
  command,
  count,
  creates,
  day,
  event,
  eventId,
  group,
  instant,
  listOf,
  localized,
  nested,
  nullable,
  optional,
  reference,
  text,
  type ValueOf,
} from '../../fields/index.js';
import { country, membership, region, theme } from '../shared/fields.js';

const warningNetworkKinds = codes('WarningNetworkKind', 'What a network is for.', ['COMMUNICATION', 'EMERGENCY_WARNING']);
const warningNetworkLevels = codes('WarningNetworkLevel', 'Where a network is set up.', [
  'LOCAL',
  'NATIONAL',
  'REGIONAL',
  'INTERNATIONAL',
]);
const warningNetworkUses = codes('WarningNetworkUse', 'Whether a network was used for practice or in earnest.', [
  'EXERCISE',
  'ACTUAL',
]);
const warningNetworkStatuses = codes('WarningNetworkStatus', 'Whether a network is in service.', ['IN_SERVICE', 'RETIRED']);

const node = reference('actor', 'The actor.');
const plannedFor = day('The day for which it is planned.');
const test = eventId('test', 'The planned test: id of the event that planned it; left out for a test without notice.');
const reached = count('How many nodes were reached.');
const acknowledged = count('How many of these acknowledged.');
const seconds = count('Seconds from the call to the last acknowledgement counted, or to the end of the test where none came.');
const reason = text('Why.');
const established = {
  name: localized('Its name.'),
  purpose: optional(localized('What it is for.')),
  networkKind: code(warningNetworkKinds, 'What kind of network it is.'),
  level: code(warningNetworkLevels, 'Where it is set up.'),
  operator: reference('actor', 'Who runs it.'),
  partnership: optional(reference('partnership', 'The partnership that it belongs to.')),
  countries: listOf(country('Countries that it serves, ISO 3166-1 alpha-2: `KE`.')),
  regions: listOf(region('Regions that it serves: UN M49 codes (`035`) and groups of our own (`X-SEE`).')),
  themes: listOf(theme('Challenges, conclusions and threats that it answers.')),
};
const removed = {
  node,
  reason: optional(reason),
};
const activated = {
  use: code(warningNetworkUses, 'For practice or in earnest.'),
  alerted: count('How many nodes were alerted.'),
};
const networkTestResult = group('NetworkTestResult', 'What came of a test: counts and seconds alone.', {
  held: instant('When it was held.'),
  nodes: count('How many nodes were called: all that the network was known to have.'),
  reached: count('How many were reached.'),
  acknowledged,
  seconds: count('Seconds from the call to the last acknowledgement, or to the end of the test where none came.'),
});
const networkTest = group('NetworkTest', 'A test of a network, planned or held.', {
  id: eventId('event', 'Id of the event that planned it, or else of the one that reported it.'),
  plannedFor: nullable(day('The day for which it was planned; null for one without notice.')),
  result: nullable(nested(networkTestResult, 'What came of it; null while it is not reported held.')),
});
export type NetworkTest = ValueOf<typeof networkTest.fields>;
const networkActivation = group('NetworkActivation', 'A use of a network.', {
  at: instant('When it was.'),
  ...activated,
});

export const warningNetworkFields = {
  ...established,
  status: code(warningNetworkStatuses, 'Whether it is in service.'),
  nodes: listOf(nested(membership, 'Its nodes, present and past, in order of enrolment.')),
  tests: listOf(nested(networkTest, 'Its tests, planned and held.')),
  activations: listOf(nested(networkActivation, 'When it was used, oldest first.')),
  retiredAt: nullable(instant('When it went out of service.')),
  retiredReason: nullable(text('Why it is out of service.')),
};
export type WarningNetworkState = ValueOf<typeof warningNetworkFields>;

export const warningNetworkEvents = {
  NetworkEstablished: event(
    'A network for communication or emergency warning is in service.',
    '{it} ({networkKind}, {level}), run by {operator}, was put into service',
    established,
  ),
  NodeEnrolled: event('An actor is a node of the network.', '{node} became a node of {it}', { node }),
  NodeRemoved: event('An actor is a node of the network no longer.', '{node} ceased to be a node of {it}[: {reason}]', removed),
  NetworkTestPlanned: event(
    'A test is planned. The id of this event names the test.',
    'a test of {it} was planned for {plannedFor}',
    { plannedFor },
  ),
  NetworkTestHeld: event(
    'A test was held: counts and seconds alone, never what was said. `nodes` is how many nodes the network was known to have then.',
    'a test of {it} was held: {reached} of {nodes} nodes were reached and {acknowledged} acknowledged, in {seconds} seconds',
    { test: optional(test), nodes: count('How many nodes the network had then.', { min: 1 }), reached, acknowledged, seconds },
    {
      checks: [
        ['reached', 'reached is at most nodes', (held) => held.reached <= held.nodes],
        ['acknowledged', 'acknowledged is at most reached', (held) => held.acknowledged <= held.reached],
      ],
    },
  ),
  NetworkActivated: event(
    'The network was used, in an exercise or in earnest: how many nodes were alerted, never of what.',
    '{it} was used ({use}); {alerted} nodes were alerted',
    activated,
  ),
  NetworkRetired: event('The network is out of service for good.', '{it} was taken out of service: {reason}', { reason }),
};
export type WarningNetworkEvent = EventOf<typeof warningNetworkEvents>;

export const warningNetworkCommands = {
  establishWarningNetwork: creates('Records that a network for communication or emergency warning is in service.', established),
  enrolNetworkNode: command('Records that an actor is a node of the network.', { node }),
  removeNetworkNode: command('Records that an actor is a node of the network no longer.', removed),
  planNetworkTest: command('Plans a test of the network.', { plannedFor }),
  recordNetworkTest: command(
    'Records that a test was held: counts and seconds alone. All nodes that the network had then count as called.',
    { test: optional(test), reached, acknowledged, seconds },
  ),
  recordNetworkActivation: command(
    'Records that the network was used, in an exercise or in earnest: how many nodes were alerted, never of what.',
    activated,
  ),
  retireWarningNetwork: command('Takes the network out of service for good.', { reason }),
};
