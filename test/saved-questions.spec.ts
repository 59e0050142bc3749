import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ADMIN_KEY } from './support/child-service.js';
import { CLEAR, registerActors, testService, type TestService } from './support/service.js';

const DOCUMENT = 'query Open($status: [CommitmentStatus!]) { commitments(filter: { status: $status }) { nodes { id } } }';
const idOf = (text: string) => `sha256:${createHash('sha256').update(text).digest('hex')}`;

describe('Saved questions', () => {
  let concord: TestService;
  let keeper: string;
  let saved: string;
  beforeAll(async () => {
    concord = await testService();
    const actors = await registerActors(concord, { OSCE: 'REGIONAL_ORG' });
    keeper = actors.OSCE;
    const { record } = await concord.send(
      'saveQuestion',
      { name: 'open', document: DOCUMENT, handling: CLEAR, onBehalfOf: keeper },
      'id documentId',
    );
    saved = record.id;
    expect(record.documentId).toBe(idOf(DOCUMENT));
    await concord.settled();
  });
  afterAll(() => concord.close());

  async function request(body: object, { key, get = false }: { key?: string; get?: boolean } = {}) {
    const headers = { 'content-type': 'application/json', ...(key ? { authorization: `Bearer ${key}` } : {}) };
    const written = Object.entries(body).map(([name, value]): [string, string] => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]);
    const response = get
      ? await fetch(`${concord.address}/graphql?${new URLSearchParams(written).toString()}`)
      : await fetch(`${concord.address}/graphql`, { method: 'POST', headers, body: JSON.stringify(body) });
    return { status: response.status, ...((await response.json()) as { data?: unknown; errors?: never[] }) };
  }

  it('are answered by the hash of their document, as GraphQL over HTTP and Apollo have it, sent or in an address', async () => {
    const answer = { status: 200, data: { commitments: { nodes: [] } } };
    const variables = { status: ['DECLARED'] };
    const persistedQuery = { version: 1, sha256Hash: idOf(DOCUMENT).slice(7) };
    expect(await request({ documentId: idOf(DOCUMENT), variables })).toMatchObject(answer);
    expect(await request({ documentId: idOf(DOCUMENT), variables }, { get: true })).toMatchObject(answer);
    expect(await request({ variables, extensions: { persistedQuery } })).toMatchObject(answer);
    expect(await request({ variables, extensions: { persistedQuery } }, { get: true })).toMatchObject(answer);
  });

  it.each([
    [{ documentId: idOf('{ x }') }, 'PERSISTED_QUERY_NOT_FOUND'],
    [{ documentId: 'open' }, 'BAD_USER_INPUT'],
    [{ documentId: idOf(DOCUMENT), query: '{ service { name } }' }, 'BAD_USER_INPUT'],
  ])('say what is wrong with %j', async (body, code) => {
    expect(await request(body)).toMatchObject({ status: 400, errors: [{ extensions: { code } }] });
  });

  it('run for a public token that is bound to their document', async () => {
    const made = await concord.ask(
      'mutation($input: CreateKeyInput!) { createKey(input: $input) { text } }',
      { input: { name: 'page', documents: [idOf(DOCUMENT)] } },
      ADMIN_KEY,
    );
    const { text: key } = made.data.createKey;
    expect(await request({ documentId: idOf(DOCUMENT) }, { key })).toMatchObject({ status: 200 });
    expect(await request({ query: '{ service { name } }' }, { key })).toMatchObject({ status: 403 });
  });

  it.each([
    [{ document: '{ nothing }' }, 'input.document'],
    [{ document: '{ service { name } } { viewer { user } }' }, 'input.document'],
    [{ document: DOCUMENT, variables: '{"status":"LATE"}' }, 'variables'],
    [{ list: 'commitments?colour=red' }, 'colour'],
    [{ list: 'commitments?columns=id,price' }, 'columns'],
    [{ name: 'commitments', list: 'commitments' }, 'input.name'],
    [{ name: 'Open ones', list: 'commitments' }, 'input.name'],
  ])('are not saved where they cannot be asked: %j', async (question, field) => {
    const input = { name: 'other', handling: CLEAR, onBehalfOf: keeper, ...question };
    const { errors } = await concord.ask(
      'mutation($input: SaveQuestionInput!) { saveQuestion(input: $input) { receipt { position } } }',
      { input },
    );
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', field } }]);
  });

  it('are the only ones that are answered where the service says so, but for its administrator', async () => {
    const strict = await testService({ frontDoor: { documents: 'saved' } });
    const ask = (query: string, key: string | null) => strict.ask(query, {}, key);
    expect(await ask('{ service { name } }', ADMIN_KEY)).toMatchObject({ data: {} });
    for (const key of [null, strict.coordinator])
      expect(await ask('{ service { name } }', key)).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] });
    await strict.close();
  });

  it('are not answered by their hash any more once retired', async () => {
    await concord.send('retireQuestion', { id: saved, reason: 'over', onBehalfOf: keeper });
    await concord.settled();
    for (let status = 200; status === 200;) ({ status } = await request({ documentId: idOf(DOCUMENT) }));
    expect(await request({ documentId: idOf(DOCUMENT) })).toMatchObject({
      errors: [{ extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }],
    });
  });
});
