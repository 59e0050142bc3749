import { describe, expect, it } from '@jest/globals';
import { given, id } from '../../../test/support/given.js';
import { english, as, issued, supported, planned, progressed, status } from '../../../test/support/recommendation.js';
import { type RecommendationEvent } from './recommendation.fields.js';
import { nextDue, recommendation } from './recommendation.js';

describe('a recommendation with an action', () => {
  const events = [issued, planned('2021-12-31'), planned('2021-09-30')] as const;
  const [action, other] = given(recommendation, events).state.actions.map(({ id: one }) => one) as [string, string];
  const started: RecommendationEvent = { type: 'ActionStarted', data: { action } };
  const completed: RecommendationEvent = { type: 'ActionCompleted', data: { action, report: english('Drafted') } };
  const dropped: RecommendationEvent = { type: 'ActionDropped', data: { action: other, reason: 'budget' } };

  it('shows by when the next one is due', () => {
    expect(nextDue(given(recommendation, events).state)).toBe('2021-09-30');
    expect(nextDue(given(recommendation, [...events, dropped]).state)).toBe('2021-12-31');
    expect(nextDue(given(recommendation, [...events, dropped, completed]).state)).toBeNull();
  });

  it('sees it started, completed or dropped', () => {
    const record = given(recommendation, events);
    record.when('startAction', { action }, as('Freedonia')).then([started]);
    given(recommendation, [...events, started])
      .when('startAction', { action }, as('Freedonia'))
      .then([]);
    record.when('completeAction', { action, report: english('Drafted') }, as('Freedonia')).then([completed]);
    record.when('dropAction', { action: other, reason: 'budget' }, as('Freedonia')).then([dropped]);
    expect(given(recommendation, [...events, started, completed, dropped]).state.actions).toMatchObject([
      { status: 'COMPLETED', report: english('Drafted') },
      { status: 'DROPPED', reason: 'budget' },
    ]);
    const after: RecommendationEvent = { type: 'ActionDropped', data: { action, reason: 'too late' } };
    expect(given(recommendation, [...events, completed, after]).state.actions).toMatchObject([{ status: 'COMPLETED' }, {}]);
  });

  it('refuses what is unknown, over, somebody else’s or earlier than the plan', () => {
    const after = given(recommendation, [...events, completed]);
    after.when('startAction', { action: id('nothing') }, as('Freedonia')).refused('UNKNOWN_ACTION');
    for (const [command, more] of [
      ['startAction', {}],
      ['completeAction', {}],
      ['dropAction', { reason: 'x' }],
    ] as const) {
      after.when(command, { action, ...more }, as('Freedonia')).refused('ACTION_OVER');
      after.when(command, { action: other, ...more }, as('CTED')).refused('NOT_THE_STATE');
      after.when(command, { action: other, ...more }, { ...as('Freedonia'), occurredAt: '2021-01-01' }).refused('TOO_EARLY');
    }
  });

  it('stands as far as its actions have come', () => {
    expect(status(issued)).toBe('ISSUED');
    expect(status(issued, supported)).toBe('RESPONDED');
    expect(status(...events)).toBe('PLANNED');
    expect(status(...events, started)).toBe('IN_IMPLEMENTATION');
    expect(status(...events, completed)).toBe('IN_IMPLEMENTATION');
    expect(status(issued, progressed)).toBe('IN_IMPLEMENTATION');
    expect(status(...events, dropped, { type: 'ActionDropped', data: { action, reason: 'x' } })).toBe('ISSUED');
  });
});
