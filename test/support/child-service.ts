import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type LogSettings, logOf, logVariables } from './event-store-server.js';
import { type Answer } from './service.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The administrator's key of every service that a test starts. */
export const ADMIN_KEY = 'key-of-the-administrator';
/** The master key of every service that a test starts on a database of its own. */
export const MASTER_KEY = Buffer.alloc(32, 'master key');

/** Where a child keeps its events: an embedded database in a folder, or a given one. */
export interface ChildOptions {
  readonly dataFolder?: string;
  readonly databaseUrl?: string;
  /** Where else its log is; by default that of all whole-system tests. */
  readonly log?: LogSettings;
  /** Further settings: role, delay of the drain. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** What `/health/ready` says, with its status. */
export interface Health {
  readonly code: number;
  readonly status: string;
  readonly reasons?: readonly string[];
  readonly leads?: readonly string[];
  readonly standing?: readonly string[];
}

/** The service in a process of its own, for what a test can do only to a whole process: kill it, hold it up. */
export class ChildService {
  #process: ChildProcess | undefined;
  #coordinator: Promise<string> | undefined;
  /** Of its GraphQL endpoint, of a projector's health; another one after each start. */
  address = '';
  /** All that it wrote to its outputs, over all starts. */
  said = '';

  constructor(readonly options: ChildOptions) {}

  get pid(): number {
    return this.#process!.pid!;
  }

  /** @throws with all that it said, where it ends before it answers */
  async start(): Promise<void> {
    const { dataFolder = '', databaseUrl = '', settings: further, log = databaseUrl ? logOf(databaseUrl) : {} } = this.options;
    const settings = {
      ...logVariables(log),
      PORT: '0',
      CONCORD_DATA: dataFolder,
      DATABASE_URL: databaseUrl,
      CONCORD_ADMIN_KEY: ADMIN_KEY,
      CONCORD_RATE_LIMIT: '0',
      CONCORD_MASTER_KEY: MASTER_KEY.toString('base64'),
      ...further,
    };
    const child = spawn(process.execPath, ['--import', './test/support/typescript.mjs', 'src/main.ts'], {
      cwd: ROOT,
      env: { ...process.env, NODE_OPTIONS: '', ...settings },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#process = child;
    const before = this.said.length;
    child.stderr.on('data', (chunk: Buffer) => (this.said += chunk.toString()));
    this.address = await new Promise<string>((resolve, reject) => {
      child.stdout.on('data', (chunk: Buffer) => {
        const found = /answers at (\S+)/.exec((this.said += chunk.toString()).slice(before));
        if (found) resolve(found[1]!);
      });
      child.once('exit', (code) => reject(new Error(`the service ended with ${code}: ${this.said.slice(before)}`)));
    });
  }

  /** Sends a signal, and does not wait for what it does. */
  signal(signal: 'SIGSTOP' | 'SIGCONT' | 'SIGTERM'): void {
    this.#process!.kill(signal);
  }

  /** Ends it, by default as a power cut would; nothing where it has ended. */
  async end(signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL'): Promise<void> {
    const child = this.#process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  }

  /** Waits until it has ended. @returns its exit code; null where a signal ended it */
  async ended(): Promise<number | null> {
    const child = this.#process!;
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    return child.exitCode;
  }

  /** @throws where it does not answer */
  async health(): Promise<Health> {
    const response = await fetch(new URL('/health/ready', this.address), { headers: { authorization: `Bearer ${ADMIN_KEY}` } });
    return { code: response.status, ...((await response.json()) as Omit<Health, 'code'>) };
  }

  /** Asks with the key of a coordinator of all, which is made when it is first needed. */
  async ask(query: string, variables: object = {}): Promise<Answer> {
    this.#coordinator ??= this.#makeCoordinator();
    return this.#send(query, variables, await this.#coordinator);
  }

  async #makeCoordinator(): Promise<string> {
    const input = { name: 'coordinator', roles: ['COORDINATOR'], coordinates: ['ALL'] };
    const make = 'mutation($input: CreateKeyInput!) { createKey(input: $input) { text } }';
    const { data } = await this.#send(make, { input }, ADMIN_KEY);
    return data.createKey.text;
  }

  async #send(query: string, variables: object, key: string): Promise<Answer> {
    const response = await fetch(this.address, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify({ query, variables }),
      signal: AbortSignal.timeout(30_000),
    });
    return (await response.json()) as Answer;
  }
}
