import { code, day, number } from '../../event-sourcing/projections/record-table.js';
import { blank, type InputsOf, recordKind, says } from '../../fields/index.js';
import { defineRecord } from '../../event-sourcing/record.js';
import { afterEnd } from '../shared/refusals.js';
import {
  type TrendAssessment,
  threatTrendEvents,
  type ThreatTrendState,
  threatTrendCommands,
  threatTrendFields,
} from './threat-trend.fields.js';

export const threatTrend = defineRecord<ThreatTrendState, InputsOf<typeof threatTrendCommands>>()({
  kind: 'threatTrend',
  events: threatTrendEvents,
  rights: {
    relations: {},
    commands: {
      identifyThreatTrend: ['reader'],
      assessThreatTrend: ['reader'],
      retireThreatTrend: ['originator', 'coordinator'],
    },
    saidByOthers: ['TrendAssessed'],
  },
  initial: blank(threatTrendFields),

  evolve: {
    TrendIdentified: (state, identified) => ({ ...state, ...identified }),
    TrendAssessed: (state, assessment, { occurredAt }) => ({
      ...state,
      status: state.status === 'IDENTIFIED' ? 'ASSESSED' : state.status,
      assessments: [...state.assessments, { at: occurredAt, ...assessment }],
    }),
    TrendRetired: (state, { reason }, { occurredAt }) => ({
      ...state,
      status: 'RETIRED',
      retiredAt: occurredAt,
      retiredReason: reason,
    }),
  },

  decide: {
    identifyThreatTrend: says(threatTrendEvents, 'TrendIdentified'),
    assessThreatTrend: says(threatTrendEvents, 'TrendAssessed', (_command, state, context) =>
      afterEnd('trend', state.status, state.retiredAt, context.occurredAt),
    ),
    retireThreatTrend: says(threatTrendEvents, 'TrendRetired', (_command, state) =>
      afterEnd('trend', state.status, state.retiredAt),
    ),
  },
});

/** The last assessment in the order of the world. */
export function lastAssessment({ assessments }: Pick<ThreatTrendState, 'assessments'>): TrendAssessment | undefined {
  return assessments.at(-1);
}

export const threatTrendKind = recordKind<ThreatTrendState>({
  definition: threatTrend,
  description: 'A trend in threats to vulnerable targets, and how it is assessed.',
  plural: 'threatTrends',
  it: 'the threat trend “{title}”',
  fields: threatTrendFields,
  commands: threatTrendCommands,
  filters: ['title', 'status', 'themes', 'countries', 'regions'],
  columns: {
    level: code('How grave it is, as last assessed.', (state) => lastAssessment(state)?.level, 'ThreatLevel'),
    reliability: code(
      'Reliability of the source of the last assessment.',
      (state) => lastAssessment(state)?.reliability,
      'SourceReliability',
    ),
    credibility: number('Credibility of the last assessment.', (state) => lastAssessment(state)?.credibility),
    assessed: day('The day of the last assessment.', (state) => lastAssessment(state)?.at.slice(0, 10)),
  },
});
