import { createHash } from 'node:crypto';
import { accessSync, chmodSync, constants, existsSync, mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { closedFolder, type ServerUser, serverUser } from './server-user.js';

export interface DataFolder {
  /** Absolute path of a folder that exists. */
  readonly path: string;
  /** The database files. */
  readonly cluster: string;
  /** Who PostgreSQL runs as, when this process is root's. */
  readonly user?: ServerUser;
  /** Why the folder is not where one would look for it, in words for the one who started us. */
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
  return { ...made(elsewhere, serverUser(join(elsewhere, 'postgres'))), notice };
}

function made(path: string, user: ServerUser | undefined): DataFolder {
  try {
    // Others may pass through, as the database's user has to, but not look around.
    makeFolder(path, user ? 0o711 : 0o700);
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
    if (existsSync(join(path, 'postgres'))) accessSync(join(path, 'postgres'), constants.W_OK);
  } catch (error) {
    throw new Error(
      `The data folder ${path} cannot be used by user ${process.getuid?.()}: ${(error as Error).message}. Run Concord as its owner, or choose another with CONCORD_DATA.`,
      { cause: error },
    );
  }
  return { path, cluster: join(path, 'postgres'), user };
}

/** Makes a folder and those missing above it with that mode, whatever the process's umask; one that exists stays as it is. */
export function makeFolder(path: string, mode: number): void {
  const first = mkdirSync(path, { recursive: true });
  for (let folder = path; first !== undefined && folder.startsWith(first); folder = dirname(folder)) chmodSync(folder, mode);
}
