import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { addDays, addMonths } from '../src/event-sourcing/occurred.js';
import { CLEAR, english, testService, type TestService } from './support/service.js';

const HASH = 'a1'.repeat(32);
const KINDS = { CTED: 'UN_ENTITY', Freedonia: 'STATE', Stranger: 'INTL_ORG' };
type Name = keyof typeof KINDS;
const document = (url: string) => ({ document: { url, hash: HASH } });

let concord: TestService;
const actors = {} as Record<Name, string>;
const keys = {} as Record<Name, string>;
const today = new Date().toISOString().slice(0, 10);
/** How far the service's clock is ahead of today, milliseconds. */
let ahead = 0;
beforeAll(async () => {
  concord = await testService({ now: () => new Date(Date.now() + ahead) });
  for (const [name, actorKind] of Object.entries(KINDS) as [Name, string][]) {
    actors[name] = (await concord.send('registerActor', { actorKind, name: english(name), handling: CLEAR })).record.id;
    keys[name] = await concord.key({ actor: actors[name] });
  }
});
afterAll(() => concord.close());

/** The clock goes on to noon of a day. */
function comes(day: string): void {
  ahead = Date.parse(`${day}T12:00:00Z`) - Date.now();
  concord.service.processes.wake();
}

/** Waits until nothing is left that was to be done by now. */
async function actedOn(): Promise<void> {
  const { unfiltered: pool, handler } = concord.service;
  const due = async () => (await pool.query('select from rm.process_wakeups where at <= $1', [handler.now()])).rowCount;
  while ((await due()) !== 0) await pause(20);
}

/** A visit that is completed, long ago. */
async function visited(): Promise<string> {
  const label = { tlp: 'AMBER', audience: [actors.CTED, actors.Freedonia] };
  const proposal = { state: actors.Freedonia, assessor: actors.CTED, visitType: 'FOCUSED', mode: 'VIRTUAL', handling: label };
  const { record } = await concord.send('proposeVisit', { ...proposal, occurredAt: '2020-01-01' }, 'id', keys.CTED);
  const { id } = record;
  await send(id, 'requestVisitConsent', { occurredAt: '2020-01-02' });
  await send(id, 'giveVisitConsent', { occurredAt: '2020-01-03' }, 'Freedonia');
  await send(id, 'scheduleVisit', { start: '2020-02-03', end: '2020-02-04', occurredAt: '2020-01-04' });
  await send(id, 'startVisit', { occurredAt: '2020-02-03' });
  await send(id, 'completeVisit', { occurredAt: '2020-02-04' });
  return id as string;
}

async function send(id: string, mutation: string, input: object, by: Name = 'CTED'): Promise<void> {
  const { refusal } = await concord.send(mutation, { id, ...input }, 'id', keys[by]);
  expect({ mutation, refusal }).toEqual({ mutation, refusal: null });
}

/** Follows the reminders of a visit, from the beginning, until there are so many. */
function reminders(id: string, count: number, by: Name = 'Freedonia') {
  const filter = `{ records: ["${id}"], types: ["VisitClockReminderIssued"] }`;
  return concord.follow(
    `subscription { events(after: "0", filter: ${filter}) { data user occurredAt } }`,
    (given) => given.length === count,
    keys[by],
  );
}

async function visitNow(id: string, key = keys.CTED) {
  await concord.settled();
  const { data, errors } = await concord.ask(
    `{ assessmentVisit(id: "${id}") { status reminders { clock due daysLeft rule } observationsClock { standing } responseClock { standing due } } }`,
    {},
    key,
  );
  expect(errors).toBeUndefined();
  return data.assessmentVisit;
}

