import * as cast from './actors.js';
import { day, document, en, marked, type Scene } from './scene.js';

/** A programme in two phases with a budget that was revised, and one that was announced and given up. */
export function programmes(scene: Scene): void {
  const story = scene.record('programme', 'Crowded places');
  story.say('announceProgramme', 15, {
    lead: scene.actor(cast.ORGANISATION),
    name: marked('programme for crowded places'),
    description: en('From definitions to exercises.'),
    partners: [scene.actor(cast.TRAINERS)],
    plannedLaunch: day(40),
    plannedEnd: '2030-12-31',
    regions: [cast.REGION],
    themes: ['CO-01', 'CO-02', 'CO-09'],
  });
  const launched = 40 + scene.number(5, 40);
  story.say('launchProgramme', launched);
  const budget = (millions: number, on: number, reason: string) =>
    story.say('reviseProgrammeBudget', on, {
      budget: { amount: `${millions}000000`, currency: 'EUR' },
      valueDate: day(on),
      reason,
    });
  budget(3, launched + 5, 'As decided at its launch.');
  const phase = story.say('startProgrammePhase', launched + 10, { name: marked('definitions and strategies') });
  story.say('joinProgramme', launched + 60, { partner: scene.actor(cast.UNIVERSITY) });
  budget(4, launched + 200, 'Another donor joined.');
  story.say('endProgrammePhase', launched + 330, { phase, outcome: en('Four States have a text.') });
  story.say('startProgrammePhase', launched + 335, { name: marked('exercises') });
  story.say('leaveProgramme', launched + 500, { partner: scene.actor(cast.UNIVERSITY), reason: 'Its part is done.' });
  const other = scene.record('programme', 'Small arms');
  other.say('announceProgramme', 90, {
    lead: scene.actor(cast.TRAINERS),
    name: marked('programme on small arms'),
    themes: ['TH-04'],
    regions: [cast.REGION],
  });
  other.say('closeProgramme', 420, { reason: 'It found no donor.' });
}

/** A handbook that came late in two editions and was taken up, one that is overdue, and one that was withdrawn. */
export function materials(scene: Scene): void {
  const by = scene.actor(cast.ORGANISATION);
  const initiate = (name: string, guidanceKind: string, on: number, themes: readonly string[]) => {
    const story = scene.record('guidanceMaterial', name);
    story.say('initiateGuidance', on, {
      guidanceKind,
      title: marked(name),
      publishers: [by],
      themes,
      targetScope: 'SOFT_TARGETS',
    });
    return story;
  };
  const handbook = initiate('handbook for operators', 'HANDBOOK', 20, ['CO-04', 'CH-08']);
  handbook.say('announceEdition', 25, { edition: 1, expected: day(120) });
  handbook.say('announceEdition', 110, { edition: 1, expected: day(200) });
  handbook.say('publishEdition', 210, { edition: 1, document: document('handbook for operators, first edition') });
  handbook.say('promoteGuidance', 260, {
    activity: scene.ref('capacityActivity', 'stewards of large events, year 1'),
    edition: 1,
  });
  for (const name of [cast.OPERATORS, cast.officeOf('Exercise-A'), cast.officeOf('Exercise-E')])
    handbook.say('adoptGuidance', 270 + scene.number(0, 60), { edition: 1 }, { by: scene.actor(name) });
  handbook.say('announceEdition', 400, { edition: 2, expected: day(520) });
  handbook.say('publishEdition', 530, { edition: 2, document: document('handbook for operators, second edition') });
  handbook.say('supersedeEdition', 531, { edition: 1, by: 2 });
  handbook.say('announceAddendum', 560, { edition: 2, title: marked('addendum on drones'), expected: day(640) });
  const overdue = initiate('guideline for risk assessments', 'GUIDELINE', 60, ['CO-08', 'CH-01']);
  overdue.say('announceEdition', 70, { edition: 1, expected: day(300) });
  const withdrawn = initiate('tool for self-assessment', 'TOOL', 30, ['CO-03']);
  withdrawn.say('publishEdition', 90, { edition: 1, document: document('tool for self-assessment') });
  withdrawn.say('withdrawGuidance', 500, { reason: 'Its questions are out of date.' });
}

/** A strategy of the region, with the provision that the rest rests on, superseded by a newer one. */
export function instruments(scene: Scene): void {
  const issuer = scene.actor(cast.ORGANISATION);
  const register = (symbol: string, on: number) => {
    const story = scene.record('instrument', symbol);
    story.say('registerInstrument', on, {
      instrumentKind: 'STRATEGY',
      symbol,
      title: marked(`regional strategy ${symbol.slice(-4)}`),
      issuer,
      adopted: day(on),
      themes: ['CO-02'],
    });
    return story;
  };
  const first = register('EXE/STRAT/2021', 5);
  first.say('addInstrumentProvision', 6, {
    reference: 'P-4',
    text: en('States define crowded places.'),
    themes: ['CO-01'],
  });
  const second = register('EXE/STRAT/2022', 500);
  first.say('supersedeInstrument', 501, { by: second.ref });
}
