import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { given, id } from '../../../test/support/given.js';
import { presentMembers } from '../shared/membership.js';
import { type CommunityEvent } from './community.fields.js';
import { community } from './community.js';

const name = [{ language: 'en', text: 'Stadium operators' }];
const formed: CommunityEvent = { type: 'CommunityFormed', data: { name, steward: id('INTERPOL') } };
const added = (member: string): CommunityEvent => ({ type: 'CommunityMemberAdded', data: { member: id(member) } });
const removed: CommunityEvent = { type: 'CommunityMemberRemoved', data: { member: id('Arena'), reason: 'closed' } };
const dissolved: CommunityEvent = { type: 'CommunityDissolved', data: { reason: 'merged' } };
const steward = { by: 'INTERPOL' };

describe('a community', () => {
  it('is formed with the steward of its list', () => {
    given(community, [])
      .when('formCommunity', { name, steward: id('INTERPOL') })
      .then([formed]);
  });

  it('takes an actor once and lets go members alone', () => {
    const record = given(community, [formed, added('Arena')]);
    record.when('addCommunityMember', { member: id('Metro') }, steward).then([added('Metro')]);
    record.when('addCommunityMember', { member: id('Arena') }, steward).refused('ALREADY_MEMBER');
    record.when('removeCommunityMember', { member: id('Arena'), reason: 'closed' }, steward).then([removed]);
    record.when('removeCommunityMember', { member: id('Metro') }, steward).refused('NOT_A_MEMBER');
  });

  it('is changed by its steward alone', () => {
    const record = given(community, [formed, added('Arena')]);
    const commands = [
      ['addCommunityMember', { member: id('Metro') }],
      ['removeCommunityMember', { member: id('Arena') }],
      ['dissolveCommunity', { reason: 'merged' }],
    ] as const;
    for (const [command, input] of commands) {
      record.when(command, input, { by: 'Arena' }).refused('NOT_THE_STEWARD');
      record.when(command, input).refused('PARTY_MISSING');
    }
  });

  it('keeps who was on it and when', () => {
    const { state } = given(community, [formed, added('Arena'), removed, added('Arena')]);
    expect(state.members).toEqual([
      { actor: id('Arena'), joined: '2021-01-02T00:00:00.000Z', left: '2021-01-03T00:00:00.000Z' },
      { actor: id('Arena'), joined: '2021-01-04T00:00:00.000Z', left: null },
    ]);
  });

  it('has nobody on it once dissolved, and takes late reports of the time before alone', () => {
    given(community, [formed]).when('dissolveCommunity', { reason: 'merged' }, steward).then([dissolved]);
    const record = given(community, [formed, added('Arena'), { ...dissolved, on: '2021-06-01' }]);
    expect(record.state).toMatchObject({
      status: 'DISSOLVED',
      members: [{ actor: id('Arena'), left: '2021-06-01T00:00:00.000Z' }],
      dissolvedReason: 'merged',
    });
    record.when('dissolveCommunity', { reason: 'again' }, steward).refused('WRONG_STATUS');
    record.when('addCommunityMember', { member: id('Metro') }, steward).refused('WRONG_STATUS');
    record.when('removeCommunityMember', { member: id('Arena') }, steward).refused('WRONG_STATUS');
    const late = { ...steward, occurredAt: '2021-05-01' };
    record.when('addCommunityMember', { member: id('Metro') }, late).then([added('Metro')]);
    record.when('removeCommunityMember', { member: id('Arena'), reason: 'closed' }, late).then([removed]);
    const told = given(community, [formed, { ...dissolved, on: '2021-06-01' }, { ...added('Metro'), on: '2021-05-01' }]);
    expect(presentMembers(told.state.members)).toEqual([]);
  });

  it('never has a member twice nor after its end, in whatever order reports come', () => {
    const events = [added('Arena'), added('Metro'), removed, dissolved];
    const day = fc.integer({ min: 10, max: 28 }).map((n) => `2021-02-${n}`);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...events), day), { maxLength: 12 }), (told) => {
        const { state } = given(community, [{ ...formed, on: '2021-02-01' }, ...told.map(([one, on]) => ({ ...one, on }))]);
        const members = presentMembers(state.members);
        expect(new Set(members).size).toBe(members.length);
        if (state.status === 'DISSOLVED') expect(members).toEqual([]);
      }),
    );
  });
});
