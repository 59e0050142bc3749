import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, it } from '@jest/globals';
import { freePort } from './free-port.js';

/**
 * A shell command that runs a KurrentDB or EventStoreDB server, insecure, in the foreground, with `{port}` on loopback and its data in `{folder}`:
 * for what a test can do only to a server of its own.
 */
const { CONCORD_TEST_EVENTSTORE_START: COMMAND } = process.env;

/** Tests that stop, kill and start a server; skipped with the reason where there is no command for that. */
export function describeWithOwnEventStore(name: string, tests: () => void): void {
  if (COMMAND) describe(name, tests);
  else describe.skip(`${name}: skipped, for CONCORD_TEST_EVENTSTORE_START gives no command`, () => it.todo('runs with a server'));
}

export class OwnEventStoreServer {
  readonly #folder = mkdtempSync(join(tmpdir(), 'concord-event-store-'));
  #port = 0;
  #process: ChildProcess | undefined;

  get url(): string {
    return `esdb://127.0.0.1:${this.#port}?tls=false`;
  }

  /** @throws where it is not up within a minute */
  async start(): Promise<void> {
    this.#port ||= await freePort();
    const command = COMMAND!.replaceAll('{port}', String(this.#port)).replaceAll('{folder}', this.#folder);
    // A group of its own, so that a signal reaches the server through whatever shell is around it.
    this.#process = spawn('/bin/sh', ['-c', command], { stdio: 'ignore', detached: true });
    const health = `http://127.0.0.1:${this.#port}/health/live`;
    for (const deadline = Date.now() + 60_000; ; await pause(50)) {
      const answer = await fetch(health, { signal: AbortSignal.timeout(1_000) }).catch(() => undefined);
      if (answer?.ok) return;
      if (Date.now() > deadline) throw new Error(`the event store does not come up: ${command}`);
    }
  }

  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    process.kill(-this.#process!.pid!, signal);
  }

  /** Ends it as a power cut would. */
  async kill(): Promise<void> {
    const child = this.#process!;
    const gone = once(child, 'exit');
    process.kill(-child.pid!, 'SIGKILL');
    await gone;
  }

  async close(): Promise<void> {
    if (this.#process?.signalCode === null && this.#process.exitCode === null) await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
