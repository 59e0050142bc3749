import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { serverAudits } from 'graphql-http';
import { type ToyServer, toyServer } from './support/toy-server.js';

let server: ToyServer;
beforeAll(async () => {
  server = await toyServer();
});
afterAll(() => server.close());

/** What is refused on purpose, by the name of its audit. */
const FROM_ANOTHER_SITE =
  'a GET that a browser sends for a page of another site without asking first is for saved documents alone';
const STATUS_SAYS_IT = 'an operation that is not executed has a status that says so, whatever the type of the answer';
const REFUSED: Readonly<Record<string, string>> = {
  'MAY accept application/x-www-form-urlencoded formatted GET requests': FROM_ANOTHER_SITE,
  'MAY allow URL-encoded JSON string {variables} parameter in GETs when accepting application/graphql-response+json':
    FROM_ANOTHER_SITE,
  'MAY allow URL-encoded JSON string {variables} parameter in GETs when accepting application/json': FROM_ANOTHER_SITE,
  'SHOULD use 200 status code on document parsing failure when accepting application/json': STATUS_SAYS_IT,
  'SHOULD use 200 status code on document validation failure when accepting application/json': STATUS_SAYS_IT,
  'SHOULD use a status code of 200 on variable coercion failure when accepting application/json': STATUS_SAYS_IT,
};

describe('GraphQL over HTTP', () => {
  const audits = serverAudits({ url: () => `${server.address}/graphql`, fetchFn: fetch });

  it('has 61 audits', () => {
    expect(audits).toHaveLength(61);
    expect(Object.keys(REFUSED).filter((name) => !audits.some((audit) => audit.name === name))).toEqual([]);
  });

  it.each(audits.map((audit) => [audit.name, audit] as const))('%s', async (name, audit) => {
    const result = await audit.fn();
    const reason = 'reason' in result ? result.reason : '';
    expect([result.status, reason]).toEqual(name in REFUSED ? [expect.not.stringMatching('ok'), expect.any(String)] : ['ok', '']);
  });
});
