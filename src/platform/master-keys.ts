import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from './data-folder.js';

/** Bytes of a master key. */
const LENGTH = 32;

/**
 * Reads master keys: base64 of 32 bytes each, with commas between them.
 * @returns undefined for a text that holds none, or something else
 */
export function parseMasterKeys(text: string): readonly Buffer[] | undefined {
  const keys = text
    .trim()
    .split(',')
    .map((key) => Buffer.from(key.trim(), 'base64'));
  return keys.every(({ length }) => length === LENGTH) ? keys : undefined;
}

/**
 * The keys under which keys of personal data are kept: those of CONCORD_MASTER_KEY, or the one made at the first start and kept in the data folder, mode 600.
 * @throws {Error} naming the file, where it holds something else
 */
export async function masterKeys(given: readonly Buffer[] | undefined, dataFolder: string): Promise<readonly Buffer[]> {
  if (given) return given;
  const file = join(dataFolder, 'master-key');
  makeFolder(dataFolder, 0o700);
  // Two processes that start at once must not each have a key of its own.
  await writeFile(file, `${randomBytes(LENGTH).toString('base64')}\n`, { mode: 0o600, flag: 'wx' }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    },
  );
  const kept = parseMasterKeys(await readFile(file, 'utf8'));
  if (!kept) throw new Error(`${file} holds no master key: base64 of ${LENGTH} bytes`);
  return kept;
}
