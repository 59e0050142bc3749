import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { live } from './support/lives.js';
import { english, registerActors, testService, type TestService } from './support/service.js';

const KINDS = { France: 'STATE', Niger: 'STATE', CTED: 'UN_ENTITY', UNOCT: 'UN_ENTITY', Arena: 'PRIVATE' };

let concord: TestService;
let actors: Record<keyof typeof KINDS, string>;
beforeAll(async () => {
  concord = await testService();
  actors = await registerActors(concord, KINDS);
});
afterAll(() => concord.close());

describe('a programme, through the API', () => {
  const SHOWN = `name status lead { name } plannedLaunch launchedAt closedReason themes regions partnerCount
    partners { actor { name } joined left } phases { id name started ended outcome }
    budget { amount currency } budgets { amount { amount } valueDate reason }`;

  it('is announced, launched, joined and left, goes in phases and is closed, and can be asked for as it was', async () => {
    const id = await live(
      concord,
      'programme',
      SHOWN,
      [
        'announceProgramme',
        {
          lead: actors.UNOCT,
          name: english('Vulnerable targets'),
          partners: [actors.CTED],
          plannedLaunch: '2021-01-19',
          themes: ['CO-04'],
          regions: ['001'],
          occurredAt: '2020-12-01',
        },
      ],
      [
        [
          'launchProgramme',
          { occurredAt: '2021-01-19' },
          { status: 'LAUNCHED', lead: { name: 'UNOCT' }, partnerCount: 1, launchedAt: '2021-01-19' },
        ],
        ['launchProgramme', {}, 'WRONG_STATUS'],
        ['joinProgramme', { partner: actors.CTED, occurredAt: '2021-02-01' }, 'ALREADY_MEMBER'],
        ['joinProgramme', { partner: actors.UNOCT }, 'LEADS_ALREADY'],
        ['joinProgramme', { partner: actors.Arena, occurredAt: '2021-02-01' }, { partnerCount: 2 }],
        [
          'startProgrammePhase',
          { name: english('Inception'), occurredAt: '2021-02-15' },
          { phases: [{ name: 'Inception', ended: null }] },
        ],
        [
          'reviseProgrammeBudget',
          {
            budget: { amount: '1250000.00', currency: 'USD' },
            valueDate: '2021-02-20',
            reason: 'first donors',
            occurredAt: '2021-02-20',
          },
          { budget: { amount: '1250000.00', currency: 'USD' }, budgets: [{ valueDate: '2021-02-20', reason: 'first donors' }] },
        ],
        ['leaveProgramme', { partner: actors.Arena, occurredAt: '2021-03-01' }, { partnerCount: 1 }],
        ['closeProgramme', { reason: 'done' }, 'PHASE_RUNNING'],
        [
          'endProgrammePhase',
          ({ phases }) => ({ phase: phases[0].id, outcome: english('A plan'), occurredAt: '2021-04-01' }),
          { phases: [{ outcome: 'A plan', ended: '2021-04-01' }] },
        ],
        ['closeProgramme', { reason: 'done', occurredAt: '2021-05-01' }, { status: 'CLOSED', closedReason: 'done' }],
        ['joinProgramme', { partner: actors.Arena }, 'WRONG_STATUS'],
      ],
    );
    const { data } = await concord.ask(`{
      then: at(asOf: "2021-02") { programmes(filter: { status: [LAUNCHED], partners: ["${actors.Arena}"], regions: ["001"] }) { nodes { id: recordId partnerCount } } }
      programmes(filter: { launched: { from: "2021-01-01", to: "2021-01-31" } }) { totalCount nodes { status } }
      actorProfile(id: "${actors.UNOCT}") { programmesLed { nodes { id } } }
    }`);
    expect(data).toEqual({
      then: { programmes: { nodes: [{ id, partnerCount: 2 }] } },
      programmes: { totalCount: 1, nodes: [{ status: 'CLOSED' }] },
      actorProfile: { programmesLed: { nodes: [{ id }] } },
    });
  });
});
