import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { privateKeysIn } from '../platform/private-keys.js';
import { SigningKey } from './keys.js';
import { readIfThere, replaceFile } from './signed-file.js';

/** How the ledger is named and signed. */
export interface LedgerIdentity {
  /** Names the log to the world: a host and path without scheme. */
  readonly origin: string;
  /** The keys that sign, the newest first. Their name is the origin. */
  readonly keys: readonly SigningKey[];
}

/** What is configured of the ledger's identity. */
export interface GivenIdentity {
  /** CONCORD_LEDGER_ORIGIN. */
  readonly origin?: string;
  /** CONCORD_LEDGER_KEY: private keys as PKCS #8 PEM texts, one after the other. */
  readonly key?: string;
}

/** What is kept of the ledger in the data folder, outside of the database. */
export const ledgerFiles = (dataFolder: string) => ({
  key: join(dataFolder, 'ledger-key.pem'),
  origin: join(dataFolder, 'ledger-origin'),
  /** The newest signed checkpoint. */
  checkpoint: join(dataFolder, 'ledger-checkpoint'),
  /** Statements of restarts, a JSON list. */
  restarts: join(dataFolder, 'ledger-restarts.json'),
});

/** Private keys as configured, or one that is made at the first start and kept in a file of mode 600. @throws for none */
function privateKeys(file: string, given: string | undefined): readonly string[] {
  if (given === undefined && !existsSync(file)) replaceFile(file, SigningKey.generate(), 0o600);
  const pems = privateKeysIn(given ?? readIfThere(file) ?? '');
  if (pems.length === 0) throw new Error(`${given === undefined ? file : 'CONCORD_LEDGER_KEY'} holds no private key in PEM form`);
  return pems;
}

/** A name that says that nobody can look it up. */
function localName(noun: string, pem: string): string {
  return `${noun}.localhost/${new SigningKey('', pem).publicKey.toString('hex').slice(0, 16)}`;
}

/** The key by which this installation witnesses the ledgers of others, kept in the data folder. @param name as configured */
export function witnessKey(dataFolder: string, name: string | undefined): SigningKey {
  const [pem] = privateKeys(join(dataFolder, 'witness-key.pem'), undefined);
  return new SigningKey(name ?? localName('witness', pem!), pem!);
}

/** The ledger's origin and keys: as configured, or made at the first start and kept in the data folder. */
export function ledgerIdentity(dataFolder: string, given: GivenIdentity): LedgerIdentity {
  const files = ledgerFiles(dataFolder);
  const pems = privateKeys(files.key, given.key);
  // Kept, because a key that is replaced does not rename the ledger.
  if (given.origin === undefined && !existsSync(files.origin))
    replaceFile(files.origin, `${localName('ledger', pems[0]!)}\n`, 0o644);
  const origin = given.origin ?? readIfThere(files.origin)!.trim();
  return { origin, keys: pems.map((pem) => new SigningKey(origin, pem)) };
}

/** Puts a new key before the others; both sign from the next start on. @returns the new identity. @throws where the keys are configured */
export function addLedgerKey(dataFolder: string, given: GivenIdentity): LedgerIdentity {
  return changeKeys(dataFolder, given, (pems) => [SigningKey.generate(), ...pems]);
}

/** Leaves the newest key only. @returns the new identity. @throws where the keys are configured, or there is one only */
export function retireLedgerKeys(dataFolder: string, given: GivenIdentity): LedgerIdentity {
  return changeKeys(dataFolder, given, (pems) => {
    if (pems.length === 1) throw new Error('the ledger has one key only: add one first (concord ledger key add)');
    return pems.slice(0, 1);
  });
}

function changeKeys(
  dataFolder: string,
  given: GivenIdentity,
  change: (pems: readonly string[]) => readonly string[],
): LedgerIdentity {
  if (given.key !== undefined) throw new Error('the keys are given by CONCORD_LEDGER_KEY: change them there');
  // Its origin is kept first: it may be named after the first key.
  ledgerIdentity(dataFolder, given);
  const { key } = ledgerFiles(dataFolder);
  replaceFile(key, change(privateKeys(key, undefined)).join('\n'), 0o600);
  return ledgerIdentity(dataFolder, given);
}
