import { createHash } from 'node:crypto';
import { accessSync, chmodSync, constants, existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { closedFolder, type ServerUser, serverUser } from './server-user.js';

export interface DataFolder {
  /** Absolute path of a folder that exists. */
  readonly path: string;
  /** The database files. */
  readonly cluster: string;
  /** Who PostgreSQL runs as, when this process is root's. */
  readonly user?: ServerUser;
  /** Why the folder is not where one would look for it, or what was done with it, in words for the operator. */
  readonly notice?: string;
}

/**
 * The folder that holds the embedded database and the service's own files; made when missing.
 * @param given CONCORD_DATA. Without it `./data`, or, for root where the database's user cannot get there, a folder of this project's under /var/lib/concord.
 * @param usual name of the folder used without it
 * @throws {Error} naming folder, user and remedy when a chosen folder is closed to the database's user, or the folder cannot be made
 */
export function findDataFolder(given?: string, usual = 'data'): DataFolder {
  const path = resolve(given ?? usual);
  const user = serverUser(join(path, 'postgres'));
  const closed = user && closedFolder(user, path);
  if (!user || (given !== undefined && !closed)) return made(path, user);
  if (given !== undefined) {
    throw new Error(
      `The data folder ${path} (CONCORD_DATA) cannot be reached by user "${user.name}", as whom the database runs because PostgreSQL refuses to run as root: ` +
        `${closed} is closed to others. Choose a folder that "${user.name}" can reach (for example /var/lib/concord/data), open the way (chmod o+x ${closed}), ` +
        'run Concord as an ordinary user, or set DATABASE_URL.',
    );
  }
  const hash = createHash('sha256').update(path).digest('hex').slice(0, 12);
  const elsewhere = join('/var/lib/concord', hash);
  // A record begun elsewhere stays in use if the way to ./data is opened later.
  if (!closed && !(existsSync(join(elsewhere, 'postgres')) && !existsSync(join(path, 'postgres')))) return made(path, user);
  const notice = `Data is kept in ${elsewhere}, because user "${user.name}", as whom the database runs, could not reach ${path}; CONCORD_DATA chooses another folder.`;
  const folder = made(elsewhere, serverUser(join(elsewhere, 'postgres')));
  return { ...folder, notice: folder.notice === undefined ? notice : `${notice} ${folder.notice}` };
}

function made(path: string, user: ServerUser | undefined): DataFolder {
  // Others may pass through, as the database's user has to, but not look around.
  const mode = user ? 0o711 : 0o700;
  let notice: string | undefined;
  try {
    makeFolder(path, mode);
    notice = closeToOthers(path, mode);
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
    if (existsSync(join(path, 'postgres'))) accessSync(join(path, 'postgres'), constants.W_OK);
  } catch (error) {
    throw new Error(
      `The data folder ${path} cannot be used by user ${process.getuid?.()}: ${(error as Error).message}. Run Concord as its owner, or choose another with CONCORD_DATA.`,
      { cause: error },
    );
  }
  return { path, cluster: join(path, 'postgres'), user, notice };
}

/** Closes a folder that others could look into, if it holds a database of ours or nothing. @returns what was done, or why not, in words for the operator */
function closeToOthers(path: string, mode: number): string | undefined {
  const found = statSync(path).mode & 0o777;
  if ((found & ~mode) === 0) return undefined;
  const [before, after] = [found, mode].map((one) => one.toString(8));
  if (!existsSync(join(path, 'postgres')) && readdirSync(path).length > 0)
    return `The data folder ${path} is open to other users (mode ${before}) and holds other files, so it stays so: chmod ${after} ${path} closes it.`;
  chmodSync(path, mode);
  return `The data folder ${path} was open to other users (mode ${before}); it has mode ${after} now.`;
}

/** Makes a folder and those missing above it with that mode, whatever the process's umask; one that exists stays as it is. */
export function makeFolder(path: string, mode: number): void {
  const first = mkdirSync(path, { recursive: true });
  for (let folder = path; first !== undefined && folder.startsWith(first); folder = dirname(folder)) chmodSync(folder, mode);
}
