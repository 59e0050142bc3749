import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { given, id } from '../../../test/support/given.js';
import { type PartnershipEvent } from './partnership.fields.js';
import { presentMembers } from '../shared/membership.js';
import { partnership } from './partnership.js';
import { isBelowTwoMembers } from './partnership.rules.js';

const kinds = { France: 'STATE', Acme: 'PRIVATE', INTERPOL: 'INTL_ORG' } as const;
const references = Object.fromEntries(
  Object.entries(kinds).map(([name, actorKind]) => [id(name), { kind: 'actor', state: { actorKind } }]),
);
const name = [{ language: 'en', text: 'Stadium safety' }];
const france = { party: id('France'), sector: 'PUBLIC' } as const;
const acme = { party: id('Acme'), sector: 'PRIVATE' } as const;
const interpol = { party: id('INTERPOL'), sector: 'PUBLIC' } as const;
const terms = { name, kind: 'AGREEMENT', level: 'NATIONAL', sector: 'PUBLIC_PRIVATE', modalities: ['JOINT_TRAINING'] } as const;
const proposed: PartnershipEvent = {
  type: 'PartnershipProposed',
  data: { ...terms, modalities: ['JOINT_TRAINING'], founders: [france, acme, interpol], termEnd: '2022-12-31' },
};
const endorsedBy = (party: typeof france | typeof acme | typeof interpol): PartnershipEvent => ({
  type: 'PartnershipEndorsed',
  data: party,
});
const activated: PartnershipEvent = { type: 'PartnershipActivated', data: {} };
const active = [proposed, endorsedBy(france), endorsedBy(acme), activated];
const asked: PartnershipEvent = {
  type: 'InformationRequestMade',
  data: { from: id('France'), to: id('Acme'), subject: 'event security' },
};

