import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';

/** A process at work on a data folder, as its lock file tells. */
export interface LockHolder {
  readonly pid: number;
  /** When the process began, in the system's own terms: another process may get the same pid later. */
  readonly begun: string;
  /** A service, or a command that brought the database up for its own duration. */
  readonly role: 'service' | 'command';
  readonly token: string;
  readonly since: string;
  /** Connection of its database, password included, once it is up. */
  readonly url?: string;
}

/** A takeover lasts microseconds; a mark this old, milliseconds, was left by a process that died in it. */
const TAKEOVER_TIMEOUT_MS = 10_000;

/**
 * The lock file of a data folder: JSON, mode 600. A lock whose process has died is taken over; of several that try, one succeeds.
 */
export class FolderLock {
  private constructor(
    readonly file: string,
    readonly holder: LockHolder,
  ) {}

  /** @returns the lock, or the living process that holds it */
  static acquire(file: string, role: LockHolder['role']): FolderLock | LockHolder {
    const holder: LockHolder = {
      pid: process.pid,
      begun: begun(process.pid) ?? '',
      role,
      token: randomUUID(),
      since: new Date().toISOString(),
    };
    const lock = new FolderLock(file, holder);
    const draft = lock.#draft(holder);
    try {
      for (;;) {
        const other = FolderLock.read(file);
        if (other && alive(other)) return other;
        if (other ? takeOver(file, draft, other) : linked(draft, file)) return lock;
      }
    } finally {
      rmSync(draft, { force: true });
    }
  }

  /** Who holds the lock, dead or alive; undefined when there is none. @throws {Error} when the file cannot be read */
  static read(file: string): LockHolder | undefined {
    try {
      return JSON.parse(readFileSync(file, 'utf8')) as LockHolder;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      // A power cut may leave the file empty: nobody's lock.
      if (error instanceof SyntaxError) return { pid: 0, begun: '', role: 'service', token: 'unreadable', since: '' };
      throw new Error(`The lock file ${file} cannot be read: ${(error as Error).message}`);
    }
  }

  /** Lets others know the connection. */
  publish(url: string): void {
    renameSync(this.#draft({ ...this.holder, url }), this.file);
  }

  release(): void {
    if (FolderLock.read(this.file)?.token === this.holder.token) rmSync(this.file, { force: true });
  }

  #draft(holder: LockHolder): string {
    const draft = `${this.file}.${holder.token}`;
    writeFileSync(draft, `${JSON.stringify(holder)}\n`, { mode: 0o600, flag: 'wx' });
    return draft;
  }
}

/** Whether the process that holds a lock still runs. */
export function alive({ pid, begun: since }: LockHolder): boolean {
  if (pid === 0 || !running(pid)) return false;
  const now = begun(pid);
  return now === undefined || since === '' || now === since;
}

/** Whether any process has this id. */
export function running(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** When a process began (unique on a machine together with its pid); undefined where the system does not tell. */
function begun(pid: number): string | undefined {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    // The 22nd field, counted after the command's name in brackets, which may itself hold spaces and brackets.
    const ticks = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ')[19];
    return `${boot}/${ticks}`;
  } catch {
    return spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).stdout?.trim() || undefined;
  }
}

/** Puts a name beside a file unless the name is taken: the one step of a file system that at most one process can win. */
function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Replaces the lock of a dead process. The mark carries the dead lock's token, so that one process at most replaces that very lock. */
function takeOver(file: string, draft: string, dead: LockHolder): boolean {
  const mark = `${file}.${dead.token}.taken`;
  if (!linked(draft, mark)) {
    if (Date.now() - (statSync(mark, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()) > TAKEOVER_TIMEOUT_MS)
      rmSync(mark, { force: true });
    return false;
  }
  try {
    if (FolderLock.read(file)?.token !== dead.token) return false;
    renameSync(draft, file);
    return true;
  } finally {
    rmSync(mark, { force: true });
  }
}
