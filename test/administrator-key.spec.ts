import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import WebSocket from 'ws';
import { createLog } from '../src/platform/log.js';
import { type Running, startService } from '../src/run-service.js';
import { logOf, logVariables } from './support/event-store-server.js';
import { type TestDatabase, testDatabase } from './support/postgres.js';
import { Conversation } from './support/toy-server.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const [FIRST, SECOND] = ['the first key of the administrator', 'the second key of the administrator'].map((key) =>
  key.replaceAll(' ', '-'),
);

let database: TestDatabase;
let dataFolder: string;
const warnings: string[] = [];

beforeAll(async () => {
  database = await testDatabase();
  dataFolder = await mkdtemp(join(tmpdir(), 'concord-keys-'));
});
afterAll(async () => {
  await database.close();
  await rm(dataFolder, { recursive: true });
});

async function withService<T>(
  adminKey: string | undefined,
  work: (running: Running) => Promise<T>,
  role: 'all' | 'api' = 'all',
): Promise<T> {
  const log = { ...createLog('error'), warn: (message: string) => void warnings.push(message) };
  const { url } = database;
  const where = { databaseUrl: url, ...logOf(url), dataFolder, host: '127.0.0.1', port: 0 };
  const running = await startService({ ...where, role, drainDelay: 0, adminKey, logLevel: 'error' }, log);
  try {
    return await work(running);
  } finally {
    await running.stop();
  }
}

