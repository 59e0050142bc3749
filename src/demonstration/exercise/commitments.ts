import { type Theme, THEMES } from '../../codes/themes.js';
import * as cast from './actors.js';
import { day, en, LAST_DAY, marked, type Scene, type Story } from './scene.js';

const CONCLUSIONS = (Object.keys(THEMES) as Theme[]).filter((code) => code.startsWith('CO-'));
const REASONS = [
  'The budget comes later.',
  'A partner has not answered.',
  'Parliament decides first.',
  'Staff was needed elsewhere.',
] as const;

/** What became of a commitment in the end. */
const ENDS = ['CONFIRMED', 'DISPUTED', 'REPORTED', 'PARTLY', 'WITHDRAWN', 'OPEN', 'OPEN'] as const;

/** What each State undertakes by the conclusions of the briefing: kept, late, disputed, given up or still open. */
export function commitments(scene: Scene): void {
  const ending = scene.deal(ENDS);
  for (const state of cast.STATES) {
    for (const code of scene.some(CONCLUSIONS, 4)) undertaking(scene, state, code, ending());
  }
  declared(
    scene,
    scene.record('commitment', 'Lessons'),
    40,
    cast.DONORS[0]!,
    'Exercise-E undertakes to share its lessons',
    'CO-09',
  );
  superseded(scene);
  corrected(scene);
  withheld(scene);
}

function declared(scene: Scene, story: Story, on: number, state: string, words: string, code: Theme, due?: number): string {
  return story.say(
    'declareCommitment',
    on,
    {
      actor: scene.actor(state),
      statement: marked(words),
      forum: 'Exercise: regional conference on crowded places',
      cites: [{ kind: 'CONCLUSION', reference: code }],
      ...(due === undefined ? {} : { due: day(due) }),
    },
    { by: scene.actor(cast.officeOf(state)) },
  );
}

type Ending = (typeof ENDS)[number];

function undertaking(scene: Scene, state: string, code: Theme, ending: Ending): void {
  const story = scene.record('commitment', `${state} ${code}`);
  const by = scene.actor(cast.officeOf(state));
  const began = scene.number(10, 250);
  let due = began + scene.number(120, 400);
  const words = `${state} undertakes to ${THEMES[code][0]!.toLowerCase()}${THEMES[code].slice(1)}`;
  declared(scene, story, began, state, words, code, scene.chance(0.85) ? due : undefined);
  if (scene.chance(0.5)) story.say('acknowledgeCommitment', began + 14, {}, { by: scene.actor(cast.ORGANISATION) });
  let on = began + scene.number(40, 90);
  story.say('reportCommitmentProgress', on, { report: en('A working group has met.'), percent: scene.number(5, 20) }, { by });
  for (let slips = scene.number(0, 2); slips > 0; slips--) {
    on += scene.number(30, 80);
    due += scene.number(60, 150);
    story.say('reviseCommitmentDueDate', on, { due: day(due), reason: scene.pick(REASONS) }, { by });
  }
  // Told months after it was done, and after what came later.
  const report = { report: en('A first draft has gone round.'), percent: scene.number(30, 60) };
  story.say('reportCommitmentProgress', on - 20, report, { by, told: on + scene.number(60, 120) });
  end(scene, story, Math.min(on + scene.number(120, 220), LAST_DAY - 60), by, ending);
}

function end(scene: Scene, story: Story, on: number, by: string, ending: Ending): void {
  const fulfilled = (when: number) => {
    story.say(
      'attachCommitmentEvidence',
      when,
      { document: 'https://exercise.invalid/evidence', note: en('Published text.') },
      { by },
    );
    story.say('reportCommitmentFulfilled', when, { report: en('Done, as undertaken.') }, { by });
  };
  const watchers = scene.actor(cast.WATCHERS);
  if (ending === 'WITHDRAWN') story.say('withdrawCommitment', on, { reason: 'Another ministry is in charge now.' }, { by });
  if (ending === 'PARTLY') story.say('reportCommitmentPartlyFulfilled', on, { report: en('In two provinces of five.') }, { by });
  if (ending === 'CONFIRMED' || ending === 'DISPUTED' || ending === 'REPORTED') fulfilled(on);
  if (ending === 'CONFIRMED') {
    story.say('confirmCommitmentFulfilment', on + 30, { note: 'Seen in force.' }, { by: scene.actor(cast.ASSESSORS) });
  }
  if (ending === 'DISPUTED') {
    story.say('disputeCommitmentFulfilment', on + 20, { reason: 'Nothing has changed on the ground.' }, { by: watchers });
    if (scene.chance(0.5)) {
      fulfilled(on + 40);
      story.say('confirmCommitmentFulfilment', on + 50, { note: 'Now it has.' }, { by: watchers });
    }
  }
}

/** A better undertaking takes the place of one that was too small. */
function superseded(scene: Scene): void {
  const state = scene.pick(cast.RECIPIENTS);
  const small = scene.record('commitment', 'Small undertaking');
  declared(scene, small, 30, state, `${state} undertakes to brief the mayors of two cities`, 'CO-05', 200);
  const large = scene.record('commitment', 'Large undertaking');
  declared(scene, large, 150, state, `${state} undertakes to brief the mayors of all cities`, 'CO-05', 3_500);
  small.say('supersedeCommitment', 151, { by: large.ref }, { by: scene.actor(cast.officeOf(state)) });
}

/** Its due day was written down wrongly, which nobody saw for a year. */
function corrected(scene: Scene): void {
  const state = scene.pick(cast.STATES);
  const story = scene.record('commitment', 'Misread day');
  const declaration = declared(scene, story, 60, state, `${state} undertakes to train the staff of its stadiums`, 'CO-04', 160);
  const input = { eventId: declaration, field: 'due', value: day(600), reason: 'The year was misread.' };
  story.say('correctRecord', 425, input);
}

/** First for its own State and the assessors, then for all; another becomes narrower. */
function withheld(scene: Scene): void {
  const state = scene.pick(cast.RECIPIENTS);
  const audience = [scene.actor(cast.officeOf(state)), scene.actor(cast.ASSESSORS)];
  const wider = scene.record('commitment', 'Contingency plans');
  const statement = marked(`${state} undertakes to test its contingency plans`);
  const input = { actor: scene.actor(state), statement, due: day(500) };
  wider.say('declareCommitment', 90, input, { handling: { tlp: 'AMBER_STRICT', audience } });
  wider.say('changeHandling', undefined, { to: { tlp: 'CLEAR', audience: [] }, reason: 'Released by the State.' }, { told: 360 });
  const narrower = scene.record('commitment', 'Insider threat');
  declared(scene, narrower, 100, state, `${state} undertakes to vet those who work at its airports`, 'CO-07', 640);
  const to = { tlp: 'AMBER', audience };
  const by = scene.actor(cast.officeOf(state));
  narrower.say('changeHandling', undefined, { to, reason: 'It says more than the State wants known.' }, { by, told: 480 });
}
