import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Pool } from 'pg';
import { logOnly } from '../verify/policy.js';
import { checkBundle, checkEvent, type CommittedEvent, leafHash, parseCheckpoint } from '../verify/verify.js';
import { anEvent, collect } from './conformance/support.js';
import { copyLog } from '../src/event-sourcing/log-copy.js';
import { MemoryEventStore } from '../src/event-sourcing/memory/memory-event-store.js';
import { PostgresEventStore } from '../src/event-sourcing/postgres/postgres-event-store.js';
import { inTransaction } from '../src/platform/transaction.js';
import { rebuild } from '../src/event-sourcing/projections/rebuild.js';
import { KurrentEventStore } from '../src/event-sourcing/kurrentdb/kurrent-event-store.js';
import { Progress } from '../src/event-sourcing/projections/progress.js';
import { bundleOf, committedForm } from '../src/ledger/bundle.js';
import { copyLeaves } from '../src/ledger/copy-leaves.js';
import { ledgerIdentity } from '../src/ledger/identity.js';
import { Ledger } from '../src/ledger/ledger.js';
import { ledgerProjection } from '../src/ledger/ledger.projection.js';
import { rootAt, TILE_WIDTH, tilePath, TreeEdge, checkConsistency } from '../src/ledger/merkle.js';
import { compareLog } from '../src/ledger/restart.js';
import { prepareGenerations } from '../src/service.js';
import { FakeEventStore } from './support/fake-event-store.js';
import { missingVerifier, type VerifierLine, verifyWith } from './support/other-verifiers.js';
import { testDatabase } from './support/postgres.js';
import { CLEAR, english, registerActors, testService, type TestService } from './support/service.js';

const ORIGIN = 'concord.example.org/ledger';

interface EventNode {
  readonly id: string;
  readonly type: string;
  readonly committed: string | null;
  readonly proof: string | null;
}

