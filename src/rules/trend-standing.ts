import { addDays } from '../event-sourcing/occurred.js';
import { type ThreatTrendState } from '../records/threat-trend/threat-trend.fields.js';
import { lastAssessment } from '../records/threat-trend/threat-trend.js';
import { type RecordRule } from './record-rule.js';

/** Whether a trend has an assessment that counts on a day; never recorded. */
export type TrendStanding = 'NOT_ASSESSED' | 'ASSESSED' | 'OUTDATED' | 'RETIRED';

/**
 * trend-standing/1. A trend that is followed no longer is retired. Otherwise it is not assessed where no assessment is on record, outdated where the last
 * one is more than `within` days ago, and else assessed.
 * @param on the day for which it is asked, `2021-01-27`
 */
export function standingOf(state: ThreatTrendState, on: string, within: number): TrendStanding {
  if (state.status === 'RETIRED') return 'RETIRED';
  const last = lastAssessment(state);
  if (!last) return 'NOT_ASSESSED';
  return last.at.slice(0, 10) < addDays(on, -within) ? 'OUTDATED' : 'ASSESSED';
}

export const trendStanding: RecordRule<ThreatTrendState, TrendStanding, { readonly within: number }> = {
  name: 'trend-standing/1',
  description: 'Whether a trend in threats has a recent assessment.',
  thresholds: ['TREND_ASSESSMENT_DAYS'],
  of: (state, on, { within }) => standingOf(state, on, within),
  filter: (standing, on, { within }) => {
    const [followed, since] = [{ status: ['IDENTIFIED', 'ASSESSED'] }, addDays(on, -within)];
    switch (standing) {
      case 'RETIRED':
        return { status: ['RETIRED'] };
      case 'NOT_ASSESSED':
        return { ...followed, assessed: { missing: true } };
      case 'OUTDATED':
        return { ...followed, assessed: { to: addDays(since, -1) } };
      case 'ASSESSED':
        return { ...followed, assessed: { from: since } };
      default:
        return followed;
    }
  },
  deciding: {
    NOT_ASSESSED: ['TrendIdentified'],
    ASSESSED: ['TrendAssessed'],
    OUTDATED: ['TrendAssessed'],
    RETIRED: ['TrendRetired'],
  },
};
