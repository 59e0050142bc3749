import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Answer, CLEAR, english, registerActors, testService, type TestService } from './support/service.js';

describe('reads of records that are RED or AMBER_STRICT', () => {
  let concord: TestService;
  let actors: Record<'France' | 'INTERPOL' | 'Peru', string>;
  let keys: { france: string; interpol: string; peru: string };
  let commitment: string;
  beforeAll(async () => {
    concord = await testService();
    actors = await registerActors(concord, { France: 'STATE', INTERPOL: 'UN_ENTITY', Peru: 'STATE' });
    const [france, interpol, peru] = await Promise.all([
      concord.key({ actor: actors.France, user: 'claire' }),
      concord.key({ actor: actors.INTERPOL, user: 'ines' }),
      concord.key({ actor: actors.Peru, user: 'pedro' }),
    ]);
    keys = { france, interpol, peru };
    const handling = { tlp: 'AMBER_STRICT', audience: [actors.INTERPOL] };
    const declare = { actor: actors.France, statement: english('Guard the secret stadium'), handling };
    commitment = (await concord.send('declareCommitment', declare, 'id', keys.france)).record.id;
  });
  afterAll(() => concord.close());

  const readsOf = (record: string, key: string) =>
    concord.ask(
      `{ readsOf(record: "${record}", last: 500) { totalCount nodes { at user actor { name } tlp paths requestId } } }`,
      {},
      key,
    );
  const ways = async (): Promise<Record<string, string[]>> => {
    const { nodes } = (await readsOf(commitment, keys.france)).data.readsOf;
    return Object.fromEntries(
      nodes.map(({ user, paths, requestId }: { user: string; paths: string[]; requestId: string }) => [
        requestId,
        [user, ...paths],
      ]),
    );
  };
  const as = (requestId: string, query: string, key: string | null = keys.interpol) =>
    fetch(`${concord.address}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-request-id': requestId,
        ...(key ? { authorization: `Bearer ${key}` } : {}),
      },
      body: JSON.stringify({ query }),
    }).then((response) => response.json() as Promise<Answer>);

  it('are written down, by whichever path the record was shown', async () => {
    await concord.settled();
    await as('by-its-id', `{ commitment(id: "${commitment}") { statement } }`);
    await as('in-a-list', '{ commitments { nodes { statement } } }');
    await as('as-a-node', `{ node(id: "${commitment}") { id } }`);
    await as('in-the-past', `{ at(asOf: "2099-01-01") { commitments { nodes { id } } } }`);
    await as('by-a-search', '{ search(text: "stadium") { nodes { matches { snippet { text } } } } }');
    await as('in-the-log', '{ events(filter: { kinds: ["commitment"] }) { nodes { type } } }');
    await as('in-a-digest', '{ changeDigest(from: "position:0") { nodes { changes { sentence } } } }');
    await as(
      'twice-in-one',
      `{ a: commitment(id: "${commitment}") { statement } b: commitments { nodes { timeline { nodes { type } } } } }`,
    );
    await as('how-many-alone', '{ commitments { totalCount } }');
    await as('by-peru', '{ commitments { nodes { id } } search(text: "stadium") { nodes { recordId } } }', keys.peru);
    await as('by-nobody', `{ commitment(id: "${commitment}") { id } }`, null);
    expect(await ways()).toMatchObject({
      'by-its-id': ['ines', 'RECORD'],
      'in-a-list': ['ines', 'LIST'],
      'as-a-node': ['ines', 'RECORD'],
      'in-the-past': ['ines', 'LIST'],
      'by-a-search': ['ines', 'SEARCH'],
      'in-the-log': ['ines', 'HISTORY'],
      'in-a-digest': ['ines', 'HISTORY', 'NAMED'],
      'twice-in-one': ['ines', 'HISTORY', 'LIST', 'RECORD'],
    });
    expect(Object.keys(await ways())).not.toEqual(expect.arrayContaining(['by-peru']));
    expect(Object.keys(await ways())).not.toEqual(expect.arrayContaining(['by-nobody']));
  });

  it('are written down where events are followed live', async () => {
    await concord.follow(
      'subscription { events(after: "0", filter: { kinds: ["commitment"] }) { type record { id } } }',
      () => true,
      keys.interpol,
    );
    expect(Object.values(await ways())).toEqual(expect.arrayContaining([['ines', 'NAMED', 'SUBSCRIPTION']]));
  });

  it('are shown to the originator alone, and tell nothing of the record', async () => {
    const { data } = await readsOf(commitment, keys.france);
    expect(data.readsOf.totalCount).toBeGreaterThan(5);
    expect(data.readsOf.nodes[0]).toMatchObject({ actor: { name: expect.any(String) }, tlp: 'AMBER_STRICT' });
    const nothing = 'commitment_018f2f6e-0000-7000-8000-000000000009';
    for (const key of [keys.interpol, keys.peru]) {
      const [there, none] = [await readsOf(commitment, key), await readsOf(nothing, key)];
      expect(there.errors![0]!.extensions.code).toBe('FORBIDDEN');
      expect(there.errors).toEqual(none.errors);
    }
    const { rows } = await concord.service.unfiltered.query('select * from access.read_audit');
    expect(JSON.stringify(rows)).not.toContain('stadium');
  });

  it('are not written down for records that more readers may see', async () => {
    const { rows } = await concord.service.unfiltered.query(
      "select from access.read_audit where kind = 'actor' or tlp not in ('RED', 'AMBER_STRICT')",
    );
    expect(rows).toEqual([]);
  });

  it('are refused where they cannot be written down, and nothing else is', async () => {
    await concord.service.unfiltered.query('alter table access.read_audit rename to away');
    try {
      const shown = await as('unwritten', `{ commitment(id: "${commitment}") { statement } }`);
      expect(shown).toMatchObject({ errors: [{ extensions: { code: 'CONFLICT' } }] });
      expect(JSON.stringify(shown)).not.toContain('stadium');
      expect((await as('other', '{ actors { nodes { name } } }')).errors).toBeUndefined();
    } finally {
      await concord.service.unfiltered.query('alter table access.away rename to read_audit');
    }
    expect((await as('written', `{ commitment(id: "${commitment}") { statement } }`)).data.commitment.statement).toContain(
      'stadium',
    );
  });

  it('are kept as long as they are to be, and no longer', async () => {
    const { audit, pool } = concord.service;
    await audit.prune(Date.now() + 364 * 86_400_000);
    expect((await pool.query('select from access.read_audit limit 1')).rows).toHaveLength(1);
    await audit.prune(Date.now() + 366 * 86_400_000);
    expect((await pool.query('select from access.read_audit')).rows).toEqual([]);
  });

  it('are not written down for CLEAR records at all', async () => {
    await concord.send('declareCommitment', { actor: actors.France, statement: english('Open'), handling: CLEAR });
    await as('clear', '{ commitments { nodes { id } } }', null);
    expect((await concord.service.unfiltered.query("select from access.read_audit where request_id = 'clear'")).rows).toEqual([]);
  });
});
