import { TLP, type Tlp } from '../event-sourcing/envelope.js';
import { importFts } from '../exchange/fts/import.js';
import { importIati } from '../exchange/iati/import.js';
import { importRecommendations } from '../exchange/recommendations/import.js';
import { readMap } from '../exchange/recommendations/map.js';
import { writeProblems } from '../exchange/publication/problem-files.js';
import { isLoss } from '../exchange/publication/publication.js';
import { printSummary } from '../exchange/publication/summary.js';
import { OWN_USERS, type Viewer } from '../access/viewer.js';
import { startProgress } from '../platform/progress.js';
import { withService } from './with-service.js';

/** Who imports: it records what others have published, and speaks for none of them. */
export const IMPORTER: Viewer = {
  user: OWN_USERS.importer,
  actor: null,
  roles: ['COORDINATOR'],
  coordinates: 'ALL',
  keys: ['public', 'members', `user:${OWN_USERS.importer}`],
};

export interface ImportOptions {
  readonly strict?: boolean;
  readonly dryRun?: boolean;
  readonly tlp: string;
  /** The dataset that all files belong to. */
  readonly dataset?: string;
  readonly encoding?: string;
  /** Path without an ending of the files that hold all problems. */
  readonly problems: string;
  /** The map of columns to fields; of recommendations alone. */
  readonly map?: string;
}

/** What takes files of a format. */
async function importerOf(format: 'iati' | 'fts' | 'recommendations', map: string | undefined): Promise<typeof importIati> {
  if (format === 'iati') return importIati;
  if (format === 'fts') return importFts;
  const columns = await readMap(map!);
  return (files, options) => importRecommendations(columns, files, options);
}

/** Writes the problems; an import is done, whether or not they can be written. */
async function written(base: string, problems: Parameters<typeof writeProblems>[1]): Promise<readonly string[]> {
  try {
    return await writeProblems(base, problems);
  } catch (error) {
    process.stderr.write(`the problems could not be written (${(error as Error).message}); --problems names another path\n`);
    return [];
  }
}

/** `concord import iati|fts|recommendations FILE…`. All problems go to two files. Exit code 1 where something could not be taken. */
export async function importFiles(
  format: 'iati' | 'fts' | 'recommendations',
  files: readonly string[],
  { strict, dryRun, tlp, map, dataset, encoding, problems: base }: ImportOptions,
): Promise<void> {
  if (!(TLP as readonly string[]).includes(tlp)) throw new Error(`--tlp ${tlp}: a label is one of ${TLP.join(', ')}`);
  const take = await importerOf(format, map);
  await withService(async ({ handler }, signal) => {
    const line = startProgress(dryRun ? 'rehearse' : 'import', 0, 'commands');
    const summary = await take(files, {
      handler,
      caller: IMPORTER,
      strict,
      dryRun,
      tlp: tlp as Tlp,
      dataset,
      encoding,
      signal,
      progress: (done, total) => line.update(done, total),
    });
    line.finish();
    const problems = summary.problems.map(({ part: _part, ...problem }) => problem);
    process.stdout.write(printSummary(summary, await written(base, problems)));
    if (problems.some(isLoss) || summary.interrupted) process.exitCode = 1;
  });
}
