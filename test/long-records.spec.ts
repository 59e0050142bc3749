import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type RecordedEvent } from '../src/event-sourcing/envelope.js';
import { fold } from '../src/event-sourcing/fold.js';
import { History } from '../src/event-sourcing/history.js';
import { defineRecord, event } from '../src/event-sourcing/record.js';
import { shownOf } from '../src/event-sourcing/shown.js';
import { toGlobalId } from '../src/graphql/global-id.js';
import { recordModules } from '../src/records/index.js';
import { english } from './support/service.js';
import { World } from './support/world.js';

let steps = 0;
const account = defineRecord<{ readonly notes: readonly string[]; readonly sum: number }, object>()({
  kind: 'account',
  events: {
    Paid: event('Money, which no row shows.', z.strictObject({ amount: z.number() })),
    Noted: event('A note.', z.strictObject({ text: z.string() })),
  },
  rights: { relations: {}, commands: {} },
  hidden: ['sum'],
  initial: { notes: [], sum: 0 },
  evolve: {
    Paid: (state, { amount }) => (steps++, { ...state, sum: state.sum + amount }),
    Noted: (state, { text }) => (steps++, { ...state, notes: [...state.notes, text] }),
  },
  decide: {},
});

const stream = `account-${randomUUID()}`;
const onDay = (day: number) => new Date(Date.UTC(2021, 0, day)).toISOString();

function told(revision: number, type: string, data: unknown, day: number): RecordedEvent {
  const metadata: RecordedEvent['metadata'] = {
    ...{ occurredAt: onDay(day), precision: 'instant' as const, actor: null, user: 'x' },
    handling: { tlp: 'CLEAR', audience: [] },
    ...{ commandId: '', commandHash: '', correlationId: '', causationId: '' },
  };
  return {
    ...{ id: randomUUID(), type, schemaVersion: 1, data, metadata, stream, revision },
    ...{ position: BigInt(revision + 1), recordedAt: onDay(9_000) },
  };
}

/** Steps of the fold that 200 changes of the past take in a record of so many events. */
function stepsOf(length: number, change: (n: number, events: readonly RecordedEvent[]) => RecordedEvent): number {
  const events = Array.from({ length }, (_, n) =>
    n % 100 === 0 ? told(n, 'Noted', { text: `${n}` }, n + 2) : told(n, 'Paid', { amount: n }, n + 2),
  );
  const history = new History(account, events);
  history.add(change(0, history.events));
  const before = steps;
  for (let n = 1; n <= 200; n++) history.add(change(n, history.events));
  return steps - before;
}

describe('a change of the past of a record', () => {
  const correctPayment = (n: number, events: readonly RecordedEvent[]) => {
    const of = events.filter(({ type }) => type === 'Paid')[n]!;
    return told(events.length, 'RecordCorrected', { eventId: of.id, field: 'amount', value: -1, reason: 'x' }, 9_000);
  };
  const payLate = (n: number, events: readonly RecordedEvent[]) => told(events.length, 'Paid', { amount: 1 }, 10 + n);

  it.each([
    ['a correction of what no row shows', correctPayment],
    ['a late report of what no row shows', payLate],
  ])('costs as much in a long record as in a short one: %s', (_what, change) => {
    const [short, long] = [stepsOf(400, change), stepsOf(8_000, change)];
    expect(long).toBeLessThan(1.5 * short);
  });

  it('makes again the versions from where it takes effect, and none before', () => {
    const events = Array.from({ length: 100 }, (_, n) => told(n, 'Noted', { text: `${n}` }, n + 2));
    const history = new History(account, events);
    const correction = told(100, 'RecordCorrected', { eventId: events[90]!.id, field: 'text', value: 'x', reason: 'x' }, 9_000);
    const { before, after, made } = history.add(correction)!;
    expect(before.map(({ validFrom }) => validFrom)).toEqual(after.map(({ validFrom }) => validFrom));
    expect(before[0]).toEqual(after[0]);
    expect([...made.keys()]).toEqual(events.slice(90).map(({ metadata }) => metadata.occurredAt));
    expect(made.get(onDay(101))!.shown).toBe(shownOf(account, fold(account, [...events, correction])));
  });
});

describe('commands that correct a record', () => {
  it('read its events once, however many come', async () => {
    const world = new World(recordModules);
    const reporter = toGlobalId('actor', await world.make('registerActor', { actorKind: 'STATE', name: english('Peru') }));
    const project = await world.make('openProject', { reporter, title: english('x'), status: 'IMPLEMENTATION' });
    const id = toGlobalId('assistanceProject', project);
    const money = { id, valueDate: '2021-01-01', direction: 'INCOMING', amount: { amount: '1', currency: 'EUR' } };
    for (let n = 0; n < 30; n++) expect(await world.send('commitFunds', money)).toMatchObject({ status: 'accepted' });
    let reads = 0;
    const { store, handler } = world;
    const readStream = store.readStream.bind(store);
    store.readStream = (name, options) => {
      if (name === `assistanceProject-${project}`) reads++;
      return readStream(name, options);
    };
    const caller = { user: 'tester', actor: null };
    for (const eventId of world.eventIds.slice(-30)) {
      const input = { eventId, field: 'amount.minor', value: 500, reason: 'x' };
      const request = { kind: 'assistanceProject', name: 'correctRecord', creates: false, id: project, input, caller };
      expect(await handler.execute(request)).toMatchObject({ status: 'accepted' });
    }
    expect(reads).toBeLessThanOrEqual(1);
    expect(await world.send('disburseFunds', { ...money, amount: { amount: '150', currency: 'EUR' } })).toMatchObject({
      status: 'accepted',
    });
    expect(await world.send('disburseFunds', money)).toMatchObject({ refusal: { code: 'NOT_COMMITTED' } });
    const { memory, replay } = await world.remembered(`assistanceProject-${project}`);
    expect(memory).toEqual(replay);
  });
});
