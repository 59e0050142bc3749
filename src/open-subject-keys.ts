import { PostgresSubjectKeys } from './event-sourcing/personal/postgres-subject-keys.js';
import { type Configuration } from './platform/configuration.js';
import { type Database } from './platform/database.js';
import { type Log } from './platform/log.js';
import { masterKeys } from './platform/master-keys.js';

/** The keys of personal data, ready for use. @throws where the master key is not the one under which they are kept */
export async function openSubjectKeys(
  { pool, dataFolder }: Database,
  { masterKeys: given }: Pick<Configuration, 'masterKeys'>,
  log: Log,
): Promise<PostgresSubjectKeys> {
  const masters = await masterKeys(given, dataFolder);
  const keys = new PostgresSubjectKeys(pool, masters, (error) => log.warn(`keys of personal data: ${error.message}`));
  const again = await keys.prepare();
  if (again > 0)
    log.info(`${again} keys of personal data are wrapped with the first master key now; no other one is needed for them`);
  return keys;
}
