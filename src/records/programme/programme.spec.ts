import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { given, id } from '../../../test/support/given.js';
import { presentMembers } from '../shared/membership.js';
import { type ProgrammeEvent as Event } from './programme.fields.js';
import { budgetOf, programme, programmeStatus } from './programme.js';

const english = (text: string) => [{ language: 'en', text }];
const announcement = {
  lead: id('UNOCT'),
  name: english('Vulnerable targets'),
  plannedLaunch: '2021-01-19',
  themes: ['CO-04'],
  countries: [],
  regions: ['001'],
};
const announced: Event = { type: 'ProgrammeAnnounced', data: announcement };
const launched: Event = { type: 'ProgrammeLaunched', data: {} };
const joined = (partner: string): Event => ({ type: 'ProgrammePartnerJoined', data: { partner: id(partner) } });
const left = (partner: string): Event => ({ type: 'ProgrammePartnerLeft', data: { partner: id(partner), reason: 'budget' } });
const started: Event = { type: 'ProgrammePhaseStarted', data: { name: english('Inception'), plannedEnd: '2022-06-30' } };
const closed: Event = { type: 'ProgrammeClosed', data: { reason: 'done' } };
const usd = (minor: number) => ({ minor, currency: 'USD' });
const revised = (from: number | null, to: number): Event => ({
  type: 'ProgrammeBudgetRevised',
  data: { from: from === null ? null : usd(from), to: usd(to), valueDate: '2021-01-19', reason: 'donors' },
});
const told = (...events: (Event & { on?: string })[]) => given(programme, [announced, ...events]);
const at = (day: string) => `${day}T00:00:00.000Z`;

