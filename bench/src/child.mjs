import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export const ADMIN_KEY = 'key-of-the-bench-alone';
export const MAKE_KEY = 'mutation ($input: CreateKeyInput!) { createKey(input: $input) { text } }';
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PROFILES = process.env.BENCH_PROFILE;

/**
 * Starts a server as a process of its own, on this Node, and waits until it says where it answers.
 * @param script from the project's folder, with its arguments
 * @param ready what it says when it can be asked, with its address
 * @returns its address, and `ask` for one question; stopped when disposed of. BENCH_PROFILE names a folder for the CPU profile of each
 */
export async function startProcess(script, env, { args = [], ready = /answers at (\S+)/ } = {}) {
  const profiling = PROFILES ? ['--cpu-prof', `--cpu-prof-dir=${PROFILES}`] : [];
  const child = spawn(process.execPath, [...profiling, script, ...args], {
    cwd: ROOT,
    env: { ...process.env, NODE_ENV: 'production', GRAPHILE_ENV: 'production', PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const kill = () => child.kill();
  process.once('exit', kill);
  let said = '';
  const url = await new Promise((resolve, reject) => {
    child.stdout.on('data', (chunk) => {
      const found = ready.exec((said += chunk));
      if (found) resolve(found[1]);
    });
    child.once('exit', (code) => reject(new Error(`${script} ended with ${code}: ${said}`)));
  });
  const headers = { 'content-type': 'application/json' };
  return {
    url,
    headers,
    pid: child.pid,
    async ask(query, variables) {
      const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
      const { data, errors } = await response.json();
      if (errors) throw new Error(`${script}: ${JSON.stringify(errors)}`);
      return data;
    },
    async [Symbol.asyncDispose]() {
      process.off('exit', kill);
      const gone = once(child, 'exit');
      child.kill();
      await gone;
    },
  };
}

/** The service, on a database of ours or (without one) on its own in a data folder; its log there, or on a server. Asked with a coordinator's key. */
export async function startService({ url = '', dataFolder, eventLog, settings }) {
  const service = await startProcess('dist/main.js', {
    DATABASE_URL: url,
    CONCORD_DATA: dataFolder,
    ...(eventLog && { EVENTSTORE_URL: eventLog.url, EVENTSTORE_PREFIX: eventLog.prefix }),
    CONCORD_ADMIN_KEY: ADMIN_KEY,
    CONCORD_LOG_LEVEL: 'warn',
    // What is measured is how much it can do, not how much it lets one caller do.
    CONCORD_RATE_LIMIT: '0',
    ...settings,
  });
  service.headers.authorization = `Bearer ${ADMIN_KEY}`;
  const input = { name: 'bench', roles: ['COORDINATOR'], coordinates: ['ALL'] };
  service.headers.authorization = `Bearer ${(await service.ask(MAKE_KEY, { input })).createKey.text}`;
  return service;
}
