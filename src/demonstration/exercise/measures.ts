import { measureKinds, type MeasureKind } from '../../records/national-measure/national-measure.fields.js';
import * as cast from './actors.js';
import { day, document, en, LAST_DAY, marked, type Scene, type Story } from './scene.js';

const NAMES: Readonly<Record<MeasureKind, string>> = {
  DEFINITION: 'definition of crowded places',
  STRATEGY: 'strategy for crowded places',
  LEGISLATION: 'act on the safety of crowded places',
  RISK_ASSESSMENT: 'risk assessment',
  CONTINGENCY_PLAN: 'contingency plan for large events',
  PREPAREDNESS_PROTOCOL: 'protocol of the emergency services',
  CRISIS_SYSTEM: 'system for the management of crises',
};
const THEMES: Readonly<Record<MeasureKind, readonly string[]>> = {
  DEFINITION: ['CO-01', 'CH-02'],
  STRATEGY: ['CO-02', 'CO-03', 'CH-04'],
  LEGISLATION: ['CO-07'],
  RISK_ASSESSMENT: ['CO-08'],
  CONTINGENCY_PLAN: ['CH-09'],
  PREPAREDNESS_PROTOCOL: ['CH-09'],
  CRISIS_SYSTEM: ['CH-09', 'CH-06'],
};
/** How far a measure gets in two years; of the first, its State says nothing. */
const ENDS = ['SILENT', 'ABSENT', 'UNDER_DEVELOPMENT', 'DRAFTED', 'ADOPTED', 'IN_FORCE', 'DEPLOYED', 'DEPLOYED'] as const;
type End = (typeof ENDS)[number];

/** Where each State stands, by its own word, in each kind of measure, and what others say of it. One State has nothing on record of its plans. */
export function measures(scene: Scene): void {
  for (const state of cast.STATES) {
    const ending = scene.deal(ENDS);
    for (const kind of measureKinds.codes)
      if (state !== 'Exercise-F' || kind !== 'CONTINGENCY_PLAN') measure(scene, state, kind, ending());
  }
  replaced(scene);
}

/** The name of a State's measure in the exercise. */
export const measureOf = (state: string, kind: MeasureKind) => `${state} ${NAMES[kind]}`;

function registered(scene: Scene, state: string, kind: MeasureKind, on: number): Story {
  const story = scene.record('nationalMeasure', measureOf(state, kind));
  story.say('registerMeasure', on, {
    state: scene.actor(state),
    measureKind: kind,
    name: marked(measureOf(state, kind)),
    scope: scene.pick(['SOFT_TARGETS', 'SOFT_TARGETS', 'CRITICAL_INFRASTRUCTURE', 'BOTH']),
    participants: scene.some([cast.policeOf(state), cast.OPERATORS, cast.COMMUNITY], 2).map((name) => scene.actor(name)),
    themes: THEMES[kind],
  });
  return story;
}

function measure(scene: Scene, state: string, kind: MeasureKind, end: End): void {
  const by = scene.actor(cast.officeOf(state));
  const began = scene.number(5, 60);
  const story = registered(scene, state, kind, began);
  if (end === 'SILENT') {
    // What others report is no word of the State.
    const report = { status: 'ADOPTED', note: en('It is cited in the press.') };
    return void story.say('reportMeasureStatus', began + 40, report, { by: scene.actor(cast.UNIVERSITY) });
  }
  if (end === 'ABSENT') return void story.say('reportMeasureAbsent', began + 10, { note: en('It is not planned.') }, { by });
  story.say('startMeasureDevelopment', began + 10, {}, { by });
  if (end === 'UNDER_DEVELOPMENT') return;
  const draft = document(`${measureOf(state, kind)}, draft`);
  story.say('recordMeasureDraft', began + scene.number(40, 90), { document: draft }, { by });
  if (end === 'DRAFTED') return;
  let on = began + scene.number(120, 260);
  story.say('adoptMeasure', on, { document: document(measureOf(state, kind)) }, { by });
  story.say('setMeasureReviewDate', on + 1, { nextReview: day(on + 365), cycleMonths: 12 }, { by });
  if (end === 'ADOPTED') return disputed(scene, story, on + 60);
  story.say('bringMeasureIntoForce', (on += scene.number(20, 60)), {}, { by });
  if (end === 'DEPLOYED') story.say('deployMeasure', (on += scene.number(20, 90)), { note: en('In five cities.') }, { by });
  if (scene.chance(0.5)) reviewed(story, Math.min(on + 150, LAST_DAY - 60), by);
}

/** Said to be adopted; watchers see nothing of it. */
function disputed(scene: Scene, story: Story, on: number): void {
  if (!scene.chance(0.4)) return;
  story.say('disputeMeasureStatus', on, { reason: 'No text has been published.' }, { by: scene.actor(cast.WATCHERS) });
}

function reviewed(story: Story, on: number, by: string): void {
  story.say('startMeasureReview', on, {}, { by });
  story.say('completeMeasureReview', on + 40, { outcome: en('To be amended.') }, { by });
  story.say(
    'amendMeasure',
    on + 50,
    { summary: en('Hotels and markets are named.'), document: document(`${story.name}, second version`) },
    { by },
  );
}

/** A State's first law is repealed, and its protocol gives way to a newer one. */
function replaced(scene: Scene): void {
  const state = scene.pick(cast.DONORS);
  const by = scene.actor(cast.officeOf(state));
  const adopted = (name: string, kind: MeasureKind, on: number) => {
    const story = scene.record('nationalMeasure', name);
    const input = { state: scene.actor(state), measureKind: kind, name: marked(name), themes: THEMES[kind] };
    story.say('registerMeasure', on, input);
    story.say('adoptMeasure', on + 5, { document: document(name) }, { by });
    return story;
  };
  adopted(`${state} former act`, 'LEGISLATION', 12).say('repealMeasure', 200, { reason: 'The new act holds.' }, { by });
  const old = adopted(`${state} former protocol`, 'PREPAREDNESS_PROTOCOL', 14);
  const recent = adopted(`${state} joint protocol`, 'PREPAREDNESS_PROTOCOL', 300);
  old.say('replaceMeasure', 310, { by: recent.ref }, { by });
}

/** Agencies that meet: with and without a chain of command, one that fell asleep, one that was dissolved; one State has reported none. */
export function mechanisms(scene: Scene): void {
  for (const state of cast.STATES.slice(0, 5)) {
    const story = scene.record('coordinationMechanism', `${state} council`);
    const began = scene.number(10, 120);
    story.say('establishMechanism', began, {
      state: scene.actor(state),
      name: marked(`${state} council for the protection of crowded places`),
      purpose: en('Those who protect tell each other what they plan.'),
      lead: scene.actor(cast.officeOf(state)),
      members: [scene.actor(cast.policeOf(state))],
      themes: ['CO-06', 'CH-05'],
    });
    if (state !== 'Exercise-C') {
      const chain = { document: document(`${state} chain of command`), summary: en('The office commands.') };
      story.say('defineChainOfCommand', began + 60, chain);
    }
    const last = state === 'Exercise-B' ? began + 120 : LAST_DAY - 30;
    for (let on = began + 30; on < last; on += scene.number(60, 120))
      story.say('recordMechanismMeeting', on, { attended: [scene.actor(cast.policeOf(state))] });
    if (state === 'Exercise-D') story.say('dissolveMechanism', LAST_DAY - 20, { reason: 'A ministry takes over its tasks.' });
  }
}
