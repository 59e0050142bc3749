import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CLEAR, english, testService, type TestService } from './support/service.js';

interface Found {
  readonly recordId: string;
  readonly matches: readonly {
    readonly field: string;
    readonly language: string | null;
    readonly snippet: readonly { readonly text: string; readonly matched: boolean }[];
  }[];
}

let concord: TestService;
beforeAll(async () => {
  concord = await testService();
});
afterAll(() => concord.close());

/** Searches once everything recorded so far can be read. */
async function search(text: string, { at = '', args = '', key }: { at?: string; args?: string; key?: string | null } = {}) {
  const after = String(await concord.service.store.head());
  const { data, errors } = await concord.ask(
    `query($text: String!) { at(after: "${after}" ${at}) { search(text: $text ${args}) {
      nodes { recordId record { id } matches { field language snippet { text matched } } } totalCount pageInfo { hasNextPage endCursor } } } }`,
    { text },
    key,
  );
  expect(errors).toBeUndefined();
  return data.at.search as { nodes: Found[]; totalCount: number; pageInfo: { hasNextPage: boolean; endCursor: string } };
}
const found = async (...args: Parameters<typeof search>) => {
  const { nodes, totalCount } = await search(...args);
  expect(totalCount).toBe(nodes.length);
  return nodes.map(({ recordId }) => recordId).sort();
};
const make = async (mutation: string, input: object, key?: string) =>
  (await concord.send(mutation, { handling: CLEAR, ...input }, 'id', key)).record.id as string;
const actor = (name: string, more: object = {}) => make('registerActor', { actorKind: 'STATE', name: english(name), ...more });