async function rolesOf({ address }: Running, key: string): Promise<string[] | string> {
  const response = await fetch(`${address}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: '{"query":"{ viewer { roles } }"}',
  });
  const { data, errors } = (await response.json()) as { data?: { viewer: { roles: string[] } }; errors?: { message: string }[] };
  return data?.viewer.roles ?? errors![0]!.message;
}

/** `concord …` in a process of its own, on the same database. */
async function cli(...args: string[]): Promise<{ code: number | null; said: string; complained: string }> {
  const child = spawn(process.execPath, ['--import', './test/support/typescript.mjs', 'src/cli.ts', ...args], {
    cwd: ROOT,
    env: {
      ...process.env,
      NODE_OPTIONS: '',
      DATABASE_URL: database.url,
      ...logVariables(logOf(database.url)),
      CONCORD_LOG_LEVEL: 'error',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [said, complained] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (complained += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, said: said.trim(), complained: complained.trim() };
}

describe("The administrator's key", () => {
  const file = () => readFile(join(dataFolder, 'admin-key'), 'utf8').then((text) => text.trim());

  it('is made at the first start, kept, and the same at the next', async () => {
    const key = await withService(undefined, async (running) => {
      expect(await rolesOf(running, running.adminKey!)).toEqual(['ADMINISTRATOR']);
      return running.adminKey!;
    });
    expect(key).toMatch(/^concord_admin_/);
    expect(await file()).toBe(key);
    expect(await withService(undefined, (running) => Promise.resolve(running.adminKey))).toBe(key);
  });

  it('ends the one before where the file that kept it was deleted', async () => {
    const before = await file();
    await rm(join(dataFolder, 'admin-key'));
    await withService(undefined, async (running) => {
      expect(await rolesOf(running, running.adminKey!)).toEqual(['ADMINISTRATOR']);
      expect(await rolesOf(running, before)).toBe('this key was revoked');
    });
  });

  it('ends the one before where CONCORD_ADMIN_KEY is set to another, for good', async () => {
    const kept = await file();
    await withService(FIRST, async (running) => {
      expect(await rolesOf(running, FIRST!)).toEqual(['ADMINISTRATOR']);
      expect(await rolesOf(running, kept)).toBe('this key was revoked');
    });
    await withService(SECOND, async (running) => {
      expect(await rolesOf(running, SECOND!)).toEqual(['ADMINISTRATOR']);
      expect(await rolesOf(running, FIRST!)).toBe('this key was revoked');
    });
    await withService(FIRST, async (running) => {
      expect(running.adminKey).toBeUndefined();
      expect(warnings.at(-1)).toContain('CONCORD_ADMIN_KEY: set another');
      expect(await rolesOf(running, FIRST!)).toBe('this key was revoked');
      expect(await rolesOf(running, SECOND!)).toEqual(['ADMINISTRATOR']);
    });
  });

  it('that was revoked stays so at the next start', async () => {
    await withService(SECOND, (running) => running.keys.revoke('administrator'));
    await withService(SECOND, async (running) => expect(await rolesOf(running, SECOND!)).toBe('this key was revoked'));
  });

  it('is one, from however many processes it is set at once', async () => {
    await withService('a-third-key-of-the-administrator', async ({ keys }) => {
      await Promise.all(Array.from({ length: 8 }, (_, at) => keys.setAdministrator(`one-of-several-keys-${at % 2}`)));
      const { rows } = await database.pool.query<{ count: number }>(
        `select count(*)::int from access.api_keys where kind = 'admin' and revoked_at is null`,
      );
      expect(rows[0]!.count).toBe(1);
    });
  });

  it('is left as it is by an API that has none set', async () => {
    await rm(join(dataFolder, 'admin-key'));
    await withService('the-key-that-all-others-have', (all) =>
      withService(
        undefined,
        async (api) => {
          expect(api.adminKey).toBeUndefined();
          expect(await rolesOf(api, all.adminKey!)).toEqual(['ADMINISTRATOR']);
        },
        'api',
      ),
    );
  });
});

it('Keys of users by which the service itself records, as earlier versions made them, end at the next start', async () => {
  const users = ['importer', 'Exercise', 'process:visit-clocks', 'process-engineer'];
  const made = await withService('the-key-that-all-others-have', ({ keys }) =>
    Promise.all(users.map((user) => keys.make({ name: `of ${user}`, user, roles: ['READER'] }))),
  );
  const before = warnings.length;
  await withService('the-key-that-all-others-have', async (running) => {
    const found = await Promise.all(made.map(({ text }) => rolesOf(running, text)));
    expect(found).toEqual([...users.slice(0, 3).map(() => 'this key was revoked'), ['READER']]);
  });
  const told = warnings.slice(before).filter((line) => line.includes('by which the service itself records'));
  expect(told.map((line) => /the key of (\S+) was revoked/.exec(line)?.[1]).sort()).toEqual(users.slice(0, 3).sort());
});

it('Keys are made, listed, rotated and revoked from the command line, beside a service whose connections end with them', async () => {
  await withService('the-key-that-all-others-have', async (running) => {
    const { said: text } = await cli('key', 'create', 'of the terminal', '--role', 'READER');
    expect(await rolesOf(running, text)).toEqual(['READER']);
    const listed = (await cli('key', 'list')).said.split('\n').find((line) => line.includes('of the terminal'))!;
    expect(listed).not.toContain(text.slice(0, 20));
    const [id] = listed.split('\t');
    const { said: next } = await cli('key', 'rotate', id!, '--overlap', '1');
    expect(await rolesOf(running, next)).toEqual(['READER']);
    const socket = new WebSocket(running.address.replace('http', 'ws') + '/graphql', 'graphql-transport-ws');
    const conversation = await new Conversation(socket).begin({ authorization: `Bearer ${text}` });
    expect((await cli('key', 'revoke', id!)).said).toBe(`revoked ${id}`);
    expect(await conversation.ended).toEqual([4403, 'UNAUTHENTICATED: the credential has ended']);
    expect(await cli('key', 'revoke', id!)).toMatchObject({ code: 1, complained: `no key in use has the id or the name ${id}` });
    expect(await cli('key', 'create', 'x', '--role', 'PROCESS')).toMatchObject({
      code: 1,
      complained: '--role PROCESS: is one of ADMINISTRATOR, COORDINATOR, MEMBER, READER',
    });
  });
});
