import { describe, expect, it } from '@jest/globals';
import { v5 } from 'uuid';
import { id } from '../../../test/support/given.js';
import { english, absent, adopted, inForce, report, dispute, measure } from '../../../test/support/national-measure.js';
import { isDisputed } from './national-measure.js';
import { nationalMeasureKind } from './national-measure.js';

describe('a national measure of which others speak', () => {
  it('is reported on by others, which changes nothing of what its State says', () => {
    measure(absent)
      .when('reportMeasureStatus', { status: 'DEPLOYED', note: english('Seen') }, { by: 'CTED' })
      .then([report]);
    measure().when('reportMeasureStatus', { status: 'NOT_REPORTED' }, { by: 'CTED' }).refused('NOTHING_REPORTED');
    measure().when('reportMeasureStatus', { status: 'ADOPTED' }, { by: undefined }).refused('PARTY_MISSING');
    for (const by of ['France', 'Ministry'])
      measure().when('reportMeasureStatus', { status: 'ADOPTED' }, { by }).refused('OWN_MEASURE');
    expect(measure(absent, report).status).toBe('ABSENT');
    expect(nationalMeasureKind.columns.reportedBy!.of(measure(report, report).state, {} as never)).toEqual([id('CTED')]);
  });

  it('is disputed by others, until its State says something else', () => {
    measure(adopted).when('disputeMeasureStatus', { reason: 'no text' }, { by: 'CTED' }).then([dispute]);
    measure().when('disputeMeasureStatus', { reason: 'x' }, { by: 'CTED' }).refused('NOTHING_TO_DISPUTE');
    measure(adopted).when('disputeMeasureStatus', { reason: 'x' }, { by: 'Ministry' }).refused('OWN_MEASURE');
    measure(adopted).when('disputeMeasureStatus', { reason: 'x' }, { by: undefined }).refused('PARTY_MISSING');
    expect(measure(adopted, dispute).status).toBe('ADOPTED');
    expect(isDisputed(measure(adopted, dispute).state)).toBe(true);
    expect(isDisputed(measure(adopted, dispute, inForce).state)).toBe(false);
  });

  it('is voided and corrected by its State alone, once that has spoken', () => {
    const event = (n: number) => v5(String(n), id('record'));
    const correct = (n: number, field: string, value: unknown) => ({ eventId: event(n), field, value, reason: 'a slip' });
    const corrected = (n: number, field: string, value: unknown): object[] => [
      { type: 'RecordCorrected', data: correct(n, field, value) },
    ];
    const voided = [{ type: 'RecordVoided', data: { reason: 'twice' } }];
    const [other, name] = [{ by: 'CTED' }, english('Plan')];
    expect(measure().when('voidRecord', { reason: 'twice' }, other).outcome).toEqual(voided);
    expect(measure().when('correctRecord', correct(0, 'name', name), other).outcome).toEqual(corrected(0, 'name', name));
    const record = measure(adopted);
    record.when('voidRecord', { reason: 'twice' }, other).refused('NOT_THE_STATE');
    record.when('correctRecord', correct(0, 'name', name), other).refused('NOT_THE_STATE');
    record.when('correctRecord', correct(1, 'occurredAt', '2021-05-01'), other).refused('NOT_THE_STATE');
    record.when('correctRecord', correct(0, 'state', id('Spain'))).refused('STATE_HAS_SPOKEN');
    expect(record.when('voidRecord', { reason: 'twice' }, { by: 'Ministry' }).outcome).toEqual(voided);
    expect(record.when('correctRecord', correct(0, 'name', name)).outcome).toEqual(corrected(0, 'name', name));
  });

  it('keeps who reported and disputed as it was made, whatever else of it is corrected', () => {
    const correct = (field: string, value: unknown) => ({ eventId: v5('2', id('record')), field, value, reason: 'a slip' });
    for (const [said, field, value] of [
      [report, 'status', 'ADOPTED'],
      [dispute, 'reason', 'none'],
    ] as const) {
      const record = measure(adopted, { ...said, by: 'CTED' });
      record.when('correctRecord', correct('by', id('France')), { by: 'CTED' }).refused('NOT_CORRECTABLE');
      expect(record.when('correctRecord', correct(field, value), { by: 'CTED' }).outcome).toHaveLength(1);
    }
  });
});
