import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TLP, type Tlp } from '../src/event-sourcing/envelope.js';
import { CLEAR, english, testService, type TestService } from './support/service.js';

/** Who looks, and which labels of a record for `partner` (or for the user `named`) they may read. */
const MAY_READ: Readonly<Record<string, readonly Tlp[]>> = {
  nobody: ['CLEAR'],
  stranger: ['GREEN', 'CLEAR'],
  affiliate: ['AMBER', 'GREEN', 'CLEAR'],
  partner: ['AMBER_STRICT', 'AMBER', 'GREEN', 'CLEAR'],
  named: ['RED', 'GREEN', 'CLEAR'],
  originator: ['RED', 'AMBER_STRICT', 'AMBER', 'GREEN', 'CLEAR'],
  colleague: ['AMBER_STRICT', 'AMBER', 'GREEN', 'CLEAR'],
};

describe('handling labels', () => {
  let concord: TestService;
  const actors: Record<string, string> = {};
  const keys: Record<string, string | null> = { nobody: null };
  const records = {} as Record<Tlp, { id: string; eventId: string }>;
  let last = '0';

  beforeAll(async () => {
    concord = await testService();
    for (const name of ['originator', 'partner', 'affiliate', 'stranger']) {
      actors[name] = (
        await concord.send('registerActor', { actorKind: 'INTL_ORG', name: english(name), handling: CLEAR })
      ).record.id;
    }
    const { receipt } = await concord.send('affiliateActor', {
      id: actors.affiliate!,
      parent: actors.partner,
      kind: 'PART_OF',
      onBehalfOf: actors.partner,
    });
    await concord.ask(`{ at(after: "${receipt.position}") { service { name } } }`);
    for (const name of ['originator', 'partner', 'affiliate', 'stranger'])
      keys[name] = await concord.key({ user: `${name}-user`, actor: actors[name] });
    keys.colleague = await concord.key({ user: 'colleague', actor: actors.originator });
    keys.named = await concord.key({ user: 'named', actor: actors.stranger });
    for (const tlp of TLP) {
      const audience = tlp === 'RED' ? ['user_named'] : tlp.startsWith('AMBER') ? [actors.partner] : [];
      const declared = { actor: actors.originator, statement: english(tlp), handling: { tlp, audience } };
      const answer = await concord.send('declareCommitment', declared, 'id', keys.originator!);
      records[tlp] = { id: answer.record.id, eventId: answer.receipt.eventIds[0] };
      last = answer.receipt.position;
    }
  });
  afterAll(() => concord.close());

  const ask = async (query: string, viewer: string) =>
    (await concord.ask(`{ at(after: "${last}") { ${query} } }`, {}, keys[viewer])).data.at;
  const statements = (nodes: { statement: string }[]) => nodes.map(({ statement }) => statement).sort();

  it.each(Object.entries(MAY_READ))('let %s read %j, on every path alike', async (viewer, labels) => {
    const expected = [...labels].sort();
    const filter = `filter: { actor: ["${actors.originator}"] }`;
    const list = (await ask(`commitments(${filter}) { totalCount nodes { statement } }`, viewer)).commitments;
    expect([statements(list.nodes), list.totalCount]).toEqual([expected, expected.length]);
    const ids = TLP.map((tlp) => `"${records[tlp].id}"`).join();
    const { nodes } = await ask(`nodes(ids: [${ids}]) { ... on Commitment { statement } }`, viewer);
    expect(statements(nodes.filter(Boolean))).toEqual(expected);
    const { events } = await ask(
      `events(filter: { records: [${ids}] }) { totalCount nodes { record { ... on Commitment { statement } } } }`,
      viewer,
    );
    expect([statements(events.nodes.map(({ record }: { record: { statement: string } }) => record)), events.totalCount]).toEqual([
      expected,
      expected.length,
    ]);
    const profile = (await ask(`actorProfile(id: "${actors.originator}") { commitments { totalCount } }`, viewer)).actorProfile;
    expect(profile.commitments.totalCount).toBe(expected.length);
    const board = (await ask(`commitmentBoard(filter: { actor: ["${actors.originator}"] }) { totalCount }`, viewer))
      .commitmentBoard;
    expect(board.totalCount).toBe(expected.length);
    const past = (
      await concord.ask(
        `{ at(asOf: "2999", knownAt: "position:${last}") { commitments(${filter}) { nodes { statement } } } }`,
        {},
        keys[viewer],
      )
    ).data.at;
    expect(statements(past.commitments.nodes)).toEqual(expected);
  });

  it('hide a record from a command as if it were not there', async () => {
    const withdraw = (id: string) => concord.send('withdrawCommitment', { id, reason: 'x' }, 'id', keys.stranger!);
    const hidden = (await withdraw(records.AMBER.id)).refusal;
    const missing = (await withdraw('commitment_00000000-0000-4000-8000-000000000000')).refusal;
    expect({ ...hidden, value: '' }).toEqual({ ...missing, value: '' });
  });

  it('are widened by the originator alone, and then show all of the record but the lines with a narrower label of their own', async () => {
    const declared = {
      actor: actors.originator,
      statement: english('later shown'),
      handling: { tlp: 'AMBER', audience: [actors.partner] },
    };
    const { record } = await concord.send('declareCommitment', declared, 'id', keys.originator!);
    const widen = (key: string) => concord.send('changeHandling', { id: record.id, to: CLEAR, reason: 'agreed' }, 'id', key);
    expect((await widen(keys.partner!)).refusal).toMatchObject({ code: 'RESERVED_FOR_ORIGINATOR', field: 'id' });
    last = (await widen(keys.originator!)).receipt.position;
    const seen = async (viewer: string) =>
      (await ask(`commitment(id: "${record.id}") { statement timeline { nodes { type } } }`, viewer)).commitment;
    expect(await seen('nobody')).toEqual({ statement: 'later shown', timeline: { nodes: [] } });
    expect((await seen('partner')).timeline.nodes).toEqual([{ type: 'CommitmentDeclared' }, { type: 'HandlingChanged' }]);
  });

  it('are neither passed on under a narrower label nor narrowed by others than the originator', async () => {
    const handling = { tlp: 'AMBER', audience: [actors.partner] };
    const declared = { actor: actors.originator, statement: english('kept'), handling };
    const { record } = await concord.send('declareCommitment', declared, 'id', keys.originator!);
    const pass = (to: object) => concord.send('changeHandling', { id: record.id, to, reason: 'x' }, 'id', keys.partner!);
    for (const to of [
      { tlp: 'AMBER_STRICT', audience: [actors.stranger] },
      { tlp: 'AMBER_STRICT', audience: [actors.partner] },
      { tlp: 'RED', audience: ['user_named'] },
    ])
      expect((await pass(to)).refusal).toMatchObject({ code: 'RESERVED_FOR_ORIGINATOR' });
  });

  it('hide all of a record’s history when they are narrowed, at every moment', async () => {
    const declared = { actor: actors.originator, statement: english('later hidden'), handling: CLEAR, occurredAt: '2020' };
    const { record, receipt } = await concord.send('declareCommitment', declared, 'id', keys.originator!);
    const narrow = { id: record.id, to: { tlp: 'RED', audience: [] }, reason: 'a person at risk' };
    last = (await concord.send('changeHandling', narrow, 'id', keys.originator!)).receipt.position;
    for (const moment of ['', 'asOf: "2020"', `knownAt: "position:${receipt.position}"`]) {
      const at = moment ? `at(${moment})` : `at(after: "${last}")`;
      const { data } = await concord.ask(
        `{ ${at} { commitment(id: "${record.id}") { statement } events(filter: { records: ["${record.id}"] }) { totalCount } } }`,
        {},
        keys.partner,
      );
      expect(data.at).toEqual({ commitment: null, events: { totalCount: 0 } });
    }
  });

  it('reach subscribers as they reach readers', async () => {
    const before = await concord.service.store.head();
    const follow = (viewer: string, count: number) =>
      concord.follow(
        `subscription { events(after: "${before}") { record { ... on Commitment { statement } } } }`,
        (given) => given.length === count,
        keys[viewer],
      );
    const [stranger, partner] = [follow('stranger', 1), follow('partner', 2)];
    for (const [tlp, audience] of [
      ['AMBER', [actors.partner]],
      ['CLEAR', []],
    ] as const) {
      await concord.send(
        'declareCommitment',
        { actor: actors.originator, statement: english(`live ${tlp}`), handling: { tlp, audience } },
        'id',
        keys.originator!,
      );
    }
    expect(await stranger).toEqual([{ events: { record: { statement: 'live CLEAR' } } }]);
    expect(await partner).toEqual([
      { events: { record: { statement: 'live AMBER' } } },
      { events: { record: { statement: 'live CLEAR' } } },
    ]);
  });

  it('are stated at birth: there is no record without one', async () => {
    const { errors } = await concord.ask(
      `mutation { declareCommitment(input: { actor: "${actors.originator}", statement: [] }) { receipt { position } } }`,
    );
    expect(errors![0]!.extensions.code).toBe('BAD_USER_INPUT');
  });

  it('let a member record for its own organisation alone, and a reader nothing', async () => {
    const declared = { actor: actors.originator, statement: english('x'), handling: CLEAR };
    const code = async (key: string | null, input: object) => {
      const { data, errors } = await concord.ask(
        'mutation($input: DeclareCommitmentInput!) { declareCommitment(input: $input) { refusal { code } } }',
        { input },
        key,
      );
      return errors?.[0]?.extensions.code ?? data.declareCommitment.refusal?.code;
    };
    expect(await code(keys.partner!, declared)).toBe('RESERVED_FOR_OWNER');
    expect(await code(keys.partner!, { ...declared, onBehalfOf: actors.originator })).toBe('NO_MANDATE');
    expect(await code(keys.partner!, { ...declared, actor: actors.partner })).toBeUndefined();
    expect(await code(await concord.key({ roles: ['READER'] }), declared)).toBe('FORBIDDEN');
    expect(await code(await concord.key({ roles: ['MEMBER'] }), declared)).toBe('FORBIDDEN');
    expect(await code(null, declared)).toBe('UNAUTHENTICATED');
    expect(await code('unknown', declared)).toBe('UNAUTHENTICATED');
  });

  it('stop counting for a key that was revoked', async () => {
    const key = await concord.key({ name: 'short-lived', roles: ['READER'] });
    expect((await concord.ask('{ service { name } }', {}, key)).errors).toBeUndefined();
    await concord.keys.revoke('short-lived');
    expect((await concord.ask('{ service { name } }', {}, key)).errors![0]!.extensions.code).toBe('UNAUTHENTICATED');
  });
});
