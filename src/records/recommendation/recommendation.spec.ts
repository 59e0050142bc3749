import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { given, id } from '../../../test/support/given.js';
import {
  english,
  references,
  as,
  cites,
  issued,
  supported,
  led,
  helped,
  planned,
  progressed,
  complete,
  verified,
  closed,
  reopened,
  superseded,
  done,
  status,
} from '../../../test/support/recommendation.js';
import { type RecommendationEvent, recommendationEvents } from './recommendation.fields.js';
import { recommendation, recommendationStatus } from './recommendation.js';

describe('a recommendation', () => {
  const issue = { state: id('Freedonia'), code: 'R-12', text: english('Define soft targets'), themes: ['CO-01', 'CO-01'] };

  it('is made by the party that speaks to a State, with what it rests on', () => {
    given(recommendation, [])
      .when('issueRecommendation', { ...issue, instruments: cites }, as('CTED'))
      .then([issued]);
  });

  it('is made to a State and by somebody, and cites provisions that are on record', () => {
    const nothing = given(recommendation, []);
    nothing.when('issueRecommendation', issue, { references }).refused('PARTY_MISSING');
    nothing.when('issueRecommendation', { ...issue, state: id('CTED') }, as('CTED')).refused('NOT_A_STATE');
    const instruments = [...cites, { instrument: id('S/RES/2396'), provision: 'OP 99' }];
    expect(nothing.when('issueRecommendation', { ...issue, instruments }, as('CTED')).refused('UNKNOWN_PROVISION')).toMatchObject(
      {
        field: 'instruments.1.provision',
        value: 'OP 99',
      },
    );
  });

  it('is responded to by the State or an actor affiliated to it at present, and by nobody else', () => {
    const record = given(recommendation, [issued]);
    const respond = { response: 'NOTED', text: english('We take note') };
    for (const by of ['Freedonia', 'Ministry']) {
      record
        .when('recordRecommendationResponse', respond, as(by))
        .then([
          { type: 'RecommendationResponseRecorded', data: { response: 'NOTED', by: id(by), text: english('We take note') } },
        ]);
    }
    for (const by of ['CTED', 'Former ministry', 'Foreign ministry'])
      record.when('recordRecommendationResponse', respond, as(by)).refused('NOT_THE_STATE');
    record.when('recordRecommendationResponse', respond, { references }).refused('PARTY_MISSING');
  });

  it('takes a later response in place of an earlier one, and none of before it', () => {
    const answered = given(recommendation, [issued, { ...supported, on: '2021-06-01' }]);
    answered
      .when('recordRecommendationResponse', { response: 'NOTED' }, { ...as('Freedonia'), occurredAt: '2021-05' })
      .refused('TOO_EARLY');
    answered
      .when('recordRecommendationResponse', { response: 'NOTED' }, as('Freedonia'))
      .then([{ type: 'RecommendationResponseRecorded', data: { response: 'NOTED', by: id('Freedonia') } }]);
  });

  it('is led by the agency that the State designates, which supports it no longer', () => {
    const record = given(recommendation, [issued]);
    record.when('designateLeadAgency', { agency: id('Police') }, as('Ministry')).then([led]);
    record.when('designateLeadAgency', { agency: id('Police') }, as('CTED')).refused('NOT_THE_STATE');
    given(recommendation, [issued, led])
      .when('designateLeadAgency', { agency: id('Police') }, as('Freedonia'))
      .then([]);
    const { state } = given(recommendation, [issued, helped, { type: 'LeadAgencyDesignated', data: { agency: id('Customs') } }]);
    expect(state).toMatchObject({ leadAgency: id('Customs'), supportingAgencies: [] });
  });

  it('is supported by agencies other than the one that leads', () => {
    const record = given(recommendation, [issued, led]);
    record.when('addSupportingAgency', { agency: id('Customs') }, as('Police')).then([helped]);
    record.when('addSupportingAgency', { agency: id('Police') }, as('Freedonia')).refused('LEADS_ALREADY');
    record.when('addSupportingAgency', { agency: id('Customs') }, as('CTED')).refused('NOT_THE_STATE');
    given(recommendation, [issued, helped])
      .when('addSupportingAgency', { agency: id('Customs') }, as('Freedonia'))
      .then([]);
    expect(given(recommendation, [issued, led, { type: 'SupportingAgencyAdded', data: led.data }]).state).toMatchObject({
      supportingAgencies: [],
    });
  });

  it('is implemented by actions of the State and the agencies in charge', () => {
    const plan = { description: english('Draft a definition'), due: '2021-12-31' };
    for (const by of ['Freedonia', 'Ministry', 'Police', 'Customs'])
      given(recommendation, [issued, led, helped])
        .when('planAction', plan, as(by))
        .then([planned('2021-12-31')]);
    given(recommendation, [issued]).when('planAction', plan, as('Police')).refused('NOT_THE_STATE');
    given(recommendation, [issued]).when('planAction', plan, { references }).refused('PARTY_MISSING');
  });

  it('is reported on by anybody, for a period that ends after it begins', () => {
    const report = { from: '2021-01-01', to: '2021-06-30', text: english('A draft') };
    const record = given(recommendation, [issued]);
    record.when('reportProgress', report, as('NGO')).then([progressed]);
    record.when('reportProgress', { ...report, to: '2020-12-31' }, as('NGO')).refused('DATES_REVERSED');
    record.when('reportProgress', report, { references }).refused('PARTY_MISSING');
  });

  it('is reported complete by anybody, once, and again where it was found wanting', () => {
    given(recommendation, [issued])
      .when('reportImplementationComplete', {}, as('NGO'))
      .then([complete('NGO', false)]);
    given(recommendation, [issued])
      .when('reportImplementationComplete', {}, as('Ministry'))
      .then([complete('Ministry', true)]);
    given(recommendation, [issued]).when('reportImplementationComplete', {}, { references }).refused('PARTY_MISSING');
    given(recommendation, [issued, complete('NGO', false)])
      .when('reportImplementationComplete', {}, as('Freedonia'))
      .refused('WRONG_STATUS');
    given(recommendation, done).when('reportImplementationComplete', {}, as('Freedonia')).refused('WRONG_STATUS');
    const wanting = given(recommendation, [issued, complete('Freedonia', true), verified('PARTIAL')]);
    wanting.when('reportImplementationComplete', {}, as('Freedonia')).then([complete('Freedonia', true)]);
    wanting.when('reportImplementationComplete', {}, { ...as('Freedonia'), occurredAt: '2021-01-02' }).refused('TOO_EARLY');
  });

  it('is never verified by the party that reported it complete, nor for the State that did', () => {
    const verify = { result: 'FULL' };
    const byState = given(recommendation, [issued, complete('Freedonia', true)]);
    byState.when('verifyImplementation', verify, as('CTED')).then([verified('FULL')]);
    for (const by of ['Freedonia', 'Ministry']) byState.when('verifyImplementation', verify, as(by)).refused('OWN_VERIFICATION');
    const byMinistry = given(recommendation, [issued, complete('Ministry', true)]);
    for (const by of ['Freedonia', 'Ministry'])
      byMinistry.when('verifyImplementation', verify, as(by)).refused('OWN_VERIFICATION');
    const byOther = given(recommendation, [issued, complete('NGO', false)]);
    byOther.when('verifyImplementation', verify, as('NGO')).refused('OWN_VERIFICATION');
    byOther.when('verifyImplementation', verify, { references }).refused('PARTY_MISSING');
    byOther.when('verifyImplementation', verify, as('Ministry')).refused('OWN_VERIFICATION');
    byOther.when('verifyImplementation', verify, { ...as('CTED'), recordedBy: 'NGO' }).refused('OWN_VERIFICATION');
    byOther.when('verifyImplementation', verify, { ...as('CTED'), occurredAt: '2021-01-01' }).refused('TOO_EARLY');
  });

  it('is not verified before anybody reported it complete', () => {
    given(recommendation, [issued]).when('verifyImplementation', { result: 'FULL' }, as('CTED')).refused('NOT_REPORTED_COMPLETE');
  });

  it('is closed by its issuer once verified', () => {
    given(recommendation, done).when('closeRecommendation', {}, as('CTED')).then([closed]);
    given(recommendation, done).when('closeRecommendation', {}, as('Freedonia')).refused('NOT_THE_ISSUER');
    given(recommendation, [issued]).when('closeRecommendation', {}, as('CTED')).refused('WRONG_STATUS');
    given(recommendation, done)
      .when('closeRecommendation', {}, { ...as('CTED'), occurredAt: '2021-01-02' })
      .refused('TOO_EARLY');
    expect([status(...done), status(...done, closed)]).toEqual(['VERIFIED', 'CLOSED']);
  });

  it('once closed takes no change but late reports of the time before, until it is reopened', () => {
    const after = given(recommendation, [...done, { ...closed, on: '2021-06-01' }]);
    const commands = {
      recordRecommendationResponse: { response: 'NOTED' },
      designateLeadAgency: { agency: id('Police') },
      addSupportingAgency: { agency: id('Police') },
      planAction: { description: english('x'), due: '2023-01-01' },
      reportProgress: { text: english('more') },
      verifyImplementation: { result: 'NOT' },
      supersedeRecommendation: { by: id('next') },
      closeRecommendation: {},
    };
    for (const [name, command] of Object.entries(commands)) after.when(name, command, as('Freedonia')).refused('WRONG_STATUS');
    after.when('reportProgress', progressed.data, { ...as('NGO'), occurredAt: '2021-05' }).then([progressed]);
    after.when('reopenRecommendation', { reason: 'a relapse' }, as('CTED')).then([reopened]);
  });

  it('is reopened by its issuer, and is then where it had come to', () => {
    given(recommendation, done).when('reopenRecommendation', { reason: 'a relapse' }, as('Freedonia')).refused('NOT_THE_ISSUER');
    given(recommendation, [issued]).when('reopenRecommendation', { reason: 'x' }, as('CTED')).refused('WRONG_STATUS');
    given(recommendation, done)
      .when('reopenRecommendation', { reason: 'x' }, { ...as('CTED'), occurredAt: '2021-01-01' })
      .refused('TOO_EARLY');
    const { state } = given(recommendation, [...done, closed, reopened]);
    expect(state).toMatchObject({ completion: null, verification: null, endedAt: null, reopenedReason: 'a relapse' });
    expect(status(issued, supported, complete('NGO', false), reopened)).toBe('RESPONDED');
  });

  it('is superseded by another, by its issuer, and not reopened then', () => {
    const next = { ...as('CTED'), references: { ...references, [id('next')]: { kind: 'recommendation', state: {} } } };
    const record = given(recommendation, [issued]);
    record.when('supersedeRecommendation', { by: id('next') }, next).then([superseded]);
    record.when('supersedeRecommendation', { by: id('record') }, next).refused('SUPERSEDES_ITSELF');
    record.when('supersedeRecommendation', { by: id('next') }, as('Freedonia')).refused('NOT_THE_ISSUER');
    expect(status(issued, superseded)).toBe('SUPERSEDED');
    given(recommendation, [issued, superseded]).when('reopenRecommendation', { reason: 'x' }, as('CTED')).refused('WRONG_STATUS');
    expect(status(issued, superseded, reopened)).toBe('SUPERSEDED');
  });

  it('has exactly one standing, and none verified that nobody reported complete, in whatever order it is reported', () => {
    const events: RecommendationEvent[] = [
      supported,
      led,
      helped,
      planned('2021-12-31'),
      progressed,
      complete('Freedonia', true),
      verified('PARTIAL'),
      closed,
      reopened,
      superseded,
      { type: 'ActionStarted', data: { action: id('nothing') } },
    ];
    const day = fc.integer({ min: 10, max: 28 }).map((n) => `2021-02-${n}`);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...events), day), { maxLength: 14 }), (told) => {
        const { state } = given(recommendation, [{ ...issued, on: '2021-02-01' }, ...told.map(([one, on]) => ({ ...one, on }))]);
        expect(state.verification === null || state.completion !== null).toBe(true);
        expect(recommendationStatus(state) === 'SUPERSEDED').toBe(state.supersededBy !== null);
      }),
    );
    expect(Object.keys(recommendationEvents)).toHaveLength(14);
  });
});
