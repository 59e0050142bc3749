import { type Handling } from '../../event-sourcing/envelope.js';
import * as cast from './actors.js';
import { day, document, en, LAST_DAY, marked, type Scene, type Story, type Telling } from './scene.js';

const FINDINGS: readonly (readonly [challenge: string, findingKind: string, text: string])[] = [
  ['CH-02', 'SHORTFALL', 'No text says what a crowded place is.'],
  ['CH-04', 'SHORTFALL', 'Ministries plan each for themselves.'],
  ['CH-05', 'PROGRESS', 'A council has begun to meet.'],
  ['CH-06', 'SHORTFALL', 'Warnings reach the operators after a day.'],
  ['CH-08', 'GOOD_PRACTICE', 'Operators and police train together.'],
  ['CH-09', 'SHORTFALL', 'The plan is adopted, and not deployed.'],
];
const CLEAR = { tlp: 'CLEAR', audience: [] };

/** A visit under way in the exercise: its record, and how its two sides speak. */
interface Visit {
  readonly state: string;
  readonly story: Story;
  /** The State, by its office. */
  readonly host: Telling;
  readonly assessor: Telling;
  readonly audience: Handling;
}

/** Visits to each State, each at another place of its way: one released whole, one in part, one whose consent to release is withdrawn, one declined. */
export function visits(scene: Scene): void {
  const [a, b, c, d, e, f] = cast.STATES.map((state, i) => proposed(scene, state, 20 + i * 15));
  made(scene, a!, 60);
  a!.story.say('giveReleaseConsent', 360, { extent: 'FULL', audience: CLEAR }, a!.host);
  a!.story.say('withdrawReleaseConsent', 600, { reason: 'The report is being read out of its context.' }, a!.host);
  // This one answers after its six months.
  const released = made(scene, b!, 90, 200);
  const partial = { extent: 'PARTIAL', parts: ['COURSE', 'FINDINGS', 'RECOMMENDATIONS'], audience: CLEAR };
  b!.story.say('giveReleaseConsent', 480, partial, b!.host);
  for (const story of released)
    story.say('changeHandling', undefined, { to: CLEAR, reason: 'Released by the State.' }, { ...b!.assessor, told: 490 });
  c!.story.say('declineVisitConsent', 80, { reason: 'Not in the year of the elections.' }, c!.host);
  drafted(scene, d!);
  scheduled(e!);
  f!.story.say('giveVisitConsent', 150, {}, f!.host);
  f!.story.say('cancelVisit', 300, { reason: 'The assessors are needed elsewhere.' }, f!.assessor);
  followUp(scene, b!);
  open(scene);
}

/** A year later, what has become of the findings: released whole, so that all may read the visit itself. */
function followUp(scene: Scene, { state, story: first }: Visit): void {
  const visit = proposed(scene, state, 370, first);
  made(scene, visit, 390);
  visit.story.say('giveReleaseConsent', 690, { extent: 'FULL', audience: CLEAR }, visit.host);
  visit.story.say('changeHandling', undefined, { to: CLEAR, reason: 'Released by the State.' }, { ...visit.assessor, told: 700 });
}

function proposed(scene: Scene, state: string, on: number, follows?: Story): Visit {
  const story = scene.record('assessmentVisit', `${follows ? 'Follow-up visit' : 'Visit'} to ${state}`);
  const host = { by: scene.actor(cast.officeOf(state)) };
  const assessor = { by: scene.actor(cast.ASSESSORS) };
  // AMBER, so that the State's office and police, which belong to it, read along.
  const audience: Handling = { tlp: 'AMBER', audience: [scene.actor(state), assessor.by] };
  const input = {
    state: scene.actor(state),
    assessor: assessor.by,
    ...(follows ? { visitType: 'FOLLOW_UP', follows: follows.ref } : { visitType: scene.pick(['COMPREHENSIVE', 'FOCUSED']) }),
    mode: scene.pick(['PHYSICAL', 'HYBRID', 'VIRTUAL']),
    purpose: marked(`how ${state} protects its crowded places`),
  };
  story.say('proposeVisit', on, input, { ...assessor, handling: audience });
  story.say('requestVisitConsent', on + 5, {}, assessor);
  return { state, story, host, assessor, audience };
}

/** From consent to the State's response, so many days after it has the report. @returns the recommendations that come of it */
function made(scene: Scene, visit: Visit, on: number, answersAfter = 120): Story[] {
  const { story, host, assessor } = visit;
  story.say('giveVisitConsent', on, {}, host);
  story.say('scheduleVisit', on + 10, { start: day(on + 60), end: day(on + 64) }, assessor);
  story.say('startVisit', on + 60, {}, assessor);
  story.say('completeVisit', on + 64, {}, assessor);
  story.say('sharePreliminaryAssessment', on + 66, { text: en('More is planned than is known to those concerned.') }, assessor);
  const found = scene.some(FINDINGS, 4);
  for (const [challenge, findingKind, text] of found)
    story.say('recordFinding', on + 70, { challenge, findingKind, text: en(text) }, assessor);
  story.say('sendDraftReportToState', on + 100, { document: document(`${story.name}, draft report`) }, assessor);
  story.say('receiveStateObservations', on + 125, { text: en('Two figures are of last year.') }, host);
  story.say('adoptReport', on + 140, { document: document(`${story.name}, report`) }, assessor);
  story.say('transmitReportToState', on + 145, {}, assessor);
  story.say('confirmReportReceipt', on + 150, {}, host);
  const short = found.filter(([, kind]) => kind === 'SHORTFALL');
  const stories = short.map(([challenge], i) => recommended(scene, visit, challenge, i + 1, on + 146));
  const answered = on + 150 + answersAfter;
  story.say('receiveStateResponse', answered, { text: en('Most of it is in hand.') }, host);
  story.say('closeVisit', answered + 20, {}, assessor);
  return stories;
}