describe('search', () => {
  it('finds a record by any form of its words, in the languages in which they were said, and says why', async () => {
    const state = await actor('Freedonia');
    const statement = [
      { language: 'en', text: 'To protect stadiums and other crowded places against vehicle attacks.' },
      { language: 'fr', text: 'Protéger les stades et autres lieux très fréquentés.' },
      { language: 'ru', text: 'Защищать стадионы и другие места массового скопления людей.' },
      { language: 'zh', text: '保护体育场和其他人群密集场所。' },
    ];
    const id = await make('declareCommitment', { actor: state, statement, forum: 'Ministerial Conference' });
    for (const text of ['crowd stadium', 'stade fréquenté', 'стадион', '密集场所', '"crowded places"', 'conference STADIUMS'])
      expect([text, await found(text)]).toEqual([text, [id]]);
    for (const text of ['"places crowded"', 'stadium airport', '场密集']) expect([text, await found(text)]).toEqual([text, []]);
    const [{ matches }] = (await search('stades ministerial')).nodes as [Found];
    expect(matches).toEqual([
      {
        field: 'statement',
        language: 'fr',
        snippet: [
          { text: 'Protéger les ', matched: false },
          { text: 'stades', matched: true },
          { text: ' et autres lieux très fréquentés.', matched: false },
        ],
      },
      {
        field: 'forum',
        language: null,
        snippet: [
          { text: 'Ministerial', matched: true },
          { text: ' Conference', matched: false },
        ],
      },
    ]);
    const chinese = (await search('密集场所')).nodes[0]!.matches[0]!;
    expect(chinese.snippet).toContainEqual({ text: '密集场所', matched: true });
  });

  it('finds an actor by its acronym, a former name and its name in another language, in any case, without accents, by a beginning', async () => {
    const id = await actor('United Nations Office on Drugs and Crime', {
      actorKind: 'UN_ENTITY',
      otherNames: [
        { kind: 'ACRONYM', language: 'en', text: 'UNODC' },
        { kind: 'FORMER', language: 'en', text: 'Office for Drug Control and Crime Prevention', from: '1997', to: '2002-10' },
      ],
    });
    await concord.send('nameActor', { id, language: 'fr', text: 'Office des Nations Unies contre la drogue et la criminalité' });
    await concord.send('addActorName', { id, kind: 'ACRONYM', language: 'fr', text: 'ONUDC' });
    for (const text of [
      'UNODC',
      'unodc',
      'unod',
      'onudc',
      'criminalite',
      'CRIMINALITÉ',
      'crimin drog',
      '"drug control"',
      'drug contr',
    ])
      expect([text, await found(text)]).toEqual([text, [id]]);
    expect((await search('criminalite')).nodes[0]!.matches[0]!).toEqual({
      field: 'name',
      language: 'fr',
      snippet: [
        { text: 'contre la drogue et la ', matched: false },
        { text: 'criminalité', matched: true },
      ],
    });
    await concord.send('withdrawActorName', { id, kind: 'ACRONYM', language: 'fr', text: 'ONUDC', reason: 'misread' });
    expect(await found('onudc')).toEqual([]);
    const named = async (filter: object) =>
      (
        await concord.ask(
          'query($filter: ActorFilter) { actors(filter: $filter) { nodes { id otherNames { kind language text from to } } } }',
          {
            filter,
          },
        )
      ).data.actors.nodes as { id: string; otherNames: unknown[] }[];
    for (const name of ['UNODC', 'unod', 'nations drugs', 'criminalite', 'drug control and crime prevention'])
      expect((await named({ name: [name] })).map((one) => one.id)).toEqual([id]);
    expect(await named({ name: ['rime'] })).toEqual([]);
    expect(await named({ name: ['ONUDC'] })).toEqual([]);
    expect((await named({ exactName: ['United Nations Office on Drugs and Crime'] }))[0]!.otherNames).toEqual([
      { kind: 'ACRONYM', language: 'en', text: 'UNODC', from: null, to: null },
      { kind: 'FORMER', language: 'en', text: 'Office for Drug Control and Crime Prevention', from: '1997', to: '2002-10' },
    ]);
    expect(await named({ exactName: ['UNODC'] })).toEqual([]);
    const { errors } = await concord.ask('{ actors(filter: { name: ["…"] }) { nodes { id } } }');
    expect(errors![0]!.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      field: 'filter.name',
      value: '…',
      rule: 'has a word',
    });
  });

  it('finds an instrument by a part of its symbol', async () => {
    const title = english('Threats to international peace and security');
    const id = await make('registerInstrument', { instrumentKind: 'RESOLUTION', symbol: 'S/RES/2396 (2017)', title });
    expect(await found('2396')).toEqual([id]);
    expect(await found('S/RES/2396')).toEqual([id]);
    expect((await search('2396')).nodes[0]!.matches[0]!.snippet.map(({ text }) => text)).toEqual(['S/RES/', '2396', ' (2017)']);
  });

  it('finds what was said at the moment asked for, by what was known then', async () => {
    const id = await actor('Sylvania', { occurredAt: '2020-01-01' });
    const renamed = await concord.send('nameActor', { id, language: 'en', text: 'Ruritania', occurredAt: '2021-06-01' });
    const position = String(BigInt(renamed.receipt.position) - 1n);
    expect(await found('sylvania')).toEqual([]);
    expect(await found('ruritania')).toEqual([id]);
    expect(await found('sylvania', { at: 'asOf: "2021"' })).toEqual([]);
    expect(await found('sylvania', { at: 'asOf: "2020"' })).toEqual([id]);
    expect(await found('ruritania', { at: 'asOf: "2020"' })).toEqual([]);
    expect(await found('sylvania', { at: `knownAt: "position:${position}"` })).toEqual([id]);
    expect(await found('ruritania', { at: `knownAt: "position:${position}"` })).toEqual([]);
  });

  it('finds a corrected text, and no longer the wrong one; and nothing of a voided record', async () => {
    const state = await actor('Borduria');
    const declared = await concord.send('declareCommitment', {
      actor: state,
      statement: english('To train wardens of cathedrals'),
      handling: CLEAR,
    });
    const { id } = declared.record;
    const correct = { id, eventId: declared.receipt.eventIds[0], field: 'statement.0.text', reason: 'misheard' };
    expect((await concord.send('correctRecord', { ...correct, value: 'To train wardens of mosques' })).refusal).toBeNull();
    expect(await found('cathedral wardens')).toEqual([]);
    const { nodes } = await search('mosques');
    expect(nodes).toMatchObject([{ recordId: id, matches: [{ field: 'statement' }] }]);
    await concord.send('voidRecord', { id, reason: 'made twice' });
    expect(await found('mosques')).toEqual([]);
  });

  it('is narrowed by kind, region, theme, instrument and date', async () => {
    const kenya = await actor('Savanna State', { country: 'KE', occurredAt: '2019-05-01' });
    const instrument = await make('registerInstrument', {
      instrumentKind: 'RESOLUTION',
      symbol: 'S/RES/2341 (2017)',
      title: english('Savanna infrastructure'),
    });
    const statement = english('Savanna parks kept safe');
    const cites = [
      { kind: 'INSTRUMENT', reference: 'S/RES/2341 (2017)' },
      { kind: 'CONCLUSION', reference: 'CO-04' },
    ];
    const commitment = await make('declareCommitment', { actor: kenya, statement, cites, occurredAt: '2020-05-01' });
    const trend = await make('identifyThreatTrend', {
      title: english('Savanna drones'),
      description: english('Small aircraft'),
      themes: ['TH-06'],
      countries: [],
      regions: ['X-SEE'],
      occurredAt: '2021-05-01',
    });
    expect(await found('savanna')).toEqual([kenya, instrument, commitment, trend].sort());
    const by = (filter: string) => found('savanna', { args: `filter: { ${filter} }` });
    expect(await by('kinds: ["threatTrend", "instrument"]')).toEqual([instrument, trend].sort());
    expect(await by('regions: ["014"]')).toEqual([kenya, commitment].sort());
    expect(await by('regions: ["RS"]')).toEqual([trend]);
    expect(await by('regions: ["035"]')).toEqual([]);
    expect(await by('themes: ["TH-06"]')).toEqual([trend]);
    expect(await by('themes: ["CO-04"]')).toEqual([commitment]);
    expect(await by(`instruments: ["${instrument}"]`)).toEqual([commitment, instrument].sort());
    expect(await by('began: { from: "2020-05-01", to: "2020-05-01" }')).toEqual([commitment]);
    expect(await by('kinds: ["threatTrend"], regions: ["KE"]')).toEqual([]);
  });

  it('comes page by page, best first', async () => {
    const state = await actor('Harbour harbour Harbour');
    for (let i = 0; i < 4; i++)
      await make('declareCommitment', { actor: state, statement: english(`A quay for the harbour ${i}`) });
    const all = await search('harbour');
    expect(all.nodes[0]!.recordId).toBe(state);
    const first = await search('harbour', { args: 'first: 2' });
    const second = await search('harbour', { args: `first: 3, after: "${first.pageInfo.endCursor}"` });
    expect([...first.nodes, ...second.nodes]).toEqual(all.nodes);
    expect([first.totalCount, first.pageInfo.hasNextPage, second.pageInfo.hasNextPage]).toEqual([5, true, false]);
  });

  it.each([
    ['search(text: " .. ")', 'text'],
    [`search(text: "${'a '.repeat(3)}${Array.from({ length: 13 }, (_, i) => `w${i}`).join(' ')}")`, 'text'],
    ['search(text: "a", filter: { kinds: ["unicorn"] })', 'filter.kinds.0'],
    ['search(text: "a", filter: { regions: ["SE-ASIA"] })', 'filter.regions'],
    ['search(text: "a", filter: { instruments: ["x"] })', 'filter.instruments.0'],
  ])('refuses %s', async (query, field) => {
    const { errors } = await concord.ask(`{ ${query} { totalCount } }`);
    expect(errors?.[0]).toMatchObject({ extensions: { code: 'BAD_USER_INPUT', field } });
  });
});

