import { type Sentences } from '../../event-sourcing/sentence.js';
import { type ruleThresholdEvents } from './rule-threshold.events.js';

/** How a history of this kind is told. */
export const ruleThresholdSentences: Sentences<typeof ruleThresholdEvents> = {
  it: 'the threshold {threshold}',
  events: {
    RuleThresholdSet: '{it} of the status rules was set to {value}: {reason}',
  },
};