function recommended(scene: Scene, visit: Visit, challenge: string, number: number, on: number): Story {
  const { state, story: from, host, assessor, audience } = visit;
  const story = scene.record('recommendation', `${from.name}, R-${number}`);
  const input = {
    state: scene.actor(state),
    code: `R-${number}`,
    text: marked(`see to ${challenge} within two years`),
    themes: [challenge],
    visit: from.ref,
  };
  story.say('issueRecommendation', on, input, { ...assessor, handling: audience });
  const response = scene.pick(['SUPPORTED', 'SUPPORTED', 'SUPPORTED_IN_PART', 'NOTED']);
  story.say('recordRecommendationResponse', on + 60, { response }, host);
  if (response === 'NOTED') return story;
  story.say('designateLeadAgency', on + 70, { agency: host.by }, host);
  const action = story.say(
    'planAction',
    on + 75,
    { description: en('A working group writes a plan.'), due: day(on + 200) },
    host,
  );
  story.say('startAction', on + 90, { action }, host);
  if (scene.chance(0.6)) story.say('completeAction', on + 220, { action, report: en('The plan is there.') }, host);
  return story;
}

/** The State lets the thirty days pass; the report is adopted without its observations, which come late. */
function drafted(scene: Scene, { state, story, host, assessor }: Visit): void {
  story.say('giveVisitConsent', 120, {}, host);
  story.say('scheduleVisit', 130, { start: day(300), end: day(303) }, assessor);
  story.say('startVisit', 300, {}, assessor);
  story.say('completeVisit', 303, {}, assessor);
  for (const [challenge, findingKind, text] of scene.some(FINDINGS, 3))
    story.say('recordFinding', 310, { challenge, findingKind, text: en(text) }, assessor);
  story.say('sendDraftReportToState', 350, { document: document(`${state} draft report`) }, assessor);
  story.say('adoptReport', 390, { document: document(`${state} report`) }, assessor);
  story.say('receiveStateObservations', 400, { text: en('The ministry had it late.') }, host);
  story.say('transmitReportToState', 420, {}, assessor);
  story.say('confirmReportReceipt', 425, {}, host);
}

function scheduled({ story, host, assessor }: Visit): void {
  story.say('giveVisitConsent', 140, {}, host);
  story.say('scheduleVisit', 150, { start: day(400), end: day(404) }, assessor);
  story.say('postponeVisit', 390, { reason: 'Travel is not possible.' }, assessor);
  story.say('scheduleVisit', LAST_DAY - 100, { start: '2030-03-04', end: '2030-03-08' }, assessor);
}

/** Recommendations that the regional organization makes in the open: verified, found wanting and reopened, superseded. */
function open(scene: Scene): void {
  const issuer = { by: scene.actor(cast.ORGANISATION) };
  const assessor = { by: scene.actor(cast.ASSESSORS) };
  for (const [i, state] of cast.STATES.entries()) {
    const host = { by: scene.actor(cast.officeOf(state)) };
    const story = scene.record('recommendation', `${state} awareness`);
    const on = scene.number(30, 120);
    const text = marked(`${state} lets its mayors know what may threaten crowded places`);
    story.say(
      'issueRecommendation',
      on,
      { state: scene.actor(state), code: `RO-${i + 1}`, text, themes: ['CO-05', 'CH-07'] },
      issuer,
    );
    if (state === 'Exercise-F') continue;
    story.say('recordRecommendationResponse', on + 40, { response: 'SUPPORTED' }, host);
    story.say('designateLeadAgency', on + 45, { agency: host.by }, host);
    const action = story.say('planAction', on + 50, { description: en('Letters to all mayors.'), due: day(on + 150) }, host);
    story.say('reportProgress', on + 120, { text: en('Half of them are written.') }, host);
    if (state === 'Exercise-E') continue;
    story.say('completeAction', on + 180, { action }, host);
    story.say('reportImplementationComplete', on + 200, { text: en('All mayors know.') }, host);
    if (state === 'Exercise-D') continue;
    const result = state === 'Exercise-C' ? 'NOT' : scene.pick(['FULL', 'PARTIAL']);
    story.say('verifyImplementation', on + 260, { result, text: en('Ten mayors were asked.') }, assessor);
    if (result === 'NOT') story.say('reopenRecommendation', on + 280, { reason: 'Three of ten had heard of it.' }, issuer);
    else story.say('closeRecommendation', on + 280, {}, issuer);
  }
  const later = scene.record('recommendation', 'Awareness of all');
  const state = scene.actor('Exercise-F');
  const text = marked('Exercise-F lets mayors and operators know what may threaten crowded places');
  later.say('issueRecommendation', 500, { state, text, themes: ['CO-05'] }, issuer);
  scene.record('recommendation', 'Exercise-F awareness').say('supersedeRecommendation', 501, { by: later.ref }, issuer);
}
