import { type CommonEvent } from '../../src/event-sourcing/common-events.js';
import { type Handling } from '../../src/event-sourcing/envelope.js';
import { type AssessmentVisitEvent } from '../../src/records/assessment-visit/assessment-visit.events.js';
import { assessmentVisit } from '../../src/records/assessment-visit/assessment-visit.js';
import { given, id } from './given.js';

export const english = (text: string) => [{ language: 'en', text }];

const affiliatedTo = (state: string, ended: boolean) => ({
  kind: 'actor',
  state: { affiliations: [{ parent: id(state), kind: 'PART_OF', agreed: true, ended }] },
});
/** Freedonia is a State with a ministry; CTED assesses it. */
export const references = {
  [id('Freedonia')]: { kind: 'actor', state: { actorKind: 'STATE' } },
  [id('Ministry')]: affiliatedTo('Freedonia', false),
  [id('Former ministry')]: affiliatedTo('Freedonia', true),
  [id('CTED')]: { kind: 'actor', state: { actorKind: 'UN_ENTITY' } },
  [id('S/RES/2396')]: { kind: 'instrument', state: { provisions: [{ reference: 'OP 27' }] } },
};

/** Who sends a command. */
export const as = (by: string, on?: string) => ({ by, references, ...(on ? { on } : {}) });
export const cted = as('CTED');
export const freedonia = as('Freedonia');

type Told = (AssessmentVisitEvent | CommonEvent) & { readonly on?: string };
/** Given a visit of which this is told, under its label from birth. */
export const visit = (...[first, ...more]: readonly Told[]) =>
  given(assessmentVisit, first ? [{ ...first, handling: betweenAssessorAndState }, ...more] : []);

export const betweenAssessorAndState: Handling = { tlp: 'AMBER', audience: [`org:${id('CTED')}`, `org:${id('Freedonia')}`] };

export const proposal = {
  state: id('Freedonia'),
  assessor: id('CTED'),
  visitType: 'COMPREHENSIVE',
  mode: 'HYBRID',
  instruments: [{ instrument: id('S/RES/2396'), provision: 'OP 27' }],
} as const;

const tell = <const Type extends AssessmentVisitEvent['type']>(
  type: Type,
  data: Extract<AssessmentVisitEvent, { type: Type }>['data'],
) => ({ type, data }) as Extract<AssessmentVisitEvent, { type: Type }>;

/** What can be reported of a visit of CTED to Freedonia. */
export const told = {
  proposed: tell('VisitProposed', { ...proposal, instruments: [...proposal.instruments] }),
  consentRequested: tell('VisitConsentRequested', {}),
  consentGiven: tell('VisitConsentGiven', { by: id('Freedonia') }),
  declined: tell('VisitConsentDeclined', { by: id('Freedonia'), reason: 'an election' }),
  scheduled: tell('VisitScheduled', { start: '2021-03-01', end: '2021-03-05' }),
  postponed: tell('VisitPostponed', { reason: 'a pandemic' }),
  started: tell('VisitStarted', {}),
  finding: tell('FindingRecorded', {
    challenge: 'CH-02',
    findingKind: 'SHORTFALL',
    text: english('No definition of soft targets'),
    instruments: [],
  }),
  completed: tell('VisitCompleted', {}),
  preliminary: tell('PreliminaryAssessmentShared', { text: english('A first look') }),
  draft: tell('DraftReportSentToState', { document: { url: 'https://example.org/draft' } }),
  observations: tell('StateObservationsReceived', { text: english('A remark') }),
  report: tell('ReportAdopted', { document: { url: 'https://example.org/report', hash: 'a1' } }),
  transmission: tell('ReportTransmittedToState', {}),
  received: tell('ReportReceivedByState', {}),
  response: tell('StateResponseReceived', { text: english('We accept') }),
  closed: tell('VisitClosed', {}),
  cancelled: tell('VisitCancelled', { reason: 'unrest' }),
};

const STEPS = [
  'proposed',
  'consentRequested',
  'consentGiven',
  'scheduled',
  'started',
  'finding',
  'completed',
  'preliminary',
  'draft',
  'observations',
  'report',
  'transmission',
  'received',
  'response',
  'closed',
] as const;

/** A visit that goes as it should, told up to and with a step. */
export const story = {
  steps: STEPS,
  until: (step: (typeof STEPS)[number]): AssessmentVisitEvent[] =>
    STEPS.slice(0, STEPS.indexOf(step) + 1).map((one) => told[one]),
};
