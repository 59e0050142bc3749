import { describe, expect, it } from '@jest/globals';
import { given, id } from '../../../test/support/given.js';
import { type SavedQuestionEvent } from './saved-question.fields.js';
import { savedQuestion } from './saved-question.js';

const list = 'commitments?status=DECLARED';
const document = '{ commitments { nodes { id } } }';
const saved: SavedQuestionEvent = { type: 'QuestionSaved', data: { name: 'open', list, keeper: id('OSCE') } };
const keeper = { by: 'OSCE' };

describe('a saved question', () => {
  it('is kept by the organisation that saves it', () => {
    given(savedQuestion, []).when('saveQuestion', { name: 'open', list }, keeper).then([saved]);
    given(savedQuestion, []).when('saveQuestion', { name: 'open', list }).refused('PARTY_MISSING');
  });

  it('is a document, with or without variables, or a list', () => {
    const record = given(savedQuestion, []);
    record.when('saveQuestion', { name: 'open' }, keeper).refused('NOT_ONE_QUESTION');
    record.when('saveQuestion', { name: 'open', list, document }, keeper).refused('NOT_ONE_QUESTION');
    record.when('saveQuestion', { name: 'open', list, variables: '{}' }, keeper).refused('NOT_ONE_QUESTION');
  });

  it('asks what it was revised to, and nothing of what it asked before', () => {
    const revised: SavedQuestionEvent = { type: 'QuestionRevised', data: { document, variables: '{}' } };
    given(savedQuestion, [saved]).when('reviseQuestion', { document, variables: '{}' }, keeper).then([revised]);
    expect(given(savedQuestion, [saved, revised]).state).toMatchObject({ name: 'open', document, keeper: id('OSCE') });
    expect(given(savedQuestion, [saved, revised]).state.list).toBeUndefined();
  });

  it('takes no revision once it is retired', () => {
    const record = given(savedQuestion, [saved, { type: 'QuestionRetired', data: { reason: 'over' } }]);
    record.when('reviseQuestion', { list }, keeper).refused('WRONG_STATUS');
    record.when('retireQuestion', { reason: 'again' }, keeper).refused('WRONG_STATUS');
  });
});
