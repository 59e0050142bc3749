import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { given, id } from '../../../test/support/given.js';
import { presentMembers } from '../shared/membership.js';
import { type CoordinationMechanismEvent as Event } from './coordination-mechanism.fields.js';
import { coordinationMechanism, coordinationMechanismKind, lastMet } from './coordination-mechanism.js';

const english = (text: string) => [{ language: 'en', text }];
const references = { [id('France')]: { kind: 'actor', state: { actorKind: 'STATE' } } };
const established: Event = {
  type: 'MechanismEstablished',
  data: { state: id('France'), name: english('Committee on crowded places'), themes: ['CO-06'] },
};
const led = (agency: string): Event => ({ type: 'LeadAgencyAppointed', data: { agency: id(agency) } });
const added = (agency: string): Event => ({ type: 'MemberAgencyAdded', data: { agency: id(agency) } });
const removed = (agency: string): Event => ({ type: 'MemberAgencyRemoved', data: { agency: id(agency), reason: 'merged' } });
const met: Event = { type: 'MechanismMet', data: { attended: [id('Police')], summary: english('A plan') } };
const dissolved: Event = { type: 'MechanismDissolved', data: { reason: 'reform' } };
const plan = { url: 'https://example.org/chain' };
const chain: Event = { type: 'ChainOfCommandDefined', data: { document: plan, summary: english('The police command') } };
const mechanism = (...events: (Event & { on?: string })[]) => given(coordinationMechanism, [established, ...events]);
const at = (day: string) => `${day}T00:00:00.000Z`;

describe('a mechanism of coordination', () => {
  const establish = (more: object) =>
    given(coordinationMechanism, []).when('establishMechanism', { ...established.data, ...more }, { references });

  it('is established by a State, with the agency that leads it and its members', () => {
    establish({ lead: id('Ministry'), members: [id('Police'), id('Police'), id('Fire')], themes: ['CO-06', 'CO-06'] }).then([
      established,
      led('Ministry'),
      added('Police'),
      added('Fire'),
    ]);
  });

  it('is a State’s, and no other actor’s', () => {
    establish({ state: id('CTED') }).refused('NOT_A_STATE');
  });

  it('is led by one agency at a time, and keeps who led it when', () => {
    mechanism()
      .when('appointLeadAgency', { agency: id('Ministry') })
      .then([led('Ministry')]);
    mechanism(led('Ministry'))
      .when('appointLeadAgency', { agency: id('Ministry') })
      .then([]);
    const { state } = mechanism(led('Ministry'), led('Police'));
    expect(state.lead).toBe(id('Police'));
    expect(state.leads).toEqual([
      { actor: id('Ministry'), joined: at('2021-01-02'), left: at('2021-01-03') },
      { actor: id('Police'), joined: at('2021-01-03'), left: null },
    ]);
  });

  it('has each agency as a member once, and again after it left', () => {
    mechanism()
      .when('addMemberAgency', { agency: id('Police') })
      .then([added('Police')]);
    mechanism(added('Police'))
      .when('addMemberAgency', { agency: id('Police') })
      .refused('ALREADY_MEMBER');
    mechanism(added('Police'))
      .when('removeMemberAgency', { agency: id('Police'), reason: 'merged' })
      .then([removed('Police')]);
    mechanism()
      .when('removeMemberAgency', { agency: id('Police') })
      .refused('NOT_A_MEMBER');
    const { state } = mechanism(added('Police'), removed('Police'), added('Police'));
    expect(state.members).toEqual([
      { actor: id('Police'), joined: at('2021-01-02'), left: at('2021-01-03') },
      { actor: id('Police'), joined: at('2021-01-04'), left: null },
    ]);
  });

  it('takes a late report of who was a member, by who was one then', () => {
    const record = mechanism(added('Police'), { ...removed('Police'), on: '2021-06-01' });
    record.when('addMemberAgency', { agency: id('Police') }, { occurredAt: '2021-03-01' }).refused('ALREADY_MEMBER');
    record.when('removeMemberAgency', { agency: id('Police') }, { occurredAt: '2021-07-01' }).refused('NOT_A_MEMBER');
    record.when('addMemberAgency', { agency: id('Police') }, { occurredAt: '2021-07-01' }).then([added('Police')]);
  });

  it('keeps every document that set its chain of command', () => {
    mechanism()
      .when('defineChainOfCommand', { document: plan, summary: english('The police command') })
      .then([chain]);
    const { state } = mechanism(chain, chain);
    expect(state.chainOfCommand.map(({ since }) => since)).toEqual([at('2021-01-02'), at('2021-01-03')]);
    expect(coordinationMechanismKind.columns.commanded!.of(state, {} as never)).toBe(true);
    expect(coordinationMechanismKind.columns.commanded!.of(mechanism().state, {} as never)).toBe(false);
  });

  it('meets, and says when it last did', () => {
    mechanism()
      .when('recordMechanismMeeting', { attended: [id('Police'), id('Police')], summary: english('A plan') })
      .then([met]);
    expect(lastMet(mechanism().state)).toBeUndefined();
    expect(lastMet(mechanism({ ...met, on: '2021-09-01' }, { ...met, on: '2021-05-01' }).state)).toBe('2021-09-01');
  });

  it('is dissolved once, and then takes late reports of the time before alone', () => {
    mechanism().when('dissolveMechanism', { reason: 'reform' }).then([dissolved]);
    const ended = mechanism({ ...dissolved, on: '2021-06-01' });
    expect(ended.state).toMatchObject({ status: 'DISSOLVED', dissolvedAt: at('2021-06-01'), dissolvedReason: 'reform' });
    for (const [command, input] of [
      ['appointLeadAgency', { agency: id('Police') }],
      ['addMemberAgency', { agency: id('Police') }],
      ['removeMemberAgency', { agency: id('Police') }],
      ['defineChainOfCommand', { document: plan }],
      ['recordMechanismMeeting', {}],
      ['dissolveMechanism', { reason: 'again' }],
    ] as const)
      ended.when(command, input).refused('WRONG_STATUS');
    ended.when('dissolveMechanism', { reason: 'again' }, { occurredAt: '2021-05-01' }).refused('WRONG_STATUS');
    ended
      .when('recordMechanismMeeting', {}, { occurredAt: '2021-05-01' })
      .then([{ type: 'MechanismMet', data: { attended: [] } }]);
  });

  it('never has a member twice or two agencies that lead it, in whatever order reports come', () => {
    const events = [led('Ministry'), led('Police'), added('Police'), added('Fire'), removed('Police'), met, dissolved];
    const day = fc.integer({ min: 10, max: 28 }).map((n) => `2021-02-${n}`);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...events), day), { maxLength: 12 }), (told) => {
        const { state } = mechanism(...told.map(([one, on]) => ({ ...one, on })));
        const members = presentMembers(state.members);
        expect(new Set(members).size).toBe(members.length);
        expect(presentMembers(state.leads)).toEqual(state.lead === null ? [] : [state.lead]);
      }),
    );
  });
});
