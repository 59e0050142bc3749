import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { logOnly, parsePolicy } from '../verify/policy.js';
import { checkBundle, checkCheckpoint, parseCheckpoint, parseNote, parseVerifierKey, signersOf } from '../verify/verify.js';
import { bundleOf } from '../src/ledger/bundle.js';
import { follow } from '../src/ledger/follow.js';
import { addLedgerKey, ledgerFiles, ledgerIdentity, retireLedgerKeys, witnessKey } from '../src/ledger/identity.js';
import { checkpointText, COSIGNATURE } from '../src/ledger/keys.js';
import { ledgerProjection } from '../src/ledger/ledger.projection.js';
import { restartLedger } from '../src/ledger/restart.js';
import { PostgresEventStore } from '../src/event-sourcing/postgres/postgres-event-store.js';
import { createLog } from '../src/platform/log.js';
import { ADMIN_KEY } from './support/child-service.js';
import { freePort } from './support/free-port.js';
import { testDatabase, type TestDatabase } from './support/postgres.js';
import { LONG } from './support/size.js';
import { aFolder, removeFolders } from './support/small-ledger.js';
import { CLEAR, english, testService, type TestService, type TestServiceOptions } from './support/service.js';

/** It starts services again and again. */
const inLongRun = LONG ? describe : describe.skip;
const databases: TestDatabase[] = [];
const running = new Set<TestService>();
afterAll(async () => {
  await stopAll();
  for (const database of databases) await database.close();
  removeFolders();
});

async function aDatabase(): Promise<TestDatabase> {
  const database = await testDatabase();
  databases.push(database);
  return database;
}
async function start(options: TestServiceOptions): Promise<TestService> {
  const service = await testService(options);
  running.add(service);
  return service;
}
async function stop(service: TestService): Promise<void> {
  running.delete(service);
  await service.close();
}
/** @throws where it is not found in a minute: a service that is held up must not hold up the run */
async function until<T>(found: () => Promise<T | false | undefined>): Promise<T> {
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; await pause(20)) {
    const value = await found();
    if (value !== undefined && value !== false) return value;
  }
  throw new Error(`not so within a minute: ${found.toString()}`);
}
/** A service that a test leaves behind would keep the lead of its database. */
async function stopAll(): Promise<void> {
  for (const service of running) await stop(service);
}
const register = (concord: TestService, name = 'Somebody') =>
  concord.send('registerActor', { actorKind: 'STATE', name: english(name), handling: CLEAR });
const logSize = async ({ service }: TestService) => {
  let size = 0;
  for await (const _ of service.store.readAll()) size++;
  return size;
};
/** The newest checkpoint once it holds the whole log, and is what is asked for. */
const signed = (concord: TestService, is: (note: string) => boolean = () => true) =>
  until(async () => {
    const note = await concord.service.ledger.checkpoint();
    return note !== undefined && parseCheckpoint(note).size === (await logSize(concord)) && is(note) && note;
  });
const refusal = (concord: TestService) => until(async () => (await concord.service.ledger.standing()).refusal);
const health = async ({ address }: TestService) => {
  const response = await fetch(`${address}/health/ready`, { headers: { authorization: `Bearer ${ADMIN_KEY}` } });
  return { code: response.status, ...((await response.json()) as { ledger: { notSigned?: string[] } }) };
};

/** Makes a database hold what another one holds: nobody may be connected. */
async function putBack(to: TestDatabase, from: TestDatabase): Promise<void> {
  const name = (database: TestDatabase) => new URL(database.url).pathname.slice(1);
  for (const database of [to, from]) await database.pool.query('select 1').catch(() => undefined);
  const admin = new pg.Client({ connectionString: Object.assign(new URL(to.url), { pathname: '/postgres' }).href });
  await admin.connect();
  try {
    for (const database of [to, from])
      await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name(database)]);
    await admin.query(`drop database ${name(to)}`);
    await admin.query(`create database ${name(to)} template ${name(from)}`);
  } finally {
    await admin.end();
  }
}

