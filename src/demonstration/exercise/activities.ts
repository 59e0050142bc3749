import * as cast from './actors.js';
import { day, en, LAST_DAY, marked, type Scene, type Story } from './scene.js';

/** What is planned: kind, title, aims, themes. */
const PLANS: readonly (readonly [activityKind: string, title: string, aims: readonly string[], themes: readonly string[]])[] = [
  ['WORKSHOP', 'defining crowded places', ['KNOWLEDGE_EXCHANGE', 'POLICY'], ['CO-01', 'CH-02']],
  ['WORKSHOP', 'national strategies', ['POLICY'], ['CO-02', 'CO-03', 'CH-04']],
  ['WORKSHOP', 'awareness for mayors and local leaders', ['AWARENESS'], ['CO-05', 'CH-07', 'CH-08']],
  ['TRAINING', 'stewards of large events', ['SKILLS'], ['CO-04', 'TH-05']],
  ['TRAINING', 'screening of staff', ['SKILLS'], ['TH-03', 'CO-04']],
  ['TRAINING', 'drones over crowds', ['SKILLS'], ['TH-06', 'CH-10']],
  ['EXERCISE', 'evacuation of a stadium', ['PREPAREDNESS', 'COORDINATION'], ['CH-09', 'CO-06']],
  ['EXERCISE', 'warning across borders', ['PREPAREDNESS'], ['CO-08', 'CH-06']],
  ['STUDY_VISIT', 'a coordination centre at work', ['KNOWLEDGE_EXCHANGE'], ['CO-06', 'CH-05']],
  ['BRIEFING', 'what has become of the conclusions', ['AWARENESS'], ['CO-09', 'CH-01']],
  ['SIDE_EVENT', 'companies and the State', ['AWARENESS', 'KNOWLEDGE_EXCHANGE'], ['CO-04', 'CH-08']],
  ['TRAINING', 'online radicalisation and venues', ['SKILLS'], ['TH-02', 'TH-07']],
];
const LEVELS = ['REGIONAL', 'NATIONAL', 'SUBNATIONAL', 'LOCAL'] as const;
const MODES = ['IN_PERSON', 'HYBRID', 'VIRTUAL'] as const;

/** Two rounds of activities, one in each year: held, put off, cancelled, one counted wrongly; and some that are still to come. */
export function activities(scene: Scene): void {
  for (const round of [0, 1]) {
    const cancelled = scene.pick(PLANS);
    for (const [i, plan] of PLANS.entries()) {
      activity(scene, plan, { on: round * 350 + 20 + i * 25 + scene.number(0, 12), round, isCancelled: plan === cancelled });
    }
  }
  for (const plan of scene.some(PLANS, 3)) planned(scene, plan, LAST_DAY - 60, `${plan[1]}, to come`, '2030-05-06', '2030-05-08');
  miscounted(scene);
}

type Plan = (typeof PLANS)[number];

function planned(scene: Scene, [activityKind, title, aims, themes]: Plan, on: number, name: string, start: string, end: string) {
  const story = scene.record('capacityActivity', name);
  const [host = '', partner = ''] = scene.some(
    [cast.ORGANISATION, cast.ASSESSORS, cast.TRAINERS, cast.officeOf('Exercise-E')],
    2,
  );
  story.say('planActivity', on, {
    activityKind,
    title: marked(title),
    host: scene.actor(host),
    coOrganisers: scene.chance(0.7) ? [scene.actor(partner)] : [],
    mode: scene.pick(MODES),
    plannedStart: start,
    plannedEnd: end,
    place: 'Exercise City',
    regions: [cast.REGION],
    aims,
    audienceLevels: scene.some(LEVELS, 2),
    audienceKinds: ['STATE', 'NATIONAL_AGENCY', 'LOCAL_AUTHORITY', 'PRIVATE'],
    themes,
    targetScope: scene.pick(['SOFT_TARGETS', 'SOFT_TARGETS', 'BOTH']),
    instruments: ['S/RES/2396 (2017)'],
  });
  return story;
}

function activity(
  scene: Scene,
  plan: Plan,
  { on, round, isCancelled }: { on: number; round: number; isCancelled: boolean },
): void {
  const name = `${plan[1]}, year ${round + 1}`;
  let start = on + scene.number(60, 120);
  let end = start + scene.number(0, 3);
  const story = planned(scene, plan, on, name, day(start), day(end));
  story.say('announceActivity', on + 10, { document: 'https://exercise.invalid/announcement' });
  invite(scene, story, on + 15);
  if (scene.chance(0.5)) story.say('openActivityRegistration', on + 20, { until: day(start - 10) });
  if (isCancelled) return void story.say('cancelActivity', start - 20, { reason: 'The host has no room for it.' });
  if (scene.chance(0.3)) {
    if (scene.chance(0.5)) story.say('postponeActivity', start - 25, { reason: 'Travel is not possible.' });
    const later = scene.number(30, 120);
    start += later;
    end += later;
    const days = { plannedStart: day(start), plannedEnd: day(end), reason: 'Travel is possible again.' };
    story.say('rescheduleActivity', start - later - 5, days);
  }
  held(scene, story, start, end);
}

function invite(scene: Scene, story: Story, on: number): void {
  for (const state of scene.some(cast.STATES, scene.number(3, 6))) {
    const invited = cast.policeOf(state);
    story.say('inviteToActivity', on, { actor: scene.actor(invited) });
    const by = scene.actor(invited);
    if (scene.chance(0.75)) story.say('acceptActivityInvitation', on + scene.number(2, 20), {}, { by });
    else story.say('declineActivityInvitation', on + scene.number(2, 20), { reason: 'Nobody can be spared.' }, { by });
  }
}

function held(scene: Scene, story: Story, start: number, end: number): void {
  if (scene.chance(0.5)) story.say('startActivity', start);
  // Some hosts report months after.
  const told = end + (scene.chance(0.25) ? scene.number(60, 150) : 1);
  story.say('recordActivityHeld', end, { start: day(start), end: day(end) }, { told });
  story.say('recordAttendance', end, attendance(scene));
  if (scene.chance(0.7)) {
    const outcome = { outcome: en('Those who came know whom to call.'), document: 'https://exercise.invalid/report' };
    story.say('reportActivityOutcome', told + scene.number(5, 60), outcome);
  }
  if (scene.chance(0.4)) {
    const materials = [{ url: 'https://exercise.invalid/slides', title: en('Slides'), language: 'en' }];
    story.say('shareActivityMaterials', told + scene.number(5, 30), { materials });
  }
}

function attendance(scene: Scene) {
  const [agencies, companies, female] = [scene.number(10, 40), scene.number(0, 15), scene.number(5, 10)];
  const total = agencies + companies;
  return {
    total,
    byActorKind: [
      { kind: 'NATIONAL_AGENCY', count: agencies },
      { kind: 'PRIVATE', count: companies },
    ],
    byGender: [
      { gender: 'FEMALE', count: female },
      { gender: 'MALE', count: total - female },
    ],
  };
}

/** Held a day longer than was first said. */
function miscounted(scene: Scene): void {
  const story = planned(scene, PLANS[6]!, 40, 'evacuation of an airport', day(110), day(112));
  const report = story.say('recordActivityHeld', 111, { start: day(110), end: day(111) });
  const reason = 'The last day was left out.';
  story.say('correctRecord', 320, { eventId: report, field: 'end', value: day(112), reason });
}
