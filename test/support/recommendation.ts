import { type RecommendationEvent } from '../../src/records/recommendation/recommendation.fields.js';
import { recommendation, recommendationStatus } from '../../src/records/recommendation/recommendation.js';
import { given, id } from './given.js';

export const english = (text: string) => [{ language: 'en', text }];
const affiliatedTo = (state: string, ended = false) => ({
  kind: 'actor',
  state: { affiliations: [{ parent: id(state), kind: 'PART_OF', agreed: true, ended }] },
});
/** Freedonia is a State with a ministry; Sylvania is another, with one of its own. */
export const references = {
  [id('Freedonia')]: { kind: 'actor', state: { actorKind: 'STATE', affiliations: [] } },
  [id('Ministry')]: affiliatedTo('Freedonia'),
  [id('Former ministry')]: affiliatedTo('Freedonia', true),
  [id('Foreign ministry')]: affiliatedTo('Sylvania'),
  [id('CTED')]: { kind: 'actor', state: { actorKind: 'UN_ENTITY' } },
  [id('S/RES/2396')]: { kind: 'instrument', state: { provisions: [{ reference: 'OP 27' }] } },
};
export const as = (by: string, on?: string) => ({ by, references, ...(on ? { on } : {}) });
export const cites = [{ instrument: id('S/RES/2396'), provision: 'OP 27' }];

export const issued: RecommendationEvent = {
  type: 'RecommendationIssued',
  data: {
    issuer: id('CTED'),
    state: id('Freedonia'),
    code: 'R-12',
    text: english('Define soft targets'),
    themes: ['CO-01'],
    instruments: cites,
  },
};
export const supported: RecommendationEvent = {
  type: 'RecommendationResponseRecorded',
  data: { response: 'SUPPORTED', by: id('Freedonia') },
};
export const led: Extract<RecommendationEvent, { type: 'LeadAgencyDesignated' }> = {
  type: 'LeadAgencyDesignated',
  data: { agency: id('Police') },
};
export const helped: RecommendationEvent = {
  type: 'SupportingAgencyAdded',
  data: { agency: id('Customs') },
};
export const planned = (due: string): RecommendationEvent => ({
  type: 'ActionPlanned',
  data: { description: english('Draft a definition'), due },
});
export const progressed: RecommendationEvent = {
  type: 'ProgressReported',
  data: { by: id('NGO'), from: '2021-01-01', to: '2021-06-30', text: english('A draft'), evidence: [] },
};
export const complete = (by: string, forState: boolean): RecommendationEvent => ({
  type: 'ImplementationReportedComplete',
  data: { by: id(by), forState, evidence: [] },
});
export const verified = (result: 'FULL' | 'PARTIAL' | 'NOT'): RecommendationEvent => ({
  type: 'ImplementationVerified',
  data: { by: id('CTED'), result },
});
export const closed: RecommendationEvent = { type: 'RecommendationClosed', data: {} };
export const reopened: RecommendationEvent = { type: 'RecommendationReopened', data: { reason: 'a relapse' } };
export const superseded: RecommendationEvent = { type: 'RecommendationSuperseded', data: { by: id('next') } };
export const done = [issued, complete('Freedonia', true), verified('FULL')] as const;

export const status = (...events: readonly RecommendationEvent[]) => recommendationStatus(given(recommendation, events).state);
