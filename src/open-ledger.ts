import { readFileSync } from 'node:fs';
import { parsePolicy } from '../verify/policy.js';
import { type Policy } from '../verify/verify.js';
import { ledgerIdentity, witnessKey } from './ledger/identity.js';
import { COSIGNATURE } from './ledger/keys.js';
import { Witness } from './ledger/witness.js';
import { type Configuration } from './platform/configuration.js';
import { type Database } from './platform/database.js';
import { makeFolder } from './platform/data-folder.js';
import { type Log } from './platform/log.js';
import { type Signing } from './service.js';

/** The data folder, where files of the ledger may be kept: that of the embedded database, or one that CONCORD_DATA names. */
export function ledgerFolder(database: Database, { dataFolder }: Pick<Configuration, 'dataFolder'>): string | undefined {
  if (!database.embedded && dataFolder === undefined) return undefined;
  makeFolder(database.dataFolder, 0o700);
  return database.dataFolder;
}

/** How this process signs the ledger; undefined for an API, and where there is no place to keep the newest checkpoint outside of the database. */
export function signingOf(database: Database, configuration: Configuration): Signing | undefined {
  const dataFolder = configuration.role === 'api' ? undefined : ledgerFolder(database, configuration);
  if (dataFolder === undefined) return undefined;
  const { ledger = {} } = configuration;
  return {
    identity: ledgerIdentity(dataFolder, ledger),
    dataFolder,
    policy: ledger.policy === undefined ? undefined : policyIn('CONCORD_LEDGER_POLICY', ledger.policy),
  };
}

/** This installation as a witness of others; undefined where it is none. @throws where its key cannot be kept */
export function witnessOf(database: Database, configuration: Configuration, log: Log): Witness | undefined {
  const { witness, role } = configuration;
  if (witness === undefined || role === 'projector') return undefined;
  const folder = ledgerFolder(database, configuration);
  if (folder === undefined)
    throw new Error('CONCORD_WITNESS_POLICY: set CONCORD_DATA too, the folder in which the key of the witness is kept');
  const key = witnessKey(folder, witness.name);
  log.info(`this installation is a witness: ${key.verifierKey(COSIGNATURE)}`);
  return new Witness(database.pool, key, policyIn('CONCORD_WITNESS_POLICY', witness.policy).logs);
}

/** @throws naming the variable, the file and what is wrong */
function policyIn(variable: string, file: string): Policy {
  try {
    return parsePolicy(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`${variable}: ${file}: ${(error as Error).message}`, { cause: error });
  }
}
