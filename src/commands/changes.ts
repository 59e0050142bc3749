import { applyChanges, undoChanges } from '../exchange/changes/apply-changes.js';
import { printChanges } from '../exchange/changes/print-changes.js';
import { IMPORTER } from './import-published.js';
import { withService } from './with-service.js';

/** `concord apply FILE.csv`: shows what the table changes; with `record`, records it. Exit code 1 where a row cannot be taken. */
export async function applyTable(path: string, { record = false }: { readonly record?: boolean }): Promise<void> {
  await withService(async ({ handler }, _signal, _log, { pool }) => {
    const applied = await applyChanges(path, { handler, caller: IMPORTER, pool, record });
    const { changes, problems, correlation } = applied;
    process.stdout.write(printChanges(applied));
    if (correlation) process.stdout.write(`Recorded. To take it back: concord undo ${correlation}\n`);
    else if (problems.length > 0) process.stdout.write('Nothing is recorded: every row has to be good.\n');
    else if (changes.length > 0) process.stdout.write('Nothing is recorded yet. To record it: --record\n');
    if (problems.length > 0) process.exitCode = 1;
  });
}

/** `concord undo CORRELATION`: takes back what was recorded from a table. Exit code 1 where something stands. */
export async function undoTable(correlation: string): Promise<void> {
  await withService(async ({ handler }, _signal, _log, { pool }) => {
    const undone = await undoChanges(correlation, { handler, caller: IMPORTER, pool });
    if (!undone) throw new Error(`${correlation}: nothing was recorded from a table under this correlation id`);
    process.stdout.write(printChanges(undone));
    if (undone.undoneBy) process.stdout.write(`It was taken back before, under ${undone.undoneBy}.\n`);
    if (undone.problems.length > 0) process.exitCode = 1;
  });
}
