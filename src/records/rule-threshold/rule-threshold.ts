import { blank, type InputsOf, recordKind } from '../../fields/index.js';
import { type Handling } from '../../event-sourcing/envelope.js';
import { defineRecord, type Refusal, refuse } from '../../event-sourcing/record.js';
import { type Rule } from '../../event-sourcing/rights.js';
import {
  ruleThresholdEvents,
  type RuleThresholdState,
  THRESHOLDS,
  ruleThresholdCommands,
  ruleThresholdFields,
} from './rule-threshold.fields.js';

/** Everybody’s answers are made by it, so it is not one organisation’s matter. */
const ADMINISTERED: Rule = ['administrator'];

/** A setting of a threshold: it holds from when it is set until a later one of the same threshold. To take one back is to void it. */
export const ruleThreshold = defineRecord<RuleThresholdState, InputsOf<typeof ruleThresholdCommands>>()({
  kind: 'ruleThreshold',
  events: ruleThresholdEvents,
  rights: {
    relations: {},
    commands: { setRuleThreshold: ADMINISTERED },
    common: {
      changeHandling: ADMINISTERED,
      correctRecord: ADMINISTERED,
      voidRecord: ADMINISTERED,
      attachSource: ADMINISTERED,
    },
  },
  initial: blank(ruleThresholdFields),
  label: (_state, to) => forAll(to),

  evolve: {
    RuleThresholdSet: (_state, set) => set,
  },

  decide: {
    setRuleThreshold: ({ threshold, value, reason }, _state, { handling }) => {
      const { min, max } = THRESHOLDS[threshold];
      if (value < min || value > max)
        return refuse('OUT_OF_BOUNDS', `${threshold} cannot be ${value}`, {
          field: 'value',
          value,
          rule: `value is a whole number from ${min} to ${max}`,
        });
      return forAll(handling) ?? [{ type: 'RuleThresholdSet', data: { threshold, value, reason } }];
    },
  },
});

/** The rules are the same for every reader, so what they reckon with is open to all. */
function forAll(handling: Handling | undefined): Refusal | undefined {
  if (handling?.tlp === 'CLEAR') return undefined;
  return refuse('THRESHOLD_NOT_OPEN', 'everybody’s answers follow from it', {
    field: 'handling.tlp',
    value: handling?.tlp,
    rule: 'the label of a threshold is CLEAR',
  });
}

export const ruleThresholdKind = recordKind<RuleThresholdState>({
  definition: ruleThreshold,
  description:
    'That a number which the rules of statuses reckon with was set: it holds from when it began until a later setting of it.',
  plural: 'ruleThresholds',
  it: 'the threshold {threshold}',
  fields: ruleThresholdFields,
  commands: ruleThresholdCommands,
  filters: ['threshold', 'value'],
});
