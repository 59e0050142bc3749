import {
  type Mention,
  type Organisation,
  type OrganisationReport,
  type OrganisationBudget,
  type Reading,
} from '../publication/publication.js';
import { notReadOf } from './not-read.js';
import { type XmlElement, type XmlItem } from './read-activities.js';
import { checkReadable } from './read-activity.js';
import { readPlace } from './read-places.js';
import { readPlanned, STATUSES } from './read-plans.js';
import { required } from './read-transactions.js';
import { ActivityReader, first } from './reading.js';

/** Elements of an organisation file that hold money. */
const BUDGETS = {
  'total-budget': 'TOTAL',
  'recipient-org-budget': 'TO_ORGANISATION',
  'recipient-country-budget': 'TO_COUNTRY',
  'recipient-region-budget': 'TO_REGION',
  'total-expenditure': 'SPENT',
} as const satisfies Readonly<Record<string, OrganisationBudget['kind']>>;

/** Reads and checks one organisation of an organisation file. @param today day of the import */
export function readOrganisation(element: XmlItem, today: string): Reading<OrganisationReport> {
  const reader = new ActivityReader(element, today);
  checkReadable(reader, element);
  reader.checkOnce(element);
  const organisation = readItself(reader, element);
  const budgets = Object.entries(BUDGETS).flatMap(([name, kind]) =>
    reader.parts(element, name, (one) => readBudget(reader, one, kind)),
  );
  const { line } = element;
  const problems = reader.problems.sort((a, b) => a.line - b.line);
  const identifier = organisation?.ref;
  const reading = { line, identifier, problems, notRead: notReadOf(element) };
  return reader.refused || !organisation || !identifier
    ? reading
    : { ...reading, item: { line, identifier, organisation, budgets } };
}

/** The organisation, of the type that it has where it reports on itself. */
function readItself(reader: ActivityReader, element: XmlItem): Organisation | undefined {
  const ref = first(element, 'organisation-identifier')?.text;
  if (!ref) return reader.refuse(element, 'is missing: it says which organisation this is', 'organisation-identifier');
  const reporter = first(element, 'reporting-org');
  const type = reporter?.attributes.ref?.trim() === ref ? reporter.attributes.type : undefined;
  const name = first(element, 'name');
  const attributes: Record<string, string> = { ref, ...(type === undefined ? {} : { type }) };
  return reader.organisation({ ...(name ?? element), children: name?.children ?? [], attributes });
}

function readBudget(
  reader: ActivityReader,
  element: XmlElement,
  kind: OrganisationBudget['kind'],
): OrganisationBudget | undefined {
  const planned = readPlanned(reader, element);
  const status = element.attributes.status ? reader.code<string>(element, 'status', STATUSES) : undefined;
  const to = {
    TO_ORGANISATION: 'recipient-org',
    TO_COUNTRY: 'recipient-country',
    TO_REGION: 'recipient-region',
    TOTAL: '',
    SPENT: '',
  }[kind];
  const about = to === '' ? undefined : required(reader, element, to);
  const recipient = about && kind === 'TO_ORGANISATION' ? reader.organisation(about) : undefined;
  const place = about && kind !== 'TO_ORGANISATION' ? readPlace(reader, about, planned?.start) : undefined;
  if (!planned?.end || (to !== '' && !recipient && !place)) return undefined;
  const { type: _type, end, ...money } = planned;
  return { kind, ...(status ? { status } : {}), ...money, end, ...(recipient ? { recipient } : {}), ...place };
}

/** The organisations that a report names. */
export function mentionsOf({ organisation, budgets }: OrganisationReport): readonly Mention[] {
  const recipients = budgets.flatMap(({ recipient }) => recipient ?? []);
  return [{ organisation, reports: true }, ...recipients.map((one) => ({ organisation: one, reports: false }))];
}
