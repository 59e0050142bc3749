import { rm, writeFile } from 'node:fs/promises';
import { type Problem } from './publication.js';

const COLUMNS = [
  'file',
  'line',
  'identifier',
  'element',
  'value',
  'rule',
  'effect',
] as const satisfies readonly (keyof Problem)[];

/**
 * Writes all problems of an import to `<base>.csv` and `<base>.json`. Where there are none, takes those files of an earlier import away.
 * @returns the paths of what was written
 */
export async function writeProblems(base: string, problems: readonly Problem[]): Promise<readonly string[]> {
  const paths = [`${base}.csv`, `${base}.json`] as const;
  if (problems.length === 0) {
    await Promise.all(paths.map((path) => rm(path, { force: true })));
    return [];
  }
  const rows = problems.map((problem) => COLUMNS.map((column) => cell(String(problem[column] ?? ''))).join());
  await writeFile(paths[0], `${COLUMNS.join()}\r\n${rows.join('\r\n')}\r\n`);
  await writeFile(paths[1], `${JSON.stringify(problems, null, 1)}\n`);
  return paths;
}

/** Quoted where it has to be; what a spreadsheet would take for a formula is marked as text. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) && !/^-?[\d.]+$/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
