import { day, LAST_DAY, type Scene, type Story } from './scene.js';

/** A region that no real State is in. */
export const REGION = 'X-EXE';
export const STATES = ['Exercise-A', 'Exercise-B', 'Exercise-C', 'Exercise-D', 'Exercise-E', 'Exercise-F'] as const;
/** States that give more than they receive. */
export const DONORS: readonly string[] = ['Exercise-E', 'Exercise-F'];
export const RECIPIENTS: readonly string[] = STATES.slice(0, 4);
export const officeOf = (state: string) => `${state} Coordination Office`;
export const policeOf = (state: string) => `${state} Police`;

export const ORGANISATION = 'Exercise Regional Organization';
export const ASSESSORS = 'Exercise Assessment Office';
export const TRAINERS = 'Exercise Training Centre';
export const FOUNDATION = 'Exercise Foundation';
export const OPERATORS = 'Exercise Stadium Operators';
export const RETAILERS = 'Exercise Retail Association';
export const UNIVERSITY = 'Exercise University';
export const COMMUNITY = 'Exercise Neighbourhood Forum';
export const WATCHERS = 'Exercise Human Rights Watchers';
export const AVIATION = 'Exercise Aviation Club';

const OTHERS: readonly (readonly [name: string, actorKind: string, role?: string])[] = [
  [ORGANISATION, 'REGIONAL_ORG', 'OBSERVER'],
  [ASSESSORS, 'INTL_ORG', 'ASSESSOR'],
  [TRAINERS, 'INTL_ORG', 'IMPLEMENTER'],
  [FOUNDATION, 'CIVIL_SOCIETY', 'DONOR'],
  [OPERATORS, 'PRIVATE'],
  [RETAILERS, 'PRIVATE'],
  [UNIVERSITY, 'ACADEMIA'],
  [COMMUNITY, 'COMMUNITY'],
  [WATCHERS, 'CIVIL_SOCIETY', 'OBSERVER'],
  [AVIATION, 'FORUM'],
];

/** The cast: States with their agencies, those who assist them, and what becomes of them in two years. */
export function actors(scene: Scene): void {
  const organisation = registered(scene, ORGANISATION, 'REGIONAL_ORG').story;
  for (const state of STATES) {
    const { story } = registered(scene, state, 'STATE', [{ language: 'fr', text: state.replace('Exercise', 'Exercice') }]);
    story.say('affiliateActor', 0, { parent: organisation.ref, kind: 'MEMBER_OF', from: day(0) });
    if (DONORS.includes(state)) story.say('grantActorRole', scene.number(1, 20), { role: 'DONOR' });
    for (const name of [officeOf(state), policeOf(state)]) {
      const agency = registered(scene, name, 'NATIONAL_AGENCY').story;
      agency.say('affiliateActor', 0, { parent: story.ref, kind: 'PART_OF', from: day(0) });
      if (name === officeOf(state)) agency.say('grantActorRole', scene.number(1, 30), { role: 'COORDINATOR' });
    }
  }
  for (const [name, actorKind, role] of OTHERS) {
    const story = name === ORGANISATION ? organisation : registered(scene, name, actorKind).story;
    if (role) story.say('grantActorRole', scene.number(1, 60), { role });
  }
  organisation.say('setActorContactPoint', 30, { channel: 'WEBSITE', value: 'https://exercise.invalid/organization' });
  organisation.say('assignActorIdentifier', 45, { scheme: 'X-EXERCISE', value: 'ORG-1', from: day(45) });
  mistakes(scene);
  const club = scene.record('actor', AVIATION);
  club.say('deactivateActor', scene.number(400, 600), { reason: 'Its members have gone on in the regional organization.' });
}

/** Who belongs to whom is agreed by the one to whom it belongs; States let their coordination offices speak for them in some matters. */
export function agreements(scene: Scene): void {
  for (const state of STATES) {
    const story = scene.record('actor', state);
    const organisation = scene.actor(ORGANISATION);
    story.say('agreeActorAffiliation', 0, { parent: organisation, kind: 'MEMBER_OF' }, { by: organisation });
    for (const name of [officeOf(state), policeOf(state)]) {
      const agency = scene.record('actor', name);
      agency.say('agreeActorAffiliation', 0, { parent: story.ref, kind: 'PART_OF' }, { by: story.ref });
    }
    const mandate = story.say('grantMandate', 60, {
      to: scene.actor(officeOf(state)),
      kinds: ['partnership', 'capacityActivity'],
      until: day(LAST_DAY),
      reason: 'It keeps the contacts with partners.',
    });
    if (DONORS.includes(state)) story.say('endMandate', 500, { mandate, reason: 'The ministry has taken it back.' });
  }
}

/** One police service is registered a second time and merged; two are merged that were not the same; a name was misspelt. */
function mistakes(scene: Scene): void {
  const state = scene.pick(RECIPIENTS);
  const second = registered(scene, `${state} Police Service`, 'NATIONAL_AGENCY', [], 90).story;
  second.say('mergeActorInto', scene.number(120, 200), {
    survivor: scene.actor(policeOf(state)),
    reason: 'The same service under its former name.',
  });
  const college = registered(scene, 'Exercise Police College', 'ACADEMIA', [], 60).story;
  const merged = scene.number(150, 200);
  college.say('mergeActorInto', merged, { survivor: scene.actor(UNIVERSITY), reason: 'Taken for one of its faculties.' });
  college.say('revertActorMerge', merged + 40, { reason: 'It is a school of its own.' });
  const { story, registration } = registered(scene, 'Exercise Harbour Athority', 'LOCAL_AUTHORITY', [], 10);
  story.say('correctRecord', 300, {
    eventId: registration,
    field: 'name.0.text',
    value: 'Exercise Harbour Authority',
    reason: 'Misspelt.',
  });
}

function registered(
  scene: Scene,
  name: string,
  actorKind: string,
  names: readonly object[] = [],
  on = 0,
): { story: Story; registration: string } {
  const story = scene.record('actor', name);
  const input = { actorKind, name: [{ language: 'en', text: name }, ...names], regions: [REGION] };
  return { story, registration: story.say('registerActor', on, input) };
}
