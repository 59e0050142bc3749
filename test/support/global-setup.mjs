import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));

/**
 * One PostgreSQL for the whole run, brought up when the first test asks for it (at the address in CONCORD_TEST_DATABASE_BROKER), so that runs without a
 * database do not wait for one. CONCORD_TEST_DATABASE_URL names a server to use instead.
 */
export default async function setup() {
  // Services under test use it where a test says so, and not because the run was given it.
  process.env.CONCORD_TEST_EVENTSTORE_URL = process.env.EVENTSTORE_URL ?? '';
  delete process.env.EVENTSTORE_URL;
  if (process.env.CONCORD_TEST_DATABASE_URL) return;
  let starting;
  const broker = createServer((_, response) => {
    // A connection kept alive would be closed here just when a test asks again.
    response.setHeader('connection', 'close');
    starting ??= start();
    starting.then(
      ({ url }) => response.end(url),
      (error) => response.writeHead(500).end(error.message),
    );
  });
  broker.listen(0, '127.0.0.1');
  await once(broker, 'listening');
  broker.unref();
  process.env.CONCORD_TEST_DATABASE_BROKER = `http://127.0.0.1:${broker.address().port}/`;
  globalThis.stopTestDatabase = async () => {
    broker.close();
    const { child } = (await starting?.catch(() => undefined)) ?? {};
    if (!child) return;
    child.stdin.end();
    await once(child, 'exit');
  };
}

async function start() {
  const folder = join(tmpdir(), `concord-test-${randomUUID()}`);
  const child = spawn(process.execPath, ['--import', here('./typescript.mjs'), here('./postgres-server.ts'), folder], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  let said = '';
  child.stderr.on('data', (text) => (said += text));
  const url = await Promise.race([
    once(createInterface({ input: child.stdout }), 'line').then(([line]) => line),
    once(child, 'exit').then(([code]) => Promise.reject(new Error(`The database of the tests did not start (${code}): ${said}`))),
  ]);
  return { url, child };
}
