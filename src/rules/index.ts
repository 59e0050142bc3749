import { commitmentStanding } from './commitment-standing.js';
import { cooperationStatus } from './cooperation-status.js';
import { guidanceStanding } from './guidance-standing.js';
import { humanRightsAlignment } from './human-rights-alignment.js';
import { measureStanding } from './measure-standing.js';
import { type RuleInfo } from './status-rule.js';
import { networkReadiness } from './warning-network-readiness.js';

/** Every rule of statuses, each in its versions: docs/status-rules.md says them in words. */
export const statusRules: readonly (readonly [RuleInfo, ...RuleInfo[]])[] = [
  [commitmentStanding],
  cooperationStatus.versions,
  [guidanceStanding],
  humanRightsAlignment.versions,
  measureStanding.versions,
  [networkReadiness],
];
