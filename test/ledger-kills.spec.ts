import { afterAll, describe, expect, it } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseCheckpoint } from '../verify/verify.js';
import { COSIGNATURE, SigningKey } from '../src/ledger/keys.js';
import { ledgerProjection } from '../src/ledger/ledger.projection.js';
import { prepareGenerations } from '../src/service.js';
import { freePort } from './support/free-port.js';
import { testDatabase, type TestDatabase } from './support/postgres.js';
import { LONG, size } from './support/size.js';

/** How many processes are killed, each at another step. */
const KILLS = size('CONCORD_TEST_LEDGER_KILLS', { short: 9, long: 60 });
/** Steps of a signer's run and of a witness's answers to it, roughly. */
const STEPS = { signer: 110, witness: 60 } as const;
const ROOT = fileURLToPath(new URL('..', import.meta.url));

(LONG ? describe : describe.skip)(`a witness and two signers of one key that hold different logs, killed ${KILLS} times`, () => {
  const key = SigningKey.generate();
  const witnessPem = SigningKey.generate();
  const log = new SigningKey('log.example/ledger', key);
  const witness = new SigningKey('witness.example/w', witnessPem);
  const folders = [0, 1].map(() => mkdtempSync(join(tmpdir(), 'concord-kills-')));
  const databases: TestDatabase[] = [];
  const children = new Set<ChildProcess>();
  afterAll(async () => {
    for (const child of children) child.kill('SIGKILL');
    for (const database of databases) await database.close();
    for (const folder of folders) rmSync(folder, { recursive: true });
  });

  async function spawned(settings: Record<string, string>): Promise<{ child: ChildProcess; said: () => string }> {
    const child = spawn(process.execPath, ['--import', './test/support/typescript.mjs', 'test/support/ledger-process.ts'], {
      cwd: ROOT,
      env: { ...process.env, NODE_OPTIONS: '', ...settings },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.add(child);
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    if (settings.ROLE === 'witness') await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);
    return { child, said: () => said };
  }
  const ended = async (child: ChildProcess) => {
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    children.delete(child);
    return child.signalCode;
  };

  it(
    'never cosigns or signs two roots of one size',
    async () => {
      for (let n = 0; n < 3; n++) databases.push(await testDatabase({ migrate: true }));
      for (const { pool } of databases.slice(0, 2))
        await prepareGenerations(pool, [ledgerProjection({ readStream: () => [] as never })]);
      /** Roots by size that each signer has signed, and that the witness has cosigned. */
      const signed = [new Map<number, Set<string>>(), new Map<number, Set<string>>()];
      const cosigned = new Map<number, Set<string>>();
      const note = (found: Map<number, Set<string>>, text: string) => {
        const { size, root } = parseCheckpoint(text);
        found.set(size, (found.get(size) ?? new Set()).add(root.toString('hex')));
      };
      const port = await freePort();
      // Between signers and witness, so that everything is seen that leaves either of them.
      const wire = createServer((incoming, outgoing) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('end', () => {
          const body = Buffer.concat(chunks).toString();
          const text = body.slice(body.indexOf('\n\n') + 2);
          note(signed[Number(incoming.url![1])]!, text);
          const passed = request({ port, host: '127.0.0.1', method: 'POST', path: '/add-checkpoint' }, (answer) => {
            if (answer.statusCode === 200) note(cosigned, text);
            outgoing.writeHead(answer.statusCode!);
            answer.pipe(outgoing);
          });
          passed.on('error', () => outgoing.destroy());
          passed.end(body);
        });
      }).listen(0, '127.0.0.1');
      await once(wire, 'listening');

      const witnessing = (settings: Record<string, string>) =>
        spawned({
          ...{ ROLE: 'witness', DATABASE_URL: databases[2]!.url, KEY: witnessPem, NAME: witness.name, PORT: String(port) },
          ...{ LOGS: `log ${log.verifierKey()}\nquorum none`, ...settings },
        });
      const signing = (n: number, settings: Record<string, string>) => {
        const url = `http://127.0.0.1:${(wire.address() as AddressInfo).port}/${n}`;
        const policy = `log ${log.verifierKey()}\nwitness w ${witness.verifierKey(COSIGNATURE)} ${url}\nquorum w`;
        return spawned({
          ...{ ROLE: 'signer', DATABASE_URL: databases[n]!.url, KEY: key, NAME: log.name, FOLDER: folders[n]! },
          ...{ POLICY: policy, ...settings },
        });
      };
      let killed = 0;
      let own: Awaited<ReturnType<typeof witnessing>> | undefined;
      // Some end before the step at which they were to be killed.
      for (let kill = 0; killed < KILLS; kill++) {
        // The witness and either signer in turn, each time at another step.
        const target = kill % 3;
        const at = (steps: number) => ({ KILL_AT: String(1 + ((Math.floor(kill / 3) * 7) % steps)) });
        if (target === 0 && own) {
          own.child.kill('SIGKILL');
          await ended(own.child);
          own = undefined;
        }
        own ??= await witnessing(target === 0 ? at(STEPS.witness) : {});
        const signers = await Promise.all([0, 1].map((n) => signing(n, target === n + 1 ? at(STEPS.signer) : {})));
        const signals = await Promise.all(signers.map(({ child }) => ended(child)));
        killed += signals.filter((signal) => signal === 'SIGKILL').length;
        if (own.child.signalCode !== null) {
          killed++;
          await ended(own.child);
          own = undefined;
        }
      }
      wire.close();
      for (const { pool } of databases.slice(0, 2)) {
        const { rows } = await pool.query<{ note: string }>('select note from ledger.checkpoints');
        for (const row of rows) note(signed[databases.findIndex((one) => one.pool === pool)]!, row.note);
      }
      const { rows } = await databases[2]!.pool.query<{ note: string }>(`select note from ledger.witnessed where note <> ''`);
      for (const row of rows) note(cosigned, row.note);
      console.info(`${killed} killed; ${cosigned.size} sizes cosigned; ${signed.map(({ size }) => size).join(' and ')} signed`);
      expect(cosigned.size).toBeGreaterThan(0);
      for (const found of [cosigned, ...signed]) for (const roots of found.values()) expect(roots.size).toBe(1);
    },
    60_000 + KILLS * 60_000,
  );
});
