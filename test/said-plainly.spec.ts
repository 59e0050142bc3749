import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getMetadataStorage } from 'class-validator';
import { type ValidationMetadata } from 'class-validator/types/metadata/ValidationMetadata.js';
import { CLEAR, english, type TestService, testService } from './support/service.js';

let concord: TestService;
let actor: string;
let commitment: string;

beforeAll(async () => {
  concord = await testService();
  actor = (await concord.send('registerActor', { actorKind: 'STATE', name: english('France'), handling: CLEAR })).record.id;
  const declared = { actor, statement: english('x'), handling: CLEAR, occurredAt: '2021-01' };
  commitment = (await concord.send('declareCommitment', declared)).record.id;
});
afterAll(() => concord.close());

const NONE = '00000000-0000-4000-8000-000000000000';

describe('What is wrong is said in the words of the domain', () => {
  it('with the right article, for every kind of record', async () => {
    const missing = await concord.send('completeProject', { id: `assistanceProject_${NONE}` }, 'id');
    expect(missing.refusal.message).toBe('no such assistance project');
    const reference = await concord.send('declareCommitment', {
      actor: `actor_${NONE}`,
      statement: english('x'),
      handling: CLEAR,
    });
    expect(reference.refusal.rule).toBe('actor names an actor on record');
    await expect(concord.send('completeProject', { id: 'x' })).rejects.toThrow(
      'is the id of an assistance project: assistanceProject_<uuid>',
    );
  });

  it('without the words of a library, where a correction does not fit', async () => {
    const { data } = await concord.ask(`{ commitment(id: "${commitment}") { timeline(first: 1) { nodes { id } } } }`);
    const eventId = data.commitment.timeline.nodes[0].id as string;
    const wrong = async (field: string, value: unknown) =>
      (await concord.send('correctRecord', { id: commitment, eventId, field, value, reason: 'x' })).refusal;
    expect(await wrong('cites', 'all')).toMatchObject({ rule: 'cites is a list' });
    expect(await wrong('due', 'soon')).toMatchObject({ code: 'INVALID_CORRECTION', rule: 'due is a day, a month or a year' });
    expect(await wrong('colour', 'red')).toMatchObject({ rule: 'CommitmentDeclared has no field colour' });
  });

  it('in every rule of every input', () => {
    const { validationMetadatas } = getMetadataStorage() as unknown as {
      validationMetadatas: Map<unknown, ValidationMetadata[]>;
    };
    const library = /^(is(?!Optional)[A-Z]|array|min|max|nested)/;
    const silent = [...validationMetadatas.values()]
      .flat()
      .filter(({ name, type, message }) => message === undefined && (type === 'nestedValidation' || library.test(name ?? '')));
    expect(silent.map(({ target, propertyName, name }) => [(target as { name: string }).name, propertyName, name])).toEqual([]);
  });
});

describe('Progress that goes back', () => {
  const report = (percent: number, occurredAt: string) =>
    concord.ask(
      `mutation($input: ReportCommitmentProgressInput!) { reportCommitmentProgress(input: $input) { commitment { percent } remarks { code message field } refusal { code } } }`,
      { input: { id: commitment, percent, report: english('x'), occurredAt } },
    );

  it('is taken as it is said, with a remark; a late report of an earlier time is not going back', async () => {
    expect((await report(40, '2021-06')).data.reportCommitmentProgress.remarks).toEqual([]);
    expect((await report(30, '2021-09')).data.reportCommitmentProgress).toEqual({
      commitment: { percent: 30 },
      remarks: [{ code: 'PROGRESS_GOES_BACK', message: 'progress goes back from 40 to 30 per cent', field: 'percent' }],
      refusal: null,
    });
    expect((await report(10, '2021-03')).data.reportCommitmentProgress.remarks).toEqual([]);
  });
});

describe('A document that is not known', () => {
  const hash = 'a'.repeat(64);
  it.each([
    ['by its id', { documentId: `sha256:${hash}` }],
    ['as Apollo Client asks', { extensions: { persistedQuery: { version: 1, sha256Hash: hash } } }],
  ])('has a code of its own, asked for %s', async (_how, body) => {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${concord.address}/graphql`, { method: 'POST', headers, body: JSON.stringify(body) });
    expect(await response.json()).toMatchObject({
      errors: [{ message: 'PersistedQueryNotFound', extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }],
    });
  });
});
