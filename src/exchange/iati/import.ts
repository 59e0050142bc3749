import { type Caller } from '../../event-sourcing/command-handler.js';
import { importPublication, type ImportOptions } from '../publication/import.js';
import { activityFormat } from '../publication/take-activity.js';
import { type Activity } from '../publication/publication.js';
import { mergeActivities } from '../publication/merge-activities.js';
import { readActivities } from './read-activities.js';
import { readActivity } from './read-activity.js';

/** IATI activity files, version 2.0x. */
const iati = {
  ...activityFormat('activities', async function* (path, today, encoding) {
    for await (const element of readActivities(path, encoding)) yield readActivity(element, today);
  }),
  nothing: 'there is no iati-activity in it',
  publisher: ({ reporter }: Activity) => reporter.ref ?? reporter.name[0]!.text,
  merge: mergeActivities,
};

/** Takes IATI activity files into the record, as `importPublication` says. */
export function importIati<C extends Caller>(files: readonly string[], options: ImportOptions<C>) {
  return importPublication(iati, files, options);
}
