import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { CommandHandler } from '../src/event-sourcing/command-handler.js';
import { type RecordedEvent } from '../src/event-sourcing/envelope.js';
import { type EventStore } from '../src/event-sourcing/event-store.js';
import { copyLog } from '../src/event-sourcing/log-copy.js';
import { MemoryEventStore } from '../src/event-sourcing/memory/memory-event-store.js';
import { sealing } from '../src/event-sourcing/personal/sealing.js';
import { createLog } from '../src/platform/log.js';
import { type ActorState } from '../src/records/actor/actor.fields.js';
import { FakeEventStore } from './support/fake-event-store.js';
import { openAccess } from './support/open-access.js';
import { tablesWith } from './support/plain-text.js';
import { remade } from './support/read-models.js';
import { CLEAR, english, testService, type TestService } from './support/service.js';

const ADDRESS = 'jane.roe@ministry.example';
const NEXT = 'j.roe@ministry.example';
const LABEL = 'Desk of Jane Roe';
const SECRETS = [ADDRESS, NEXT, LABEL];

/** The log as whoever has a copy of it reads it. */
async function logText(store: EventStore): Promise<string> {
  let text = '';
  for await (const event of store.readAll()) text += JSON.stringify({ ...event, position: 0 });
  return text;
}

const onLog = (name: string, open: () => Promise<{ url?: string; close(): Promise<void> }>) =>
  describe(`contact points of an actor, with the log in ${name}`, () => {
    let server: Awaited<ReturnType<typeof open>>;
    let concord: TestService;
    let said = '';
    let actor: string;
    let event: string;
    beforeAll(async () => {
      server = await open();
      concord = await testService({
        log: createLog('debug', (line) => void (said += line)),
        ...(server.url ? { eventLog: { eventStoreUrl: server.url, eventStorePrefix: 'concord' } } : {}),
      });
      const input = { actorKind: 'STATE', name: english('Ministry'), handling: CLEAR };
      actor = (await concord.send('registerActor', input)).record.id;
    });
    afterAll(async () => {
      await concord.close();
      await server.close();
    });

    const contact = { channel: 'EMAIL', value: ADDRESS, label: LABEL };
    const set = (input: object) =>
      concord.send('setActorContactPoint', { id: actor, ...contact, ...input }, 'contactPoints { label value }');
    const ask = async (query: string) =>
      (await concord.ask(`{ at(after: "${await concord.service.store.head()}") { ${query} } }`)).data.at;
    const everywhere = async () => {
      const head = await concord.service.store.head();
      return JSON.stringify([
        await ask(`actor(id: "${actor}") { contactPoints { channel label value } timeline { nodes { type data } } }`),
        await ask('events { nodes { type data } }'),
        await ask('actors { nodes { contactPoints { value } } }'),
        await ask('changeDigest(from: "position:0") { nodes { changes { sentence } } }'),
        (await concord.ask(`{ at(knownAt: "position:${head}") { actor(id: "${actor}") { contactPoints { value } } } }`)).data,
        await concord.follow(
          'subscription { events(after: "0") { type data position } }',
          (given) => BigInt(given.at(-1).events.position) >= head,
        ),
      ]);
    };
    const nowhereInClear = async () => {
      for (const secret of SECRETS) {
        expect(await tablesWith(concord.service.unfiltered, secret)).toEqual([]);
        expect(await logText(concord.service.store)).not.toContain(secret);
        expect(said).not.toContain(secret);
      }
    };

    it('are shown to readers, and stand nowhere in clear', async () => {
      const { record, receipt } = await set({ commandId: '018f2f6e-0000-7000-8000-00000000aaaa' });
      expect(record.contactPoints).toEqual([{ label: LABEL, value: ADDRESS }]);
      event = receipt.eventIds[0];
      const shown = await everywhere();
      expect(shown).toContain(ADDRESS);
      expect(shown).toContain(`the contact point of Ministry (email, ${LABEL}) was changed to ${ADDRESS}`);
      await nowhereInClear();
    });

    it('are set once: the same command again, and the same value again, record nothing', async () => {
      const before = await concord.service.store.head();
      const again = await set({ commandId: '018f2f6e-0000-7000-8000-00000000aaaa' });
      expect(again.receipt).toMatchObject({ duplicate: true, eventIds: [event] });
      expect((await set({})).receipt.eventIds).toEqual([]);
      const other = await set({ commandId: '018f2f6e-0000-7000-8000-00000000aaaa', value: NEXT });
      expect(other.refusal.code).toBe('IDEMPOTENCY_KEY_REUSED');
      expect(await concord.service.store.head()).toBe(before);
    });

    it('are corrected without the right value being recorded in clear', async () => {
      const correction = { id: actor, eventId: event, field: 'value', value: NEXT, reason: 'misspelt' };
      expect((await concord.send('correctRecord', correction)).refusal).toBeNull();
      const shown = await everywhere();
      expect(shown).toContain(`the entry “value” was corrected from ${ADDRESS} to ${NEXT}`);
      expect((await ask(`actor(id: "${actor}") { contactPoints { value } }`)).actor.contactPoints).toEqual([{ value: NEXT }]);
      await nowhereInClear();
      const forged = { keyId: event, iv: 'AAAA', tag: 'AAAA', ciphertext: 'AAAA', digest: 'AAAA' };
      expect((await concord.send('correctRecord', { ...correction, value: forged })).refusal.code).toBe('INVALID_CORRECTION');
    });

    it('are not erased by those who have no business with the record', async () => {
      const other = (await concord.send('registerActor', { actorKind: 'STATE', name: english('Other'), handling: CLEAR })).record
        .id;
      const key = await concord.key({ actor: other });
      const { refusal } = await concord.send('erasePersonalData', { id: actor, reason: 'why not' }, 'id', key);
      expect(refusal.code).toMatch(/^RESERVED_FOR_/);
    });

    it('are gone when they are erased: from every answer, of the past too, and for good', async () => {
      const key = await concord.key({ actor });
      const erase = { id: actor, reason: 'she asked for it', commandId: '018f2f6e-0000-7000-8000-00000000bbbb' };
      const both = await Promise.all([1, 2].map(() => concord.send('erasePersonalData', erase, 'id', key)));
      expect(both.map(({ refusal }) => refusal)).toEqual([null, null]);
      expect(both[0].receipt.eventIds).toEqual(both[1].receipt.eventIds);
      const shown = await everywhere();
      for (const secret of SECRETS) expect(shown).not.toContain(secret);
      expect(shown).toContain('the personal data of Ministry was erased by Ministry: she asked for it');
      await nowhereInClear();
      const keys = await concord.service.unfiltered.query(
        'select wrapped, destroyed_at is not null as destroyed from secrets.subject_keys',
      );
      expect(keys.rows).toEqual([{ wrapped: null, destroyed: true }]);
      const again = await concord.send('erasePersonalData', { id: actor, reason: 'once more' }, 'id', key);
      expect(again.refusal.code).toBe('NOTHING_TO_ERASE');
      // What was erased does not come back by the command that set it.
      expect((await set({ commandId: '018f2f6e-0000-7000-8000-00000000aaaa' })).refusal.code).toBe('IDEMPOTENCY_KEY_REUSED');
    });

    it('can be set again after that, under another key', async () => {
      const { record } = await set({ value: 'office@ministry.example', label: 'Office' });
      expect(record.contactPoints).toEqual([{ label: 'Office', value: 'office@ministry.example' }]);
      expect(await everywhere()).toContain('office@ministry.example');
    });

    it('leave read models that are rebuilt from the log, and a log that is copied whole', async () => {
      const same = await remade(concord.service.unfiltered, concord.service.store);
      expect(Object.values(same).every((one) => one !== false)).toBe(true);
      const shown = await everywhere();
      for (const secret of SECRETS) expect(shown).not.toContain(secret);
      expect(shown).toContain('office@ministry.example');
      const copy = new MemoryEventStore();
      const { events } = await copyLog({ from: concord.service.store, to: copy });
      expect(events).toBeGreaterThan(4);
      for (const secret of SECRETS) expect(await logText(copy)).not.toContain(secret);
    });

    it('that an earlier version recorded in clear are not erased before they are sealed, by a copy of the log that is otherwise the same', async () => {
      const { store, catalogue, handler } = concord.service;
      const id = actor.replace('actor_', '');
      const stream = `actor-${id}`;
      const events: RecordedEvent[] = [];
      for await (const event of store.readStream(stream)) events.push(event);
      const { metadata } = events.at(-1)!;
      const before = (data: object, type: string, schemaVersion: number) => {
        const commandId = randomUUID();
        return { id: randomUUID(), type, schemaVersion, data, metadata: { ...metadata, commandId, commandHash: 'a'.repeat(64) } };
      };
      const clear = before({ channel: 'PHONE', value: '+1 202 555 0100', label: 'Duty desk' }, 'ActorContactPointSet', 1);
      const fix = { eventId: clear.id, field: 'value', value: '+1 202 555 0199', reason: 'misdialled' };
      await store.append(stream, events.at(-1)!.revision, [clear, before(fix, 'RecordCorrected', 1)]);
      await handler.load('actor', id);
      const head = await store.head();
      const shown = await ask(`actor(id: "${actor}") { contactPoints { value } }`);
      expect(shown.actor.contactPoints).toContainEqual({ value: '+1 202 555 0199' });
      const keys = 'select count(*)::int as kept from secrets.subject_keys where wrapped is not null';
      const kept = await concord.service.unfiltered.query(keys);
      const refused = await concord.send('erasePersonalData', { id: actor, reason: 'she asked for it' });
      expect(refused.refusal).toMatchObject({ code: 'RECORDED_IN_CLEAR', value: clear.id });
      expect(await store.head()).toBe(head);
      expect((await concord.service.unfiltered.query(keys)).rows).toEqual(kept.rows);

      const copy = new MemoryEventStore();
      const { keys: subjectKeys } = handler.personal;
      const as = sealing(store, subjectKeys, catalogue);
      const copied = await copyLog({ from: store, to: copy, as });
      expect(copied.changed).toBe(2);
      expect(await copyLog({ from: store, to: copy, as })).toEqual({ ...copied, copied: 0 });
      for (const secret of ['202 555', 'Duty desk', 'a'.repeat(64)]) expect(await logText(copy)).not.toContain(secret);
      const there: RecordedEvent[] = [];
      for await (const event of copy.readStream(stream)) there.push(event);
      const told = ({ id, type, revision, recordedAt }: RecordedEvent) => ({ id, type, revision, recordedAt });
      const source: RecordedEvent[] = [];
      for await (const event of store.readStream(stream)) source.push(event);
      expect(there.map(told)).toEqual(source.map(told));

      const onCopy = new CommandHandler(copy, catalogue, openAccess, { keys: subjectKeys });
      const contactPoints = async () =>
        ((await onCopy.personal.open((await onCopy.load('actor', id)).state)) as ActorState).contactPoints;
      expect(await contactPoints()).toContainEqual({ channel: 'PHONE', value: '+1 202 555 0199', label: 'Duty desk' });
      const erase = { kind: 'actor', name: 'erasePersonalData', creates: false, id, input: { reason: 'she asked for it' } };
      const erased = await onCopy.execute({ ...erase, caller: { user: 'tester', actor: null } });
      expect(erased.status).toBe('accepted');
      expect(JSON.stringify(await contactPoints())).not.toMatch(/202 555|office@/);
    });
  });

onLog('PostgreSQL', () => Promise.resolve({ close: () => Promise.resolve() }));
onLog('KurrentDB', async () => {
  const fake = await FakeEventStore.start();
  return { url: fake.url, close: () => Promise.resolve(fake.stop()) };
});
