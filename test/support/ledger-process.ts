import fs from 'node:fs';
import { createServer } from 'node:http';
import { randomUUID } from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import pg from 'pg';

/**
 * A signer or a witness in a process of its own, which ends itself as a power cut would at step KILL_AT: before or after a file operation of a signed file, a
 * statement, or a request. `ROLE`, `DATABASE_URL`, `KEY` (PEM), `NAME`; signer: `FOLDER`, `POLICY`; witness: `LOGS`, `PORT`.
 */
const {
  ROLE,
  DATABASE_URL,
  KEY = '',
  NAME = '',
  FOLDER = '',
  POLICY = '',
  LOGS = '',
  PORT = '0',
  KILL_AT = 'Infinity',
} = process.env;

let step = 0;
function tick(): void {
  if (++step === Number(KILL_AT)) process.kill(process.pid, 'SIGKILL');
}

for (const name of ['openSync', 'writeFileSync', 'fsyncSync', 'closeSync', 'renameSync'] as const) {
  const original = fs[name] as (...args: unknown[]) => unknown;
  Object.assign(fs, {
    [name]: (...args: unknown[]) => {
      tick();
      const result = original(...args);
      tick();
      return result;
    },
  });
}
syncBuiltinESMExports();
// eslint-disable-next-line @typescript-eslint/unbound-method
const query = pg.Client.prototype.query as (...args: unknown[]) => unknown;
pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
  tick();
  return query.apply(this, args);
} as never;
const request = globalThis.fetch;
globalThis.fetch = async (...args) => {
  tick();
  const response = await request(...args);
  tick();
  return response;
};

const { SigningKey } = await import('../../src/ledger/keys.js');
const { parsePolicy } = await import('../../verify/policy.js');
const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 3 });
const log = { debug() {}, info() {}, warn() {}, error: (message: string) => console.log(`error ${message}`) };

if (ROLE === 'witness') {
  const { Witness } = await import('../../src/ledger/witness.js');
  const witness = new Witness(pool, new SigningKey(NAME, KEY), parsePolicy(LOGS).logs);
  createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      void witness.addCheckpoint(body).then((answer) => {
        tick();
        response.writeHead(answer.status, { 'content-type': answer.type }).end(answer.body);
        tick();
      });
    });
  }).listen(Number(PORT), '127.0.0.1', () => console.log('ready'));
} else {
  const { inTransaction } = await import('../../src/platform/transaction.js');
  const { Cosigning } = await import('../../src/ledger/cosigning.js');
  const { ledgerFiles } = await import('../../src/ledger/identity.js');
  const { ledgerProjection } = await import('../../src/ledger/ledger.projection.js');
  const { LedgerSigner } = await import('../../src/ledger/signer.js');
  const { LedgerTree } = await import('../../src/ledger/tree.js');
  const tree = new LedgerTree(pool);
  const signer = new LedgerSigner({
    ...{ pool, tree, origin: NAME, keys: [new SigningKey(NAME, KEY)], files: ledgerFiles(FOLDER), log },
    isCaughtUp: () => Promise.resolve(true),
    cosigning: new Cosigning(parsePolicy(POLICY), tree, log),
  });
  const projection = ledgerProjection({ readStream: () => [] as never });
  const writer = projection.writer(1);
  for (let round = 0; round < 3; round++) {
    const event = {
      ...{ id: randomUUID(), stream: 'commitment-a', revision: 0, position: 1n, recordedAt: '2026-01-01T00:00:00.000Z' },
      ...{ type: 'CommitmentDeclared', schemaVersion: 1, data: {}, metadata: {} as never },
    };
    try {
      await inTransaction(pool, (client) => writer.apply(client, [event], { recordedBefore: '', recordedAfter: '' }));
      await signer.sign();
    } catch (error) {
      console.log(`refused ${(error as Error).message}`);
      writer.reset();
    }
  }
  console.log(`steps ${step}`);
  await pool.end();
}
