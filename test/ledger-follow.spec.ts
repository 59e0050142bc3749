import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fastify, { type FastifyInstance } from 'fastify';
import { readdirSync, readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { logOnly } from '../verify/policy.js';
import { parseCheckpoint } from '../verify/verify.js';
import { Progress } from '../src/event-sourcing/projections/progress.js';
import { serveLedger } from '../src/http/ledger.js';
import { follow } from '../src/ledger/follow.js';
import { ledgerIdentity } from '../src/ledger/identity.js';
import { Ledger } from '../src/ledger/ledger.js';
import { aFolder, removeFolders, SmallLedger } from './support/small-ledger.js';

const ORIGIN = 'log.example/followed';
/** Where the key is kept, and where each history keeps its own newest checkpoint, as an operator who deceives would. */
const key = aFolder();
const servers: FastifyInstance[] = [];
afterAll(async () => {
  for (const server of servers) await server.close();
  removeFolders();
});

/** Signs a history as it is and gives the address at which it is served. */
async function served(ledger: SmallLedger): Promise<string> {
  const { keys } = ledgerIdentity(key, { origin: ORIGIN });
  await ledger.signer(aFolder(), { origin: ORIGIN, keys }).sign();
  const server = fastify();
  servers.push(server);
  serveLedger(server, new Ledger(ledger.pool, new Progress([])));
  return `${await server.listen({ port: 0, host: '127.0.0.1' })}/ledger`;
}

describe('a partner that follows a ledger', () => {
  const folder = aFolder();
  const kept = () => parseCheckpoint(readFileSync(join(folder, 'checkpoint'), 'utf8')).size;
  const evidence = () => readdirSync(folder).filter((name) => name.startsWith('evidence-')).length;
  let honest: SmallLedger;
  let short: SmallLedger;
  let forked: SmallLedger;

  /** What it says when it looks once. */
  async function look(url: string): Promise<{ alarms: number; said: string }> {
    const lines: string[] = [];
    const policy = logOnly([ledgerIdentity(key, { origin: ORIGIN }).keys[0]!.verifierKey()]);
    const say = (line: string) => void lines.push(line.replace(/\d{4}-\d\d-\d\dT\S+Z/g, 'now'));
    const once = { every: 1, stalledAfter: 60_000, once: true, signal: new AbortController().signal };
    return { alarms: await follow({ url, folder, policy, say, ...once }), said: lines.join('\n') };
  }

  beforeAll(async () => {
    honest = await SmallLedger.of(3);
    short = await SmallLedger.of(2, honest);
    forked = await SmallLedger.of(2, honest);
    await forked.grow(3);
  });

  it('keeps each checkpoint that follows on the last', async () => {
    expect(await look(await served(honest))).toEqual({ alarms: 0, said: `${ORIGIN}: begins at 3 entries` });
    await honest.grow(300);
    expect(await look(await served(honest))).toEqual({ alarms: 0, said: `${ORIGIN}: 303 entries, follows on 3` });
    expect(kept()).toBe(303);
  });

  it('says that the ledger has shrunk, and keeps the checkpoint that says so', async () => {
    expect(await look(await served(short))).toEqual({ alarms: 1, said: 'ALARM now the log has shrunk from 303 to 2 entries' });
    expect([kept(), evidence()]).toEqual([303, 1]);
  });

  it('says that the ledger has forked, and keeps the checkpoint that says so', async () => {
    await forked.grow(400);
    expect(await look(await served(forked))).toEqual({
      alarms: 1,
      said: 'ALARM now the tree of 405 does not begin with the tree of 303: the log was changed or forked',
    });
    expect([kept(), evidence()]).toEqual([303, 2]);
  });

  it('says that the ledger has stalled, however often it was started since', async () => {
    const url = await served(honest);
    expect(await look(url)).toEqual({ alarms: 0, said: '' });
    const before = new Date(Date.now() - 120_000);
    utimesSync(join(folder, 'checkpoint'), before, before);
    expect(await look(url)).toEqual({ alarms: 1, said: 'ALARM now the log has stalled: it has not grown since now' });
  });

  it('says that it cannot be reached', async () => {
    expect(await look('http://127.0.0.1:1/ledger')).toMatchObject({ alarms: 1, said: expect.stringMatching(/^ALARM now /) });
  });
});
