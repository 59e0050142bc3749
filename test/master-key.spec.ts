import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { masterId, PostgresSubjectKeys } from '../src/event-sourcing/personal/postgres-subject-keys.js';
import { ChildService } from './support/child-service.js';
import { type TestDatabase, testDatabase } from './support/postgres.js';
import { CLEAR, english } from './support/service.js';

const [OLD, NEW] = ['the old one', 'the new one'].map((text) => Buffer.alloc(32, text)) as [Buffer, Buffer];
const ADDRESS = 'jane.roe@ministry.example';
/** More keys than are wrapped by one statement. */
const SUBJECTS = 1_500;

let database: TestDatabase;
let service: ChildService;
let actor: string;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(async () => {
  await service.end();
  await database.close();
});

/** Another start of the service, with these master keys. */
async function start(...masters: Buffer[]): Promise<void> {
  await service?.end('SIGTERM');
  service = new ChildService({ databaseUrl: database.url, settings: settings(masters) });
  await service.start();
}
const settings = (masters: readonly Buffer[]) => ({
  CONCORD_MASTER_KEY: masters.map((master) => master.toString('base64')).join(),
  CONCORD_LOG_LEVEL: 'info',
});
const keysOf = (...masters: Buffer[]) =>
  new PostgresSubjectKeys(database.pool, masters, (error) => {
    throw error;
  });
const count = async (master: Buffer) =>
  (
    await database.pool.query<{ count: number }>(
      'select count(*)::int from secrets.subject_keys where wrapped is not null and master = $1',
      [masterId(master)],
    )
  ).rows[0]!.count;
const send = async (mutation: string, input: object) =>
  (
    await service.ask(
      `mutation($input: ${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input!) { ${mutation}(input: $input) { record: actor { id } refusal { code } receipt { position } } }`,
      { input },
    )
  ).data[mutation];
const shown = async () => {
  const { data } = await service.ask(`{ at(after: "2") { actor(id: "${actor}") { contactPoints { value } } } }`);
  return data.at.actor.contactPoints;
};

it('Personal data is read while its master key is changed, and needs the old one no more when that is done, though a kill cut it short', async () => {
  await start(OLD);
  actor = (await send('registerActor', { actorKind: 'STATE', name: english('Ministry'), handling: CLEAR })).record.id;
  await send('setActorContactPoint', { id: actor, channel: 'EMAIL', value: ADDRESS });
  const old = keysOf(OLD);
  const subjects = Array.from({ length: SUBJECTS }, (_, n) => `actor-${n}`);
  const secrets = await Promise.all(subjects.map(async (subject) => (await old.current(subject)).secret));

  // With both keys: what is new is wrapped with the first, what is there opens with the second.
  await start(OLD, NEW);
  expect(await shown()).toEqual([{ value: ADDRESS }]);
  await service.end('SIGTERM');
  expect(await count(OLD)).toBe(SUBJECTS + 1);

  // The last key is held, so that the work stops between two statements; then it is killed.
  const holding = await database.pool.connect();
  await holding.query('begin; select from secrets.subject_keys order by id desc limit 1 for update');
  service = new ChildService({ databaseUrl: database.url, settings: settings([NEW, OLD]) });
  const starting = service.start().catch(() => undefined);
  while ((await count(NEW)) === 0) await pause(20);
  await service.end('SIGKILL');
  await starting;
  await holding.query('rollback');
  holding.release();
  const done = await count(NEW);
  expect(done).toBeGreaterThan(0);
  expect(await count(OLD)).toBe(SUBJECTS + 1 - done);

  // Half done, everything opens with both keys; the old one alone, or the new one alone, does not do.
  const both = keysOf(OLD, NEW);
  expect(await Promise.all(subjects.map(async (subject) => (await both.current(subject)).secret))).toEqual(secrets);
  await expect(keysOf(NEW).prepare()).rejects.toThrow(`encrypted under the master key ${masterId(OLD)}, which is none of ours`);

  await start(NEW, OLD);
  expect(await shown()).toEqual([{ value: ADDRESS }]);
  expect(service.said).toContain(`${SUBJECTS + 1 - done} keys of personal data are wrapped with the first master key now`);
  expect([await count(OLD), await count(NEW)]).toEqual([0, SUBJECTS + 1]);

  await start(NEW);
  expect(await shown()).toEqual([{ value: ADDRESS }]);
  await send('setActorContactPoint', { id: actor, channel: 'PHONE', value: '+1 202 555 0100' });
  const fresh = keysOf(NEW);
  expect(await Promise.all(subjects.map(async (subject) => (await fresh.current(subject)).secret))).toEqual(secrets);
  await expect(keysOf(OLD).current('actor-0')).rejects.toThrow('set CONCORD_MASTER_KEY');
}, 900_000);
