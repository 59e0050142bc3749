import * as cast from './actors.js';
import { day, en, LAST_DAY, marked, type Scene, type Story, type Telling } from './scene.js';

const SUBJECTS = ['crowd safety', 'suspicious purchases', 'drone sightings', 'insider threat', 'exercise calendar'] as const;

/** Who works with whom: a regional network, public-private partnerships, and one that only its members may see. */
export function partnerships(scene: Scene): void {
  network(scene);
  for (const state of cast.STATES) publicPrivate(scene, state);
  confidential(scene);
  declined(scene);
}

/** Taken in by the founders, and agreed to by the new member on the same day. */
function joined(scene: Scene, story: Story, on: number, name: string): void {
  const member = scene.actor(name);
  story.say('joinPartnership', on, { member });
  story.say('agreePartnershipMembership', on, {}, { by: member });
}

/** Proposed, endorsed by each founder and in effect a few weeks later. @returns the day on which it takes effect */
function founded(
  scene: Scene,
  story: Story,
  on: number,
  terms: object,
  founders: readonly string[],
  telling: Telling = {},
): number {
  story.say('proposePartnership', on, { ...terms, founders: founders.map((name) => scene.actor(name)) }, telling);
  let last = on;
  for (const name of founders) {
    last += scene.number(1, 15);
    story.say('endorsePartnership', last, {}, { by: scene.actor(name) });
  }
  story.say('activatePartnership', last + scene.number(1, 10));
  return last + 10;
}

/** The States' offices ask and answer; one leaves, one comes back to the terms. */
function network(scene: Scene): void {
  const story = scene.record('partnership', 'Regional network');
  const offices = cast.STATES.map(cast.officeOf);
  const terms = {
    name: marked('regional network for the protection of crowded places'),
    purpose: en('Offices that coordinate protection tell each other what they see and what works.'),
    kind: 'NETWORK',
    level: 'REGIONAL',
    sector: 'PUBLIC',
    modalities: ['INFORMATION_SHARING', 'GOOD_PRACTICE_EXCHANGE'],
    termStart: day(60),
    termEnd: day(60 + 365),
    document: { url: 'https://exercise.invalid/network/terms', title: 'Terms of the network' },
  };
  const began = founded(scene, story, 20, terms, [cast.ORGANISATION, ...offices]);
  story.say('addPartnershipModality', began + 60, { modality: 'JOINT_TRAINING' });
  for (let on = began + 10; on < LAST_DAY - 60; on += scene.number(20, 45)) ask(scene, story, on, offices);
  joined(scene, story, began + 90, cast.UNIVERSITY);
  story.say('amendPartnershipTerms', began + 200, {
    document: { url: 'https://exercise.invalid/network/terms-2', title: 'Terms of the network, second version' },
    summary: en('Answers within thirty days.'),
  });
  story.say('renewPartnership', 60 + 350, { termEnd: '2030-12-31' }, { told: 60 + 380 });
  story.say('leavePartnership', 600, { member: scene.actor(cast.UNIVERSITY), reason: 'The study is complete.' });
}

/** A request that is answered in time, late, not at all, or declined. */
function ask(scene: Scene, story: Story, on: number, offices: readonly string[]): void {
  const [from = '', to = ''] = scene.some(offices, 2);
  const input = { to: scene.actor(to), subject: scene.pick(SUBJECTS), answerBy: day(on + 30) };
  const request = story.say('requestInformation', on, input, { by: scene.actor(from) });
  const by = scene.actor(to);
  if (scene.chance(0.15)) story.say('declineInformationRequest', on + 12, { request, reason: 'Not ours to give.' }, { by });
  else if (scene.chance(0.85)) story.say('answerInformationRequest', on + scene.number(2, 55), { request }, { by });
}

function publicPrivate(scene: Scene, state: string): void {
  const story = scene.record('partnership', `${state} public-private`);
  const company = scene.pick([cast.OPERATORS, cast.RETAILERS]);
  const terms = {
    name: marked(`${state} and ${company.replace('Exercise ', '').toLowerCase()}`),
    kind: 'MEMORANDUM',
    level: 'NATIONAL',
    sector: 'PUBLIC_PRIVATE',
    modalities: scene.some(['INFORMATION_SHARING', 'JOINT_TRAINING', 'EMERGENCY_WARNING_NETWORK', 'COMMUNICATION_NETWORK'], 2),
  };
  const began = founded(scene, story, scene.number(30, 200), terms, [cast.officeOf(state), company]);
  if (scene.chance(0.5)) joined(scene, story, began + 40, cast.COMMUNITY);
  if (state === 'Exercise-B') {
    story.say('suspendPartnership', began + 120, { reason: 'The company changes hands.' });
    story.say('resumePartnership', began + 190);
  }
  // Left alone, the office shows in every list of partnerships below two members.
  if (state === 'Exercise-C')
    story.say('leavePartnership', began + 250, { member: scene.actor(company), reason: 'Its licence ended.' });
  if (state === 'Exercise-D') story.say('endPartnership', began + 300, { reason: 'Its work goes on in the regional network.' });
}

/** For the police of two States alone, until both let the community know of it. */
function confidential(scene: Scene): void {
  const story = scene.record('partnership', 'Joint investigations');
  const [one = '', other = ''] = scene.some(cast.RECIPIENTS, 2).map(cast.policeOf);
  const terms = {
    name: marked('joint investigations'),
    kind: 'AGREEMENT',
    level: 'INTERNATIONAL',
    sector: 'PUBLIC',
    modalities: ['JOINT_LAW_ENFORCEMENT', 'JOINT_RISK_ASSESSMENT'],
  };
  const audience = [scene.actor(one), scene.actor(other)];
  founded(scene, story, 150, terms, [one, other], { handling: { tlp: 'AMBER', audience } });
  const to = { tlp: 'GREEN', audience: [] };
  story.say('changeHandling', undefined, { to, reason: 'Both sides have announced it.' }, { told: 500 });
}

function declined(scene: Scene): void {
  const story = scene.record('partnership', 'Warning network');
  const [one = '', other = '', third = ''] = scene.some(cast.STATES, 3);
  const founders = [one, other, third].map((state) => scene.actor(cast.officeOf(state)));
  const terms = {
    name: marked('emergency warning between three States'),
    kind: 'AGREEMENT',
    level: 'REGIONAL',
    sector: 'PUBLIC',
    modalities: ['EMERGENCY_WARNING_NETWORK'],
    founders,
  };
  story.say('proposePartnership', 400, terms);
  story.say('endorsePartnership', 420, {}, { by: founders[0]! });
  story.say('declinePartnershipEndorsement', 450, { reason: 'Its own network comes first.' }, { by: founders[1]! });
}
