import {
  code,
  codes,
  type Columns,
  day,
  number,
  plainDay,
  reference,
  references,
  text,
} from '../../event-sourcing/projections/record-table.js';
import { presentMembers } from '../shared/membership.js';
import { lastDay } from '../shared/days.js';
import { type NetworkTest, type WarningNetworkState } from './warning-network.events.js';

type Result = NonNullable<NetworkTest['result']>;

/** What networks are filtered and ordered by. */
export const warningNetworkColumns: Columns<WarningNetworkState> = {
  name: text('Its name in the language in which it was said.', (state) => state.name[0]?.text),
  networkKind: code('What kind of network it is.', (state) => state.networkKind, 'WarningNetworkKind'),
  level: code('Where it is set up.', (state) => state.level, 'WarningNetworkLevel'),
  status: code('Whether it is in service.', (state) => state.status, 'WarningNetworkStatus'),
  operator: reference('actor', 'Who runs it.', (state) => state.operator),
  partnership: reference('partnership', 'The partnership that it belongs to.', (state) => state.partnership),
  nodes: references('actor', 'Its nodes.', (state) => presentMembers(state.nodes)),
  countries: codes('Countries that it serves.', (state) => state.countries),
  regions: codes('Regions that it serves.', (state) => state.regions),
  themes: codes('Challenges, conclusions and threats that it answers.', (state) => state.themes),
  nodeCount: number('How many nodes it has.', (state) => presentMembers(state.nodes).length),
  lastTest: day('The day of the last test held.', (state) => lastResult(state)?.held.slice(0, 10)),
  lastUse: plainDay('The day on which it was tested or activated last.', (state) =>
    lastDay([lastResult(state)?.held, ...state.activations.map(({ at }) => at)]),
  ),
  nextTest: day('The day of the earliest planned test that is not reported held.', nextTest),
  unproven: number('How many nodes the last test does not show to answer.', unproven),
};

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
