import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { running } from './folder-lock.js';
import { type Log } from './log.js';
import { type ServerUser } from './server-user.js';

/** Milliseconds for a server to be gone after a fast shutdown, which writes a checkpoint. */
const STOP_TIMEOUT_MS = 60_000;

/** Options to start a program as that user: without our working folder, which may be closed to it, and our environment, which holds secrets and PG* variables. */
export function as(user: ServerUser | undefined) {
  return { uid: user?.uid, gid: user?.gid, cwd: '/', env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' } };
}

/** Has the server stopped when this process is gone, kill -9 included: a shell waits for the end of a pipe that only we hold open. */
export function stopWithUs(pid: number, user: ServerUser | undefined, log: Log): ChildProcess {
  const watch = spawn('/bin/sh', ['-c', 'read -r _; kill -INT "$1"', 'sh', String(pid)], {
    ...as(user),
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  watch.on('error', (error) =>
    log.warn('nothing watches over the embedded database: it will outlive this process if that is killed', { error }),
  );
  watch.stdin.on('error', () => undefined);
  (watch.stdin as Socket).unref();
  watch.unref();
  return watch;
}

/** What a server says of itself in the 8th line of its pid file ("ready"), if that file is its own. */
export function serverStatus(cluster: string, pid: number): string | undefined {
  const lines = pidFile(cluster);
  return Number(lines[0]) === pid ? lines[7]?.trim() : undefined;
}

/** Stops the server that a killed process left on the cluster, if it still runs; a pid that belongs to something else by now is no obstacle. */
export async function stopOrphan(cluster: string, log: Log): Promise<void> {
  const pid = Number(pidFile(cluster)[0] ?? 0);
  if (!pid || !running(pid)) return;
  if (!command(pid).includes(cluster)) {
    rmSync(join(cluster, 'postmaster.pid'), { force: true });
    return;
  }
  log.info('stopping the database that a killed process left behind', { pid });
  await stopServer(pid, () => running(pid));
}

/** @param runs whether the server still does. @throws {Error} if it still does after two minutes */
export async function stopServer(pid: number, runs: () => boolean): Promise<void> {
  // INT is a fast shutdown, QUIT one that leaves recovery to the next start.
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    if (!runs()) return;
    try {
      process.kill(pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ESRCH') return;
      throw error;
    }
    for (const deadline = Date.now() + STOP_TIMEOUT_MS; Date.now() < deadline; await sleep(10)) if (!runs()) return;
  }
  throw new Error(`PostgreSQL (process ${pid}) does not stop`);
}

function pidFile(cluster: string): string[] {
  try {
    return readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** The command line of a process; empty if the system does not tell. */
function command(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout ?? '';
  }
}