describe('the public ledger of a service', () => {
  const dataFolder = mkdtempSync(join(tmpdir(), 'concord-ledger-'));
  let concord: TestService;
  let actors: Record<'France' | 'Peru', string>;
  let keys: { france: string; peru: string };

  beforeAll(async () => {
    concord = await testService({ dataFolder, ledger: { origin: ORIGIN } });
    actors = await registerActors(concord, { France: 'STATE', Peru: 'STATE' });
    keys = { france: await concord.key({ actor: actors.France }), peru: await concord.key({ actor: actors.Peru }) };
    for (let n = 0; n < 20; n++) await declare(`Undertaking ${n}`, CLEAR, keys.peru, actors.Peru);
    await declare('Guard the stadium', { tlp: 'AMBER_STRICT', audience: [] });
    await signed();
  });
  afterAll(async () => {
    await concord.close();
    rmSync(dataFolder, { recursive: true });
  });

  async function declare(statement: string, handling: object, key = keys.france, actor = actors.France): Promise<string> {
    const input = { actor, statement: english(statement), handling };
    return (await concord.send('declareCommitment', input, 'id', key)).record.id as string;
  }
  const get = (path: string, key?: string) =>
    fetch(concord.address + path, { headers: key === undefined ? {} : { authorization: `Bearer ${key}` } });
  const logSize = async () => (await collect(concord.service.store.readAll())).length;
  /** The newest checkpoint, once it holds the whole log. */
  async function signed(): Promise<string> {
    const size = await logSize();
    for (;;) {
      const note = await concord.service.ledger.checkpoint();
      if (note !== undefined && parseCheckpoint(note).size >= size) return note;
      await pause(20);
    }
  }
  const verifierKeys = async () => (await (await get('/ledger/keys')).text()).trim().split('\n');
  const signers = () => ledgerIdentity(dataFolder, { origin: ORIGIN }).keys;
  const policy = async () => logOnly(await verifierKeys());
  const events = async (key?: string | null): Promise<readonly EventNode[]> =>
    (await concord.ask('{ events(first: 500) { nodes { id type committed proof } } }', {}, key)).data.events.nodes;

  it('has a leaf for each event, and a receipt says which', async () => {
    const input = { actorKind: 'STATE', name: english('Chile'), handling: CLEAR };
    const query = 'mutation($input: RegisterActorInput!) { registerActor(input: $input) { receipt { eventIds ledgerIndex } } }';
    const { data } = await concord.ask(query, { input });
    const { eventIds, ledgerIndex } = data.registerActor.receipt;
    expect(ledgerIndex).toBe((await logSize()) - 1);
    await signed();
    expect(await (await get(`/ledger/proof/${eventIds[0]}`)).text()).toContain(`\nindex ${ledgerIndex}\n`);
  });

  it('has its leaves in the order of the log, those of one command too', async () => {
    await signed();
    const inLog = (await collect(concord.service.store.readAll())).map(({ id }) => id);
    const { rows } = await concord.service.pool.query<{ event_id: string }>('select event_id from ledger.leaves order by index');
    expect(rows.map(({ event_id }) => event_id)).toEqual(inLog);
  });

  it('proves every event to whoever may see it, by its own words', async () => {
    await signed();
    const shown = await events(keys.france);
    expect(shown).toHaveLength(await logSize());
    for (const { id, committed, proof } of shown) {
      const { origin } = checkEvent(JSON.parse(committed!) as CommittedEvent, proof!, await policy());
      expect(origin).toBe(ORIGIN);
      expect(await (await get(`/ledger/proof/${id}`, keys.france)).text()).toBe(proof);
    }
  });

  it('serves checkpoint, tiles and entries as tlog-tiles asks, from which anybody makes the same root', async () => {
    const note = await signed();
    const served = await get('/ledger/checkpoint');
    expect(served.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(await served.text()).toBe(note);
    const { size, root } = parseCheckpoint(note);
    const tile = await get(`/ledger/tile/${tilePath(0, 0, size)}`);
    expect([tile.headers.get('content-type'), tile.headers.get('cache-control')]).toEqual([
      'application/octet-stream',
      'public, max-age=31536000, immutable',
    ]);
    const hashes = Buffer.from(await tile.arrayBuffer());
    expect((await rootAt(size, () => Promise.resolve(hashes))).equals(root)).toBe(true);
    const entries = Buffer.from(await (await get(`/ledger/tile/${tilePath('entries', 0, size)}`)).arrayBuffer());
    expect(entries).toHaveLength(size * 34);
    for (let n = 0; n < size; n++) {
      expect(entries.readUInt16BE(n * 34)).toBe(32);
      expect(leafHash(entries.subarray(n * 34 + 2, n * 34 + 34)).equals(hashes.subarray(n * 32, n * 32 + 32))).toBe(true);
    }
    for (const path of [
      tilePath(0, 0),
      tilePath(0, 1, 1),
      tilePath(0, 0, size + 1),
      tilePath(1, 0, 1),
      tilePath('entries', 0),
      '0/0',
      '0/000.p/0',
      '0/000.p/256',
      '64/000',
      '0/999/000',
    ])
      expect([path, (await get(`/ledger/tile/${path}`)).status]).toEqual([path, 404]);
    expect((await get('/ledger/1/checkpoint')).status).toBe(404);
  });

  it('proves in the API that it only grows', async () => {
    const before = parseCheckpoint(await signed());
    await declare('One more', CLEAR);
    await signed();
    const query = '{ ledger { origin size checkpoint verifierKeys consistency(from: ' + String(before.size) + ') } }';
    const { ledger } = (await concord.ask(query, {}, null)).data;
    const after = parseCheckpoint(ledger.checkpoint);
    expect([ledger.origin, ledger.size, ledger.verifierKeys]).toEqual([ORIGIN, before.size + 1, await verifierKeys()]);
    const hashes = (ledger.consistency as string[]).map((hash) => Buffer.from(hash, 'base64'));
    checkConsistency(before.size, before.root, after.size, after.root, hashes);
    const { errors } = await concord.ask('{ ledger { consistency(from: 1000) } }');
    expect(errors![0]).toMatchObject({ message: expect.stringContaining('from: 1000'), extensions: { code: 'BAD_USER_INPUT' } });
  });

  it('says of an event that a reader may not see what it says of one that is not there', async () => {
    await signed();
    const all = await events(keys.france);
    const seen = new Set((await events(keys.peru)).map(({ id }) => id));
    const hidden = all.filter(({ id }) => !seen.has(id));
    expect(hidden.length).toBeGreaterThan(0);
    const answer = async (id: string, key?: string) => {
      const response = await get(`/ledger/proof/${id}`, key);
      const headers = [...response.headers].filter(([name]) => !/^(date|x-request-id|ratelimit.*|x-ratelimit.*)$/.test(name));
      return { status: response.status, headers, body: await response.text() };
    };
    for (const [key, of] of [
      [keys.peru, hidden],
      [undefined, hidden],
    ] as const)
      for (const { id } of of) expect(await answer(id, key)).toEqual(await answer(randomUUID(), key));
    expect((await answer(hidden[0]!.id, keys.peru)).status).toBe(404);
    expect((await answer('no-id', keys.peru)).status).toBe(404);
    const [{ id }] = hidden as [EventNode];
    expect((await answer(id, keys.france)).status).toBe(200);
  });

  it('gives neither the words nor the salt of an event in which something is hidden from a reader', async () => {
    const secret = { tlp: 'AMBER_STRICT', audience: [actors.France] };
    const donor = { actorKind: 'STATE', name: english('A donor'), handling: secret };
    const partners = [{ actor: (await concord.send('registerActor', donor)).record.id, role: 'FUNDING' }];
    const project = { reporter: actors.France, partners, title: english('Crowded places'), handling: CLEAR };
    const { receipt } = await concord.send('openProject', project);
    await signed();
    const [id] = receipt.eventIds;
    const found = async (key: string) => (await events(key)).find((event) => event.id === id)!;
    expect(await found(keys.peru)).toMatchObject({ committed: null, proof: null });
    expect((await get(`/ledger/proof/${id}`, keys.peru)).status).toBe(404);
    const { committed, proof } = await found(keys.france);
    expect(checkEvent(JSON.parse(committed!) as CommittedEvent, proof!, await policy()).origin).toBe(ORIGIN);
    expect(await (await get(`/ledger/proof/${id}`, keys.france)).text()).toBe(proof);
  });

  for (const language of ['Go', 'Python'] as const) {
    const missing = missingVerifier(language);
    if (missing !== undefined) it.skip(`is verified by ${language}: skipped, for there is ${missing}`, () => undefined);
    else it(`is verified by ${language}, with nothing of ours`, () => verifiedBy(language));
  }

  async function verifiedBy(language: 'Go' | 'Python'): Promise<void> {
    const old = await signed();
    await declare(`For ${language}`, CLEAR);
    const fresh = await signed();
    const hashes = await concord.service.ledger.consistency(parseCheckpoint(old).size, parseCheckpoint(fresh).size);
    const lines: VerifierLine[] = (await events(keys.france)).map(({ proof, committed }) => ({
      proof: proof!,
      event: committed!,
    }));
    const [key] = await verifierKeys();
    const both = [...lines, { old, new: fresh, hashes }];
    expect(verifyWith(language, key!, both)).toBe(String(language === 'Go' ? both.length : lines.length));
    const [first, ...others] = lines as [{ proof: string; event: string }, ...VerifierLine[]];
    const changed = { ...first, event: first.event.replace('France', 'Frence') };
    expect(verifyWith(language, key!, [changed, ...others])).not.toMatch(/^\d+$/);
    expect(
      verifyWith(
        language,
        key!.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')),
        lines,
      ),
    ).not.toMatch(/^\d+$/);
  }

  it('is made again byte for byte, and finds what was changed in the database', async () => {
    const { pool, store, projections } = concord.service;
    await signed();
    expect(await rebuild(projections.get('ledger')!, { pool, store })).toMatchObject({ same: true });
    expect(await compareLog(store, pool)).toMatchObject({ difference: undefined, same: await logSize() });
    if (!(store instanceof PostgresEventStore)) return;
    await tamper(pool, `data = replace(data::text, 'Undertaking 7', 'Undertaking 8')::json`);
    const { difference } = await compareLog(store, pool);
    expect(difference).toMatch(
      /^the log is not what the ledger has committed to: at index \d+ .* this event with another content$/,
    );
    await expect(rebuild(projections.get('ledger')!, { pool, store })).rejects.toThrow(difference);
    const [stream] = (
      await pool.query<{ stream: string }>(
        `select stream from es.events where data::text like '%Undertaking 8%' order by position`,
      )
    ).rows;
    const bundle = await bundleOf(stream!.stream, concord.service, signers());
    const trusted = await policy();
    expect(() => checkBundle(bundle, trusted)).toThrow(/is not what the ledger concord.example.org\/ledger holds at index/);
    await tamper(pool, `data = replace(data::text, 'Undertaking 8', 'Undertaking 7')::json where stream = '${stream!.stream}'`);
    expect((await compareLog(store, pool)).difference).toBeUndefined();
  });

  it('loses the salts of personal data that are erased, and stays whole', async () => {
    const contact = { id: actors.France, channel: 'EMAIL', value: 'jane.roe@ministry.example', label: 'Desk' };
    const { receipt } = await concord.send('setActorContactPoint', contact);
    const before = await signed();
    const proofOf = async (id: string) => (await (await get(`/ledger/proof/${id}`, keys.france)).text()).split('\n');
    expect((await proofOf(receipt.eventIds[0]))[1]).toMatch(/^extra /);
    await concord.send('erasePersonalData', { id: actors.France, reason: 'she asked for it' }, 'id', keys.france);
    const after = await signed();
    expect((await proofOf(receipt.eventIds[0]))[1]).toMatch(/^index /);
    const { pool, store, projections, ledger } = concord.service;
    const { rows } = await pool.query('select event_id from ledger.leaves where salt is null');
    expect(rows).toEqual([{ event_id: receipt.eventIds[0] }]);
    const [old, fresh] = [parseCheckpoint(before), parseCheckpoint(after)];
    const proof = await ledger.tree.consistency(old.size, fresh.size);
    checkConsistency(old.size, old.root, fresh.size, fresh.root, proof);
    expect(await rebuild(projections.get('ledger')!, { pool, store })).toMatchObject({ same: true });
    const bundle = await bundleOf(actors.France.replace('_', '-'), concord.service, signers());
    expect(checkBundle(bundle, await policy())).toMatchObject({ erased: 1 });
    expect(JSON.stringify(bundle)).not.toContain('jane.roe');
  });

  it.each(['PostgreSQL', 'KurrentDB'])(
    'has the same root on a copy of the log in %s, which its leaves travel with',
    async (log) => {
      const note = await signed();
      const { pool, store } = concord.service;
      const database = await testDatabase({ migrate: true });
      const server = log === 'KurrentDB' ? await FakeEventStore.start() : undefined;
      const copy = server ? new KurrentEventStore({ url: server.url }) : new PostgresEventStore({ pool: database.pool });
      try {
        await copyLog({ from: store, to: copy });
        expect(await copyLeaves(pool, database.pool)).toBe(await logSize());
        expect(await copyLeaves(pool, database.pool)).toBe(await logSize());
        const projection = ledgerProjection(copy);
        await prepareGenerations(database.pool, [projection]);
        await rebuild(projection, { pool: database.pool, store: copy });
        const copied = new Ledger(database.pool, new Progress([]));
        expect((await copied.tree.root(await logSize())).equals(parseCheckpoint(note).root)).toBe(true);
        // The events of the copy are proved by the checkpoint of the log that it is a copy of.
        const proofs = await copied.proofs(
          (await collect(copy.readAll())).map(({ id }) => id),
          note,
        );
        const trusted = await policy();
        for await (const event of copy.readAll()) {
          const proof = proofs.get(event.id)!;
          if (proof.includes('\nextra ')) expect(checkEvent(committedForm(event), proof, trusted).origin).toBe(ORIGIN);
        }
        // What a service made on the copy by itself is not overwritten.
        await database.pool.query('alter table ledger.leaves disable trigger all; delete from ledger.leaves where index = 3');
        await database.pool.query(
          `insert into ledger.leaves (index, event_id, salt, entry) values (3, gen_random_uuid(), null, sha256('x'))`,
        );
        await expect(copyLeaves(pool, database.pool)).rejects.toThrow('another leaf at index 3');
      } finally {
        await copy.close();
        server?.stop();
        await database.close();
      }
    },
  );
});

/** Changes events as only the owner of the database can. */
async function tamper(pool: Pool, change: string): Promise<void> {
  await pool.query(`begin; grant update on es.events to current_user; alter table es.events disable trigger events_append_only;
    update es.events set ${change};
    alter table es.events enable always trigger events_append_only; revoke update on es.events from current_user; commit`);
}

describe('what a ledger says of events', () => {
  it('is the same whatever they say, and differs between equal events', async () => {
    const database = await testDatabase({ migrate: true });
    try {
      const { pool } = database;
      const projection = ledgerProjection(new MemoryEventStore());
      await prepareGenerations(pool, [projection]);
      const writer = projection.writer(1);
      const content = fc.record({
        text: fc.string({ unit: 'grapheme' }),
        number: fc.double({ noNaN: true, noDefaultInfinity: true }),
      });
      const seen = new Set<string>();
      let size = 0;
      await fc.assert(
        fc.asyncProperty(content, fc.integer({ min: 2, max: 5 }), async (data, times) => {
          const equal = Array.from({ length: times }, () => ({
            ...anEvent(data),
            id: randomUUID(),
            stream: 'commitment-a',
            revision: 0,
            position: 1n,
            recordedAt: '2026-01-01T00:00:00.000Z',
          }));
          await inTransaction(pool, (client) => writer.apply(client, equal, { recordedBefore: '', recordedAfter: '' }));
          const { rows } = await pool.query<{ entry: Buffer }>('select entry from ledger.leaves where index >= $1', [size]);
          size += times;
          expect(rows.map(({ entry }) => entry.length)).toEqual(equal.map(() => 32));
          for (const { entry } of rows) seen.add(entry.toString('hex'));
          expect(seen.size).toBe(size);
        }),
        { numRuns: 50 },
      );
      const { rows } = await pool.query<{ hashes: Buffer }>('select hashes from rm.ledger_tile where level = 0 order by index');
      const leaves = Buffer.concat(rows.map(({ hashes }) => hashes));
      expect(leaves).toHaveLength(size * 32);
      const again = new TreeEdge(0, []);
      const all = Array.from({ length: size }, (_, n) => leaves.subarray(n * 32, n * 32 + 32));
      expect(again.append(all).filter(({ level }) => level === 0)).toHaveLength(Math.ceil(size / TILE_WIDTH));
    } finally {
      await database.close();
    }
  });
});