inLongRun('a ledger whose log was put back', () => {
  afterEach(stopAll);
  const dataFolder = aFolder();
  let said = '';
  const settings = { dataFolder, log: createLog('info', (line) => void (said += line)) };
  let database: TestDatabase;
  let last: string;
  let origin: string;

  /** `concord ledger restart`, while no service runs. */
  function restart(name: string, reason: string, now: Date): Promise<string> {
    const { pool } = database;
    const store = new PostgresEventStore({ pool });
    const identity = ledgerIdentity(dataFolder, { origin: name });
    return restartLedger({ pool, store, projection: ledgerProjection(store), dataFolder, identity, reason, now });
  }

  beforeAll(async () => {
    database = await aDatabase();
    const backup = await aDatabase();
    let concord = await start({ ...settings, database });
    for (let n = 0; n < 3; n++) await register(concord);
    await signed(concord);
    await stop(concord);
    await putBack(backup, database);
    concord = await start({ ...settings, database });
    for (let n = 0; n < 3; n++) await register(concord, `Later ${n}`);
    last = await signed(concord);
    ({ origin } = parseCheckpoint(last));
    await stop(concord);
    await putBack(database, backup);
  });

  it('serves, signs not one checkpoint, and says why to operators, in the log and in a metric', async () => {
    const concord = await start({ ...settings, database });
    expect(await refusal(concord)).toContain(
      'the ledger holds 3 entries; the log was put back, replaced or changed after 6 entries',
    );
    // Longer than it was, and other.
    for (let n = 0; n < 5; n++) {
      await register(concord, `Fork ${n}`);
      const size = await logSize(concord);
      await until(async () => (await concord.service.ledger.standing()).size === size);
      await pause(300);
    }
    expect(await until(async () => (await refusal(concord)).includes('the first 6 entries have another root'))).toBe(true);
    const notes = await concord.service.pool.query<{ note: string }>('select note from ledger.checkpoints order by size');
    expect(notes.rows.map(({ note }) => parseCheckpoint(note).size).at(-1)).toBe(3);
    expect(readFileSync(ledgerFiles(dataFolder).checkpoint, 'utf8')).toBe(last);
    expect(await health(concord)).toMatchObject({
      code: 200,
      ledger: { notSigned: [expect.stringContaining('have another root')] },
    });
    expect(said).toContain('the ledger is not signed: the ledger holds 3 entries');
    const metrics = await fetch(`${concord.address}/metrics`, { headers: { authorization: `Bearer ${ADMIN_KEY}` } });
    expect(await metrics.text()).toContain('concord_ledger_refused 1');
    expect((await register(concord)).receipt.eventIds).toHaveLength(1);
    await stop(concord);
  });

  it('goes on under a new origin only, with a statement that names the last checkpoint of the old one', async () => {
    const under = (name: string) => restart(name, 'a backup was put back', new Date('2026-05-06T07:08:09Z'));
    await expect(under(origin)).rejects.toThrow('choose an origin that is new');
    const statement = await under(`${origin}/2`);
    expect(statement).toContain(last);
    expect(statement).toMatch(
      new RegExp(
        `^concord-ledger-restart/v1\norigin ${origin}/2\nat 2026-05-06T07:08:09.000Z\nshared 3\nreason a backup was put back\n`,
      ),
    );
    const old = ledgerIdentity(dataFolder, { origin }).keys[0]!.verifierKey();
    const concord = await start({ ...settings, database });
    await register(concord);
    const note = await signed(concord);
    expect(parseCheckpoint(note).origin).toBe(`${origin}/2`);
    await expect(under(`${origin}/3`)).rejects.toThrow('a process signs this ledger');
    const keys = (await (await fetch(`${concord.address}/ledger/keys`)).text()).trim().split('\n');
    // By the keys of both origins: it is the same operator who says so.
    expect(signersOf(statement, [...keys, old].map(parseVerifierKey))).toHaveLength(2);
    expect(checkCheckpoint(note, logOnly(keys)).size).toBe(await logSize(concord));
    expect(await (await fetch(`${concord.address}/ledger/restarts`)).json()).toEqual([{ origin: `${origin}/2`, statement }]);
    expect(await (await fetch(`${concord.address}/ledger/1/checkpoint`)).text()).toBe(note);
    expect((await fetch(`${concord.address}/ledger/2/checkpoint`)).status).toBe(404);
    expect(await health(concord)).not.toHaveProperty('ledger.notSigned');
    const stream = `actor-${(await register(concord)).record.id.slice(6)}`;
    await signed(concord);
    const signers = ledgerIdentity(dataFolder, {}).keys;
    expect(checkBundle(await bundleOf(stream, concord.service, signers), logOnly(keys)).events).toBe(1);

    // A partner that follows it hears of it.
    const folder = aFolder();
    writeFileSync(join(folder, 'checkpoint'), last);
    const heard: string[] = [];
    const alarms = await follow({
      ...{ url: `${concord.address}/ledger`, folder, policy: logOnly([...keys]), every: 1, stalledAfter: 1e9, once: true },
      ...{ signal: new AbortController().signal, say: (line: string) => void heard.push(line) },
    });
    expect([alarms, heard[0]]).toEqual([1, expect.stringContaining(`the log calls itself ${origin}/2, and was ${origin}`)]);
    await stop(concord);
  });

  it('does not go on under another origin by a setting alone, and not where leaves do not fit the log', async () => {
    let concord = await start({ ...settings, database, ledger: { origin: 'concord.example.org/other' } });
    expect(await refusal(concord)).toContain(
      `the ledger goes on as ${origin}/2 by its statement, and this process is concord.example.org/other`,
    );
    await stop(concord);
    // As after `log adopt` of another log: a leaf of an event that is not there.
    await database.pool.query('select 1').catch(() => undefined);
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query(`alter table ledger.leaves disable trigger all; delete from ledger.leaves where index = 7;
      insert into ledger.leaves values (7, '${randomUUID()}', null, sha256('other'));
      alter table ledger.leaves enable always trigger leaves_append_only`);
    await client.end();
    const name = 'concord.example.org/third';
    await restart(name, 'another log was adopted', new Date());
    concord = await start({ ...settings, database });
    const note = await signed(concord);
    expect(parseCheckpoint(note).origin).toBe(name);
    expect((await concord.service.ledger.restarts()).map((one) => one.origin)).toEqual([`${origin}/2`, name]);
    expect((await fetch(`${concord.address}/ledger/2/checkpoint`)).status).toBe(200);
    await stop(concord);
  });
});

