import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EmergencyAccesses } from '../src/access/emergency-accesses.js';
import { ANONYMOUS } from '../src/access/viewer.js';
import { CLEAR, english, registerActors, testService, type TestService } from './support/service.js';

describe('breaking the glass', () => {
  let concord: TestService;
  let later = 0;
  const now = () => new Date(Date.now() + later);
  let actors: Record<'France' | 'Peru', string>;
  let keys: { france: string; peru: string; watch: string };
  let secret: string;
  let other: string;
  beforeAll(async () => {
    concord = await testService({ now });
    actors = await registerActors(concord, { France: 'STATE', Peru: 'STATE' });
    const [france, peru, watch] = await Promise.all([
      concord.key({ actor: actors.France, user: 'claire' }),
      concord.key({ actor: actors.Peru, user: 'pedro' }),
      concord.key({ user: 'watch-officer', roles: ['COORDINATOR'] }),
    ]);
    keys = { france, peru, watch };
    const declare = async (statement: string, key = keys.france, actor = actors.France) => {
      const input = { actor, statement: english(statement), handling: { tlp: 'AMBER_STRICT', audience: [] } };
      return (await concord.send('declareCommitment', input, 'id', key)).record.id as string;
    };
    secret = await declare('Guard the stadium');
    other = await declare('Guard the bridge');
    await declare('Guard the port', keys.peru, actors.Peru);
  });
  afterAll(() => concord.close());

  const seen = async (key = keys.watch): Promise<string[]> => {
    const query = `{ at(after: "${await concord.service.store.head()}") { commitments { nodes { statement } } } }`;
    return (await concord.ask(query, {}, key)).data.at.commitments.nodes
      .map(({ statement }: { statement: string }) => statement)
      .sort();
  };
  const open = (input: object, key = keys.watch) =>
    concord.send('breakGlass', { reason: 'a bomb alert at the match', minutes: 30, ...input }, 'id openedId until active', key);
  const end = (id: string, key: string) => concord.send('endEmergencyAccess', { id }, 'active', key);

  it('is for those whose role allows it', async () => {
    for (const key of [keys.peru, await concord.key({ user: 'reader', roles: ['READER'] })])
      await expect(open({ record: secret }, key)).rejects.toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] });
    expect(await seen()).toEqual([]);
  });

  it('names one record or one organisation that there is, a reason and a time', async () => {
    expect((await open({})).refusal.code).toBe('ONE_TARGET');
    expect((await open({ record: secret, organisation: actors.France })).refusal.code).toBe('ONE_TARGET');
    for (const record of ['commitment_018f2f6e-0000-7000-8000-000000000001', 'nothing_018f2f6e-0000-7000-8000-000000000001'])
      expect((await open({ record })).refusal.code).toBe('UNKNOWN_RECORD');
    for (const wrong of [{ minutes: 0 }, { minutes: 481 }, { reason: ' ' }, { record: 'commitment' }])
      await expect(open({ record: secret, ...wrong })).rejects.toMatchObject({
        errors: [{ extensions: { code: 'BAD_USER_INPUT' } }],
      });
    expect((await open({ record: secret, occurredAt: '2020-01-01' })).refusal.code).toBe('NOT_NOW');
  });

  let access: string;
  it('opens exactly what was asked, on every path, and tells the originator', async () => {
    const { record } = await open({ record: secret });
    access = record.id;
    expect(record).toMatchObject({ openedId: secret, active: true });
    expect(await seen()).toEqual(['Guard the stadium']);
    const { data } = await concord.ask(
      `{ commitment(id: "${secret}") { statement timeline { totalCount } } other: node(id: "${other}") { id } search(text: "guard") { totalCount } }`,
      {},
      keys.watch,
    );
    expect(data).toEqual({
      commitment: { statement: 'Guard the stadium', timeline: { totalCount: 1 } },
      other: null,
      search: { totalCount: 1 },
    });
    const told = '{ emergencyAccesses { nodes { user reason openedId record { id } active } } }';
    const told_ = (await concord.ask(told, {}, keys.france)).data.emergencyAccesses.nodes;
    expect(told_).toEqual([
      { user: 'watch-officer', reason: 'a bomb alert at the match', openedId: secret, record: { id: secret }, active: true },
    ]);
    for (const key of [keys.peru, null]) expect((await concord.ask(told, {}, key)).data.emergencyAccesses.nodes).toEqual([]);
    const live = 'subscription { events(after: "0", filter: { kinds: ["emergencyAccess"] }) { type data } }';
    const [{ events }] = await concord.follow(live, () => true, keys.france);
    expect(events).toMatchObject({ type: 'EmergencyAccessOpened', data: { reason: 'a bomb alert at the match' } });
    const { readsOf } = (await concord.ask(`{ readsOf(record: "${secret}") { nodes { user } } }`, {}, keys.france)).data;
    expect(readsOf.nodes.map(({ user }: { user: string }) => user)).toContain('watch-officer');
  });

  it('gives no word in what is read', async () => {
    const due = { id: secret, due: '2030-01-01', reason: 'sooner' };
    expect(await seen(keys.peru)).toEqual(['Guard the port']);
    await expect(concord.send('reviseCommitmentDueDate', due, 'id', keys.peru)).resolves.toMatchObject({
      refusal: { code: 'UNKNOWN_RECORD' },
    });
  });

  it('is not hidden, corrected or voided afterwards', async () => {
    const to = { tlp: 'RED', audience: [] };
    const { eventIds } = (await open({ record: secret, commandId: '018f2f6e-0000-7000-8000-00000000cccc' })).receipt;
    const again = await open({ record: secret, commandId: '018f2f6e-0000-7000-8000-00000000cccc' });
    expect(again.receipt).toMatchObject({ duplicate: true, eventIds });
    const commands = [
      ['changeHandling', { to, reason: 'x' }],
      ['voidRecord', { reason: 'x' }],
      ['correctRecord', { eventId: eventIds[0], field: 'reason', value: 'y', reason: 'x' }],
    ] as const;
    for (const [command, input] of commands)
      expect((await concord.send(command, { id: again.record.id, ...input }, 'id', keys.watch)).refusal.code).toBe(
        'EMERGENCY_ACCESS_STANDS',
      );
    await end(again.record.id, keys.watch);
    expect(await seen()).toEqual(['Guard the stadium']);
  });

  it('outlives a restart', async () => {
    await seen();
    const restarted = new EmergencyAccesses(now);
    expect(await restarted.load(concord.service.unfiltered)).toBeDefined();
    expect(restarted.extend({ ...ANONYMOUS, user: 'watch-officer' }).keys).toEqual(['public', `record:${secret.split('_')[1]}`]);
    expect(restarted.extend({ ...ANONYMOUS, user: 'somebody' }).keys).toEqual(['public']);
  });

  it('ends at once when the originator ends it, on open sockets too', async () => {
    const report = (text: string) =>
      concord.send('reportCommitmentProgress', { id: secret, report: english(text) }, 'id', keys.france);
    const events: { readonly type: string }[] = [];
    const following = concord.follow(
      `subscription { events(after: "${await concord.service.store.head()}", filter: { kinds: ["commitment", "actor"] }) { type record { id } } }`,
      (given) => {
        events.push(given.at(-1).events);
        return events.length === 2;
      },
      keys.watch,
    );
    await report('seen');
    while (events.length < 1) await new Promise((resolve) => setImmediate(resolve));
    expect((await end(access, keys.peru)).refusal.code).toBe('UNKNOWN_RECORD');
    expect((await end(access, keys.france)).record.active).toBe(false);
    expect(await seen()).toEqual([]);
    await report('not seen');
    await concord.send('registerActor', { actorKind: 'STATE', name: english('Chile'), handling: CLEAR });
    await following;
    expect(events.map(({ type }) => type)).toEqual(['CommitmentProgressReported', 'ActorRegistered']);
    expect((await end(access, keys.france)).refusal.code).toBe('ALREADY_OVER');
  });

  it('opens what an organisation may read, and is over when its time is', async () => {
    expect((await open({ organisation: actors.France, minutes: 10 })).refusal).toBeNull();
    expect(await seen()).toEqual(['Guard the bridge', 'Guard the stadium']);
    later = 9 * 60_000;
    expect(await seen()).toHaveLength(2);
    later = 10 * 60_000 + 1_000;
    expect(await seen()).toEqual([]);
  });
});
