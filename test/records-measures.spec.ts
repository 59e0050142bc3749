import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { live } from './support/lives.js';
import { CLEAR, english, testService, type TestService } from './support/service.js';

const KINDS = { France: 'STATE', CTED: 'UN_ENTITY', Ministry: 'NATIONAL_AGENCY', Police: 'NATIONAL_AGENCY', Arena: 'PRIVATE' };

let concord: TestService;
const actors = {} as Record<keyof typeof KINDS, string>;
beforeAll(async () => {
  concord = await testService();
  for (const [name, actorKind] of Object.entries(KINDS)) {
    const { record } = await concord.send('registerActor', { actorKind, name: english(name), handling: CLEAR });
    actors[name as keyof typeof KINDS] = record.id;
  }
  await concord.send('affiliateActor', { id: actors.Ministry, parent: actors.France, kind: 'PART_OF' });
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
        [
          'removeMemberAgency',
          agency('Police', '2020-05-01'),
          { memberCount: 0, members: [{ left: '2020-05-01T00:00:00.000Z' }] },
        ],
        ['dissolveMechanism', { reason: 'reform', occurredAt: '2020-06-01' }, { status: 'DISSOLVED', dissolvedReason: 'reform' }],
        ['addMemberAgency', agency('Police', '2020-07-01'), 'WRONG_STATUS'],
      ],
    );
    const { data } = await concord.ask(`{
      then: at(asOf: "2020-03") {
        coordinationMechanisms(filter: { state: ["${actors.France}"], status: [ESTABLISHED], members: ["${actors.Police}"], commanded: true }) {
          nodes { id lead { name } memberCount state { name } } } }
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
