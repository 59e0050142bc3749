import { defineRecord } from '../../event-sourcing/record.js';
import { party } from '../shared/party.js';
import { afterEnd } from '../shared/refusals.js';
import type * as command from './threat-trend.commands.js';
import { threatTrendEvents, type ThreatTrendState } from './threat-trend.events.js';

interface Commands {
  identifyThreatTrend: command.IdentifyThreatTrend;
  assessThreatTrend: command.AssessThreatTrend;
  retireThreatTrend: command.RetireThreatTrend;
}

export const threatTrend = defineRecord<ThreatTrendState, Commands>()({
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
  initial: {
    title: [],
    themes: [],
    countries: [],
    regions: [],
    status: 'IDENTIFIED',
    assessments: [],
    retiredAt: null,
    retiredReason: null,
  },

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
    identifyThreatTrend: ({ title, description, themes, countries = [], regions = [] }) => [
      { type: 'TrendIdentified', data: { title, description, themes, countries, regions } },
    ],

    assessThreatTrend: ({ level, reliability, credibility, summary }, state, context) =>
      afterEnd('trend', state.status, state.retiredAt, context.occurredAt) ??
      party(context) ?? [{ type: 'TrendAssessed', data: { by: context.party!, level, reliability, credibility, summary } }],

    retireThreatTrend: ({ reason }, state) =>
      afterEnd('trend', state.status, state.retiredAt) ?? [{ type: 'TrendRetired', data: { reason } }],
  },
});