describe('a partnership', () => {
  it('is proposed to its founding parties, with the side that each is on', () => {
    given(partnership, [])
      .when(
        'proposePartnership',
        { ...terms, founders: [id('France'), id('Acme'), id('INTERPOL')], termEnd: '2022-12-31' },
        { by: 'France', references },
      )
      .then([proposed]);
  });

  it('is not proposed by one party alone, nor with a term that ends before it begins', () => {
    const propose = (more: object) =>
      given(partnership, []).when(
        'proposePartnership',
        { ...terms, founders: [id('France'), id('Acme')], ...more },
        { by: 'France', references },
      );
    propose({ founders: [id('France'), id('France')] }).refused('TOO_FEW_PARTIES');
    propose({ termStart: '2022-01-02', termEnd: '2022-01-01' }).refused('DATES_REVERSED');
  });

  it('is endorsed or declined by its founding parties alone, each for itself', () => {
    const record = given(partnership, [proposed]);
    record.when('endorsePartnership', {}, { by: 'France', references }).then([endorsedBy(france)]);
    record.when('endorsePartnership', {}, { by: 'Spain', references }).refused('NOT_A_FOUNDER');
    record
      .when('declinePartnershipEndorsement', { reason: 'no mandate' }, { by: 'Acme' })
      .then([{ type: 'PartnershipEndorsementDeclined', data: { party: id('Acme'), reason: 'no mandate' } }]);
    given(partnership, [proposed, endorsedBy(france)])
      .when('endorsePartnership', {}, { by: 'France', references })
      .then([]);
    given(partnership, active).when('endorsePartnership', {}, { by: 'INTERPOL', references }).refused('WRONG_STATUS');
  });

  it('takes effect with two endorsements from different actors, and not with one', () => {
    given(partnership, [proposed, endorsedBy(france), endorsedBy(france)])
      .when('activatePartnership', {})
      .refused('TOO_FEW_ENDORSEMENTS');
    given(partnership, [proposed, endorsedBy(france), endorsedBy(acme)])
      .when('activatePartnership', {})
      .then([activated]);
    given(partnership, active).when('activatePartnership', {}).refused('WRONG_STATUS');
  });

  it('of public and private needs at least one of each', () => {
    given(partnership, [proposed, endorsedBy(france), endorsedBy(interpol)])
      .when('activatePartnership', {})
      .refused('ONE_SIDED');
  });

  it('has as members the parties that endorsed it', () => {
    expect(presentMembers(given(partnership, active).state.members)).toEqual([id('France'), id('Acme')]);
  });

  it('keeps who was a member and when', () => {
    const left: PartnershipEvent = { type: 'MemberLeft', data: { party: id('Acme') } };
    const record = given(partnership, [...active, { ...left, on: '2021-03-01' }]);
    expect(record.state.members).toEqual([
      { actor: id('France'), sector: 'PUBLIC', joined: '2021-01-04T00:00:00.000Z', left: null },
      { actor: id('Acme'), sector: 'PRIVATE', joined: '2021-01-04T00:00:00.000Z', left: '2021-03-01T00:00:00.000Z' },
    ]);
    expect(isBelowTwoMembers(record.state)).toBe(true);
    record.when('joinPartnership', { member: id('Acme') }, { references }).then([{ type: 'MemberJoined', data: acme }]);
  });

  it('has nobody for a member that has not agreed', () => {
    const joined: PartnershipEvent = { type: 'MemberJoined', data: interpol };
    const agreed: PartnershipEvent = { type: 'MembershipAgreed', data: { party: id('INTERPOL') } };
    const members = (...events: (PartnershipEvent & { readonly by?: string })[]) =>
      presentMembers(given(partnership, [...active, ...events]).state.members);
    const both = [id('France'), id('Acme')];
    expect(members({ ...joined, by: 'France' })).toEqual(both);
    expect(members({ ...joined, by: 'INTERPOL' })).toEqual([...both, id('INTERPOL')]);
    expect(members({ ...joined, by: 'France' }, agreed)).toEqual([...both, id('INTERPOL')]);
    expect(members(agreed)).toEqual(both);
    const record = given(partnership, [...active, { ...joined, by: 'France' }]);
    expect(record.state.invited.map(({ actor }) => actor)).toEqual([id('INTERPOL')]);
    record.when('joinPartnership', { member: id('INTERPOL') }, { by: 'France', references }).then([]);
    record.when('requestInformation', { to: id('France'), subject: 'x' }, { by: 'INTERPOL' }).refused('NOT_A_MEMBER');
    record.when('requestInformation', { to: id('INTERPOL'), subject: 'x' }, { by: 'France' }).refused('NOT_A_MEMBER');
    record.when('agreePartnershipMembership', {}, { by: 'INTERPOL' }).then([agreed]);
    record.when('agreePartnershipMembership', {}, { by: 'Norway' }).refused('NOT_INVITED');
    record.when('agreePartnershipMembership', {}, { by: 'France' }).then([]);
    record
      .when('leavePartnership', { member: id('INTERPOL') }, { by: 'INTERPOL' })
      .then([{ type: 'MemberLeft', data: { party: id('INTERPOL') } }]);
  });

  it('is joined once and left by members alone', () => {
    const record = given(partnership, active);
    record.when('joinPartnership', { member: id('France') }, { references }).refused('ALREADY_MEMBER');
    record.when('leavePartnership', { member: id('INTERPOL') }).refused('NOT_A_MEMBER');
    record.when('leavePartnership', { member: id('Acme') }).then([{ type: 'MemberLeft', data: { party: id('Acme') } }]);
    given(partnership, [proposed])
      .when('joinPartnership', { member: id('France') }, { references })
      .refused('WRONG_STATUS');
  });

  it('adds and removes ways of cooperating', () => {
    const record = given(partnership, active);
    record
      .when('addPartnershipModality', { modality: 'RESEARCH' })
      .then([{ type: 'ModalityAdded', data: { modality: 'RESEARCH' } }]);
    record.when('addPartnershipModality', { modality: 'JOINT_TRAINING' }).then([]);
    record
      .when('removePartnershipModality', { modality: 'JOINT_TRAINING' })
      .then([{ type: 'ModalityRemoved', data: { modality: 'JOINT_TRAINING' } }]);
    record.when('removePartnershipModality', { modality: 'RESEARCH' }).refused('NO_SUCH_MODALITY');
  });

  it('keeps every document that set its terms', () => {
    const document = { url: 'https://example.org/terms-2' };
    const amended: PartnershipEvent = { type: 'PartnershipTermsAmended', data: { document } };
    given(partnership, active).when('amendPartnershipTerms', { document }).then([amended]);
    expect(given(partnership, [...active, amended, amended]).state.documents).toHaveLength(2);
  });

  it('records that a member asked another, and that the one asked answered or declined, once', () => {
    given(partnership, active)
      .when('requestInformation', { to: id('Acme'), subject: 'event security' }, { by: 'France' })
      .then([asked]);
    given(partnership, active)
      .when('requestInformation', { to: id('France'), subject: 'x' }, { by: 'France' })
      .refused('ASKS_ITSELF');
    given(partnership, active)
      .when('requestInformation', { to: id('INTERPOL'), subject: 'x' }, { by: 'France' })
      .refused('NOT_A_MEMBER');
    const record = given(partnership, [...active, asked]);
    const request = record.state.requests[0]!.id;
    record.when('answerInformationRequest', { request }, { by: 'France' }).refused('NOT_ADDRESSED');
    record.when('answerInformationRequest', { request: id('none') }, { by: 'Acme' }).refused('UNKNOWN_REQUEST');
    record
      .when('declineInformationRequest', { request, reason: 'law' }, { by: 'Acme' })
      .then([{ type: 'InformationRequestDeclined', data: { request, by: id('Acme'), reason: 'law' } }]);
    const answered: PartnershipEvent = { type: 'InformationRequestAnswered', data: { request, by: id('Acme') } };
    record.when('answerInformationRequest', { request }, { by: 'Acme' }).then([answered]);
    const settled = given(partnership, [...active, asked, answered]);
    expect(settled.state.requests[0]).toMatchObject({ status: 'ANSWERED', settled: '2021-01-06T00:00:00.000Z' });
    settled.when('answerInformationRequest', { request }, { by: 'Acme' }).refused('REQUEST_SETTLED');
  });

  it('is suspended, resumed, renewed and ended in that order of things', () => {
    const suspended: PartnershipEvent = { type: 'PartnershipSuspended', data: { reason: 'review' } };
    given(partnership, active).when('suspendPartnership', { reason: 'review' }).then([suspended]);
    given(partnership, [proposed]).when('suspendPartnership', { reason: 'review' }).refused('WRONG_STATUS');
    given(partnership, [...active, suspended])
      .when('resumePartnership', {})
      .then([{ type: 'PartnershipResumed', data: {} }]);
    given(partnership, active).when('resumePartnership', {}).refused('WRONG_STATUS');
    given(partnership, active).when('renewPartnership', { termEnd: '2022-06-30' }).refused('NOT_LONGER');
    given(partnership, active)
      .when('renewPartnership', { termEnd: '2024-12-31' })
      .then([{ type: 'PartnershipRenewed', data: { termEnd: '2024-12-31' } }]);
    const ended: PartnershipEvent = { type: 'PartnershipEnded', data: { reason: 'done' } };
    given(partnership, active).when('endPartnership', { reason: 'done' }).then([ended]);
    given(partnership, [...active, ended])
      .when('endPartnership', { reason: 'done' })
      .refused('WRONG_STATUS');
    given(partnership, [...active, ended])
      .when('amendPartnershipTerms', { document: { url: 'x' } })
      .refused('WRONG_STATUS');
  });

  it('never has a member twice, in whatever order reports come', () => {
    const events: PartnershipEvent[] = [
      endorsedBy(france),
      endorsedBy(acme),
      activated,
      { type: 'MemberJoined', data: france },
      { type: 'MemberLeft', data: { party: id('France') } },
      { type: 'PartnershipEnded', data: { reason: 'x' } },
      asked,
    ];
    const day = fc.integer({ min: 10, max: 28 }).map((n) => `2021-02-${n}`);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...events), day), { maxLength: 12 }), (told) => {
        const { state } = given(partnership, [{ ...proposed, on: '2021-02-01' }, ...told.map(([one, on]) => ({ ...one, on }))]);
        const members = presentMembers(state.members);
        expect(new Set(members).size).toBe(members.length);
      }),
    );
  });
});