describe('a programme', () => {
  const announce = (more: object) => given(programme, []).when('announceProgramme', { ...announcement, ...more });

  it('is announced by who leads it, with its partners and what it is about', () => {
    announce({ partners: [id('CTED'), id('CTED'), id('INTERPOL')], themes: ['CO-04', 'CO-04'] }).then([
      announced,
      joined('CTED'),
      joined('INTERPOL'),
    ]);
    expect(programmeStatus(told().state)).toBe('ANNOUNCED');
  });

  it('does not end before it is launched, nor has who leads it as a partner', () => {
    announce({ plannedEnd: '2021-01-18' }).refused('DATES_REVERSED');
    announce({ partners: [id('UNOCT')] }).refused('LEADS_ALREADY');
    told()
      .when('joinProgramme', { partner: id('UNOCT') })
      .refused('LEADS_ALREADY');
  });

  it('is launched once, and keeps the day for which it was planned', () => {
    told().when('launchProgramme', {}).then([launched]);
    const { state } = told(launched);
    expect([programmeStatus(state), state.launchedAt, state.plannedLaunch]).toEqual(['LAUNCHED', at('2021-01-02'), '2021-01-19']);
    told(launched).when('launchProgramme', {}).refused('WRONG_STATUS');
  });

  it('has partners over time, each once', () => {
    told()
      .when('joinProgramme', { partner: id('CTED') })
      .then([joined('CTED')]);
    told(joined('CTED'))
      .when('joinProgramme', { partner: id('CTED') })
      .refused('ALREADY_MEMBER');
    told(joined('CTED'))
      .when('leaveProgramme', { partner: id('CTED'), reason: 'budget' })
      .then([left('CTED')]);
    told()
      .when('leaveProgramme', { partner: id('CTED') })
      .refused('NOT_A_MEMBER');
    expect(told(joined('CTED'), left('CTED'), joined('CTED')).state.partners).toEqual([
      { actor: id('CTED'), joined: at('2021-01-02'), left: at('2021-01-03') },
      { actor: id('CTED'), joined: at('2021-01-04'), left: null },
    ]);
  });

  it('goes in phases once it is launched, each of which ends once and not before it started', () => {
    const phase = { name: english('Inception'), plannedEnd: '2022-06-30' };
    told().when('startProgrammePhase', phase).refused('WRONG_STATUS');
    told(launched).when('startProgrammePhase', phase).then([started]);
    told(launched).when('startProgrammePhase', phase, { on: '2022-07-01' }).refused('DATES_REVERSED');
    told({ ...launched, on: '2021-01-19' })
      .when('startProgrammePhase', phase, { occurredAt: '2021-01-18' })
      .refused('TOO_EARLY');
    const record = told(launched, started);
    const { id: phaseId } = record.state.phases[0]!;
    const ended: Event = { type: 'ProgrammePhaseEnded', data: { phase: phaseId, outcome: english('A plan') } };
    record.when('endProgrammePhase', { phase: phaseId, outcome: english('A plan') }).then([ended]);
    record.when('endProgrammePhase', { phase: phaseId }, { occurredAt: '2021-01-02' }).refused('TOO_EARLY');
    record.when('endProgrammePhase', { phase: id('none') }).refused('UNKNOWN_PHASE');
    const over = told(launched, started, ended);
    expect(over.state.phases).toEqual([
      {
        id: phaseId,
        name: english('Inception'),
        plannedEnd: '2022-06-30',
        started: at('2021-01-03'),
        ended: at('2021-01-04'),
        outcome: english('A plan'),
      },
    ]);
    over.when('endProgrammePhase', { phase: phaseId }).refused('PHASE_OVER');
  });

  it('keeps every budget, and says the old amount and the new one', () => {
    const revise = { budget: usd(500), valueDate: '2021-01-19', reason: 'donors' };
    told()
      .when('reviseProgrammeBudget', revise)
      .then([revised(null, 500)]);
    told(revised(null, 400))
      .when('reviseProgrammeBudget', revise)
      .then([revised(400, 500)]);
    told(revised(null, 500)).when('reviseProgrammeBudget', revise).then([]);
    const { state } = told(revised(null, 400), revised(400, 500));
    expect(budgetOf(state)).toEqual(usd(500));
    expect(state.budgets.map(({ amount }) => amount)).toEqual([usd(400), usd(500)]);
    expect(budgetOf(told().state)).toBeNull();
  });

  it('is closed once, when its phases are over, and then takes late reports of the time before alone', () => {
    told(launched, started).when('closeProgramme', { reason: 'done' }).refused('PHASE_RUNNING');
    told({ ...launched, on: '2021-01-19' })
      .when('closeProgramme', { reason: 'done' }, { occurredAt: '2021-01-18' })
      .refused('TOO_EARLY');
    told().when('closeProgramme', { reason: 'done' }).then([closed]);
    const ended = told(launched, { ...closed, on: '2021-06-01' });
    expect(programmeStatus(ended.state)).toBe('CLOSED');
    expect(ended.state).toMatchObject({ closedAt: at('2021-06-01'), closedReason: 'done' });
    for (const [command, input] of [
      ['launchProgramme', {}],
      ['joinProgramme', { partner: id('CTED') }],
      ['leaveProgramme', { partner: id('CTED') }],
      ['startProgrammePhase', { name: english('x') }],
      ['reviseProgrammeBudget', { budget: usd(1), valueDate: '2021-01-19', reason: 'x' }],
      ['closeProgramme', { reason: 'again' }],
    ] as const)
      ended.when(command, input).refused('WRONG_STATUS');
    ended.when('joinProgramme', { partner: id('CTED') }, { occurredAt: '2021-05-01' }).then([joined('CTED')]);
  });

  it('never has a partner twice, nor a phase that ends twice, in whatever order reports come', () => {
    const { id: phase } = told(started).state.phases[0]!;
    const events: Event[] = [
      launched,
      joined('CTED'),
      left('CTED'),
      started,
      { type: 'ProgrammePhaseEnded', data: { phase } },
      revised(null, 1),
      closed,
    ];
    const day = fc.integer({ min: 10, max: 28 }).map((n) => `2021-02-${n}`);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...events), day), { maxLength: 12 }), (reports) => {
        const { state } = given(programme, [{ ...announced, on: '2021-02-01' }, ...reports.map(([one, on]) => ({ ...one, on }))]);
        const partners = presentMembers(state.partners);
        expect(new Set(partners).size).toBe(partners.length);
        expect(state.phases.every(({ started: from, ended }) => ended === null || ended >= from)).toBe(true);
      }),
    );
  });
});
