import { type Caller } from '../../event-sourcing/command-handler.js';
import { importPublication, type ImportOptions } from '../publication/import.js';
import { type Format } from '../publication/publication.js';
import { readActivities } from './read-activities.js';
import { readActivity } from './read-activity.js';

/** IATI activity files, version 2.0x. */
const iati: Format = {
  noun: 'activities',
  async *read(path, today) {
    for await (const element of readActivities(path)) yield readActivity(element, today);
  },
};

/** Takes IATI activity files into the record, as `importPublication` says. */
export function importIati<C extends Caller>(files: readonly string[], options: ImportOptions<C>) {
  return importPublication(iati, files, options);
}
