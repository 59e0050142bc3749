import { code, codes, type Columns, day, number, text } from '../../event-sourcing/projections/record-table.js';
import { type ThreatTrendState, type TrendAssessment } from './threat-trend.events.js';

/** What trends are filtered and ordered by. */
export const threatTrendColumns: Columns<ThreatTrendState> = {
  title: text('What it is, in the language in which it was said.', (state) => state.title[0]?.text),
  status: code('Where it stands.', (state) => state.status, 'ThreatTrendStatus'),
  themes: codes('Threats that it is made of.', (state) => state.themes),
  countries: codes('Countries where it is seen.', (state) => state.countries),
  regions: codes('Regions where it is seen.', (state) => state.regions),
  level: code('How grave it is, as last assessed.', (state) => lastAssessment(state)?.level, 'ThreatLevel'),
  reliability: code(
    'Reliability of the source of the last assessment.',
    (state) => lastAssessment(state)?.reliability,
    'SourceReliability',
  ),
  credibility: number('Credibility of the last assessment.', (state) => lastAssessment(state)?.credibility),
  assessed: day('The day of the last assessment.', (state) => lastAssessment(state)?.at.slice(0, 10)),
};

/** The last assessment in the order of the world. */
export function lastAssessment({ assessments }: Pick<ThreatTrendState, 'assessments'>): TrendAssessment | undefined {
  return assessments.at(-1);
}
