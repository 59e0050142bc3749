import { temporaryFile } from './temporary-file.js';

/** Parts of an activity; what is left out is as in any good one. */
export interface ActivityParts {
  readonly identifier?: string;
  readonly title?: string;
  readonly status?: string;
  readonly dates?: string;
  /** Any further elements. */
  readonly more?: string;
  readonly updated?: string;
}

/** An IATI activity as XML, a line an element. */
export function activity(parts: ActivityParts = {}): string {
  const {
    identifier = 'XM-DAC-41128-1',
    title = 'Crowded places',
    status = '2',
    dates = '<activity-date type="2" iso-date="2021-01-01"/>',
    more = '',
    updated = '2021-12-01T10:00:00Z',
  } = parts;
  return `<iati-activity default-currency="USD" xml:lang="en" last-updated-datetime="${updated}">
<iati-identifier>${identifier}</iati-identifier>
<reporting-org ref="XM-DAC-41128" type="40"><narrative>UNODC</narrative></reporting-org>
<title><narrative>${title}</narrative></title>
<activity-status code="${status}"/>
${dates}
${more}
</iati-activity>`;
}

/** A transaction of an activity. */
export function transaction(
  type: string,
  amount: string,
  parts: { ref?: string; date?: string; attributes?: string; more?: string } = {},
): string {
  const { ref = '', date = '2021-03-01', attributes = '', more = '' } = parts;
  return `<transaction${ref ? ` ref="${ref}"` : ''}><transaction-type code="${type}"/><transaction-date iso-date="${date}"/><value ${attributes}>${amount}</value>${more}</transaction>`;
}

/** A file of activities in a folder of its own, for the time of the test. @returns its path */
export function iatiFile(activities: readonly string[], { version = '2.03', name = 'activities.xml' } = {}): Promise<string> {
  const body = `<iati-activities version="${version}">\n${activities.join('\n')}\n</iati-activities>`;
  return temporaryFile(name, `<?xml version="1.0"?>\n${body}\n`);
}

/** The organisation that money comes from. */
export function donor(name: string, attributes = ''): string {
  return `<provider-org ${attributes}><narrative>${name}</narrative></provider-org>`;
}
