import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { PostgresEventStore } from '../src/event-sourcing/postgres/postgres-event-store.js';
import { type Database, openDatabase } from '../src/platform/database.js';
import { createLog } from '../src/platform/log.js';
import { ChildService } from './support/child-service.js';
import { filesWith } from './support/plain-text.js';
import { CLEAR, english } from './support/service.js';

const SECRET = 'jane.roe@ministry.example';
const folder = mkdtempSync(join(tmpdir(), 'concord-erasure-'));
const service = new ChildService({ dataFolder: folder });
beforeAll(() => (chmodSync(folder, 0o755), service.start()));
afterAll(async () => {
  await service.end('SIGTERM');
  rmSync(folder, { recursive: true, force: true });
});

const beside = (): Promise<Database> =>
  openDatabase({ configuration: { dataFolder: folder }, join: true, log: createLog('error') });
const send = (mutation: string, record: string, input: object) =>
  service.ask(
    `mutation($input: ${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input!) { ${mutation}(input: $input) { record: ${record} { id } refusal { code } } }`,
    { input },
  );
/** The wrapped key, null when it was destroyed. */
const wrapped = async ({ pool }: Database) =>
  (await pool.query<{ wrapped: Buffer | null }>('select wrapped from secrets.subject_keys')).rows[0]!.wrapped;

async function recorded({ pool }: Database, type: string): Promise<boolean> {
  const store = new PostgresEventStore({ pool });
  try {
    for await (const event of store.readAll()) if (event.type === type) return true;
    return false;
  } finally {
    await store.close();
  }
}

it('an erasure that a kill cuts off after it was recorded is finished by the next start, and leaves nothing in any file', async () => {
  const registered = await send('registerActor', 'actor', { actorKind: 'STATE', name: english('Ministry'), handling: CLEAR });
  const { id } = registered.data.registerActor.record;
  await send('setActorContactPoint', 'actor', { id, channel: 'EMAIL', value: SECRET });
  const shown = async () => {
    const { data } = await service.ask(`{ at(after: "2") { actor(id: "${id}") { contactPoints { value } } } }`);
    return data.at.actor.contactPoints;
  };
  expect(await shown()).toEqual([{ value: SECRET }]);

  let database = await beside();
  const key = (await wrapped(database))!;
  const holding = await database.pool.connect();
  await holding.query('begin; lock table secrets.subject_keys in share mode');
  const erasing = send('erasePersonalData', 'record', { id, reason: 'she asked for it' }).catch(() => undefined);
  while (!(await recorded(database, 'PersonalDataErased'))) await pause(20);
  expect(await wrapped(database)).not.toBeNull();
  await service.end('SIGKILL');
  await erasing;
  // The database may have ended with its service, and the lock with it.
  await holding.query('rollback').catch(() => undefined);
  holding.release(true);
  await database.close();

  await service.start();
  database = await beside();
  while ((await wrapped(database)) !== null) await pause(20);
  expect(await shown()).toEqual([]);
  await database.close();

  // What is left of a destroyed key goes at the next start at the latest.
  await service.end('SIGTERM');
  await service.start();
  await service.end('SIGTERM');
  expect(filesWith(folder, Buffer.from(SECRET))).toEqual([]);
  expect(filesWith(folder, key).filter((path) => !path.includes('/pg_wal/'))).toEqual([]);
  expect(service.said).not.toContain(SECRET);
});