inLongRun('keys of a ledger', () => {
  afterEach(stopAll);
  it('are replaced with an overlap, in which those who know either key can verify', async () => {
    const dataFolder = aFolder();
    const database = await aDatabase();
    const key = async (concord: TestService) => (await (await fetch(`${concord.address}/ledger/keys`)).text()).trim().split('\n');
    let concord = await start({ dataFolder, database });
    await register(concord);
    const first = await signed(concord);
    const [old] = await key(concord);
    expect(() => retireLedgerKeys(dataFolder, {})).toThrow('one key only');
    await stop(concord);
    addLedgerKey(dataFolder, {});
    concord = await start({ dataFolder, database });
    await register(concord);
    const both = await signed(concord);
    const [fresh, ...others] = await key(concord);
    expect(others).toEqual([old]);
    for (const one of [old!, fresh!]) expect(checkCheckpoint(both, logOnly([one])).origin).toBe(parseCheckpoint(first).origin);
    await stop(concord);
    retireLedgerKeys(dataFolder, {});
    concord = await start({ dataFolder, database });
    await register(concord);
    const last = await signed(concord);
    expect(await key(concord)).toEqual([fresh]);
    expect(checkCheckpoint(last, logOnly([fresh!])).size).toBe(3);
    expect(() => checkCheckpoint(last, logOnly([old!]))).toThrow('has not signed');
    await stop(concord);
  });
});

