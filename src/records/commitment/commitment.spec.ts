import { describe, expect, it } from '@jest/globals';
import { given, id } from '../../../test/support/given.js';
import { type CommitmentEvent } from './commitment.fields.js';
import { commitment, slips } from './commitment.js';

const declared: CommitmentEvent = {
  type: 'CommitmentDeclared',
  data: { actor: id('France'), statement: [{ language: 'en', text: 'Train 40 officers' }], cites: [], due: '2021-12-31' },
};
const fulfilled: CommitmentEvent = { type: 'CommitmentFulfilled', data: { by: id('France') } };
const english = (text: string) => [{ language: 'en', text }];

describe('a commitment', () => {
  it('is declared with its words, its forum and its due day', () => {
    given(commitment, [])
      .when(
        'declareCommitment',
        { actor: id('France'), statement: english('Train 40 officers'), due: '2021-12-31' },
        { by: 'France' },
      )
      .then([declared]);
  });

  it('is acknowledged by another party, once', () => {
    given(commitment, [declared])
      .when('acknowledgeCommitment', {}, { by: 'CTED' })
      .then([{ type: 'CommitmentAcknowledged', data: { by: id('CTED') } }]);
    given(commitment, [declared, { type: 'CommitmentAcknowledged', data: { by: id('CTED') } }])
      .when('acknowledgeCommitment', {}, { by: 'CTED' })
      .then([]);
  });

  it('is not acknowledged by the actor that made it', () => {
    given(commitment, [declared]).when('acknowledgeCommitment', {}, { by: 'France' }).refused('OWN_ACKNOWLEDGEMENT');
  });

  it('keeps every day that it was due, and counts only the moves to a later one as slips', () => {
    const revise = (from: string, to: string) =>
      ({ type: 'CommitmentDueDateRevised', data: { from, to, reason: 'budget' } }) as const;
    const { state } = given(commitment, [declared, revise('2021-12-31', '2022-06-30'), revise('2022-06-30', '2022-03-31')]);
    expect(state).toMatchObject({ due: '2022-03-31', earlierDues: ['2021-12-31', '2022-06-30'] });
    expect(slips(state)).toBe(1);
  });

  it('says the old day and the new one when its due day moves', () => {
    given(commitment, [declared])
      .when('reviseCommitmentDueDate', { due: '2022-06-30', reason: 'budget' }, { by: 'France' })
      .then([{ type: 'CommitmentDueDateRevised', data: { from: '2021-12-31', to: '2022-06-30', reason: 'budget' } }]);
  });

  it('is never verified by the party that reported it complete', () => {
    const record = given(commitment, [declared, fulfilled]);
    record.when('confirmCommitmentFulfilment', {}, { by: 'France' }).refused('OWN_VERIFICATION');
    record.when('disputeCommitmentFulfilment', { reason: 'no' }, { by: 'France' }).refused('OWN_VERIFICATION');
    record
      .when('confirmCommitmentFulfilment', {}, { by: 'CTED' })
      .then([{ type: 'CommitmentFulfilmentConfirmed', data: { by: id('CTED') } }]);
  });

  it('is not verified before anybody reported it complete', () => {
    given(commitment, [declared]).when('confirmCommitmentFulfilment', {}, { by: 'CTED' }).refused('NOT_REPORTED_FULFILLED');
  });

  it('takes no change after its end, but a late report of the time before', () => {
    const ended = given(commitment, [declared, { ...fulfilled, on: '2021-06-01' }]);
    ended.when('withdrawCommitment', { reason: 'budget' }, { by: 'France' }).refused('COMMITMENT_ENDED');
    ended.when('reportCommitmentProgress', { report: english('more') }, { by: 'France' }).refused('COMMITMENT_ENDED');
    ended
      .when('reportCommitmentProgress', { report: english('half') }, { by: 'France', occurredAt: '2021-05' })
      .then([{ type: 'CommitmentProgressReported', data: { report: english('half') } }]);
  });

  it('can be reported complete again after a dispute', () => {
    const disputed = { type: 'CommitmentFulfilmentDisputed', data: { by: id('CTED'), reason: 'half' } } as const;
    given(commitment, [declared, fulfilled, disputed]).when('reportCommitmentFulfilled', {}, { by: 'France' }).then([fulfilled]);
  });

  it('does not take its own place', () => {
    given(commitment, [declared])
      .when('supersedeCommitment', { by: id('record') }, { by: 'France' })
      .refused('SUPERSEDES_ITSELF');
  });
});
