import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CLEAR, english, testService, type TestService } from './support/service.js';

describe('an event for fewer readers than its record', () => {
  let concord: TestService;
  const actors: Record<string, string> = {};
  const keys: Record<string, string | null> = { nobody: null };
  let last = '0';

  beforeAll(async () => {
    concord = await testService();
    for (const name of ['owner', 'partner', 'stranger']) {
      const registered = { actorKind: 'STATE', name: english(name), handling: CLEAR };
      actors[name] = (await concord.send('registerActor', registered)).record.id as string;
      keys[name] = await concord.key({ user: name, actor: actors[name], roles: ['COORDINATOR'] });
    }
  });
  afterAll(() => concord.close());

  /** Sends a command that is taken; gives the record's id. */
  const say = async (by: string, mutation: string, input: object) => {
    const { record, receipt, refusal } = await concord.send(mutation, input, 'id', keys[by]!);
    expect(refusal).toBeNull();
    last = receipt.position as string;
    return { id: record.id as string, eventId: receipt.eventIds[0] as string };
  };
  const refusalOf = async (by: string, mutation: string, input: object) =>
    (await concord.send(mutation, input, 'id', keys[by]!)).refusal as { code: string; message: string } | null;
  const declare = async (handling: object) =>
    (
      await say('owner', 'declareCommitment', {
        actor: actors.owner,
        statement: english('Train officers'),
        due: '2030-06-30',
        handling,
      })
    ).id;
  const report = (by: string, id: string, text: string, percent: number, handling?: object) =>
    say(by, 'reportCommitmentProgress', { id, report: english(text), percent, handling });
  const ask = async (viewer: string, query: string) => {
    const { data, errors } = await concord.ask(`{ at(after: "${last}") { ${query} } }`, {}, keys[viewer]);
    expect(errors).toBeUndefined();
    return data.at;
  };
  const toPartner = () => ({ tlp: 'AMBER_STRICT', audience: [actors.partner] });
  const seenBy = async (id: string) => {
    const seen: Record<string, unknown> = {};
    for (const viewer of ['owner', 'partner', 'stranger', 'nobody'])
      seen[viewer] = (await ask(viewer, `commitment(id: "${id}") { percent }`)).commitment?.percent;
    return seen;
  };

  it('is left out of what all others read of the record, on every path', async () => {
    const id = await declare(CLEAR);
    await report('owner', id, 'Ordinary beginnings', 10);
    const { eventId } = await report('owner', id, 'Zanzibar undisclosed', 40, toPartner());
    const paths = `commitment(id: "${id}") { percent progress { report } timeline { totalCount } }
      commitments(filter: { ids: ["${id}"] }) { totalCount nodes { percent } }
      node(id: "${id}") { ... on Commitment { percent } }
      events(filter: { records: ["${id}"] }) { totalCount nodes { record { ... on Commitment { percent } } } }
      search(text: "Zanzibar") { totalCount }`;
    const right = (percent: number, texts: string[], events: number) => ({
      commitment: { percent, progress: texts.map((text) => ({ report: text })), timeline: { totalCount: events } },
      commitments: { totalCount: 1, nodes: [{ percent }] },
      node: { percent },
      events: { totalCount: events, nodes: Array.from({ length: events }, () => ({ record: { percent } })) },
      search: { totalCount: texts.length - 1 },
    });
    for (const viewer of ['owner', 'partner'])
      expect(await ask(viewer, paths)).toEqual(right(40, ['Ordinary beginnings', 'Zanzibar undisclosed'], 3));
    for (const viewer of ['stranger', 'nobody']) expect(await ask(viewer, paths)).toEqual(right(10, ['Ordinary beginnings'], 2));

    await say('owner', 'correctRecord', { id, eventId, field: 'percent', value: 60, reason: 'miscounted' });
    expect(await seenBy(id)).toEqual({ owner: 60, partner: 60, stranger: 10, nobody: 10 });
    expect((await ask('nobody', `commitment(id: "${id}") { timeline { totalCount } }`)).commitment.timeline.totalCount).toBe(2);
    const wrong = { id, eventId, field: 'percent', value: 1, reason: 'a guess' };
    expect(await refusalOf('stranger', 'correctRecord', wrong)).toMatchObject({ code: 'UNKNOWN_EVENT' });
  });

  it('is compared by who may read, and not by the colour of the label', async () => {
    const id = await declare({ tlp: 'AMBER', audience: [actors.partner, actors.stranger] });
    await report('owner', id, 'for both', 10);
    await report('owner', id, 'for the partner', 30, { tlp: 'AMBER', audience: [actors.partner] });
    expect(await seenBy(id)).toEqual({ owner: 30, partner: 30, stranger: 10, nobody: undefined });
  });

  it('stays with the readers of its label when the originator of the record shows the record to more', async () => {
    const id = await declare({ tlp: 'AMBER', audience: [actors.partner] });
    await report('owner', id, 'own', 10);
    await report('partner', id, 'of another', 30);
    await say('owner', 'changeHandling', { id, to: CLEAR, reason: 'agreed' });
    expect(await seenBy(id)).toEqual({ owner: 30, partner: 30, stranger: 10, nobody: 10 });
    await say('owner', 'changeHandling', { id, to: { tlp: 'AMBER', audience: [actors.partner] }, reason: 'taken back' });
    expect(await seenBy(id)).toEqual({ owner: 30, partner: 30, stranger: undefined, nobody: undefined });
  });

  it('stands against a command of others without telling them why', async () => {
    const id = await declare(CLEAR);
    await say('owner', 'withdrawCommitment', { id, reason: 'a secret reason', handling: { tlp: 'RED', audience: [] } });
    const revise = { id, due: '2031-01-31', reason: 'later' };
    expect(await refusalOf('owner', 'reviseCommitmentDueDate', revise)).not.toMatchObject({ code: 'NOT_POSSIBLE' });
    const hidden = await refusalOf('stranger', 'reviseCommitmentDueDate', revise);
    expect(hidden).toMatchObject({ code: 'NOT_POSSIBLE', field: null, value: null });
    expect(JSON.stringify(hidden)).not.toMatch(/withdr|secret/i);
    expect(
      await refusalOf('stranger', 'attachSource', { id, document: 'https://example.org/1', expectedRevision: 0 }),
    ).toBeNull();
  });

  it('is for one of three sets of readers at the most, and corrects, voids or labels nothing', async () => {
    const id = await declare(CLEAR);
    const { eventId } = await report('owner', id, 'one', 1, { tlp: 'GREEN', audience: [] });
    await report('owner', id, 'two', 2, toPartner());
    await report('owner', id, 'three', 3, { tlp: 'RED', audience: [] });
    await report('owner', id, 'three again', 4, { tlp: 'RED', audience: [] });
    const narrow = { tlp: 'AMBER', audience: [actors.stranger] };
    const fourth = { id, report: english('four'), percent: 5, handling: narrow };
    expect(await refusalOf('owner', 'reportCommitmentProgress', fourth)).toMatchObject({ code: 'TOO_MANY_LABELS' });
    expect(await refusalOf('partner', 'reportCommitmentProgress', fourth)).toMatchObject({ code: 'NOT_POSSIBLE' });
    expect(await seenBy(id)).toEqual({ owner: 4, partner: 2, stranger: 1, nobody: null });
    for (const [mutation, input] of [
      ['voidRecord', {}],
      ['changeHandling', { to: { tlp: 'GREEN', audience: [] } }],
      ['correctRecord', { eventId, field: 'percent', value: 9 }],
    ] as const)
      expect(await refusalOf('owner', mutation, { id, reason: 'x', handling: toPartner(), ...input })).toMatchObject({
        code: 'EVENT_LABEL_TOO_NARROW',
      });
  });

  it('moves money for its readers alone', async () => {
    const opened = { reporter: actors.owner, title: english('Crowded places'), handling: CLEAR };
    const { id } = await say('owner', 'openProject', opened);
    const commit = (units: string, handling?: object) =>
      say('owner', 'commitFunds', {
        id,
        amount: { amount: units, currency: 'USD' },
        valueDate: '2021-02-01',
        direction: 'OUTGOING',
        handling,
      });
    await commit('100');
    await commit('900', toPartner());
    const committed = async (viewer: string) =>
      (await ask(viewer, `donorPortfolio(by: [], filter: { projects: ["${id}"] }) { nodes { committed } }`)).donorPortfolio.nodes;
    for (const viewer of ['owner', 'partner']) expect(await committed(viewer)).toEqual([{ committed: '1000.00' }]);
    for (const viewer of ['stranger', 'nobody']) expect(await committed(viewer)).toEqual([{ committed: '100.00' }]);
  });

  it('reaches an open subscription as what its viewer may see by then, in nested fields too', async () => {
    const hidden = { actorKind: 'INTL_ORG', name: english('hidden'), handling: toPartner() };
    const actor = (await say('owner', 'registerActor', hidden)).id;
    const declared = { actor, statement: english('of a hidden actor'), handling: { tlp: 'GREEN', audience: [] } };
    const before = last;
    const { id } = await say('owner', 'declareCommitment', declared);
    const key = await concord.key({ user: 'passing', actor: actors.partner, roles: ['READER'] });
    const query = `subscription { events(after: "${before}", filter: { records: ["${id}"] }) { type record { ... on Commitment { actor { name } } } } }`;
    let first = () => undefined as void;
    const isOpen = new Promise<void>((resolve) => (first = resolve));
    const following = concord.follow(query, (given) => (first(), given.length === 2), key);
    await isOpen;
    await concord.service.unfiltered.query("update access.api_keys set actor = null where user_id = 'passing'");
    while ((await concord.ask(`{ actor(id: "${actor}") { id } }`, {}, key)).data.actor !== null);
    await report('owner', id, 'after that', 10);
    const record = (name: string | null) => ({ record: { actor: name && { name } } });
    expect((await following).map(({ events }) => events as object)).toEqual([
      { type: 'CommitmentDeclared', ...record('hidden') },
      { type: 'CommitmentProgressReported', ...record(null) },
    ]);
  });
});
