import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** An unprivileged user of this machine, as whom PostgreSQL runs when this process is root's. */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
  readonly name: string;
}

/**
 * PostgreSQL refuses to run as root: the user to run it as then. The owner of a cluster that exists; otherwise `postgres`, or `nobody` where that is missing.
 * @param cluster folder of the database files, which may not exist yet
 * @returns undefined when this process is an ordinary user's: it runs as that
 */
export function serverUser(cluster: string): ServerUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .filter((fields) => fields.length >= 4 && Number(fields[2]) !== 0)
    .map(([name, , uid, gid]): ServerUser => ({ name: name!, uid: Number(uid), gid: Number(gid) }));
  const owner = existsSync(cluster) ? statSync(cluster).uid : 0;
  const user =
    users.find(({ uid }) => owner !== 0 && uid === owner) ??
    users.find(({ name }) => name === 'postgres') ??
    users.find(({ name }) => name === 'nobody');
  if (!user) {
    throw new Error(
      'PostgreSQL refuses to run as root, and this machine has neither a user "postgres" nor "nobody" to run it as: run Concord as an ordinary user, or set DATABASE_URL',
    );
  }
  return user;
}

/** Runs a shell test as that user; asking the system itself covers owners, groups, access lists and mounts. */
export function testAs(user: ServerUser, expression: string, path: string): boolean {
  return (
    spawnSync('/bin/sh', ['-c', expression, 'sh', path], { uid: user.uid, gid: user.gid, cwd: '/', stdio: 'ignore' }).status === 0
  );
}

/** The outermost folder on the way to `path` that is closed to the user; undefined if it can be reached, or its missing part be made. */
export function closedFolder(user: ServerUser, path: string): string | undefined {
  const parents = [path];
  while (dirname(parents[0]!) !== parents[0]) parents.unshift(dirname(parents[0]!));
  const existing = parents.filter((folder) => existsSync(folder));
  if (testAs(user, 'test -x "$1"', existing.at(-1)!)) return undefined;
  return existing.find((folder) => !testAs(user, 'test -x "$1"', folder));
}
