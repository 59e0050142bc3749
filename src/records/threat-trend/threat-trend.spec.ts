import { describe, expect, it } from '@jest/globals';
import { given, id } from '../../../test/support/given.js';
import { threatTrend } from './threat-trend.js';
import { type ThreatTrendEvent, threatTrendEvents } from './threat-trend.fields.js';
import { lastAssessment } from './threat-trend.js';

const title = [{ language: 'en', text: 'Drones over stadiums' }];
const identified: ThreatTrendEvent = {
  type: 'TrendIdentified',
  data: { title, themes: ['TH-06', 'TH-07'], countries: ['FR'], regions: [] },
};
const opinion = { level: 'SUBSTANTIAL', reliability: 'B', credibility: 2 } as const;
const assessed: ThreatTrendEvent = { type: 'TrendAssessed', data: { by: id('CTED'), ...opinion } };
const retired: ThreatTrendEvent = { type: 'TrendRetired', data: { reason: 'no case in three years' } };

describe('a threat trend', () => {
  it('is identified by the threats that it is made of', () => {
    given(threatTrend, [])
      .when('identifyThreatTrend', { title, themes: ['TH-06', 'TH-07'], countries: ['FR'] })
      .then([identified]);
  });

  it('is assessed by an organisation, with the reliability of its source and the credibility of what it says', () => {
    const record = given(threatTrend, [identified]);
    record.when('assessThreatTrend', opinion, { by: 'CTED' }).then([assessed]);
    record.when('assessThreatTrend', opinion).refused('PARTY_MISSING');
    expect(given(threatTrend, [identified, assessed]).state).toMatchObject({
      status: 'ASSESSED',
      assessments: [{ at: '2021-01-02T00:00:00.000Z', by: id('CTED'), ...opinion }],
    });
  });

  it('knows reliability A to F and credibility 1 to 6 alone', () => {
    const { schema } = threatTrendEvents.TrendAssessed;
    const holds = (more: object) => schema.safeParse({ by: id('CTED'), ...opinion, ...more }).success;
    expect([...'ABCDEF'].map((reliability) => holds({ reliability }))).toEqual(Array(6).fill(true));
    expect([1, 2, 3, 4, 5, 6].map((credibility) => holds({ credibility }))).toEqual(Array(6).fill(true));
    expect([{ reliability: 'G' }, { credibility: 0 }, { credibility: 7 }, { credibility: 1.5 }].map(holds)).toEqual(
      Array(4).fill(false),
    );
  });

  it('stands as assessed last in the world, whatever was reported last', () => {
    const later = { ...assessed, on: '2021-09-01' };
    const earlier: ThreatTrendEvent = { type: 'TrendAssessed', data: { by: id('INTERPOL'), ...opinion, level: 'LOW' } };
    const { state } = given(threatTrend, [identified, later, { ...earlier, on: '2021-03-01' }]);
    expect(state.assessments).toHaveLength(2);
    expect(lastAssessment(state)).toMatchObject({ by: id('CTED'), level: 'SUBSTANTIAL' });
  });

  it('takes no change once retired, but late assessments of the time before', () => {
    given(threatTrend, [identified]).when('retireThreatTrend', { reason: 'no case in three years' }).then([retired]);
    const record = given(threatTrend, [identified, assessed, { ...retired, on: '2021-06-01' }]);
    expect(record.state).toMatchObject({ status: 'RETIRED', retiredAt: '2021-06-01T00:00:00.000Z' });
    record.when('retireThreatTrend', { reason: 'again' }).refused('WRONG_STATUS');
    record.when('assessThreatTrend', opinion, { by: 'CTED' }).refused('WRONG_STATUS');
    record.when('assessThreatTrend', opinion, { by: 'CTED', occurredAt: '2021-05' }).then([assessed]);
  });
});
