import { type Caller } from '../../event-sourcing/command-handler.js';
import { importPublication, type ImportOptions } from '../publication/import.js';
import { activities } from '../publication/take-activity.js';
import { readFlow } from './read-flow.js';
import { readRows } from './read-rows.js';

/** Flows of OCHA's Financial Tracking Service, as CSV. Its files are extracts: a flow is the same in each, so all are one dataset. */
const fts = {
  ...activities,
  noun: 'flows',
  async *read(path: string, today: string, encoding?: string) {
    for await (const row of readRows(path, encoding)) yield readFlow(row, today);
  },
  nothing: 'there is no flow in it',
  dataset: 'Financial Tracking Service',
  publisher: () => 'Financial Tracking Service',
};

/** Takes files of flows into the record, as `importPublication` says. */
export function importFts<C extends Caller>(files: readonly string[], options: ImportOptions<C>) {
  return importPublication(fts, files, options);
}
