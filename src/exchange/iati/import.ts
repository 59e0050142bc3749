import { type Caller } from '../../event-sourcing/command-handler.js';
import { importPublication, type ImportOptions } from '../publication/import.js';
import { activityFormat } from '../publication/take-activity.js';
import { readActivities } from './read-activities.js';
import { readActivity } from './read-activity.js';

/** IATI activity files, version 2.0x. */
const iati = activityFormat('activities', async function* (path, today) {
  for await (const element of readActivities(path)) yield readActivity(element, today);
});

/** Takes IATI activity files into the record, as `importPublication` says. */
export function importIati<C extends Caller>(files: readonly string[], options: ImportOptions<C>) {
  return importPublication(iati, files, options);
}
