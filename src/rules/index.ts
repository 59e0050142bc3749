import { CLOCK_RULE, REMINDER_RULE } from '../records/assessment-visit/assessment-visit.clocks.js';
import { COVERAGE_RULE } from '../records/assistance-need/assistance-need.coverage.js';
import { commitmentStanding } from './commitment-standing.js';
import { cooperationStatus } from './cooperation-status.js';
import { guidanceStanding } from './guidance-standing.js';
import { humanRightsAlignment } from './human-rights-alignment.js';
import { measureStanding } from './measure-standing.js';
import { mechanismStanding } from './mechanism-standing.js';
import { programmeStanding } from './programme-standing.js';
import { recommendationStanding } from './recommendation-standing.js';
import { type RuleInfo } from './status-rule.js';
import { trendStanding } from './trend-standing.js';
import { visitStanding } from './visit-standing.js';
import { networkReadiness } from './warning-network-readiness.js';

/** Rules by which kinds of record draw their own rows, so that lists can be filtered by what they say: they stay with the kind, and cannot be asked by version. */
const OF_RECORDS: readonly RuleInfo[] = [
  { name: COVERAGE_RULE, description: 'How far a need is covered by matches that both sides accepted.', thresholds: [] },
  {
    name: CLOCK_RULE,
    description: 'How far the time for a State’s observations on a draft report, and for its response to a report, has run.',
    thresholds: [],
  },
  { name: REMINDER_RULE, description: 'On which days a reminder of these times is issued.', thresholds: [] },
];

/** Every rule of statuses, each in its versions: docs/status-rules.md says them in words. */
export const statusRules: readonly (readonly [RuleInfo, ...RuleInfo[]])[] = [
  [commitmentStanding],
  cooperationStatus.versions,
  [guidanceStanding],
  humanRightsAlignment.versions,
  measureStanding.versions,
  mechanismStanding.versions,
  [programmeStanding],
  [recommendationStanding],
  [trendStanding],
  [visitStanding],
  [networkReadiness],
  ...OF_RECORDS.map((rule) => [rule] as const),
];
