import { describe, expect, it } from '@jest/globals';
import { v5 } from 'uuid';
import { given, id } from '../../../test/support/given.js';
import { type RuleThresholdEvent as Event, THRESHOLD_NAMES, THRESHOLDS } from './rule-threshold.fields.js';
import { ruleThreshold } from './rule-threshold.js';

const set: Event = { type: 'RuleThresholdSet', data: { threshold: 'COMMITMENT_DUE_DAYS', value: 14, reason: 'shorter notice' } };

describe('a threshold of the rules', () => {
  const when = (data: object, tlp: 'CLEAR' | 'GREEN' = 'CLEAR') =>
    given(ruleThreshold, []).when('setRuleThreshold', { ...set.data, ...data }, { handling: { tlp, audience: [] } });

  it('is set with its reason', () => {
    when({}).then([set]);
    expect(given(ruleThreshold, [set]).state).toEqual(set.data);
  });

  it.each(THRESHOLD_NAMES)('%s stays between its bounds, as its default does', (threshold) => {
    const { min, max, value } = THRESHOLDS[threshold];
    for (const outside of [min - 1, max + 1]) when({ threshold, value: outside }).refused('OUT_OF_BOUNDS');
    for (const inside of [min, value, max]) expect(when({ threshold, value: inside }).outcome).toHaveLength(1);
  });

  it('is not corrected beyond its bounds', () => {
    const correction = { eventId: v5('0', id('record')), field: 'value', value: 100_000, reason: 'x' };
    given(ruleThreshold, [set]).when('correctRecord', correction).refused('INVALID_CORRECTION');
  });

  it('is open to everybody, from birth and after', () => {
    when({}, 'GREEN').refused('THRESHOLD_NOT_OPEN');
    given(ruleThreshold, [set])
      .when('changeHandling', { to: { tlp: 'GREEN', audience: [] }, reason: 'x' }, { by: 'originator' })
      .refused('THRESHOLD_NOT_OPEN');
  });
});
