import * as cast from './actors.js';
import { day, en, LAST_DAY, marked, type Scene, type Story } from './scene.js';

/** What is assisted: title, DAC purpose code, themes. */
const PLANS: readonly (readonly [title: string, sector: string, themes: readonly string[]])[] = [
  ['a definition of crowded places in law', '15130', ['CO-01', 'CO-07', 'CH-02']],
  ['a national strategy and its human rights review', '15110', ['CO-02', 'CO-03', 'CH-04']],
  ['a coordination centre for five agencies', '15210', ['CO-06', 'CH-05']],
  ['trained stewards for stadiums', '15210', ['CO-04', 'CH-08', 'TH-05']],
  ['warning of the public', '43060', ['CO-04', 'CH-06', 'CH-09']],
  ['drones at large events', '21050', ['TH-06', 'CH-10']],
  ['awareness in schools and markets', '15150', ['CO-05', 'CH-07']],
  ['small arms in private hands', '15240', ['TH-04']],
];
const CURRENCIES = ['USD', 'EUR', 'CHF', 'JPY'] as const;
/** What becomes of a project in the end. */
const ENDS = ['CLOSED', 'CLOSED', 'CANCELLED', 'SUSPENDED', 'GOES_ON'] as const;

/** Assistance from those who give to those who asked: paid in parts, late, put to rest, given up or closed. */
export function projects(scene: Scene): void {
  const ending = scene.deal(ENDS);
  for (const plan of PLANS) project(scene, plan, ending());
  misread(scene);
}

interface Deal {
  readonly story: Story;
  readonly provider: string;
  readonly receiver: string;
  readonly currency: string;
}

function opened(scene: Scene, name: string, [title, sector, themes]: (typeof PLANS)[number], on: number): Deal {
  const story = scene.record('assistanceProject', name);
  const donor = scene.actor(scene.pick([...cast.DONORS, cast.FOUNDATION]));
  const receiver = scene.actor(scene.pick([cast.TRAINERS, cast.ORGANISATION]));
  const recipient = scene.pick(cast.RECIPIENTS);
  story.say('openProject', on, {
    reporter: receiver,
    title: marked(`${title}, for ${recipient}`),
    plannedStart: day(on + 60),
    plannedEnd: day(on + 60 + scene.number(300, 540)),
    scope: 'NATIONAL',
    partners: [
      { actor: donor, role: 'FUNDING' },
      { actor: receiver, role: 'IMPLEMENTING' },
      { actor: scene.actor(cast.officeOf(recipient)), role: 'ACCOUNTABLE' },
    ],
    recipients: [{ region: cast.REGION, vocabulary: 'OWN' }],
    sectors: [{ vocabulary: '1', code: sector, percentage: 100 }],
    aidTypes: [{ vocabulary: '1', code: 'D02' }],
    themes,
  });
  return { story, provider: donor, receiver, currency: scene.pick(CURRENCIES) };
}

/** An amount in thousands, of the deal's money and parties. */
function transfer({ provider, receiver, currency }: Deal, thousands: number, on: number) {
  return { amount: { amount: String(thousands * 1_000), currency }, valueDate: day(on), provider, receiver };
}

type Ending = (typeof ENDS)[number];

function project(scene: Scene, plan: (typeof PLANS)[number], ending: Ending): void {
  const on = scene.number(20, 240);
  const deal = opened(scene, plan[0], plan, on);
  const { story } = deal;
  const total = scene.number(200, 900);
  const pledge = story.say('pledgeFunds', on + 10, transfer(deal, total, on + 10));
  if (scene.chance(0.3)) {
    const less = { pledge, amount: transfer(deal, 50, on).amount, valueDate: day(on + 40), reason: 'The budget was cut.' };
    story.say('reducePledge', on + 40, less);
  }
  const commitment = story.say('commitFunds', on + 50, transfer(deal, total - 60, on + 50));
  story.say('advanceProject', on + 60, { to: 'IMPLEMENTATION' });
  story.say('describeProject', on + 60, { actualStart: day(on + 60) });
  milestones(scene, story, on + 60);
  let paid = 0;
  const tranche = Math.floor((total - 60) / 3);
  for (let at = on + 80; paid < 2; paid++, at += scene.number(60, 100)) {
    // A third of the payments is reported when the quarter's accounts are made.
    const told = at + (scene.chance(0.35) ? scene.number(40, 90) : 0);
    story.say('disburseFunds', at, { ...transfer(deal, tranche, at), commitment }, { told });
    const spent = { ...transfer(deal, Math.floor(tranche / 2), at + 20), provider: undefined, receiver: undefined };
    story.say('spendFunds', at + 20, spent);
  }
  if (scene.chance(0.4)) {
    story.say('recordInKindContribution', on + 150, {
      provider: scene.actor(cast.UNIVERSITY),
      receiver: deal.receiver,
      description: en('Lecturers.'),
      day: day(on + 150),
      quantity: scene.number(40, 200),
      unit: 'hours',
    });
  }
  end(scene, deal, ending, { on: on + 380, commitment, tranche });
}

