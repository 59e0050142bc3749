import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { english, testService, type TestService } from './support/service.js';
import { telling, type Told } from './support/telling.js';

interface Link {
  readonly source: { readonly name: string };
  readonly target: { readonly name: string };
  readonly partnership: { readonly name: string };
  readonly modalities: readonly string[];
  readonly since: string;
  readonly until: string | null;
}

let concord: TestService;
const { actors, register, tell, ask } = telling(() => concord);
const partnerships: Record<string, string> = {};
let before = '';
beforeAll(async () => {
  concord = await testService();
  before = String(await concord.service.store.head());
  await register('Ministry', 'NATIONAL_AGENCY', { country: 'KE' });
  await register('Arena', 'PRIVATE', { country: 'DE' });
  await register('Union', 'REGIONAL_ORG');
  await register('Secret service', 'NATIONAL_AGENCY', { country: 'FR', handling: { tlp: 'RED', audience: [] } });
  const found = async (name: string, founders: readonly string[], more: object, ...told: readonly Told[]) => {
    const { id } = await tell(
      'proposePartnership',
      {
        name: english(name),
        kind: 'AGREEMENT',
        level: 'NATIONAL',
        sector: 'PUBLIC',
        founders: founders.map((one) => actors[one]),
        occurredAt: '2020-01-01',
        ...more,
      },
      ...founders.map((one): Told => ['endorsePartnership', { onBehalfOf: actors[one] }, '2020-01-02']),
      ['activatePartnership', {}, '2020-02-01'],
      ...told,
    );
    partnerships[name] = id;
  };
  await found('Stadium pact', ['Ministry', 'Arena'], { sector: 'PUBLIC_PRIVATE', modalities: ['INFORMATION_SHARING'] }, [
    'joinPartnership',
    { member: actors.Union, onBehalfOf: actors.Union },
    '2020-06-01',
  ]);
  await found('Border pact', ['Ministry', 'Union', 'Secret service'], { modalities: ['INTEROPERABILITY'] }, [
    'leavePartnership',
    { member: actors.Union },
    '2021-03-01',
  ]);
  await found('Old pact', ['Arena', 'Union'], { sector: 'PUBLIC_PRIVATE' }, ['endPartnership', { reason: 'done' }, '2020-12-01']);
  await found('Closed pact', ['Ministry', 'Arena'], { handling: { tlp: 'GREEN', audience: [] } });
});
afterAll(() => concord.close());

const LINKS =
  'links(first: 100) { totalCount nodes { source { name } target { name } partnership { name } modalities since until } }';
const told = ({ source, target, partnership, since, until }: Link) =>
  [partnership.name, ...[source.name, target.name].sort(), since.slice(0, 10), until?.slice(0, 10) ?? ''].join(' | ');
const linksOf = (graph: { links: { nodes: readonly Link[] } }) => graph.links.nodes.map(told).sort();

