import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { ChildService } from './support/child-service.js';
import { storeOf } from './support/event-store-server.js';
import { testDatabase, type TestDatabase } from './support/postgres.js';
import { CLEAR, english } from './support/service.js';

const COMMITMENTS = 200;
let database: TestDatabase;
let services: ChildService[];
beforeAll(async () => {
  database = await testDatabase();
  services = [];
});
afterAll(async () => {
  for (const service of services) await service.end('SIGTERM');
  await database.close();
});

async function start(): Promise<ChildService> {
  const service = new ChildService({ databaseUrl: database.url });
  services.push(service);
  await service.start();
  return service;
}

async function send(service: ChildService, mutation: string, kind: string, input: object): Promise<string> {
  const type = `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input`;
  const { data, errors } = await service.ask(
    `mutation($input: ${type}!) { ${mutation}(input: $input) { record: ${kind} { id } refusal { code } } }`,
    { input },
  );
  expect(errors).toBeUndefined();
  expect(data[mutation].refusal).toBeNull();
  return data[mutation].record.id as string;
}

/** How many proposals of evidence each commitment has. */
async function proposals(): Promise<Map<string, number>> {
  const store = storeOf(database.pool);
  const found = new Map<string, number>();
  try {
    for await (const { type, stream } of store.readAll())
      if (type === 'CommitmentEvidenceProposed') found.set(stream, (found.get(stream) ?? 0) + 1);
  } finally {
    await store.close();
  }
  return found;
}

it('a reaction that a kill cuts off is finished by the next service, nothing of it twice and nothing left out', async () => {
  const first = await start();
  const host = await send(first, 'registerActor', 'actor', { actorKind: 'UN_ENTITY', name: english('UNOCT'), handling: CLEAR });
  const days = { plannedStart: '2022-05-02', plannedEnd: '2022-05-04', occurredAt: '2021-12-01' };
  const plan = { activityKind: 'WORKSHOP', title: english('Workshop'), host, ...days, handling: CLEAR };
  const activity = await send(first, 'planActivity', 'capacityActivity', plan);
  const cites = [{ kind: 'ACTIVITY', reference: activity }];
  const declare = { actor: host, statement: english('Train'), cites, occurredAt: '2022-01-10', handling: CLEAR };
  await Promise.all(Array.from({ length: COMMITMENTS }, () => send(first, 'declareCommitment', 'commitment', declare)));
  const held = { id: activity, start: '2022-05-04', end: '2022-05-04', occurredAt: '2022-05-04' };
  await send(first, 'recordActivityHeld', 'capacityActivity', held);

  let cuts = 0;
  let service = first;
  for (let known = 0; known < COMMITMENTS; known = (await proposals()).size) {
    const size = (await proposals()).size;
    if (size > known && size < COMMITMENTS && cuts < 1) {
      await service.end('SIGKILL');
      cuts++;
      service = await start();
    } else await pause(10);
  }
  expect(cuts).toBeGreaterThan(0);
  const { rows } = await database.pool.query('select * from rm.process_refusals');
  expect(rows).toEqual([]);
  expect([...(await proposals()).values()]).toEqual(Array(COMMITMENTS).fill(1));
});
