import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { ADMIN_KEY, ChildService } from './support/child-service.js';
import { storeOf } from './support/event-store-server.js';
import { testDatabase, type TestDatabase } from './support/postgres.js';
import { remade } from './support/read-models.js';
import { CLEAR, english } from './support/service.js';

const REGISTER =
  'mutation($input: RegisterActorInput!) { registerActor(input: $input) { actor { id } receipt { position duplicate } refusal { code } } }';

const state = (name: string) => ({ actorKind: 'STATE', name: english(name), handling: CLEAR });

async function until<T>(question: () => Promise<T | undefined | false>, within = 20_000): Promise<T> {
  for (const deadline = Date.now() + within; ; await pause(20)) {
    const answer = await question().catch(() => undefined);
    if (answer) return answer;
    if (Date.now() > deadline) throw new Error(`not so within ${within} ms`);
  }
}

async function register(service: ChildService, name: string): Promise<{ id: string; position: string }> {
  const { data, errors } = await service.ask(REGISTER, { input: state(name) });
  if (errors) throw new Error(JSON.stringify(errors));
  const { actor, receipt } = data.registerActor;
  return { id: actor.id as string, position: receipt.position as string };
}

describe('two APIs and two projectors on one database', () => {
  let database: TestDatabase;
  let a: ChildService, b: ChildService;
  let projectors: ChildService[];
  const child = (role: string) =>
    new ChildService({ databaseUrl: database.url, settings: { CONCORD_ROLE: role, CONCORD_DRAIN_DELAY: '1' } });
  beforeAll(async () => {
    database = await testDatabase();
    [a, b, ...projectors] = ['api', 'api', 'projector', 'projector'].map(child) as [ChildService, ChildService];
    // All at once on an empty database: the migrations are made by one of them.
    await Promise.all([a, b, ...projectors].map((service) => service.start()));
  });
  afterAll(async () => {
    await Promise.all([a, b, ...projectors].map((service) => service.end()));
    await database.close();
  });

  /** Who leads the projections, and who stands by. */
  const roles = async () => {
    const leads = await Promise.all(projectors.map(async (one) => new Set((await one.health()).leads)));
    const [active, standby] = leads[0]!.has('actor') ? projectors : [...projectors].reverse();
    return { leads, active: active!, standby: standby! };
  };

  it('share the projections, each having one leader', async () => {
    const { rows } = await database.pool.query<{ projection: string }>('select projection from rm.checkpoints where active');
    const leads = await until(async () => {
      const { leads } = await roles();
      return leads[0]!.size + leads[1]!.size === rows.length && leads;
    });
    expect(new Set([...leads[0]!, ...leads[1]!])).toEqual(new Set(rows.map(({ projection }) => projection)));
  });

  it('serve nothing but health from a projector', async () => {
    const at = (path: string) => fetch(new URL(path, projectors[0]!.address));
    expect((await at('/health/live')).status).toBe(200);
    expect((await at('/health/ready')).status).toBe(200);
    expect((await at('/graphql')).status).toBe(404);
    expect((await at('/')).status).toBe(404);
  });

  it('let one API read what was written at the other, and say what the answer includes', async () => {
    for (let n = 0; n < 20; n++) {
      const [writer, reader] = n % 2 === 0 ? [a, b] : [b, a];
      const { id, position } = await register(writer, `State ${n}`);
      const { data, extensions } = await reader.ask(`{ at(after: "${position}") { actor(id: "${id}") { name } } }`);
      expect(data.at.actor).toEqual({ name: `State ${n}` });
      expect(BigInt(extensions.concord.position)).toBeGreaterThanOrEqual(BigInt(position));
    }
    await until(async () => (await b.ask('{ service { name } }')).extensions.concord.age === 0);
  });

  it('decide on records as the other API left them', async () => {
    const { id } = await register(a, 'Ruritania');
    const declare = async (service: ChildService) => {
      const input = { actor: id, statement: english('Train 40 officers'), handling: CLEAR };
      const query =
        'mutation($input: DeclareCommitmentInput!) { declareCommitment(input: $input) { commitment { id } refusal { code } } }';
      return (await service.ask(query, { input })).data.declareCommitment as { refusal: { code: string } | null };
    };
    // Now B remembers the actor.
    expect((await declare(b)).refusal).toBeNull();
    const input = { id, reason: 'registered by mistake' };
    const { data } = await a.ask(
      'mutation($input: VoidRecordInput!) { voidRecord(input: $input) { receipt { position } refusal { code } } }',
      { input },
    );
    expect(data.voidRecord.refusal).toBeNull();
    const after = await until(async () => (await declare(b)).refusal ?? undefined, 5_000);
    expect(after.code).toBe('UNKNOWN_REFERENCE');
  });

  it('follow at one API what is written at the other, without gap or repeat', async () => {
    const client = createClient({
      url: b.address.replace('http', 'ws'),
      webSocketImpl: WebSocket,
      connectionParams: { authorization: `Bearer ${ADMIN_KEY}` },
    });
    const before = String(await storeOf(database.pool).head());
    const events = client.iterate<{ events: { position: string } }>({
      query: `subscription { events(after: "${before}") { position } }`,
    });
    const written: string[] = [];
    const writing = (async () => {
      for (let n = 0; n < 60; n++) written.push((await register(n % 3 === 0 ? b : a, `Followed ${n}`)).position);
    })();
    const given: string[] = [];
    for await (const { data } of events) if (given.push(data!.events.position) === 60) break;
    await writing;
    await client.dispose();
    expect(given).toEqual(written);
  });

  it('go on within seconds when the leading projector is killed', async () => {
    const { active, standby } = await roles();
    const { position: last } = await register(a, 'Before');
    await active.end();
    const killed = Date.now();
    const { id, position } = await register(a, 'After');
    const { data } = await b.ask(`{ at(after: "${position}") { actor(id: "${id}") { name } } }`);
    expect(data.at.actor).toEqual({ name: 'After' });
    expect(Date.now() - killed).toBeLessThan(5_000);
    expect(BigInt(position)).toBeGreaterThan(BigInt(last));
    expect((await standby.health()).leads).toContain('actor');
    await active.start();
    expect(await remade(database.pool)).toEqual(
      Object.fromEntries(Object.keys(await remade(database.pool)).map((name) => [name, true])),
    );
  });

  it('go on when the leading projector is held up, which does no harm when it goes on', async () => {
    const { active, standby } = await roles();
    active.signal('SIGSTOP');
    try {
      const { id, position } = await register(a, 'Meanwhile');
      const { data } = await b.ask(`{ at(after: "${position}") { actor(id: "${id}") { name } } }`);
      expect(data.at.actor).toEqual({ name: 'Meanwhile' });
    } finally {
      active.signal('SIGCONT');
    }
    await until(async () => !(await active.health()).leads!.includes('actor'));
    expect((await standby.health()).leads).toContain('actor');
  });

  it('tell how old an answer is while no projector runs', async () => {
    await Promise.all(projectors.map((one) => one.end()));
    const { position } = await register(a, 'Unseen');
    const { extensions } = await until(async () => {
      const answer = await b.ask('{ service { name } }');
      return answer.extensions.concord.age > 500 && answer;
    });
    expect(BigInt(extensions.concord.position)).toBeLessThan(BigInt(position));
    expect((await b.health()).code).toBe(200);
    await Promise.all(projectors.map((one) => one.start()));
    const { data } = await b.ask(`{ at(after: "${position}") { service { name } } }`);
    expect(data.at.service.name).toBe('Concord');
  });

  it('lose no acknowledged command, and break no answer, when one of them is stopped under load', async () => {
    const acknowledged: string[] = [];
    const broken: string[] = [];
    let ready = true;
    let stop = false;
    // As a proxy does: to A until its readiness is off, then to B.
    const watching = (async () => {
      while (ready) {
        ready = (await a.health().catch(() => ({ code: 0 }))).code === 200;
        await pause(50);
      }
    })();
    const resumed: string[] = [];
    const cut: number[] = [];
    const client = createClient({
      url: () => (ready ? a : b).address.replace('http', 'ws'),
      webSocketImpl: WebSocket,
      retryWait: () => Promise.resolve(),
      connectionParams: { authorization: `Bearer ${ADMIN_KEY}` },
      on: { closed: (event) => (event as { code: number }).code !== 1000 && cut.push((event as { code: number }).code) },
    });
    const begin = String(await storeOf(database.pool).head());
    let done = false;
    const followed = (async () => {
      while (!done) {
        // The client connects again by itself and asks what it asked before: who wants no repeats asks again from the last position.
        const after = resumed.at(-1) ?? begin;
        const query = `subscription { events(after: "${after}") { position } }`;
        const cuts = cut.length;
        for await (const { data } of client.iterate<{ events: { position: string } }>({ query })) {
          if (cut.length > cuts) break;
          resumed.push(data!.events.position);
        }
      }
    })();
    const writer = async (number: number) => {
      for (let n = 0; !stop; n++) {
        const commandId = randomUUID();
        const input = { ...state(`Under load ${number}.${n}`), commandId };
        try {
          const { data, errors } = await (ready ? a : b).ask(REGISTER, { input });
          if (errors || data.registerActor.refusal) broken.push(JSON.stringify(errors ?? data));
          else acknowledged.push(data.registerActor.receipt.position as string);
        } catch (error) {
          broken.push(String((error as Error).cause ?? error));
        }
      }
    };
    const writers = Array.from({ length: 6 }, (_, n) => writer(n));
    await until(() => Promise.resolve(acknowledged.length > 30));
    const told = Date.now();
    a.signal('SIGTERM');
    expect(await a.ended()).toBe(0);
    expect(Date.now() - told).toBeLessThan(12_000);
    // It comes back while the others work.
    await a.start();
    const atEnd = acknowledged.length;
    await until(() => Promise.resolve(acknowledged.length > atEnd + 30));
    stop = true;
    await Promise.all([...writers, watching]);
    await until(() => Promise.resolve(resumed.length >= acknowledged.length));
    done = true;
    await client.dispose();
    await followed;
    expect(broken).toEqual([]);
    const positions = acknowledged.map(BigInt).sort((one, other) => (one < other ? -1 : 1));
    const log: bigint[] = [];
    for await (const { position } of storeOf(database.pool).readAll({ after: BigInt(begin) })) log.push(position);
    expect(positions).toEqual(log);
    expect(resumed.map(BigInt)).toEqual(log);
    expect(cut).toEqual([1001]);
  });
});

describe('roles without a database of their own', () => {
  let folder: string;
  const children: ChildService[] = [];
  const child = (role: string) => {
    const service = new ChildService({ dataFolder: folder, settings: { CONCORD_ROLE: role } });
    children.push(service);
    return service;
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'concord-roles-'));
    chmodSync(folder, 0o755);
  });
  afterEach(async () => {
    for (const service of children.splice(0).reverse()) await service.end('SIGTERM');
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(['api', 'projector'])('are refused, saying what is missing: %s', async (role) => {
    await expect(child(role).start()).rejects.toThrow(/set DATABASE_URL, or start a service of role all on the data folder/);
  });

  it('join the embedded database of a service that runs on the folder', async () => {
    const all = child('all');
    await all.start();
    const api = child('api');
    await api.start();
    const { id, position } = await register(api, 'France');
    expect((await api.ask(`{ at(after: "${position}") { actor(id: "${id}") { name } } }`)).data.at.actor.name).toBe('France');
  });
});
