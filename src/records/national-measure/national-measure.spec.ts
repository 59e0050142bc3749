import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { given, id } from '../../../test/support/given.js';
import {
  english,
  references,
  registered,
  absent,
  developing,
  text,
  drafted,
  adopted,
  inForce,
  deployed,
  reviewing,
  reviewed,
  amended,
  repealed,
  replaced,
  dated,
  report,
  dispute,
  measure,
  OF_THE_STATE,
} from '../../../test/support/national-measure.js';
import { measureStatuses, type NationalMeasureEvent as Event } from './national-measure.fields.js';
import { nationalMeasure } from './national-measure.js';
import { isReviewOverdue } from './national-measure.js';

describe('a national measure', () => {
  const register = (more: object) =>
    given(nationalMeasure, []).when('registerMeasure', { ...registered.data, ...more }, { by: 'CTED', references });

  it('is put on record by anybody, and is not reported until its State says where it stands', () => {
    register({ participants: [], themes: ['CO-02', 'CO-02'] }).then([registered]);
    expect(measure().status).toBe('NOT_REPORTED');
    expect(measure(report).status).toBe('NOT_REPORTED');
  });

  it('is a State’s, and no other actor’s', () => {
    register({ state: id('CTED') }).refused('NOT_A_STATE');
  });

  it.each(OF_THE_STATE)('%s is for the State or its delegate, and for nobody else', (command, input, events) => {
    const record = measure(...events);
    record.when(command, input, { by: 'CTED' }).refused('NOT_THE_STATE');
    record.when(command, input, { by: undefined }).refused('PARTY_MISSING');
    const { outcome } = record.when(command, input);
    expect(outcome).toHaveLength(1);
    expect(record.when(command, input, { by: 'Ministry' }).outcome).toEqual(outcome);
  });

  it('keeps not reported, absent, under development, drafted, adopted, in force and deployed apart', () => {
    const life = [absent, developing, drafted, adopted, inForce, deployed, repealed];
    expect(life.map((_, n) => measure(...life.slice(0, n)).status)).toEqual([
      'NOT_REPORTED',
      'ABSENT',
      'UNDER_DEVELOPMENT',
      'DRAFTED',
      'ADOPTED',
      'IN_FORCE',
      'DEPLOYED',
    ]);
    expect(measure(adopted, deployed).status).toBe('DEPLOYED');
    expect(measure(adopted, deployed, inForce).status).toBe('DEPLOYED');
    expect(measure(adopted, repealed).status).toBe('REPEALED');
    expect(measure(adopted, replaced).status).toBe('REPLACED');
  });

  it('is prepared before it is adopted', () => {
    measure().when('reportMeasureAbsent').then([absent]);
    measure(absent).when('reportMeasureAbsent').then([absent]);
    measure(drafted).when('reportMeasureAbsent').then([absent]);
    measure(absent).when('startMeasureDevelopment').then([developing]);
    measure(developing).when('startMeasureDevelopment').then([]);
    measure(drafted).when('startMeasureDevelopment').refused('WRONG_STATUS');
    measure(developing).when('recordMeasureDraft', { document: text }).then([drafted]);
    for (const command of ['reportMeasureAbsent', 'startMeasureDevelopment', 'recordMeasureDraft', 'adoptMeasure'])
      measure(adopted).when(command).refused('WRONG_STATUS');
  });

  it('takes late reports of its preparation', () => {
    const record = measure({ ...drafted, on: '2021-03-01' }, { ...adopted, on: '2021-06-01' });
    record.when('startMeasureDevelopment', {}, { occurredAt: '2021-02-01' }).then([developing]);
    record.when('startMeasureDevelopment', {}, { occurredAt: '2021-04-01' }).refused('WRONG_STATUS');
    record.when('reportMeasureAbsent', {}, { occurredAt: '2021-01-15' }).then([absent]);
  });

  it('is adopted once, with its text, and under another name if it has one', () => {
    measure(drafted).when('adoptMeasure', { document: text }).then([adopted]);
    expect(measure(drafted, adopted).state).toMatchObject({ draft: text, versions: [{ number: 1, document: text }] });
    const named: Event = { type: 'MeasureAdopted', data: { version: 1, name: english('Act') } };
    measure()
      .when('adoptMeasure', { name: english('Act') })
      .then([named]);
    expect(measure(named).state.name).toEqual(english('Act'));
    expect(measure(adopted).state.name).toEqual(english('Strategy'));
  });

  it('enters into force and is deployed once each, after it is adopted', () => {
    for (const [command, event] of [
      ['bringMeasureIntoForce', inForce],
      ['deployMeasure', deployed],
    ] as const) {
      measure(drafted).when(command).refused('WRONG_STATUS');
      measure({ ...adopted, on: '2021-06-01' })
        .when(command, {}, { occurredAt: '2021-05-31' })
        .refused('TOO_EARLY');
      measure(adopted).when(command).then([event]);
      measure(adopted, event).when(command).refused('WRONG_STATUS');
    }
  });

  it('is reviewed while it stands, and says when the next review is due', () => {
    measure(adopted).when('startMeasureReview').then([reviewing]);
    measure(adopted, reviewing).when('startMeasureReview').refused('WRONG_STATUS');
    expect(measure(adopted, deployed, reviewing)).toMatchObject({
      status: 'DEPLOYED',
      state: { reviewSince: '2021-01-04T00:00:00.000Z' },
    });
    const outcome = english('It holds');
    measure(adopted).when('completeMeasureReview', { outcome }).refused('WRONG_STATUS');
    measure(adopted, { ...reviewing, on: '2021-06-01' })
      .when('completeMeasureReview', { outcome }, { occurredAt: '2021-05-31' })
      .refused('TOO_EARLY');
    measure(adopted, reviewing).when('completeMeasureReview', { outcome, nextReview: '2023-05-31' }).then([reviewed]);
    measure(adopted, reviewing)
      .when('completeMeasureReview', { outcome })
      .then([{ type: 'MeasureReviewCompleted', data: { outcome } }]);
    expect(measure(adopted, reviewing, reviewed).state).toMatchObject({ reviewSince: null, reviews: [{ outcome }] });
  });

  it('is reviewed by its cycle where no other day is named', () => {
    measure(adopted).when('setMeasureReviewDate', { nextReview: '2022-06-30', cycleMonths: 12 }).then([dated]);
    measure(adopted, dated).when('setMeasureReviewDate', { nextReview: '2022-06-30' }).then([]);
    const outcome = english('It holds');
    measure(adopted, dated, reviewing)
      .when('completeMeasureReview', { outcome }, { occurredAt: '2021-12-31' })
      .then([{ type: 'MeasureReviewCompleted', data: { outcome, nextReview: '2022-12-31' } }]);
  });

  it('has an overdue review from the day after it is due, while it holds', () => {
    const { state } = measure(adopted, dated);
    expect(isReviewOverdue(state, '2022-06-30')).toBe(false);
    expect(isReviewOverdue(state, '2022-07-01')).toBe(true);
    expect(isReviewOverdue(measure(adopted).state, '2022-07-01')).toBe(false);
    expect(isReviewOverdue(measure(adopted, dated, repealed).state, '2022-07-01')).toBe(false);
  });

  it('has versions whose numbers rise by one', () => {
    measure(adopted)
      .when('amendMeasure', { summary: english('Drones') })
      .then([amended]);
    measure(adopted, { ...amended, on: '2021-06-01' })
      .when('amendMeasure', {}, { occurredAt: '2021-05-31' })
      .refused('TOO_EARLY');
    measure().when('amendMeasure').refused('WRONG_STATUS');
    measure(adopted, amended)
      .when('amendMeasure')
      .then([{ type: 'MeasureAmended', data: { version: 3 } }]);
    expect(measure(adopted, inForce, amended)).toMatchObject({
      status: 'IN_FORCE',
      state: { versions: [{ number: 1 }, { number: 2 }] },
    });
  });

  it('is repealed or replaced once, by a measure of the same State, and then takes late reports of the time before alone', () => {
    measure(adopted).when('repealMeasure', { reason: 'outdated' }).then([repealed]);
    measure(adopted)
      .when('replaceMeasure', { by: id('next') })
      .then([replaced]);
    measure(adopted)
      .when('replaceMeasure', { by: id('record') })
      .refused('SUPERSEDES_ITSELF');
    measure(adopted)
      .when('replaceMeasure', { by: id('Spanish') })
      .refused('ANOTHER_STATE');
    measure().when('repealMeasure', { reason: 'outdated' }).refused('WRONG_STATUS');
    const ended = measure(adopted, reviewing, { ...repealed, on: '2021-06-01' });
    for (const [command, input] of OF_THE_STATE) ended.when(command, input).refused('WRONG_STATUS');
    ended.when('repealMeasure', { reason: 'again' }, { occurredAt: '2021-05-01' }).refused('WRONG_STATUS');
    ended.when('deployMeasure', {}, { occurredAt: '2021-05-01' }).then([deployed]);
  });

  it('stands nowhere but where its State or a delegate put it, whatever is asked by whomever', () => {
    const commands = [
      ...OF_THE_STATE.map(([name, input]) => [name, input] as const),
      ['reportMeasureStatus', { status: 'DEPLOYED' }] as const,
      ['disputeMeasureStatus', { reason: 'x' }] as const,
    ];
    const asked = fc.tuple(fc.constantFrom(...commands), fc.constantFrom('France', 'Ministry', 'CTED', 'Spain'));
    fc.assert(
      fc.property(fc.array(asked, { maxLength: 15 }), (all) => {
        const told: Event[] = [];
        for (const [[name, input], by] of all) {
          const { status, when } = measure(...told);
          const { outcome } = when(name, input, { by });
          if (!Array.isArray(outcome)) continue;
          told.push(...(outcome as Event[]));
          const next = measure(...told);
          expect(measureStatuses.codes).toContain(next.status);
          if (by === 'CTED' || by === 'Spain') expect(next.status).toBe(status);
          expect(next.state.versions.map(({ number }) => number)).toEqual(next.state.versions.map((_, i) => i + 1));
        }
      }),
    );
  });

  it('has no status unknown, in whatever order reports come', () => {
    const events = [
      absent,
      developing,
      drafted,
      adopted,
      inForce,
      deployed,
      reviewing,
      reviewed,
      amended,
      repealed,
      dispute,
      report,
    ];
    const day = fc.integer({ min: 10, max: 28 }).map((n) => `2021-02-${n}`);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...events), day), { maxLength: 12 }), (told) => {
        const { state, status } = measure(...told.map(([one, on]) => ({ ...one, on })));
        expect(measureStatuses.codes).toContain(status);
        const numbers = state.versions.map(({ number }) => number);
        expect(numbers).toEqual([...new Set(numbers)].sort());
      }),
    );
  });
});
