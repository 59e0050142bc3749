import { presentMembers } from '../records/shared/membership.js';
import { type WarningNetworkState } from '../records/warning-network/warning-network.fields.js';
import { lastResult, unproven } from '../records/warning-network/warning-network.js';
import { addDays } from '../event-sourcing/occurred.js';
import { type RecordRule } from './record-rule.js';

/** Whether a network is shown to reach its nodes, at a moment; never recorded. */
export type Readiness = 'RETIRED' | 'WITHOUT_NODES' | 'UNTESTED' | 'TEST_OVERDUE' | 'UNPROVEN' | 'READY';

const NODES = ['NodeEnrolled', 'NodeRemoved'];
/** Events that a readiness rests on. */
const DECIDING: Readonly<Record<Readiness, readonly string[]>> = {
  RETIRED: ['NetworkRetired'],
  WITHOUT_NODES: ['NetworkEstablished', ...NODES],
  UNTESTED: ['NetworkEstablished', ...NODES],
  TEST_OVERDUE: ['NetworkTestHeld'],
  UNPROVEN: ['NetworkTestHeld', ...NODES],
  READY: ['NetworkTestHeld', ...NODES],
};

type Network = Pick<WarningNetworkState, 'status' | 'nodes' | 'tests'>;

/**
 * warning-network-readiness/1. A network out of service is retired; one in service may have no nodes, or have had no test. Otherwise its test is overdue
 * where the last one is more than `within` days ago; it is unproven where that test does not show every present node to answer, and else ready.
 * @param on the day for which it is asked, `2021-01-27`
 */
export function readinessOf(network: Network, on: string, within: number): Readiness {
  if (network.status === 'RETIRED') return 'RETIRED';
  if (presentMembers(network.nodes).length === 0) return 'WITHOUT_NODES';
  const last = lastResult(network);
  if (!last) return 'UNTESTED';
  if (last.held.slice(0, 10) < addDays(on, -within)) return 'TEST_OVERDUE';
  return unproven(network) > 0 ? 'UNPROVEN' : 'READY';
}

/** The filter on columns of the networks' table that finds what `readinessOf` calls by this name; without a name, all that are in service. */
function filterOf(readiness: Readiness | null | undefined, on: string, within: number): Record<string, unknown> {
  const [inService, withNodes] = [{ status: ['IN_SERVICE'] }, { status: ['IN_SERVICE'], nodeCount: { from: 1 } }];
  const since = addDays(on, -within);
  switch (readiness) {
    case 'RETIRED':
      return { status: ['RETIRED'] };
    case 'WITHOUT_NODES':
      return { ...inService, nodeCount: { to: 0 } };
    case 'UNTESTED':
      return { ...withNodes, lastTest: { missing: true } };
    case 'TEST_OVERDUE':
      return { ...withNodes, lastTest: { to: addDays(since, -1) } };
    case 'UNPROVEN':
      return { ...withNodes, lastTest: { from: since }, unproven: { from: 1 } };
    case 'READY':
      return { ...withNodes, lastTest: { from: since }, unproven: { to: 0 } };
    default:
      return inService;
  }
}

export const networkReadiness: RecordRule<WarningNetworkState, Readiness, { readonly within: number }> = {
  name: 'warning-network-readiness/1',
  description: 'Whether a recent test shows every node of a network to answer.',
  thresholds: ['NETWORK_TEST_DAYS'],
  of: (network, on, { within }) => readinessOf(network, on, within),
  filter: (readiness, on, { within }) => filterOf(readiness, on, within),
  deciding: DECIDING,
};
