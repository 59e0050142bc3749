import { describe, expect, it } from '@jest/globals';
import { id } from '../../../test/support/given.js';
import {
  as,
  betweenAssessorAndState,
  cted,
  freedonia,
  proposal,
  references,
  story,
  told,
  visit,
} from '../../../test/support/visit-story.js';
import { visitStatus } from './assessment-visit.rules.js';

describe('an assessment visit', () => {
  it('is proposed to a State by another, under a label for the two of them alone', () => {
    const nothing = visit();
    nothing.when('proposeVisit', proposal, { ...cted, handling: betweenAssessorAndState }).then([told.proposed]);
    nothing.when('proposeVisit', { ...proposal, state: id('CTED') }, cted).refused('NOT_A_STATE');
    nothing.when('proposeVisit', { ...proposal, assessor: id('Freedonia') }, cted).refused('ASSESSES_ITSELF');
    const instruments = [{ instrument: id('S/RES/2396'), provision: 'OP 99' }];
    nothing.when('proposeVisit', { ...proposal, instruments }, cted).refused('UNKNOWN_PROVISION');
  });

  it('may not carry RED for named users, for whom nobody knows where they belong', () => {
    const handling = { tlp: 'RED', audience: ['user:somebody'] } as const;
    visit()
      .when('proposeVisit', proposal, { ...cted, handling })
      .refused('NOT_RELEASED');
  });

  it('is consented to by the State or its delegate where it was asked, and by nobody else', () => {
    visit(told.proposed).when('requestVisitConsent', {}, cted).then([told.consentRequested]);
    visit(told.proposed).when('giveVisitConsent', {}, freedonia).refused('WRONG_STATUS');
    const asked = visit(told.proposed, told.consentRequested);
    asked.when('requestVisitConsent', {}, cted).then([]);
    asked.when('giveVisitConsent', {}, freedonia).then([told.consentGiven]);
    asked.when('giveVisitConsent', {}, as('Ministry')).then([{ type: 'VisitConsentGiven', data: { by: id('Ministry') } }]);
    for (const by of ['CTED', 'Former ministry']) {
      asked.when('giveVisitConsent', {}, as(by)).refused('NOT_THE_STATE');
      asked.when('declineVisitConsent', {}, as(by)).refused('NOT_THE_STATE');
    }
    asked.when('giveVisitConsent', {}, { references }).refused('PARTY_MISSING');
    asked.when('giveVisitConsent', {}, { ...freedonia, occurredAt: '2021-01-01' }).refused('TOO_EARLY');
    const consented = visit(told.proposed, told.consentRequested, told.consentGiven);
    consented.when('giveVisitConsent', {}, freedonia).then([]);
    consented.when('requestVisitConsent', {}, cted).refused('WRONG_STATUS');
  });

  it('is declined, asked for again and consented to after all', () => {
    visit(told.proposed).when('declineVisitConsent', {}, freedonia).refused('WRONG_STATUS');
    visit(told.proposed, told.consentRequested)
      .when('declineVisitConsent', { reason: 'an election' }, freedonia)
      .then([told.declined]);
    const declined = visit(told.proposed, told.consentRequested, told.declined);
    expect(visitStatus(declined.state)).toBe('DECLINED');
    expect(declined.state).toMatchObject({ declinedReason: 'an election' });
    declined.when('declineVisitConsent', {}, freedonia).then([]);
    declined.when('giveVisitConsent', {}, freedonia).refused('WRONG_STATUS');
    declined.when('requestVisitConsent', {}, cted).then([told.consentRequested]);
    declined.when('requestVisitConsent', {}, { ...cted, occurredAt: '2021-01-01' }).refused('TOO_EARLY');
  });

  it('is not scheduled or started without consent, nor after that was withdrawn, nor before it was given', () => {
    const plan = { start: '2021-03-01', end: '2021-03-05' };
    for (const events of [
      [told.proposed],
      [told.proposed, told.consentRequested],
      [told.proposed, told.consentRequested, told.consentGiven, told.scheduled, told.declined],
    ]) {
      visit(...events)
        .when('scheduleVisit', plan, cted)
        .refused('CONSENT_MISSING');
      visit(...events)
        .when('startVisit', {}, cted)
        .refused('CONSENT_MISSING');
    }
    const consented = visit(...story.until('consentGiven'));
    consented.when('scheduleVisit', plan, { ...cted, occurredAt: '2021-01-02' }).refused('TOO_EARLY');
    consented.when('scheduleVisit', plan, cted).then([told.scheduled]);
    visit(...story.until('scheduled'))
      .when('startVisit', {}, { ...cted, occurredAt: '2021-01-02' })
      .refused('TOO_EARLY');
  });

  it('has its consent withdrawn no earlier than what has rested on it', () => {
    const started = visit(...story.until('started'));
    started.when('declineVisitConsent', {}, { ...freedonia, occurredAt: '2021-01-04' }).refused('TOO_EARLY');
    started.when('declineVisitConsent', {}, freedonia).then([{ type: 'VisitConsentDeclined', data: { by: id('Freedonia') } }]);
  });

  it('is scheduled for days that end after they begin, postponed, and scheduled again', () => {
    const scheduled = visit(...story.until('scheduled'));
    scheduled.when('scheduleVisit', { start: '2021-03-01', end: '2021-02-01' }, cted).refused('DATES_REVERSED');
    scheduled.when('scheduleVisit', { start: '2021-03-01', end: '2021-03-05' }, cted).then([]);
    scheduled.when('postponeVisit', { reason: 'a pandemic' }, cted).then([told.postponed]);
    const postponed = visit(...story.until('scheduled'), told.postponed);
    expect(visitStatus(postponed.state)).toBe('POSTPONED');
    postponed.when('postponeVisit', { reason: 'x' }, cted).refused('WRONG_STATUS');
    postponed.when('startVisit', {}, cted).refused('WRONG_STATUS');
    postponed.when('scheduleVisit', { start: '2021-03-01', end: '2021-03-05' }, cted).then([told.scheduled]);
  });

  it('starts and is completed once', () => {
    visit(...story.until('consentGiven'))
      .when('startVisit', {}, cted)
      .refused('WRONG_STATUS');
    visit(...story.until('scheduled'))
      .when('startVisit', {}, cted)
      .then([told.started]);
    visit(...story.until('scheduled'))
      .when('completeVisit', {}, cted)
      .refused('WRONG_STATUS');
    const started = visit(...story.until('started'));
    started.when('startVisit', {}, cted).refused('WRONG_STATUS');
    started.when('scheduleVisit', { start: '2021-03-01', end: '2021-03-05' }, cted).refused('WRONG_STATUS');
    started.when('completeVisit', {}, { ...cted, occurredAt: '2021-01-01' }).refused('TOO_EARLY');
    started.when('completeVisit', {}, cted).then([told.completed]);
    visit(...story.until('completed'))
      .when('completeVisit', {}, cted)
      .refused('WRONG_STATUS');
  });

  it('is closed after the response, or before it with a reason', () => {
    visit(...story.until('report'))
      .when('closeVisit', { reason: 'x' }, cted)
      .refused('WRONG_STATUS');
    visit(...story.until('received'))
      .when('closeVisit', {}, cted)
      .refused('RESPONSE_AWAITED');
    visit(...story.until('received'))
      .when('closeVisit', { reason: 'no answer' }, cted)
      .then([{ type: 'VisitClosed', data: { reason: 'no answer' } }]);
    visit(...story.until('response'))
      .when('closeVisit', {}, cted)
      .then([told.closed]);
    visit(...story.until('response'))
      .when('closeVisit', {}, { ...cted, occurredAt: '2021-01-01' })
      .refused('TOO_EARLY');
    const closed = visit(...story.until('closed'));
    closed.when('closeVisit', {}, cted).refused('WRONG_STATUS');
    closed.when('declineVisitConsent', {}, freedonia).refused('WRONG_STATUS');
  });

  it('is cancelled before it is completed, and takes nothing more', () => {
    visit(...story.until('completed'))
      .when('cancelVisit', { reason: 'x' }, cted)
      .refused('WRONG_STATUS');
    visit(...story.until('started'))
      .when('cancelVisit', { reason: 'unrest' }, cted)
      .then([told.cancelled]);
    const commands = {
      requestVisitConsent: {},
      giveVisitConsent: {},
      declineVisitConsent: {},
      scheduleVisit: { start: '2021-03-01', end: '2021-03-05' },
      postponeVisit: { reason: 'x' },
      startVisit: {},
      completeVisit: {},
      sharePreliminaryAssessment: {},
      recordFinding: told.finding.data,
      sendDraftReportToState: told.draft.data,
      closeVisit: {},
      cancelVisit: { reason: 'x' },
      giveReleaseConsent: { extent: 'PARTIAL', parts: ['COURSE'], audience: { tlp: 'CLEAR', audience: [] } },
    };
    const by = (name: string) => (/Consent/.test(name) ? freedonia : cted);
    for (const until of ['scheduled', 'started'] as const) {
      const cancelled = visit(...story.until(until), told.cancelled);
      for (const [name, command] of Object.entries(commands)) cancelled.when(name, command, by(name)).refused('WRONG_STATUS');
    }
  });

  it('stands where its last step has brought it', () => {
    const standings = story.steps.map((step) => visitStatus(visit(...story.until(step)).state));
    expect(standings).toEqual([
      'PROPOSED',
      'CONSENT_REQUESTED',
      'CONSENTED',
      'SCHEDULED',
      'UNDER_WAY',
      'UNDER_WAY',
      'COMPLETED',
      'PRELIMINARY_ASSESSMENT_SHARED',
      'DRAFT_SENT',
      'OBSERVATIONS_RECEIVED',
      'ADOPTED',
      'TRANSMITTED',
      'TRANSMITTED',
      'RESPONSE_RECEIVED',
      'CLOSED',
    ]);
  });
});