describe('the clocks of a visit', () => {
  it('remind those who see it before the time for observations ends, and when it has lapsed, and nobody else', async () => {
    const id = await visited();
    await send(id, 'sendDraftReportToState', { ...document('https://example.org/draft'), occurredAt: today });
    const due = addDays(today, 30);
    comes(addDays(due, -8));
    expect((await visitNow(id)).reminders).toEqual([]);
    comes(addDays(due, -7));
    const [first] = await reminders(id, 1);
    expect(first.events).toMatchObject({
      data: { clock: 'OBSERVATIONS', due, daysLeft: 7, rule: 'visit-reminder/1' },
      user: 'process:visit-clocks',
    });
    comes(addDays(due, -1));
    await reminders(id, 2);
    comes(addDays(due, 1));
    await reminders(id, 3);
    comes(addDays(due, 100));
    const { reminders: issued } = await visitNow(id);
    expect(issued.map(({ daysLeft }: { daysLeft: number }) => daysLeft)).toEqual([7, 1, -1]);
    const hidden = await concord.ask(
      `{ events(filter: { types: ["VisitClockReminderIssued"] }) { totalCount } }`,
      {},
      keys.Stranger,
    );
    expect(hidden.data.events.totalCount).toBe(0);
  });

  it('remind of nothing that has come', async () => {
    ahead = 0;
    const id = await visited();
    await send(id, 'sendDraftReportToState', { ...document('https://example.org/draft'), occurredAt: today });
    const due = addDays(today, 30);
    comes(addDays(due, -7));
    await reminders(id, 1);
    await send(id, 'receiveStateObservations', { text: english('A remark') }, 'Freedonia');
    await concord.settled();
    comes(addDays(due, 10));
    await actedOn();
    expect((await visitNow(id)).reminders).toHaveLength(1);
  });

  it('run six calendar months for the response from receipt, with one reminder where days were missed, and late shown as late', async () => {
    ahead = 0;
    const id = await visited();
    await send(id, 'sendDraftReportToState', { ...document('https://example.org/draft'), occurredAt: '2020-03-01' });
    await send(id, 'receiveStateObservations', { text: english('A remark'), occurredAt: '2020-03-20' }, 'Freedonia');
    await send(id, 'adoptReport', { ...document('https://example.org/report'), occurredAt: '2020-04-01' });
    await send(id, 'transmitReportToState', { occurredAt: '2020-04-02' });
    await send(id, 'confirmReportReceipt', { occurredAt: today }, 'Freedonia');
    // What was history when it was recorded reminds nobody.
    expect((await visitNow(id)).reminders).toEqual([]);
    const due = addMonths(today, 6);
    // The service was not there from sixty days before until three days before.
    comes(addDays(due, -3));
    const [first] = await reminders(id, 1);
    expect(first.events).toMatchObject({ data: { clock: 'RESPONSE', due, daysLeft: 3 } });
    comes(addDays(due, 1));
    const given = await reminders(id, 2, 'CTED');
    expect(given[1].events).toMatchObject({ data: { clock: 'RESPONSE', due, daysLeft: -1 } });
    const visit = await visitNow(id);
    expect(visit).toMatchObject({ status: 'TRANSMITTED', responseClock: { due } });
  });
});

describe('a recommendation born of a visit and released', () => {
  it('is for assessor and State again when the State withdraws its consent', async () => {
    ahead = 0;
    const visit = await visited();
    const audience = { tlp: 'CLEAR', audience: [] };
    const consent = { extent: 'PARTIAL', parts: ['RECOMMENDATIONS'], audience, occurredAt: '2020-05-01' };
    await send(visit, 'giveReleaseConsent', consent, 'Freedonia');
    const issue = {
      state: actors.Freedonia,
      text: english('Define soft targets'),
      visit,
      handling: CLEAR,
      occurredAt: '2020-05-02',
    };
    const { record, refusal } = await concord.send('issueRecommendation', issue, 'id', keys.CTED);
    expect(refusal).toBeNull();
    const seen = async (key: string | null) => {
      await concord.settled();
      return (await concord.ask(`{ recommendation(id: "${record.id}") { handling { tlp audience } } }`, {}, key)).data
        .recommendation;
    };
    expect(await seen(null)).toMatchObject({ handling: { tlp: 'CLEAR' } });
    await send(visit, 'withdrawReleaseConsent', { reason: 'an election', occurredAt: '2020-06-01' }, 'Freedonia');
    expect(await seen(keys.Freedonia)).toEqual({ handling: { tlp: 'AMBER', audience: [actors.CTED, actors.Freedonia] } });
    expect(await seen(keys.CTED)).not.toBeNull();
    expect(await seen(keys.Stranger)).toBeNull();
    expect(await seen(null)).toBeNull();
    expect((await concord.service.unfiltered.query('select from rm.process_refusals')).rowCount).toBe(0);
  });
});
