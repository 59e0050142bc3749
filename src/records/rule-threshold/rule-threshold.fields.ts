import { z } from 'zod';
import { type EventOf } from '../../event-sourcing/record.js';
import { code, codes, count, creates, event, text, type ValueOf } from '../../fields/index.js';

/** Numbers that the rules of statuses ask for: what they are where nothing is set, and between which bounds they may be set. */
export const THRESHOLDS = {
  COOPERATION_ACTIVE_MONTHS: {
    value: 12,
    min: 1,
    max: 120,
    description: 'For how many months an activity, meeting, exchange or disbursement makes cooperation active.',
  },
  COMMITMENT_DUE_DAYS: {
    value: 30,
    min: 0,
    max: 3_660,
    description: 'How many days before its due day a commitment counts as due.',
  },
  ACTION_DUE_DAYS: {
    value: 30,
    min: 0,
    max: 3_660,
    description: 'How many days before its day an action towards a recommendation counts as due.',
  },
  TREND_ASSESSMENT_DAYS: {
    value: 365,
    min: 1,
    max: 3_660,
    description: 'For how many days the assessment of a trend in threats counts.',
  },
  NETWORK_TEST_DAYS: { value: 365, min: 1, max: 3_660, description: 'For how many days the test of a warning network counts.' },
} as const;
export type Threshold = keyof typeof THRESHOLDS;
export const THRESHOLD_NAMES = Object.keys(THRESHOLDS) as Threshold[];

const ruleThresholdNames = codes('RuleThresholdName', 'A number that the rules of statuses ask for.', THRESHOLD_NAMES);

const set = {
  threshold: code(ruleThresholdNames, 'Which number.'),
  value: { ...count('The number, between its bounds.'), stored: z.int() },
  reason: text('Why.'),
};

export const ruleThresholdFields = set;
export type RuleThresholdState = ValueOf<typeof ruleThresholdFields>;

export const ruleThresholdEvents = {
  RuleThresholdSet: event(
    'From here on the rules of statuses reckon with this number, in place of the one set before.',
    '{it} of the status rules was set to {value}: {reason}',
    set,
    {
      checks: [
        [
          'value',
          'value is between the bounds of the threshold',
          ({ threshold, value }) => value >= THRESHOLDS[threshold].min && value <= THRESHOLDS[threshold].max,
        ],
      ],
    },
  ),
};
export type RuleThresholdEvent = EventOf<typeof ruleThresholdEvents>;

export const ruleThresholdCommands = {
  setRuleThreshold: creates(
    'Sets a number that the rules of statuses reckon with from a moment on, for administrators and coordinators. Its label is CLEAR: the rules are the same for all.',
    set,
  ),
};
