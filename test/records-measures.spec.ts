import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { live } from './support/lives.js';
import { CLEAR, english, registerActors, testService, type TestService } from './support/service.js';

const KINDS = { France: 'STATE', CTED: 'UN_ENTITY', Ministry: 'NATIONAL_AGENCY', Police: 'NATIONAL_AGENCY', Arena: 'PRIVATE' };

let concord: TestService;
let actors: Record<keyof typeof KINDS, string>;
beforeAll(async () => {
  concord = await testService();
  actors = await registerActors(concord, KINDS);
  await concord.send('affiliateActor', {
    id: actors.Ministry,
    parent: actors.France,
    kind: 'PART_OF',
    onBehalfOf: actors.France,
  });
});
afterAll(() => concord.close());

describe('a partnership, through the API', () => {
  it('knows on which side a founding party is that endorses it with its own key', async () => {
    const terms = { name: english('Arenas'), kind: 'AGREEMENT', level: 'NATIONAL', sector: 'PUBLIC_PRIVATE', handling: CLEAR };
    const { record } = await concord.send('proposePartnership', { ...terms, founders: [actors.France, actors.Arena] });
    await concord.send('endorsePartnership', { id: record.id, onBehalfOf: actors.France });
    const key = await concord.key({ actor: actors.Arena });
    const endorsed = await concord.send('endorsePartnership', { id: record.id }, 'founders { sector endorsed }', key);
    expect(endorsed.record.founders).toEqual([
      { sector: 'PUBLIC', endorsed: true },
      { sector: 'PRIVATE', endorsed: true },
    ]);
    expect((await concord.send('activatePartnership', { id: record.id })).refusal).toBeNull();
  });
});

describe('a mechanism of coordination, through the API', () => {
  const SHOWN = `name status state { name } lead { name } memberCount lastMet dissolvedReason mandate { url } themes
    leads { actor { name } joined left } members { actor { name } joined left } chainOfCommand { url since summary }
    meetings { at attended { name } summary document { url } }`;
  const agency = (name: 'Ministry' | 'Police', occurredAt: string) => ({ agency: actors[name], occurredAt });

  it('is led, joined and left, meets and is dissolved, and can be asked for as it was', async () => {
    const mechanism = {
      state: actors.France,
      name: english('Committee on crowded places'),
      mandate: { url: 'https://example.org/decree' },
      lead: actors.Ministry,
      themes: ['CO-06'],
      occurredAt: '2020-01-01',
    };
    const id = await live(
      concord,
      'coordinationMechanism',
      SHOWN,
      ['establishMechanism', mechanism],
      [
        ['addMemberAgency', agency('Police', '2020-02-01'), { lead: { name: 'Ministry' }, memberCount: 1 }],
        ['addMemberAgency', agency('Police', '2020-02-02'), 'ALREADY_MEMBER'],
        [
          'defineChainOfCommand',
          { document: { url: 'https://example.org/chain' }, summary: english('The police command'), occurredAt: '2020-02-15' },
          { chainOfCommand: [{ url: 'https://example.org/chain', summary: 'The police command' }] },
        ],
        [
          'recordMechanismMeeting',
          { attended: [actors.Police, actors.Arena], summary: english('A plan'), occurredAt: '2020-03-01' },
          { lastMet: '2020-03-01', meetings: [{ attended: [{ name: 'Police' }, { name: 'Arena' }], summary: 'A plan' }] },
        ],
        [
          'appointLeadAgency',
          agency('Police', '2020-04-01'),
          { lead: { name: 'Police' }, leads: [{ actor: { name: 'Ministry' } }, {}] },
        ],
        ['removeMemberAgency', agency('Ministry', '2020-05-01'), 'NOT_A_MEMBER'],
        ['removeMemberAgency', agency('Police', '2020-05-01'), { memberCount: 0, members: [{ left: '2020-05-01' }] }],
        ['dissolveMechanism', { reason: 'reform', occurredAt: '2020-06-01' }, { status: 'DISSOLVED', dissolvedReason: 'reform' }],
        ['addMemberAgency', agency('Police', '2020-07-01'), 'WRONG_STATUS'],
      ],
    );
    const { data } = await concord.ask(`{
      then: at(asOf: "2020-03") {
        coordinationMechanisms(filter: { state: ["${actors.France}"], status: [ESTABLISHED], members: ["${actors.Police}"], commanded: true }) {
          nodes { id: recordId lead { name } memberCount state { name } } } }
      coordinationMechanisms(filter: { status: [ESTABLISHED] }) { totalCount }
      actorProfile(id: "${actors.Police}") { mechanismsLed { nodes { id } } mechanisms { totalCount } }
    }`);
    expect(data).toEqual({
      then: {
        coordinationMechanisms: { nodes: [{ id, lead: { name: 'Ministry' }, memberCount: 1, state: { name: 'France' } }] },
      },
      coordinationMechanisms: { totalCount: 0 },
      actorProfile: { mechanismsLed: { nodes: [{ id }] }, mechanisms: { totalCount: 0 } },
    });
  });

  it.each([
    ['an actor that is no State', () => ({ state: actors.CTED }), 'NOT_A_STATE'],
    [
      'a leading agency that is not on record',
      () => ({ lead: actors.CTED.replace(/.{12}$/, '000000000000') }),
      'UNKNOWN_REFERENCE',
    ],
  ])('is not established for %s', async (_what, more, code) => {
    const input = { state: actors.France, name: english('x'), handling: CLEAR, ...more() };
    expect((await concord.send('establishMechanism', input)).refusal.code).toBe(code);
  });

  it('takes no document whose hash is no SHA-256', async () => {
    const input = { state: actors.France, name: english('x'), handling: CLEAR, mandate: { url: 'x', hash: 'abc' } };
    await expect(concord.send('establishMechanism', input)).rejects.toMatchObject({
      errors: [{ extensions: { code: 'BAD_USER_INPUT', field: 'input.mandate.hash' } }],
    });
  });
});

