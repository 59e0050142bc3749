import { performance } from 'node:perf_hooks';
import { readCommand } from '../../dist/graphql/commands/registry.js';
import { RecordLoader } from '../../dist/event-sourcing/record-loader.js';
import { toGlobalId } from '../../dist/graphql/global-id.js';
import { database, isQuick, milliseconds, number, percentile, settled, sizes } from './support.mjs';

/** Of each kind of command; corrections at the most. */
const COMMANDS = isQuick ? 10 : 40;
const CORRECTIONS = 800;
const APPENDED_AT_ONCE = 1_000;

const viewer = {
  user: 'bench',
  actor: null,
  roles: ['COORDINATOR'],
  coordinates: 'ALL',
  keys: ['public', 'members', 'coordinators'],
};
const english = (text) => [{ language: 'en', text }];
const handling = { tlp: 'CLEAR', audience: [] };
const day = (n) => new Date(Date.UTC(2010, 0, 1) + n * 3_600_000).toISOString();

/** Milliseconds of each of some runs. */
async function timed(times, work) {
  const took = [];
  for (let n = 0; n < times; n++) {
    const began = performance.now();
    await work(n);
    took.push(performance.now() - began);
  }
  return percentile(took, 0.5);
}

/** One project with so many facts of money. @returns its id, and the ids of the facts */
async function project(send, store, reporter, events) {
  const opened = await send('assistanceProject', 'openProject', {
    reporter,
    title: english('Rebuild'),
    status: 'IMPLEMENTATION',
    handling,
    occurredAt: day(0),
  });
  const stream = `assistanceProject-${opened.id}`;
  const funds = await send('assistanceProject', 'commitFunds', money(opened.id, 1, 1));
  let fact;
  for await (const event of store.readStream(stream)) if (event.id === funds.receipt.eventIds[0]) fact = event;
  const ids = [fact.id];
  for (let n = 2, revision = 1; n < events; n += APPENDED_AT_ONCE) {
    const some = Array.from({ length: Math.min(APPENDED_AT_ONCE, events - n) }, (_, i) => ({
      id: crypto.randomUUID(),
      type: fact.type,
      schemaVersion: fact.schemaVersion,
      data: fact.data,
      metadata: { ...fact.metadata, occurredAt: day(n + i), commandId: crypto.randomUUID() },
    }));
    await store.append(stream, revision, some);
    revision += some.length;
    ids.push(...some.map(({ id }) => id));
  }
  return { id: opened.id, ids };
}

const money = (id, n, amount) => ({
  id: toGlobalId('assistanceProject', id),
  valueDate: day(n).slice(0, 10),
  direction: 'INCOMING',
  amount: { amount: String(amount), currency: 'EUR' },
  occurredAt: day(n),
});

/** What a record costs by its length: to read it, decide on it, correct it, take what comes late, project and ask. */
export async function longRecords() {
  const lines = [
    '| events of the record | read, ms | decide and append, ms | late event, ms | correction, ms | corrections | read models after them, s | ask, ms |',
    '|---|---|---|---|---|---|---|---|',
  ];
  for (const events of sizes([10, 1_000, 10_000], [10, 300])) {
    await using opened = await database();
    const { service, store, pool } = opened;
    await service.start();
    const send = async (kind, name, input) => {
      const outcome = await service.handler.execute(readCommand(kind, name, input, viewer));
      if (outcome.status !== 'accepted') throw new Error(JSON.stringify(outcome));
      return outcome;
    };
    const actor = await send('actor', 'registerActor', { actorKind: 'STATE', name: english('A State'), handling });
    const { id, ids } = await project(send, store, toGlobalId('actor', actor.id), events);
    await settled(opened);
    const read = await timed(3, () => new RecordLoader(store, service.catalogue).load('assistanceProject', id));
    await service.handler.load('assistanceProject', id);
    const decide = await timed(COMMANDS, (n) => send('assistanceProject', 'commitFunds', money(id, events + n, 1)));
    const corrected = ids.slice(0, CORRECTIONS);
    const began = performance.now();
    for (const [n, eventId] of corrected.entries())
      await send('assistanceProject', 'correctRecord', {
        id: toGlobalId('assistanceProject', id),
        eventId,
        field: 'amount.minor',
        value: 100 + n,
        reason: 'x',
      });
    const correction = (performance.now() - began) / corrected.length;
    const last = performance.now();
    await settled(opened);
    const caughtUp = (performance.now() - last) / 1_000;
    const late = await timed(COMMANDS, (n) => send('assistanceProject', 'commitFunds', money(id, 5 + (n % 5), 1)));
    await settled(opened);
    const ask = await timed(COMMANDS, () => pool.query('select doc from rm.assistance_project where id = $1 and current', [id]));
    const figures = [read, decide, late, correction].map(milliseconds).join(' | ');
    lines.push(
      `| ${number(events)} | ${figures} | ${number(corrected.length)} | ${milliseconds(caughtUp)} | ${milliseconds(ask)} |`,
    );
  }
  return { title: '(n) Long records', lines };
}

export { longRecords as 'long-records' };
