import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Answer, CLEAR, english } from './support/service.js';

/** How often service or database are killed; fifty is what the service was held to. */
const KILLS = Number(process.env.CONCORD_TEST_KILLS ?? 4);
const WRITERS = 8;
const KEY = 'key-of-the-administrator';
const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** The service in a process of its own, on an embedded database. */
class Child {
  #process: ChildProcess | undefined;
  address = '';

  constructor(readonly folder: string) {}

  async start(): Promise<void> {
    const env = {
      ...process.env,
      PORT: '0',
      CONCORD_DATA: this.folder,
      CONCORD_ADMIN_KEY: KEY,
      NODE_OPTIONS: '',
      DATABASE_URL: '',
    };
    const child = spawn(process.execPath, ['--import', './test/support/typescript.mjs', 'src/main.ts'], {
      cwd: ROOT,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#process = child;
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    this.address = await new Promise<string>((resolve, reject) => {
      child.stdout.on('data', (chunk: Buffer) => {
        const found = /answers at (\S+)/.exec((said += chunk.toString()));
        if (found) resolve(found[1]!);
      });
      child.once('exit', (code) => reject(new Error(`the service ended with ${code}: ${said}`)));
    });
  }

  async kill(): Promise<void> {
    const gone = new Promise((resolve) => this.#process!.once('exit', resolve));
    this.#process!.kill('SIGKILL');
    await gone;
  }

  /** Kills the database's main process; the service brings it up again. */
  killDatabase(): void {
    const [pid] = readFileSync(join(this.folder, 'postgres', 'postmaster.pid'), 'utf8').split('\n');
    process.kill(Number(pid), 'SIGKILL');
  }

  async stop(): Promise<void> {
    const gone = new Promise((resolve) => this.#process!.once('exit', resolve));
    this.#process!.kill('SIGTERM');
    await gone;
  }

  async ask(query: string, variables: object = {}): Promise<Answer> {
    const response = await fetch(this.address, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${KEY}` },
      body: JSON.stringify({ query, variables }),
      signal: AbortSignal.timeout(30_000),
    });
    return (await response.json()) as Answer;
  }
}

describe('a service that is killed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'concord-crash-'));
  const child = new Child(folder);
  beforeAll(() => (chmodSync(folder, 0o755), child.start()), 120_000);
  afterAll(async () => {
    await child.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it(
    `keeps every acknowledged command once, over ${KILLS} kills of itself and of its database under load`,
    async () => {
      const acknowledged = new Map<string, string>();
      let stop = false;
      const declare =
        'mutation($input: DeclareCommitmentInput!) { declareCommitment(input: $input) { commitment { id } receipt { position } refusal { code } } }';
      const register = await child.ask(
        `mutation($input: RegisterActorInput!) { registerActor(input: $input) { actor { id } } }`,
        {
          input: { actorKind: 'STATE', name: english('France'), handling: CLEAR },
        },
      );
      const actor = register.data.registerActor.actor.id as string;
      const write = async () => {
        while (!stop) {
          const commandId = randomUUID();
          const input = { actor, statement: english(commandId), handling: CLEAR, commandId };
          // A command whose answer is lost is sent again under its id, until it is known what became of it.
          for (;;) {
            const answer = await child.ask(declare, { input }).catch(() => undefined);
            const outcome = answer?.data?.declareCommitment;
            if (outcome?.receipt) {
              acknowledged.set(commandId, outcome.commitment.id as string);
              break;
            }
            expect(outcome?.refusal ?? undefined).toBeUndefined();
            if (stop && !answer) break;
            await pause(20);
          }
        }
      };
      const writers = Array.from({ length: WRITERS }, write);
      for (let kill = 0; kill < KILLS; kill++) {
        const before = acknowledged.size;
        while (acknowledged.size < before + 40) await pause(10);
        if (kill % 2 === 0) {
          await child.kill();
          await child.start();
        } else child.killDatabase();
      }
      const before = acknowledged.size;
      while (acknowledged.size < before + 20) await pause(10);
      stop = true;
      await Promise.all(writers);

      const { receipt } = (await child.ask(declare, { input: { actor, statement: english('last'), handling: CLEAR } })).data
        .declareCommitment;
      const found = new Map<string, string[]>();
      let events = 0;
      for (let after: string | null = null, more = true; more;) {
        const { data } = await child.ask(
          `query($after: String) { at(after: "${receipt.position}") { commitments(first: 500, after: $after, filter: { actor: ["${actor}"] }) {
             nodes { id statement revision timeline { totalCount } } pageInfo { hasNextPage endCursor } } } }`,
          { after },
        );
        const { nodes, pageInfo } = data.at.commitments;
        for (const { id, statement, timeline } of nodes) {
          found.set(statement, [...(found.get(statement) ?? []), id]);
          events += timeline.totalCount as number;
        }
        [after, more] = [pageInfo.endCursor, pageInfo.hasNextPage];
      }
      for (const [commandId, id] of acknowledged) expect([commandId, found.get(commandId)]).toEqual([commandId, [id]]);
      expect(events).toBe(Number(receipt.position) - 1);
      expect([...found.values()].every((ids) => ids.length === 1)).toBe(true);
    },
    60_000 + KILLS * 20_000,
  );
});