describe('guidance, through the API', () => {
  const SHOWN = `title status guidanceKind targetScope adopterCount withdrawnReason publishers { name } themes
    editions { number status firstExpected expected published slippage supersededBy document { url hash title } }
    addenda { id edition title expected published slippage document { hash } }
    promotions { activity { title } edition at } adoptions { actor { name } edition at }`;
  const document = { url: 'https://example.org/compendium', hash: 'ab'.repeat(32) };

  it('is announced, slips, is published, amended, promoted, adopted and superseded', async () => {
    const activity = await concord.send('planActivity', {
      activityKind: 'SIDE_EVENT',
      title: english('Compendium'),
      host: actors.CTED,
      plannedStart: '2018-06-28',
      plannedEnd: '2018-06-28',
      occurredAt: '2018-05-01',
      handling: CLEAR,
    });
    const compendium = {
      guidanceKind: 'COMPENDIUM',
      title: english('Compendium on critical infrastructure'),
      publishers: [actors.CTED],
      themes: ['CO-04'],
      targetScope: 'CRITICAL_INFRASTRUCTURE',
      occurredAt: '2017-01-01',
    };
    const addendum = { edition: 2, title: english('Stadiums') };
    const id = await live(
      concord,
      'guidanceMaterial',
      SHOWN,
      ['initiateGuidance', compendium],
      [
        ['publishEdition', { edition: 1, document: { url: document.url }, occurredAt: '2018-06-28' }, 'HASH_MISSING'],
        ['publishEdition', { edition: 2, document, occurredAt: '2018-06-28' }, 'EDITION_OUT_OF_ORDER'],
        [
          'publishEdition',
          { edition: 1, document, occurredAt: '2018-06-28' },
          {
            status: 'PUBLISHED',
            editions: [{ number: 1, status: 'PUBLISHED', published: '2018-06-28', slippage: null, document }],
          },
        ],
        [
          'promoteGuidance',
          { activity: activity.record.id, edition: 1, occurredAt: '2018-06-28' },
          { promotions: [{ activity: { title: 'Compendium' }, edition: 1 }] },
        ],
        [
          'announceEdition',
          { edition: 2, expected: '2021-06-30', occurredAt: '2021-01-27' },
          { editions: [{}, { status: 'ANNOUNCED' }] },
        ],
        [
          'announceAddendum',
          { ...addendum, expected: '2021-06-30', occurredAt: '2021-01-27' },
          { addenda: [{ edition: 2, title: 'Stadiums', published: null }] },
        ],
        ['publishAddendum', { ...addendum, document, occurredAt: '2021-09-01' }, 'UNKNOWN_EDITION'],
        [
          'announceEdition',
          { edition: 2, expected: '2022-06-30', occurredAt: '2021-06-30' },
          { editions: [{}, { firstExpected: '2021-06-30', expected: '2022-06-30', slippage: null }] },
        ],
        [
          'publishEdition',
          { edition: 2, document, occurredAt: '2022-07-10' },
          { editions: [{}, { number: 2, published: '2022-07-10', slippage: 375 }] },
        ],
        [
          'publishAddendum',
          ({ addenda }) => ({ ...addendum, addendum: addenda[0].id, document, occurredAt: '2022-07-10' }),
          { addenda: [{ published: '2022-07-10', slippage: 375, document: { hash: document.hash } }] },
        ],
        ['adoptGuidance', {}, 'PARTY_MISSING'],
        [
          'adoptGuidance',
          { onBehalfOf: actors.France, occurredAt: '2022-09-01' },
          { adopterCount: 1, adoptions: [{ actor: { name: 'France' }, edition: 2 }] },
        ],
        [
          'supersedeEdition',
          { edition: 1, by: 2, occurredAt: '2022-09-02' },
          { editions: [{ status: 'SUPERSEDED', supersededBy: 2 }, {}] },
        ],
        [
          'withdrawGuidance',
          { reason: 'outdated', occurredAt: '2023-01-01' },
          { status: 'WITHDRAWN', withdrawnReason: 'outdated' },
        ],
        ['publishEdition', { edition: 3, document }, 'WRONG_STATUS'],
      ],
    );
    const { data } = await concord.ask(`{
      then: at(asOf: "2021-12") {
        guidanceMaterials(filter: { expected: { to: "2021-12-31" }, edition: { to: 1 } }) { nodes { id: recordId status publishers { name } } } }
      slipped: guidanceMaterials(filter: { slippage: { from: 300 }, promotedAt: ["${activity.record.id}"] }, orderBy: { field: SLIPPAGE }) {
        nodes { id } }
      actorProfile(id: "${actors.France}") { guidanceAdopted { nodes { id } } }
    }`);
    expect(data).toEqual({
      then: { guidanceMaterials: { nodes: [{ id, status: 'PUBLISHED', publishers: [{ name: 'CTED' }] }] } },
      slipped: { nodes: [{ id }] },
      actorProfile: { guidanceAdopted: { nodes: [{ id }] } },
    });
  });
});
