import { streamOf } from '../../event-sourcing/catalogue.js';
import { type Caller } from '../../event-sourcing/command-handler.js';
import { actorIdOf } from '../publication/identity.js';
import { importPublication, type ImportOptions } from '../publication/import.js';
import { mergeActivities } from '../publication/merge-activities.js';
import { type Activity, type Format, type OrganisationReport, type Reading, type Told } from '../publication/publication.js';
import { activities } from '../publication/take-activity.js';
import { takeReport } from '../publication/take-report.js';
import { readActivities, type XmlItem } from './read-activities.js';
import { readActivity } from './read-activity.js';
import { mentionsOf, readOrganisation } from './read-organisation.js';

type Item = Activity | OrganisationReport;

const isReport = (item: Item): item is OrganisationReport => 'budgets' in item;

/** An element beside the activities or organisations of a file: one of a foreign namespace is not read, any other may be meant as one of them. */
function readStray({ name, line }: XmlItem): Reading<never> {
  if (name.startsWith('{')) return { line, problems: [], notRead: [name] };
  const rule = 'is no iati-activity of an activity file, and no iati-organisation of an organisation file';
  return { line, problems: [{ line, element: name, rule, effect: 'ITEM' }], notRead: [] };
}

/** IATI activity files and organisation files, version 2.0x. */
const iati: Format<Item> = {
  noun: 'activities and organisations',
  async *read(path, today, encoding) {
    for await (const element of readActivities(path, encoding)) {
      if (element.name === 'iati-activity') yield readActivity(element, today);
      else yield element.name === 'iati-organisation' ? readOrganisation(element, today) : readStray(element);
    }
  },
  nothing: 'there is no iati-activity or iati-organisation in it',
  publisher: (item) => {
    const { ref, name } = isReport(item) ? item.organisation : item.reporter;
    return ref ?? name[0]!.text;
  },
  mentions: (item) => (isReport(item) ? mentionsOf(item) : activities.mentions(item)),
  work: (item) => (isReport(item) ? 1 : activities.work(item)),
  streamOf: (item) => (isReport(item) ? streamOf('actor', actorIdOf(item.organisation.key)) : activities.streamOf(item)),
  merge: (items, contradiction) => {
    const reports = items.flatMap(({ item }) => (isReport(item) ? item : []));
    if (reports.length === 0) return mergeActivities(items as readonly Told<Activity>[], contradiction);
    const texts = new Set<string>();
    const isNew = (one: object) => texts.size !== texts.add(JSON.stringify(one)).size;
    return { ...reports[0]!, budgets: reports.flatMap(({ budgets }) => budgets).filter(isNew) };
  },
  take: (sender, item, signal) => (isReport(item) ? takeReport(sender, item) : activities.take(sender, item, signal)),
};

/** Takes IATI activity files and organisation files into the record, as `importPublication` says. */
export function importIati<C extends Caller>(files: readonly string[], options: ImportOptions<C>) {
  return importPublication(iati, files, options);
}
