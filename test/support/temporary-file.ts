import { afterAll } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folders: string[] = [];
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))));

/** A file in a folder of its own, for the time of the test. @returns its path */
export async function temporaryFile(name: string, contents: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'concord-test-'));
  folders.push(folder);
  await writeFile(join(folder, name), contents);
  return join(folder, name);
}