function milestones(scene: Scene, story: Story, on: number): void {
  for (const [title, after] of [
    ['Needs are agreed', 60],
    ['Half of the staff is trained', 150],
    ['The handbook is in use', 240],
  ] as const) {
    const milestone = story.say('planMilestone', on, { title: en(title), due: day(on + after) });
    if (scene.chance(0.35)) {
      const missed = { milestone, reason: 'The partners met later than planned.', newDue: day(on + after + 75) };
      story.say('missMilestone', on + after + 5, missed);
    }
    if (scene.chance(0.8))
      story.say('reachMilestone', on + after + scene.number(6, 90), { milestone, note: en('Agreed by all.') });
  }
}

function end(
  scene: Scene,
  deal: Deal,
  ending: Ending,
  { on, commitment, tranche }: { on: number; commitment: string; tranche: number },
): void {
  const { story } = deal;
  const reference = 'staff-trained';
  const indicator = { title: en('Staff trained'), measure: 'UNIT', baseline: '0' };
  const periods = [{ end: day(on), target: '400', actual: String(scene.number(90, 420)) }];
  const result = { reference, type: 'OUTPUT', title: en('Staff knows what to do'), indicators: [{ ...indicator, periods }] };
  story.say('reportResult', on, result);
  if (ending === 'SUSPENDED') {
    story.say('suspendProject', on, { reason: 'The ministry is being reorganised.' });
    if (scene.chance(0.5)) story.say('resumeProject', on + 60);
  }
  if (ending === 'CANCELLED') {
    story.say('returnFunds', on, {
      ...transfer(deal, Math.floor(tranche / 3), on),
      direction: 'INCOMING',
      reason: 'Not used.',
    });
    story.say('cancelProject', on + 5, { reason: 'The recipient wants to go its own way.' });
  }
  if (ending === 'CLOSED') {
    story.say('advanceProject', on - 10, { to: 'FINALISATION' }, { told: on + 1 });
    story.say('disburseFunds', on + 10, { ...transfer(deal, tranche, on + 10), commitment });
    const evaluation = { evaluator: scene.actor(cast.UNIVERSITY), title: marked('what it has left behind'), day: day(on + 20) };
    story.say('recordEvaluation', on + 20, { ...evaluation, findings: en('People meet who had not met before.') });
    story.say('completeProject', Math.min(on + 30, LAST_DAY), { actualEnd: day(on + 25) });
  }
}

/** A payment was entered with one zero too many, and the day of another was wrong. */
function misread(scene: Scene): void {
  const deal = opened(scene, 'Vehicles', ['vehicles for bomb disposal', '15210', ['TH-05']], 100);
  const { story } = deal;
  story.say('pledgeFunds', 120, transfer(deal, 4_000, 120));
  const commitment = story.say('commitFunds', 130, transfer(deal, 4_000, 130));
  story.say('advanceProject', 140, { to: 'IMPLEMENTATION' });
  const first = story.say('disburseFunds', 160, { ...transfer(deal, 2_500, 160), commitment });
  const second = story.say('disburseFunds', 200, { ...transfer(deal, 300, 200), commitment });
  const scale = deal.currency === 'JPY' ? 1 : 100;
  const amount = { minor: 250_000 * scale, currency: deal.currency };
  story.say('correctRecord', 410, { eventId: first, field: 'amount', value: amount, reason: 'One zero too many.' });
  const reason = 'The day of the booking, not of the payment.';
  story.say('correctRecord', 415, { eventId: second, field: 'occurredAt', value: day(190), reason });
}
