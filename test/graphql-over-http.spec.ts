import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { serverAudits } from 'graphql-http';
import { type ToyServer, toyServer } from './support/toy-server.js';

let server: ToyServer;
beforeAll(async () => {
  server = await toyServer();
});
afterAll(() => server.close());

/** What is refused on purpose, by the name of its audit. */
const REFUSED: Readonly<Record<string, string>> = {};

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
