import { TLP, type Tlp } from '../event-sourcing/envelope.js';
import { importFts } from '../exchange/fts/import.js';
import { importIati } from '../exchange/iati/import.js';
import { printSummary } from '../exchange/publication/summary.js';
import { type Viewer } from '../access/viewer.js';
import { startProgress } from '../platform/progress.js';
import { withService } from './with-service.js';

/** Who imports: it records what others have published, and speaks for none of them. */
const IMPORTER: Viewer = { user: 'importer', actor: null, roles: ['COORDINATOR'], keys: ['public', 'members', 'user:importer'] };

const IMPORTS = { iati: importIati, fts: importFts } as const;

export interface ImportOptions {
  readonly strict?: boolean;
  readonly dryRun?: boolean;
  readonly tlp: string;
}

/** `concord import iati|fts FILE…`. Exit code 1 where something could not be taken. */
export async function importFiles(
  format: keyof typeof IMPORTS,
  files: readonly string[],
  { strict, dryRun, tlp }: ImportOptions,
): Promise<void> {
  if (!(TLP as readonly string[]).includes(tlp)) throw new Error(`--tlp ${tlp}: a label is one of ${TLP.join(', ')}`);
  await withService(async ({ handler }, signal) => {
    const line = startProgress(dryRun ? 'rehearse' : 'import', 0, 'commands');
    const summary = await IMPORTS[format](files, {
      handler,
      caller: IMPORTER,
      strict,
      dryRun,
      tlp: tlp as Tlp,
      signal,
      progress: (done, total) => line.update(done, total),
    });
    line.finish();
    process.stdout.write(printSummary(summary));
    if (summary.problems.length > 0 || summary.interrupted) process.exitCode = 1;
  });
}
