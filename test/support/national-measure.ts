import { type NationalMeasureEvent as Event } from '../../src/records/national-measure/national-measure.fields.js';
import { measureStatus, nationalMeasure } from '../../src/records/national-measure/national-measure.js';
import { given, id } from './given.js';

export const english = (text: string) => [{ language: 'en', text }];
const affiliations = [{ parent: id('France'), kind: 'PART_OF', from: null, agreed: true, ended: false }];
export const references = {
  [id('France')]: { kind: 'actor', state: { actorKind: 'STATE', affiliations: [] } },
  [id('CTED')]: { kind: 'actor', state: { actorKind: 'UN_ENTITY', affiliations: [] } },
  [id('Ministry')]: { kind: 'actor', state: { actorKind: 'NATIONAL_AGENCY', affiliations } },
  [id('next')]: { kind: 'nationalMeasure', state: { state: id('France'), supersededBy: null } },
  [id('Spanish')]: { kind: 'nationalMeasure', state: { state: id('Spain'), supersededBy: null } },
};
export const registered: Event = {
  type: 'MeasureRegistered',
  data: { state: id('France'), measureKind: 'STRATEGY', name: english('Strategy'), participants: [], themes: ['CO-02'] },
};
export const absent: Event = { type: 'MeasureReportedAbsent', data: {} };
export const developing: Event = { type: 'MeasureDevelopmentStarted', data: {} };
export const text = { url: 'https://example.org/strategy' };
export const drafted: Event = { type: 'MeasureDrafted', data: { document: text } };
export const adopted: Event = { type: 'MeasureAdopted', data: { version: 1, document: text } };
export const inForce: Event = { type: 'MeasureEnteredIntoForce', data: {} };
export const deployed: Event = { type: 'MeasureDeployed', data: {} };
export const reviewing: Event = { type: 'MeasureReviewStarted', data: {} };
export const reviewed: Event = {
  type: 'MeasureReviewCompleted',
  data: { outcome: english('It holds'), nextReview: '2023-05-31' },
};
export const amended: Event = { type: 'MeasureAmended', data: { version: 2, summary: english('Drones') } };
export const repealed: Event = { type: 'MeasureRepealed', data: { reason: 'outdated' } };
export const replaced: Event = { type: 'MeasureReplaced', data: { by: id('next') } };
export const dated: Event = { type: 'MeasureReviewDateSet', data: { nextReview: '2022-06-30', cycleMonths: 12 } };
export const report: Event = {
  type: 'MeasureStatusReported',
  data: { by: id('CTED'), status: 'DEPLOYED', note: english('Seen') },
};
export const dispute: Event = { type: 'MeasureStatusDisputed', data: { by: id('CTED'), status: 'ADOPTED', reason: 'no text' } };

export const measure = (...events: (Event & { on?: string; by?: string })[]) => {
  const record = given(nationalMeasure, [registered, ...events]);
  /** A command of the State, unless somebody else speaks. */
  const when = (name: string, command: object = {}, more: { by?: string | undefined; occurredAt?: string } = {}) =>
    record.when(name, command, { by: 'France', ...more, references });
  return { when, state: record.state, status: measureStatus(record.state) };
};

/** Every command that says where a measure stands, with a measure for which the State may send it. */
export const OF_THE_STATE: readonly (readonly [command: string, input: object, events: Event[]])[] = [
  ['reportMeasureAbsent', {}, []],
  ['startMeasureDevelopment', {}, []],
  ['recordMeasureDraft', { document: text }, []],
  ['adoptMeasure', { document: text }, []],
  ['bringMeasureIntoForce', {}, [adopted]],
  ['deployMeasure', {}, [adopted]],
  ['startMeasureReview', {}, [adopted]],
  ['completeMeasureReview', { outcome: english('It holds') }, [adopted, reviewing]],
  ['amendMeasure', { summary: english('Drones') }, [adopted]],
  ['repealMeasure', { reason: 'outdated' }, [adopted]],
  ['replaceMeasure', { by: id('next') }, [adopted]],
  ['setMeasureReviewDate', { nextReview: '2022-06-30' }, [adopted]],
];