inLongRun('three installations that witness one another', () => {
  const names = ['one', 'two', 'three'] as const;
  const data = names.map(aFolder);
  const origins = names.map((name) => `${name}.example.org/ledger`);
  let installations: TestService[];
  let policies: string[];

  beforeAll(async () => {
    // Each starts by itself first, so that its address is known to the others.
    const own: TestDatabase[] = [];
    for (const _ of names) own.push(await aDatabase());
    const keys = data.map((folder, n) => ledgerIdentity(folder, { origin: origins[n] }).keys[0]!);
    const witnesses = data.map((folder, n) => witnessKey(folder, `${names[n]}.example.org/witness`));
    const logs = keys.map((key) => `log ${key.verifierKey()}`);
    const file = (n: number, name: string, lines: readonly string[]) => {
      const path = join(data[n]!, name);
      writeFileSync(path, `${lines.join('\n')}\n`);
      return path;
    };
    const ports: number[] = [];
    for (const _ of names) ports.push(await freePort());
    policies = names.map((_, n) => {
      const others = [0, 1, 2].filter((other) => other !== n);
      const asked = others.map(
        (o) => `witness ${names[o]} ${witnesses[o]!.verifierKey(COSIGNATURE)} http://127.0.0.1:${ports[o]}/witness`,
      );
      return [logs[n], ...asked, `group both all ${others.map((o) => names[o]).join(' ')}`, 'quorum both'].join('\n');
    });
    installations = await Promise.all(
      names.map((name, n) =>
        start({
          ...{ database: own[n]!, dataFolder: data[n]!, port: ports[n]! },
          ledger: { origin: origins[n], policy: file(n, 'policy', policies[n]!.split('\n')) },
          witness: { policy: file(n, 'witnessed', [...logs, 'quorum none']), name: `${name}.example.org/witness` },
        }),
      ),
    );
  });

  it('publish checkpoints that both others have cosigned', async () => {
    for (const [n, concord] of installations.entries()) {
      await register(concord);
      const policy = parsePolicy(policies[n]!);
      const isComplete = (note: string) => {
        try {
          return checkCheckpoint(note, policy).size > 0;
        } catch {
          return false;
        }
      };
      // A witness that was not up yet when it was first asked is asked again.
      const note = await signed(concord, isComplete);
      expect(parseNote(note).signatures).toHaveLength(3);
    }
  });

  it('cosign no split view, no replay, and of two checkpoints of one size one', async () => {
    const [one] = installations as [TestService];
    const { keys } = ledgerIdentity(data[0]!, { origin: origins[0] });
    const note = (await one.service.ledger.checkpoint())!;
    const { size } = parseCheckpoint(note);
    const submit = async (n: number, body: string) => {
      const response = await fetch(`${installations[n]!.address}/witness/add-checkpoint`, { method: 'POST', body });
      return { status: response.status, body: await response.text() };
    };
    // Its own key shows two of the others a log of another root.
    const other = checkpointText(origins[0]!, size, Buffer.alloc(32, 7));
    const larger = checkpointText(origins[0]!, size + 1, Buffer.alloc(32, 7));
    for (const n of [1, 2]) {
      expect((await submit(n, `old ${size}\n\n${other}\n${keys[0]!.sign(other)}`)).status).toBe(422);
      expect((await submit(n, `old ${size}\n\n${larger}\n${keys[0]!.sign(larger)}`)).status).toBe(422);
      expect(await submit(n, `old 0\n\n${note}`)).toEqual({ status: 409, body: `${size}\n` });
    }
    const cosigned = await Promise.all([
      submit(1, `old ${size}\n\n${note}`),
      submit(1, `old ${size}\n\n${other}\n${keys[0]!.sign(other)}`),
      submit(1, `old ${size}\n\n${note}`),
    ]);
    expect(cosigned.map(({ status }) => status)).toEqual([200, 422, 200]);
    expect(existsSync(ledgerFiles(data[0]!).checkpoint)).toBe(true);
  });
});