describe('the graph of partnerships', () => {
  it('links members of a partnership since both are in it, and shows nobody who is hidden', async () => {
    const { partnershipGraph } = await ask(
      `partnershipGraph { on partnerships publicPrivate ${LINKS} nodes { totalCount nodes { actor { name } partnerships partners } } }`,
      'asOf: "2020-07-01"',
      null,
    );
    expect(partnershipGraph).toMatchObject({ on: '2020-07-01', partnerships: 3, publicPrivate: 2, links: { totalCount: 5 } });
    expect(linksOf(partnershipGraph)).toEqual([
      'Border pact | Ministry | Union | 2020-02-01 | ',
      'Old pact | Arena | Union | 2020-02-01 | ',
      'Stadium pact | Arena | Ministry | 2020-02-01 | ',
      'Stadium pact | Arena | Union | 2020-06-01 | ',
      'Stadium pact | Ministry | Union | 2020-06-01 | ',
    ]);
    expect(partnershipGraph.nodes).toEqual({
      totalCount: 3,
      nodes: [
        { actor: { name: 'Arena' }, partnerships: 2, partners: 2 },
        { actor: { name: 'Ministry' }, partnerships: 2, partners: 2 },
        { actor: { name: 'Union' }, partnerships: 3, partners: 2 },
      ],
    });
  });

  it('tells the graph of each moment, and keeps what is over apart unless it is asked for', async () => {
    const at = async (asOf: string, args = '') =>
      linksOf((await ask(`partnershipGraph${args} { ${LINKS} }`, `asOf: "${asOf}"`, null)).partnershipGraph);
    expect(await at('2020-01-15')).toEqual([]);
    expect(await at('2020-03-01')).toHaveLength(3);
    expect(await at('2021-06-01')).toEqual([
      'Stadium pact | Arena | Ministry | 2020-02-01 | ',
      'Stadium pact | Arena | Union | 2020-06-01 | ',
      'Stadium pact | Ministry | Union | 2020-06-01 | ',
    ]);
    expect((await at('2021-06-01', '(past: true)')).filter((one) => !one.startsWith('Stadium'))).toEqual([
      'Border pact | Ministry | Union | 2020-02-01 | 2021-03-01',
      'Old pact | Arena | Union | 2020-02-01 | 2020-12-01',
    ]);
  });

  it('is empty where nothing was known yet, with no share of nothing', async () => {
    const { partnershipGraph } = await ask(
      'partnershipGraph { partnerships publicPrivateShare actorKinds { share } nodes { totalCount } links { totalCount } }',
      `knownAt: "position:${before}"`,
    );
    expect(partnershipGraph).toMatchObject({
      partnerships: 0,
      publicPrivateShare: null,
      nodes: { totalCount: 0 },
      links: { totalCount: 0 },
    });
    expect(new Set(partnershipGraph.actorKinds.map(({ share }: { share: null }) => share))).toEqual(new Set([null]));
  });

  it('says in what part of partnerships each kind of actor is, of what the viewer may see', async () => {
    const shares = async (key?: string | null) => {
      const { partnershipGraph } = await ask(
        'partnershipGraph { publicPrivateShare actorKinds { actorKind partnerships share } }',
        'asOf: "2020-07-01"',
        key,
      );
      return [
        partnershipGraph.publicPrivateShare,
        ...partnershipGraph.actorKinds.filter(({ partnerships: some }: { partnerships: number }) => some > 0),
      ];
    };
    expect(await shares(null)).toEqual([
      2 / 3,
      { actorKind: 'NATIONAL_AGENCY', partnerships: 2, share: 2 / 3 },
      { actorKind: 'REGIONAL_ORG', partnerships: 3, share: 1 },
      { actorKind: 'PRIVATE', partnerships: 2, share: 2 / 3 },
    ]);
    const [publicPrivate, ...kinds] = await shares(await concord.key({ roles: ['READER'] }));
    expect(publicPrivate).toBe(2 / 4);
    expect(kinds).toContainEqual({ actorKind: 'PRIVATE', partnerships: 3, share: 3 / 4 });
  });

  it('is narrowed to modalities, and to partnerships with a member of a region or kind', async () => {
    const names = async (args: string, key: string | null = null) => {
      const { partnershipGraph } = await ask(`partnershipGraph(${args}) { partnerships ${LINKS} }`, 'asOf: "2020-07-01"', key);
      return [partnershipGraph.partnerships, ...new Set(partnershipGraph.links.nodes.map((one: Link) => one.partnership.name))];
    };
    expect(await names('filter: { modalities: [INTEROPERABILITY] }')).toEqual([1, 'Border pact']);
    expect(await names('actorKinds: [PRIVATE], filter: { sector: [PUBLIC] }')).toEqual([0]);
    expect((await names('regions: ["014"]')).sort()).toEqual([2, 'Border pact', 'Stadium pact']);
    // The only member from there is hidden, which nothing tells.
    expect(await names('regions: ["FR"]')).toEqual([0]);
    const { errors } = await concord.ask('{ partnershipGraph(regions: ["SEE"]) { partnerships } }');
    expect(errors![0]!.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'regions', value: 'SEE' });
  });

  it('gives every link once, page after page, both ways', async () => {
    const walk = async (arguments_: (cursor: string) => string, way: 'endCursor' | 'startCursor') => {
      const found: string[] = [];
      for (let cursor = ''; ;) {
        const { links } = (
          await ask(
            `partnershipGraph { links(${arguments_(cursor)}) { pageInfo { hasNextPage hasPreviousPage endCursor startCursor } nodes { source { name } target { name } partnership { name } modalities since until } } }`,
            'asOf: "2020-07-01"',
            null,
          )
        ).partnershipGraph;
        found.push(...links.nodes.map(told));
        cursor = links.pageInfo[way];
        if (!links.pageInfo[way === 'endCursor' ? 'hasNextPage' : 'hasPreviousPage']) return found;
      }
    };
    const forth = await walk((cursor) => `first: 2${cursor && `, after: "${cursor}"`}`, 'endCursor');
    const back = await walk((cursor) => `last: 2${cursor && `, before: "${cursor}"`}`, 'startCursor');
    expect(new Set(forth).size).toBe(5);
    expect(forth).toHaveLength(5);
    expect([...back].sort()).toEqual([...forth].sort());
  });

  it('reads a merged actor as the one that it was merged into', async () => {
    await register('Arena Ltd', 'PRIVATE');
    await tell(
      'proposePartnership',
      {
        name: english('New pact'),
        kind: 'AGREEMENT',
        level: 'NATIONAL',
        sector: 'PUBLIC_PRIVATE',
        founders: [actors['Arena Ltd'], actors.Union],
        occurredAt: '2022-01-01',
      },
      ['endorsePartnership', { onBehalfOf: actors['Arena Ltd'] }, '2022-01-02'],
      ['endorsePartnership', { onBehalfOf: actors.Union }, '2022-01-02'],
      ['activatePartnership', {}, '2022-02-01'],
    );
    await concord.send('mergeActorInto', { id: actors['Arena Ltd'], survivor: actors.Arena, reason: 'the same company' });
    const { partnershipGraph } = await ask(
      `partnershipGraph(filter: { sector: [PUBLIC_PRIVATE] }) { ${LINKS} nodes { nodes { actor { name } partnerships } } }`,
      '',
      null,
    );
    expect(linksOf(partnershipGraph)).toContain('New pact | Arena | Union | 2022-02-01 | ');
    expect(partnershipGraph.nodes.nodes).toContainEqual({ actor: { name: 'Arena' }, partnerships: 2 });
  });

  describe('as node-link data over HTTP', () => {
    const get = async (query = '', headers: Record<string, string> = {}) => {
      const response = await fetch(`${concord.address}/partnership-graph.json${query}`, { headers });
      return { status: response.status, type: response.headers.get('content-type'), body: JSON.parse(await response.text()) };
    };

    it('has nodes by id and links between them, of the moment and the viewer', async () => {
      const { status, type, body } = await get('?asOf=2020-07-01&modalities=INFORMATION_SHARING,INTEROPERABILITY');
      expect([status, type]).toEqual([200, 'application/json; charset=utf-8']);
      expect(body).toMatchObject({
        directed: false,
        multigraph: true,
        graph: { on: '2020-07-01', partnerships: 2, publicPrivate: 1 },
      });
      expect(body.nodes).toContainEqual({
        id: actors.Ministry,
        name: 'Ministry',
        kind: 'NATIONAL_AGENCY',
        country: 'KE',
        partnerships: 2,
        partners: 2,
      });
      const ids = new Set(body.nodes.map(({ id }: { id: string }) => id));
      expect(ids.size).toBe(3);
      expect(body.links).toHaveLength(4);
      for (const { source, target } of body.links) expect([ids.has(source), ids.has(target)]).toEqual([true, true]);
      expect(
        new Set(
          body.links.map((one: { source: string; target: string; key: string }) => `${one.source} ${one.target} ${one.key}`),
        ).size,
      ).toBe(4);
      expect(body.links.find((one: { partnership: string }) => one.partnership === partnerships['Border pact'])).toMatchObject({
        name: 'Border pact',
        modalities: ['INTEROPERABILITY'],
        since: '2020-02-01T00:00:00.000Z',
        until: null,
        sector: 'PUBLIC',
        status: 'ACTIVE',
      });
    });

    it('shows what is not public to those with a key, and says what is wrong', async () => {
      const key = await concord.key({ roles: ['READER'] });
      expect((await get('?asOf=2020-07-01')).body.graph.partnerships).toBe(3);
      expect((await get('?asOf=2020-07-01', { authorization: `Bearer ${key}` })).body.graph.partnerships).toBe(4);
      expect((await get('?asOf=2021-06-01&past=true')).body.graph.partnerships).toBe(3);
      for (const [query, field] of [
        ['?past=perhaps', 'past'],
        ['?actorKinds=PRIVATE,CASTLE', 'actorKinds'],
        ['?regions=SEE', 'regions'],
        ['?colour=red', 'colour'],
        ['?asOf=yesterday', 'asOf'],
      ] as const) {
        const { status, body } = await get(query);
        expect([status, body.errors[0].extensions.code, body.errors[0].extensions.field]).toEqual([400, 'BAD_USER_INPUT', field]);
      }
      expect((await get('', { authorization: 'Bearer nobody' })).status).toBe(401);
    });
  });
});