describe('search, for who may not read everything', () => {
  const actors: Record<string, string> = {};
  const keys: Record<string, string | null> = { nobody: null };
  beforeAll(async () => {
    for (const name of ['assessor', 'visited', 'stranger']) {
      actors[name] = await actor(name, name === 'assessor' ? { actorKind: 'UN_ENTITY' } : {});
      keys[name] = await concord.key({ user: `${name}-user`, actor: actors[name], roles: ['COORDINATOR'], coordinates: 'ALL' });
    }
  });
  const between = () => ({ tlp: 'AMBER', audience: [actors.assessor, actors.visited] });

  it('finds nothing that the viewer may not read, at no moment, and counts nothing', async () => {
    const handling = { tlp: 'AMBER_STRICT', audience: [actors.visited] };
    const statement = english('Quicksilver clause');
    const id = await make(
      'declareCommitment',
      { actor: actors.visited, statement, handling, occurredAt: '2020' },
      keys.assessor!,
    );
    for (const viewer of ['assessor', 'visited']) expect(await found('quicksilver', { key: keys[viewer] })).toEqual([id]);
    const moments = ['', 'asOf: "2021"', 'knownAt: "position:9000000000"'];
    for (const viewer of ['stranger', 'nobody'])
      for (const at of moments) expect(await found('quicksilver', { at, key: keys[viewer] })).toEqual([]);
    expect(await found('quicksilver', { args: 'filter: { kinds: ["commitment"] }', key: null })).toEqual([]);
  });

  it('follows a label when it changes, also for the past', async () => {
    const statement = english('Cinnabar clause');
    const id = await make('declareCommitment', { actor: actors.visited, statement, occurredAt: '2020' }, keys.assessor!);
    expect(await found('cinnabar', { key: null })).toEqual([id]);
    const narrowed = { id, to: { tlp: 'RED', audience: [] }, reason: 'vermilion' };
    await concord.send('changeHandling', narrowed, 'id', keys.assessor!);
    for (const at of ['', 'asOf: "2021"']) expect(await found('cinnabar', { at, key: keys.stranger })).toEqual([]);
    expect(await found('cinnabar', { key: keys.assessor })).toEqual([id]);
    expect(await found('vermilion', { key: keys.assessor })).toEqual([]);
  });

  it('is not narrowed by what a hidden State or instrument would tell', async () => {
    const hidden = { tlp: 'RED', audience: [] };
    const state = await make(
      'registerActor',
      { actorKind: 'STATE', name: english('Hidden'), country: 'NP', handling: hidden },
      keys.assessor!,
    );
    const instrument = await make(
      'registerInstrument',
      { instrumentKind: 'RESOLUTION', symbol: 'HIDDEN/1', title: english('Hidden'), handling: hidden },
      keys.assessor!,
    );
    const cites = [{ kind: 'INSTRUMENT', reference: 'HIDDEN/1' }];
    const id = await make('declareCommitment', { actor: state, statement: english('Obsidian'), cites }, keys.assessor!);
    const by = (filter: string, viewer: string) => found('obsidian', { args: `filter: { ${filter} }`, key: keys[viewer] });
    for (const filter of ['regions: ["NP"]', `instruments: ["${instrument}"]`])
      expect([filter, await by(filter, 'assessor'), await by(filter, 'stranger')]).toEqual([filter, [id], []]);
  });

  it('finds of a visit only the parts that the State released, in what was released', async () => {
    const send = async (mutation: string, input: object, key: string) => {
      const answer = await concord.send(mutation, input, 'id', key);
      expect(answer.refusal).toBeNull();
      return answer.record.id as string;
    };
    const [cted, state] = [keys.assessor!, keys.visited!];
    const proposed = { state: actors.visited, assessor: actors.assessor, visitType: 'COMPREHENSIVE', mode: 'VIRTUAL' };
    const on = (occurredAt: string, more: object = {}) => ({ id, ...more, occurredAt });
    const purpose = english('Malachite purpose');
    const id = await send('proposeVisit', { ...proposed, purpose, handling: between(), occurredAt: '2021-01-04' }, cted);
    await send('requestVisitConsent', on('2021-01-05'), cted);
    await send('giveVisitConsent', on('2021-01-20'), state);
    await send('scheduleVisit', on('2021-01-21', { start: '2021-03-01', end: '2021-03-05' }), cted);
    await send('startVisit', on('2021-03-01'), cted);
    const finding = { challenge: 'CH-02', findingKind: 'SHORTFALL', text: english('Azurite finding') };
    await send('recordFinding', on('2021-03-02', finding), cted);
    for (const text of ['azurite', 'malachite'])
      for (const viewer of ['stranger', 'nobody']) expect([text, await found(text, { key: keys[viewer] })]).toEqual([text, []]);
    expect(await found('azurite', { key: state })).toEqual([id]);
    await send('completeVisit', on('2021-03-05'), cted);
    const audience = { tlp: 'AMBER', audience: [actors.stranger] };
    await send('giveReleaseConsent', on('2021-06-01', { extent: 'PARTIAL', parts: ['FINDINGS'], audience }), state);
    const release = id.replace('assessmentVisit', 'visitRelease');
    expect(await found('azurite', { key: keys.stranger })).toEqual([release]);
    expect(await found('malachite', { key: keys.stranger })).toEqual([]);
    expect(await found('azurite', { key: keys.nobody })).toEqual([]);
  });
});
