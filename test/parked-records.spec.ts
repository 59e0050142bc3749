import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes, randomUUID } from 'node:crypto';
import { type NewEvent, type RecordedEvent } from '../src/event-sourcing/envelope.js';
import { activeCheckpoint } from '../src/event-sourcing/projections/checkpoints.js';
import { parkedRecords, retryParked } from '../src/event-sourcing/projections/parking.js';
import { createLog } from '../src/platform/log.js';
import { ADMIN_KEY } from './support/child-service.js';
import { remade } from './support/read-models.js';
import { CLEAR, english, testService, type TestService } from './support/service.js';

describe('an event that cannot be applied', () => {
  let concord: TestService;
  const said: string[] = [];
  beforeAll(async () => {
    concord = await testService({ log: createLog('error', (line) => said.push(line), false) });
  });
  afterAll(() => concord.close());

  const register = async (name: string) =>
    (await concord.send('registerActor', { actorKind: 'STATE', name: english(name), handling: CLEAR })).record.id as string;
  const declare = async (actor: string) =>
    (await concord.send('declareCommitment', { actor, statement: english('Train 40 officers'), handling: CLEAR })).record
      .id as string;
  const streamOf = (id: string) => id.replace('_', '-');
  const eventsOf = async (id: string) => {
    const found: RecordedEvent[] = [];
    for await (const event of concord.service.store.readStream(streamOf(id))) found.push(event);
    return found;
  };
  /** Puts an event into the log as another program would. */
  const put = async (id: string, event: Partial<NewEvent> & Pick<NewEvent, 'type'>, from?: string) => {
    const events = await eventsOf(from ?? id);
    const made = { id: randomUUID(), schemaVersion: 1, data: {}, metadata: events[0]!.metadata, ...event };
    await concord.service.store.append(streamOf(id), from ? -1 : events.length - 1, [made]);
    return made.id;
  };
  /** Waits until all read models have taken what stands in the log. */
  const caughtUp = async () => {
    const { store, progress } = concord.service;
    expect(await progress.wait(await store.head(), 20_000)).toBe(true);
  };
  const asOperator = async (path: string) => {
    const response = await fetch(`${concord.address}${path}`, { headers: { authorization: `Bearer ${ADMIN_KEY}` } });
    return { status: response.status, body: await response.text() };
  };
  const ofCommitment = async (id: string) =>
    (await parkedRecords(concord.service.pool)).filter((one) => one.stream === streamOf(id)).map(({ projection }) => projection);

  it('has its record held back, which operators are shown, while all others go on', async () => {
    const france = await register('France');
    const painted = await declare(france);
    const poison = await put(painted, { type: 'CommitmentPainted' });
    const later = await declare(france);
    await caughtUp();
    const { data } = await concord.ask('{ commitments { nodes { id revision } } events { nodes { type } } }');
    expect(data.commitments.nodes).toEqual(
      expect.arrayContaining([
        { id: painted, revision: 0 },
        { id: later, revision: 0 },
      ]),
    );
    expect(data.events.nodes).toContainEqual({ type: 'CommitmentPainted' });
    expect(await ofCommitment(painted)).toEqual(['commitment', 'search_text']);
    const health = await asOperator('/health/ready');
    expect(health.status).toBe(200);
    expect(health.body).toContain(`projection commitment holds back ${streamOf(painted)} at event ${poison}`);
    expect((await asOperator('/metrics')).body).toContain('concord_projection_parked_records{projection="commitment"} 1');
    expect(said.join('')).toContain(`projection commitment holds back ${streamOf(painted)} at event ${poison}`);
  });

  it('is passed by when the read models are rebuilt, with the same rows of all other records', async () => {
    const { pool } = concord.service;
    const count = async () => (await pool.query<{ n: number }>('select count(*)::int as n from rm.commitment')).rows[0]!.n;
    const before = await count();
    const { commitment, actor } = await remade(pool);
    expect({ commitment, actor }).toEqual({ commitment: undefined, actor: true });
    expect(await count()).toBe(before);
    const [parked] = (await parkedRecords(pool)).filter(({ projection }) => projection === 'commitment');
    expect(parked!.error).toContain('CommitmentPainted');
  });

  it('is applied with what came after it once its record is tried again', async () => {
    const { pool, store, projections } = concord.service;
    const { generation } = (await activeCheckpoint(pool, 'actor'))!;
    await pool.query(`alter table rm.actor_g${generation} add constraint broken check (doc::text not like '%Atlantis%')`);
    const atlantis = await register('Atlantis');
    const change = (name: string) => concord.send('nameActor', { id: atlantis, language: 'en', text: name });
    expect((await change('Plato')).refusal).toBeNull();
    const spain = await register('Spain');
    await caughtUp();
    const shown = async (id: string) =>
      (await concord.ask(`{ actor(id: "${id}") { name } }`)).data.actor as { name: string } | null;
    expect(await shown(spain)).toEqual({ name: 'Spain' });
    expect(await shown(atlantis)).toBeNull();
    expect(await retryParked(pool, store, projections.get('actor')!)).toMatchObject([{ stream: streamOf(atlantis) }]);
    await pool.query(`alter table rm.actor_g${generation} drop constraint broken`);
    expect(await retryParked(pool, store, projections.get('actor')!)).toEqual([]);
    expect(await shown(atlantis)).toEqual({ name: 'Plato' });
    expect((await change('Solon')).refusal).toBeNull();
    await caughtUp();
    expect(await shown(atlantis)).toEqual({ name: 'Solon' });
    expect((await remade(pool)).actor).toBe(true);
  });

  it('is not what an old log brings about by a name of 6,000 characters or by the year 1', async () => {
    const [made] = await eventsOf(await register('Peru'));
    const long = `actor_${randomUUID()}`;
    const old = `actor_${randomUUID()}`;
    const text = randomBytes(4_500).toString('base64');
    const data = { ...(made!.data as object), name: english(text) };
    const peru = made!.stream.replace('-', '_');
    await put(long, { type: made!.type, data, schemaVersion: made!.schemaVersion }, peru);
    const metadata = { ...made!.metadata, occurredAt: '0001-01-01T00:00:00.000Z' };
    await put(old, { type: made!.type, data: made!.data, schemaVersion: made!.schemaVersion, metadata }, peru);
    await caughtUp();
    expect((await concord.ask(`{ actor(id: "${long}") { name } }`)).data.actor).toEqual({ name: text });
    const { rows } = await concord.service.pool.query('select period from rm.actor where id = $1', [old.slice(6)]);
    expect(rows.length).toBe(new Date().getUTCFullYear() - 1_899);
    const past = await concord.ask(`{ at(asOf: "1066") { actor(id: "${old}") { name } } }`);
    expect(past.data.at.actor).toEqual({ name: 'Peru' });
  });

  it('cannot be made by a correction', async () => {
    const id = await declare(await register('Chile'));
    const [declared] = await eventsOf(id);
    const correct = (field: string, value: unknown) =>
      concord.send('correctRecord', { id, eventId: declared!.id, field, value, reason: 'x' });
    for (const [field, value] of [
      ['due', '0001-01-01'],
      ['occurredAt', '0001'],
      ['statement.0.text', 'x'.repeat(20_001)],
    ] as const)
      expect((await correct(field, value)).refusal).toMatchObject({
        field: 'value',
        value: expect.any(String),
        rule: expect.any(String),
      });
    expect((await eventsOf(id)).length).toBe(1);
  });
});
