import { code, type Columns, number } from '../../event-sourcing/projections/record-table.js';
import { type RuleThresholdState } from './rule-threshold.events.js';

/** What settings of thresholds are filtered and ordered by. */
export const ruleThresholdColumns: Columns<RuleThresholdState> = {
  threshold: code('Which number.', (state) => state.threshold, 'RuleThresholdName'),
  value: number('The number.', (state) => state.value),
};
