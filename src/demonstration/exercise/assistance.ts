import * as cast from './actors.js';
import { day, en, marked, type Scene, type Story } from './scene.js';

/** What a State may need: title, subject, themes, how much. */
const NEEDS: readonly (readonly [title: string, subject: string, themes: readonly string[], number: number, unit: string])[] = [
  ['a draft of a strategy', 'STRATEGY', ['CO-02', 'CH-04'], 1, 'DOCUMENTS'],
  ['stewards trained', 'SITE_PROTECTION', ['CO-04', 'CH-08'], 200, 'PERSONS_TRAINED'],
  ['exercises of crisis management', 'CRISIS_MANAGEMENT', ['CH-09'], 3, 'ACTIVITIES'],
  ['a warning system', 'EARLY_WARNING', ['CH-06'], 40, 'SITES'],
];

const count = (number: number, unit: string) => ({ count: { number, unit } });

/** What recipients need, what donors offer, and what is brought together: taken up, declined, offered twice, still uncovered. */
export function assistance(scene: Scene): void {
  const [a = '', b = '', c = '', d = ''] = cast.RECIPIENTS;
  const strategies = cast.RECIPIENTS.map((state) => needed(scene, state, 0, scene.number(30, 90)));
  const stewards = [a, b].map((state) => needed(scene, state, 1, scene.number(60, 120)));
  const exercises = needed(scene, c, 2, scene.number(60, 120));
  needed(scene, d, 3, scene.number(60, 120));
  disputed(scene, c);
  needed(scene, b, 3, 100).say('withdrawNeed', 320, { reason: 'It was bought.' }, { by: scene.actor(cast.officeOf(b)) });

  const drafting = offered(scene, 'Exercise-E', 'drafting of strategies', ['STRATEGY'], 110, count(3, 'DOCUMENTS'));
  const training = offered(scene, 'Exercise-F', 'training of stewards', ['SITE_PROTECTION'], 130, count(300, 'PERSONS_TRAINED'));
  const courses = offered(
    scene,
    cast.FOUNDATION,
    'courses for stewards',
    ['SITE_PROTECTION'],
    140,
    count(250, 'PERSONS_TRAINED'),
  );
  const drills = offered(scene, 'Exercise-F', 'drills', ['CRISIS_MANAGEMENT'], 150, count(2, 'ACTIVITIES'));
  drills.story.say('amendOfferScope', 240, { quantity: count(4, 'ACTIVITIES'), reason: 'The budget has grown.' }, drills.by);
  const barriers = offered(scene, 'Exercise-F', 'barriers', ['SITE_PROTECTION'], 155, count(20, 'EQUIPMENT_ITEMS'), day(400));
  barriers.story.say('expireOffer', 401);
  const radios = offered(scene, cast.ORGANISATION, 'second-hand radios', ['EARLY_WARNING'], 160, count(40, 'EQUIPMENT_ITEMS'));
  radios.story.say('withdrawOffer', 220, { reason: 'They are too old.' }, radios.by);

  matched(scene, a, strategies[0]!, drafting, 200, count(1, 'DOCUMENTS'), 'ACCEPTED');
  matched(scene, b, strategies[1]!, drafting, 210, count(1, 'DOCUMENTS'), 'DECLINED');
  matched(scene, d, strategies[3]!, drafting, 220, count(1, 'DOCUMENTS'), 'PROPOSED');
  matched(scene, a, stewards[0]!, training, 230, count(150, 'PERSONS_TRAINED'), 'ACCEPTED');
  matched(scene, a, stewards[0]!, courses, 260, count(50, 'PERSONS_TRAINED'), 'ACCEPTED');
  matched(scene, b, stewards[1]!, training, 270, count(100, 'PERSONS_TRAINED'), 'ACCEPTED');
  matched(scene, c, exercises, drills, 280, count(2, 'ACTIVITIES'), 'ACCEPTED');
}

function needed(scene: Scene, state: string, plan: number, on: number): Story {
  const [title, subject, themes, number, unit] = NEEDS[plan]!;
  const by = { by: scene.actor(cast.officeOf(state)) };
  const story = scene.record('assistanceNeed', `${state} needs ${title}`);
  const input = {
    ...{ state: scene.actor(state), origin: 'SELF', title: marked(`${title}, for ${state}`), subject, themes },
    ...{ regions: [cast.REGION], neededBy: day(on + 400) },
  };
  story.say('identifyNeed', on, input, by);
  story.say('prioritiseNeed', on + 5, { priority: scene.pick(['HIGH', 'MEDIUM', 'LOW']) }, by);
  story.say('quantifyNeed', on + 6, { quantity: count(number, unit) }, by);
  return story;
}

/** Seen by the assessors, and not by the State: for the two of them alone. */
function disputed(scene: Scene, state: string): void {
  const assessors = scene.actor(cast.ASSESSORS);
  const story = scene.record('assistanceNeed', `${state} disputed`);
  const input = {
    state: scene.actor(state),
    origin: 'VISIT',
    title: marked(`vetting of staff, for ${state}`),
    subject: 'LAW_ENFORCEMENT',
  };
  const handling = { tlp: 'AMBER', audience: [scene.actor(state), assessors] } as const;
  story.say('identifyNeed', 200, input, { by: assessors, handling });
  story.say('disputeNeed', 230, { reason: 'It is done already.' }, { by: scene.actor(cast.officeOf(state)) });
}

interface Offered {
  readonly story: Story;
  readonly by: { readonly by: string };
}

function offered(
  scene: Scene,
  provider: string,
  title: string,
  subjects: readonly string[],
  on: number,
  quantity: object,
  validUntil?: string,
): Offered {
  const story = scene.record('assistanceOffer', title);
  const by = { by: scene.actor(provider) };
  const input = {
    provider: by.by,
    title: marked(title),
    description: en('At no cost to the recipient.'),
    subjects,
    quantity,
    validUntil,
  };
  story.say('makeOffer', on, { ...input, regions: [cast.REGION] }, by);
  return { story, by };
}

/** Proposed by the assessors, accepted by the provider, and by the recipient (or not); what follows from that is for the service to record. */
function matched(
  scene: Scene,
  state: string,
  wanted: Story,
  { story: given, by: provider }: Offered,
  on: number,
  quantity: object,
  becomes: 'PROPOSED' | 'ACCEPTED' | 'DECLINED',
): void {
  const story = scene.record('assistanceMatch', `${given.name} for ${state}`);
  const recipient = { by: scene.actor(cast.officeOf(state)) };
  const input = { need: wanted.ref, offer: given.ref, quantity, note: 'Exercise: brought together by the assessment office' };
  story.say('proposeMatch', on, input, { by: scene.actor(cast.ASSESSORS) });
  story.say('acceptMatch', on + scene.number(3, 20), { side: 'PROVIDER' }, provider);
  if (becomes === 'ACCEPTED') story.say('acceptMatch', on + scene.number(20, 40), { side: 'RECIPIENT' }, recipient);
  if (becomes === 'DECLINED')
    story.say('declineMatch', on + scene.number(20, 40), { side: 'RECIPIENT', reason: 'Written at home by now.' }, recipient);
}
