import { describe, expect, it } from '@jest/globals';
import { measureStatuses, nationalMeasureEvents } from '../records/national-measure/national-measure.fields.js';
import { DECIDING, standingOf } from './measure-standing.js';

describe('where a State stands in one kind of measure', () => {
  it.each([
    [[], 'NOT_REPORTED'],
    [['NOT_REPORTED'], 'NOT_REPORTED'],
    [['NOT_REPORTED', 'ABSENT'], 'ABSENT'],
    [['ABSENT', 'UNDER_DEVELOPMENT'], 'UNDER_DEVELOPMENT'],
    [['REPEALED', 'ABSENT'], 'ABSENT'],
    [['REPEALED'], 'REPEALED'],
    [['REPLACED', 'ADOPTED'], 'ADOPTED'],
    [['ADOPTED', 'IN_FORCE', 'DRAFTED'], 'IN_FORCE'],
    [['DEPLOYED', 'ABSENT'], 'DEPLOYED'],
  ] as const)('of %j is %s', (statuses, standing) => {
    expect(standingOf(statuses)).toBe(standing);
  });

  it('is each status for one measure of that status, and rests on events that there are', () => {
    for (const status of measureStatuses.codes) {
      expect(standingOf([status])).toBe(status);
      for (const type of DECIDING[status]) expect(Object.keys(nationalMeasureEvents)).toContain(type);
    }
  });
});
