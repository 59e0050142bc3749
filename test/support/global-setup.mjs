import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));

/** What brings a server down again, called when the run is over. */
const ends = [];

/**
 * Servers of the whole run, each brought up when the first test asks for it, so that runs without one do not wait for it: PostgreSQL
 * (CONCORD_TEST_DATABASE_URL names one to use instead) and, where a container engine answers, KurrentDB (EVENTSTORE_URL names one to use instead).
 */
export default async function setup() {
  const { env } = process;
  globalThis.stopTestServers = () => Promise.all(ends.map((end) => end()));
  // Services under test use it where a test says so, and not because the run was given it.
  env.CONCORD_TEST_EVENTSTORE_URL = env.EVENTSTORE_URL ?? '';
  delete env.EVENTSTORE_URL;
  if (!env.CONCORD_TEST_DATABASE_URL) env.CONCORD_TEST_DATABASE_BROKER = await broker(startPostgres);
  if (env.CONCORD_TEST_EVENTSTORE_URL) return;
  const containers = await import('testcontainers');
  try {
    await containers.getContainerRuntimeClient();
  } catch {
    env.CONCORD_TEST_EVENTSTORE_MISSING = 'EVENTSTORE_URL names no server and no container engine answers';
    return;
  }
  const start = () => startKurrent(containers);
  if (env.CONCORD_TEST_LOG === 'kurrentdb') {
    const { url, end } = await start();
    ends.push(end);
    env.CONCORD_TEST_EVENTSTORE_URL = url;
  } else env.CONCORD_TEST_EVENTSTORE_BROKER = await broker(start);
}

/** @returns where to ask for the address of a server, which `start` gives with a way to end it */
async function broker(start) {
  let starting;
  const server = createServer((_, response) => {
    // A connection kept alive would be closed here just when a test asks again.
    response.setHeader('connection', 'close');
    starting ??= start();
    starting.then(
      ({ url }) => response.end(url),
      (error) => response.writeHead(500).end(error.message),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  server.unref();
  ends.push(async () => {
    server.close();
    const started = await starting?.catch(() => undefined);
    await started?.end();
  });
  return `http://127.0.0.1:${server.address().port}/`;
}

async function startPostgres() {
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
  const end = async () => {
    child.stdin.end();
    await once(child, 'exit');
  };
  return { url, end };
}

async function startKurrent({ GenericContainer, Wait }) {
  const container = await new GenericContainer('kurrentplatform/kurrentdb:26.1.1')
    .withEnvironment({ KURRENTDB_INSECURE: 'true' })
    .withExposedPorts(2113)
    .withWaitStrategy(Wait.forHttp('/health/live', 2113).forStatusCode(204))
    .start();
  const url = `esdb://${container.getHost()}:${container.getMappedPort(2113)}?tls=false`;
  return { url, end: () => container.stop() };
}
