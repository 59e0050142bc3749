import { describe, expect, it } from '@jest/globals';
import { id } from '../../../test/support/given.js';
import { as, cted, english, freedonia, story, told, visit } from '../../../test/support/visit-story.js';
import { clockOn, observationsDue, responseDue } from './assessment-visit.clocks.js';
import { type AssessmentVisitEvent } from './assessment-visit.events.js';

describe('the report of an assessment visit', () => {
  it('is not reported without consent, nor after that was withdrawn', () => {
    const commands = {
      sharePreliminaryAssessment: { text: english('x') },
      recordFinding: { challenge: 'CH-01', findingKind: 'PROGRESS', text: english('x') },
      sendDraftReportToState: { document: { url: 'x' } },
      adoptReport: { document: { url: 'x' } },
      transmitReportToState: {},
    };
    for (const until of ['started', 'completed', 'draft', 'report'] as const) {
      const withdrawn = visit(...story.until(until), told.declined);
      for (const [name, command] of Object.entries(commands)) withdrawn.when(name, command, cted).refused('CONSENT_MISSING');
    }
    const found = visit(...story.until('finding'), told.declined);
    const finding = found.state.findings[0]!.id;
    found.when('reviseFinding', { finding, challenge: 'CH-02', reason: 'x' }, cted).refused('CONSENT_MISSING');
  });

  it('shares a preliminary assessment once it has started, and once', () => {
    const { data } = told.preliminary;
    visit(...story.until('scheduled'))
      .when('sharePreliminaryAssessment', data, cted)
      .refused('WRONG_STATUS');
    visit(...story.until('started'))
      .when('sharePreliminaryAssessment', data, cted)
      .then([told.preliminary]);
    visit(...story.until('preliminary'))
      .when('sharePreliminaryAssessment', data, cted)
      .refused('WRONG_STATUS');
    visit(...story.until('started'))
      .when('sharePreliminaryAssessment', data, { ...cted, occurredAt: '2021-01-01' })
      .refused('TOO_EARLY');
  });

  it('finds, and revises what it found, until the report is adopted', () => {
    const started = visit(...story.until('started'));
    started.when('recordFinding', told.finding.data, cted).then([told.finding]);
    started
      .when('recordFinding', { ...told.finding.data, instruments: [{ instrument: id('S/RES/2396'), provision: 'OP 99' }] }, cted)
      .refused('UNKNOWN_PROVISION');
    started.when('recordFinding', told.finding.data, { ...cted, occurredAt: '2021-01-04' }).refused('TOO_EARLY');
    visit(...story.until('scheduled'))
      .when('recordFinding', told.finding.data, cted)
      .refused('WRONG_STATUS');
    const found = visit(...story.until('finding'));
    const finding = found.state.findings[0]!.id;
    const revised: AssessmentVisitEvent = {
      type: 'FindingRevised',
      data: { finding, findingKind: 'PROGRESS', reason: 'new facts' },
    };
    found.when('reviseFinding', { finding, findingKind: 'PROGRESS', reason: 'new facts' }, cted).then([revised]);
    found.when('reviseFinding', { finding, reason: 'x' }, cted).refused('NOTHING_REVISED');
    found.when('reviseFinding', { finding: id('nothing'), challenge: 'CH-02', reason: 'x' }, cted).refused('UNKNOWN_FINDING');
    found
      .when('reviseFinding', { finding, challenge: 'CH-02', reason: 'x' }, { ...cted, occurredAt: '2021-01-05' })
      .refused('TOO_EARLY');
    found
      .when('reviseFinding', { finding, instruments: [{ instrument: id('S/RES/2396'), provision: 'OP 99' }], reason: 'x' }, cted)
      .refused('UNKNOWN_PROVISION');
    expect(visit(...story.until('finding'), revised).state.findings).toMatchObject([
      { id: finding, findingKind: 'PROGRESS', challenge: 'CH-02', text: told.finding.data.text },
    ]);
    const adopted = visit(...story.until('report'));
    adopted.when('recordFinding', told.finding.data, cted).refused('WRONG_STATUS');
    adopted.when('reviseFinding', { finding, challenge: 'CH-01', reason: 'x' }, cted).refused('WRONG_STATUS');
  });

  it('is not assessed by the State itself, nor by its delegate', () => {
    for (const by of ['Freedonia', 'Ministry']) {
      visit(...story.until('started'))
        .when('recordFinding', told.finding.data, as(by))
        .refused('ASSESSES_ITSELF');
      visit(...story.until('started'))
        .when('sharePreliminaryAssessment', {}, as(by))
        .refused('ASSESSES_ITSELF');
      visit(...story.until('completed'))
        .when('sendDraftReportToState', told.draft.data, as(by))
        .refused('ASSESSES_ITSELF');
      visit(...story.until('observations'))
        .when('adoptReport', told.report.data, as(by))
        .refused('ASSESSES_ITSELF');
      visit(...story.until('report'))
        .when('transmitReportToState', {}, as(by))
        .refused('ASSESSES_ITSELF');
    }
  });

  it('sends the State a draft once completed, before which there are no observations', () => {
    visit(...story.until('started'))
      .when('sendDraftReportToState', told.draft.data, cted)
      .refused('WRONG_STATUS');
    const completed = visit(...story.until('completed'));
    completed.when('receiveStateObservations', {}, freedonia).refused('WRONG_STATUS');
    completed.when('sendDraftReportToState', told.draft.data, { ...cted, occurredAt: '2021-01-01' }).refused('TOO_EARLY');
    completed.when('sendDraftReportToState', told.draft.data, cted).then([told.draft]);
    const sent = visit(...story.until('draft'));
    sent.when('sendDraftReportToState', told.draft.data, cted).refused('WRONG_STATUS');
    sent.when('receiveStateObservations', { text: english('A remark') }, freedonia).then([told.observations]);
    sent.when('receiveStateObservations', {}, { ...freedonia, occurredAt: '2021-01-01' }).refused('TOO_EARLY');
    visit(...story.until('observations'))
      .when('receiveStateObservations', {}, freedonia)
      .refused('WRONG_STATUS');
  });

  it('has its report adopted after the observations, or when 30 days have passed since the draft, and not before', () => {
    const sent = visit(...story.until('completed'), { ...told.draft, on: '2021-04-01T15:00:00Z' });
    const adopt = (on: string, record = sent) => record.when('adoptReport', told.report.data, as('CTED', on));
    expect(observationsDue(sent.state)).toBe('2021-05-01');
    expect(adopt('2021-05-01').refused('OBSERVATIONS_AWAITED').rule).toContain('2021-05-01');
    adopt('2021-05-02').then([told.report]);
    const heard = visit(
      ...story.until('completed'),
      { ...told.draft, on: '2021-04-01' },
      { ...told.observations, on: '2021-04-10' },
    );
    adopt('2021-04-10', heard).then([told.report]);
    adopt('2021-04-09', heard).refused('OBSERVATIONS_AWAITED');
    visit(...story.until('completed'))
      .when('adoptReport', told.report.data, cted)
      .refused('WRONG_STATUS');
    visit(...story.until('report'))
      .when('adoptReport', told.report.data, cted)
      .refused('WRONG_STATUS');
  });

  it('gives the State its 30 days from the last day on which it can have had the draft', () => {
    const sent = visit(...story.until('completed'), { ...told.draft, on: '2021-04' });
    expect(observationsDue(sent.state)).toBe('2021-05-30');
  });

  it('takes observations after the 30 days and after adoption too, and shows them as late', () => {
    const lapsed = visit(...story.until('completed'), { ...told.draft, on: '2021-04-01' }, { ...told.report, on: '2021-06-01' });
    lapsed.when('receiveStateObservations', { text: english('A remark') }, freedonia).then([told.observations]);
    const on = (met: string | null, day: string) => clockOn(observationsDue(lapsed.state), met, day)?.standing;
    expect([on(null, '2021-05-01'), on(null, '2021-05-02')]).toEqual(['RUNNING', 'LATE']);
    expect([on('2021-05-01T23:00:00Z', '2022-01-01'), on('2021-05-02T00:00:00Z', '2022-01-01')]).toEqual(['MET', 'MET_LATE']);
  });

  it.each([
    ['2021-01-15', '2021-07-15'],
    ['2021-08-31', '2022-02-28'],
    ['2023-08-31', '2024-02-29'],
    ['2021-12-31', '2022-06-30'],
  ])('asks for a response to a report received on %s by %s: six calendar months', (received, due) => {
    const { state } = visit(...story.until('transmission'), { ...told.received, on: received });
    expect(responseDue(state)).toBe(due);
    expect(clockOn(due, null, due)).toMatchObject({ standing: 'RUNNING', daysLeft: 0, rule: 'visit-clock/1' });
  });

  it('runs no clock from transmission, but from receipt', () => {
    const sent = visit(...story.until('transmission'));
    expect(clockOn(responseDue(sent.state), null, '2030-01-01')).toBeNull();
    sent.when('confirmReportReceipt', {}, cted).then([told.received]);
    sent.when('confirmReportReceipt', {}, { ...cted, occurredAt: '2021-01-01' }).refused('TOO_EARLY');
    visit(...story.until('report'))
      .when('confirmReportReceipt', {}, cted)
      .refused('WRONG_STATUS');
    visit(...story.until('received'))
      .when('confirmReportReceipt', {}, cted)
      .refused('WRONG_STATUS');
  });

  it('transmits a report once it is adopted', () => {
    visit(...story.until('draft'))
      .when('transmitReportToState', {}, cted)
      .refused('WRONG_STATUS');
    const adopted = visit(...story.until('report'));
    adopted.when('transmitReportToState', {}, cted).then([told.transmission]);
    adopted.when('transmitReportToState', {}, { ...cted, occurredAt: '2021-01-01' }).refused('TOO_EARLY');
    visit(...story.until('transmission'))
      .when('transmitReportToState', {}, cted)
      .refused('WRONG_STATUS');
  });

  it('takes the response of the State, late or not, before receipt was confirmed or after closing too, once', () => {
    const answer = { text: english('We accept') };
    visit(...story.until('report'))
      .when('receiveStateResponse', answer, freedonia)
      .refused('WRONG_STATUS');
    for (const until of ['transmission', 'received'] as const)
      visit(...story.until(until))
        .when('receiveStateResponse', answer, as('Freedonia', '2030-01-01'))
        .then([told.response]);
    const early = { ...freedonia, occurredAt: '2021-01-01' };
    visit(...story.until('received'))
      .when('receiveStateResponse', answer, early)
      .refused('TOO_EARLY');
    visit(...story.until('response'))
      .when('receiveStateResponse', answer, freedonia)
      .refused('WRONG_STATUS');
    const closedWithout: AssessmentVisitEvent = { type: 'VisitClosed', data: { reason: 'no answer' } };
    visit(...story.until('received'), closedWithout)
      .when('receiveStateResponse', answer, freedonia)
      .then([told.response]);
  });
});
