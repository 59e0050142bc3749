import * as iati from '../../codes/iati-codes.js';
import { projectRelations, projectScopes } from '../../records/assistance-project/assistance-project.details.js';
import { partnerRoles, projectStatuses } from '../../records/assistance-project/assistance-project.fields.js';
import { missingOf } from '../publication/missing.js';
import { type Activity, type Participant, type Reading } from '../publication/publication.js';
import { decimal } from '../publication/values.js';
import { notReadOf } from './not-read.js';
import { VERSIONS, type XmlElement, type XmlItem } from './read-activities.js';
import { readClassified, readPlace } from './read-places.js';
import { numbered, readBudgets, readContacts, readLocations, readPlannedDisbursements } from './read-plans.js';
import { readResults } from './read-results.js';
import { readTransactions } from './read-transactions.js';
import { ActivityReader, all, first } from './reading.js';

type Details = Readonly<Record<string, unknown>>;

const STATUSES = numbered(projectStatuses.codes);
const SCOPES = numbered(projectScopes.codes);
const ROLES = numbered(partnerRoles.codes);
const RELATIONS = numbered(projectRelations.codes);
const DATES = numbered(['plannedStart', 'actualStart', 'plannedEnd', 'actualEnd'] as const);
const DESCRIPTIONS = numbered(['description', 'objectives', 'targetGroups', 'otherDescription'] as const);
const OTHER_IDENTIFIERS = {
  A1: 'INTERNAL',
  A2: 'CRS',
  A3: 'PREVIOUS',
  A4: 'FTS',
  A9: 'OTHER',
  B1: 'PREVIOUS_ORGANISATION',
  B9: 'OTHER_ORGANISATION',
} as const;
/** Our challenges, conclusions and threats, as publishers give them in vocabularies of their own. */
const THEME = /^(CH-(0[1-9]|10)|CO-0[1-9]|TH-0[1-7])$/;

/** Reads and checks one activity. What makes its identity impossible refuses it; all else is left out. @param today day of the import, `2023-12-19` */
export function readActivity(element: XmlItem, today: string): Reading<Activity> {
  const reader = new ActivityReader(element, today);
  checkReadable(reader, element);
  reader.checkOnce(element);
  const identifier = first(element, 'iati-identifier')?.text || undefined;
  if (!identifier) reader.refuse(element, 'is missing: it says which activity this is', 'iati-identifier');
  else if (identifier.includes('\uFFFD'))
    reader.refuse(element, 'holds bytes that are not in the encoding of the file', 'iati-identifier', identifier);
  const reporter = readReporter(reader, identifier);
  const status = readStatus(reader);
  const transactions = reporter ? readTransactions(reader, reporter) : [];
  const dates = readDates(reader);
  const past = [dates.plannedStart, dates.actualStart, ...transactions.map(({ date }) => date)]
    .filter((day): day is string => typeof day === 'string' && day <= today)
    .sort();
  const details = { ...readDetails(reader, identifier ?? '', past[0]), ...dates };
  const participants = reader.each(element, 'participating-org', (one) => readParticipant(reader, one));
  const results = readResults(reader);
  const plannedDisbursements = readPlannedDisbursements(reader);
  const { line } = element;
  const problems = reader.problems.sort((a, b) => a.line - b.line);
  const reading = { line, identifier, problems, notRead: notReadOf(element) };
  if (reader.refused || !identifier || !reporter) return reading;
  const activity: Activity = {
    line,
    identifier,
    reporter,
    status,
    details,
    participants: onceEach(participants),
    transactions,
    results,
    plannedDisbursements,
    missing: missingOf(problems),
    updated: updatedAt(element, today),
    began: past[0],
  };
  return { ...reading, item: activity };
}

/** Its version, and the lines of it that are not in the encoding of the file. */
export function checkReadable(reader: ActivityReader, { name, line, version, badLines, encoding }: XmlItem): void {
  if (version === undefined || !VERSIONS.includes(version)) {
    const rule = `is one of ${VERSIONS.join(', ')}, on the root or on each ${name}`;
    reader.refuse({ name, line } as XmlItem, rule, `${name}/@version`, version ?? '');
  }
  for (const bad of badLines) {
    const rule = `holds bytes that are not ${encoding}, which are read as \uFFFD; name the encoding with --encoding`;
    reader.leaveOut({ name, line: bad } as XmlItem, rule, 'text');
  }
}

function readStatus(reader: ActivityReader): string | undefined {
  const status = first(reader.activity, 'activity-status');
  if (!status) return reader.leaveOut(reader.activity, 'is missing', 'activity-status');
  return reader.code<string>(status, 'code', STATUSES);
}

function readReporter(reader: ActivityReader, identifier: string | undefined) {
  const element = first(reader.activity, 'reporting-org');
  if (!element) return reader.refuse(reader.activity, 'is missing: it says whose activity this is', 'reporting-org');
  const reporter = reader.organisation(element, 'ITEM');
  if (!reporter) return undefined;
  if (reporter.ref === identifier) {
    const rule = 'is not that of the reporting organisation (IATI rule 1.1.3)';
    reader.refuse(first(reader.activity, 'iati-identifier') ?? element, rule, 'iati-identifier', identifier);
  }
  return reporter;
}

function readParticipant(reader: ActivityReader, element: XmlElement): Participant | undefined {
  const organisation = reader.organisation(element);
  const role = organisation && reader.code<string>(element, 'role', ROLES);
  if (!role) return undefined;
  return { organisation, role, activity: element.attributes['activity-id']?.trim() || undefined };
}

function onceEach(participants: readonly Participant[]): Participant[] {
  return participants.filter(
    ({ organisation, role }, i) =>
      participants.findIndex((other) => other.organisation.key === organisation.key && other.role === role) === i,
  );
}

function readDetails(reader: ActivityReader, identifier: string, began: string | undefined): Details {
  const { activity } = reader;
  const title = reader.text(first(activity, 'title'));
  if (!title) reader.leaveOut(first(activity, 'title') ?? activity, 'is missing; the identifier stands for it', 'title');
  const sectors = reader.each(activity, 'sector', (one) => withShare(reader, one, readClassified(reader, one, 'sector')));
  const tags = reader.each(activity, 'tag', (one) => readClassified(reader, one, 'tag'));
  const themes = [...sectors, ...tags].map(({ code }) => code).filter((code) => THEME.test(code));
  return {
    title: title ?? [{ language: 'und', text: identifier }],
    ...readDescriptions(reader),
    ...single(reader, 'activity-scope', 'scope', SCOPES),
    ...single(reader, 'collaboration-type', 'collaborationType', iati.COLLABORATION_TYPES),
    ...single(reader, 'default-flow-type', 'flowType', iati.FLOW_TYPES),
    ...single(reader, 'default-finance-type', 'financeType', iati.FINANCE_TYPES),
    ...single(reader, 'default-tied-status', 'tiedStatus', iati.TIED_STATUSES),
    aidTypes: reader.each(activity, 'default-aid-type', (one) => readAidType(reader, one)),
    recipients: [
      ...['recipient-country', 'recipient-region'].flatMap((name) =>
        reader.each(activity, name, (one) => withShare(reader, one, readPlace(reader, one, began))),
      ),
    ],
    sectors,
    tags,
    themes: [...new Set(themes)],
    identifiers: [
      { scheme: 'IATI', value: identifier },
      ...reader.each(activity, 'other-identifier', (one) => readIdentifier(reader, one)),
    ],
    documents: reader.each(activity, 'document-link', (one) => readDocument(reader, one)),
    related: reader.each(activity, 'related-activity', (one) => readRelated(reader, one)),
    locations: readLocations(reader),
    contacts: readContacts(reader),
    budgets: readBudgets(reader),
  };
}

function withShare<T extends object>(
  reader: ActivityReader,
  element: XmlElement,
  found: T | undefined,
): (T & { percentage?: number }) | undefined {
  return found && { ...found, ...readPercentage(reader, element) };
}

function readDescriptions(reader: ActivityReader): Details {
  const byKind = new Map<string, XmlElement[]>();
  for (const element of all(reader.activity, 'description')) {
    const kind = element.attributes.type ? reader.code<string>(element, 'type', DESCRIPTIONS) : 'description';
    if (kind) byKind.set(kind, [...(byKind.get(kind) ?? []), element]);
  }
  const read = [...byKind].map(([kind, elements]) => [kind, reader.texts(elements)] as const);
  return Object.fromEntries(read.filter(([, texts]) => texts !== undefined));
}

function readDates(reader: ActivityReader): Details {
  const found = new Map<string, { readonly day: string; readonly element: XmlElement }>();
  for (const element of all(reader.activity, 'activity-date')) {
    const kind = reader.code<string>(element, 'type', DATES);
    const day = reader.day(element);
    if (!kind || !day) continue;
    const before = found.get(kind);
    if (!before) found.set(kind, { day, element });
    else if (before.day !== day) {
      reader.leaveOut(
        element,
        `of this type is there once; line ${before.element.line} says ${before.day}`,
        'activity-date',
        day,
      );
    }
  }
  for (const [first, last] of [
    ['plannedStart', 'plannedEnd'],
    ['actualStart', 'actualEnd'],
  ] as const) {
    const [start, end] = [found.get(first), found.get(last)];
    if (!start || !end || end.day >= start.day) continue;
    reader.leaveOut(end.element, `does not lie before the day on which it starts, ${start.day}`, 'activity-date', end.day);
    found.delete(last);
  }
  return Object.fromEntries([...found].map(([kind, { day }]) => [kind, day]));
}

function single(reader: ActivityReader, name: string, as: string, codes: Parameters<ActivityReader['code']>[2]): Details {
  const element = first(reader.activity, name);
  const code = element && reader.code<string>(element, 'code', codes as Readonly<Record<string, string>>);
  return code ? { [as]: code } : {};
}

function readAidType(reader: ActivityReader, element: XmlElement): object | undefined {
  const vocabulary = element.attributes.vocabulary?.trim() || '1';
  const code = vocabulary === '1' ? reader.code<string>(element, 'code', iati.AID_TYPES) : element.attributes.code?.trim();
  if (!code) return undefined;
  return iati.AID_TYPE_VOCABULARIES.has(vocabulary)
    ? { vocabulary, code }
    : reader.leaveOut(element, 'is a code of IATI AidTypeVocabulary', 'default-aid-type/@vocabulary', vocabulary);
}

function readPercentage(reader: ActivityReader, element: XmlElement): { percentage?: number } {
  const given = element.attributes.percentage?.trim();
  if (!given) return {};
  const percentage = Number(decimal(given));
  if (percentage >= 0 && percentage <= 100) return { percentage };
  reader.leaveOut(element, 'is a number from 0 to 100', `${element.name}/@percentage`, given);
  return {};
}

function readIdentifier(reader: ActivityReader, element: XmlElement): object | undefined {
  const scheme = reader.code<string>(element, 'type', OTHER_IDENTIFIERS);
  const value = element.attributes.ref?.trim();
  if (!value) return reader.leaveOut(element, 'is missing', 'other-identifier/@ref');
  return scheme ? { scheme, value } : undefined;
}

function readDocument(reader: ActivityReader, element: XmlElement): object | undefined {
  const url = element.attributes.url?.trim();
  if (!url) return reader.leaveOut(element, 'is missing', 'document-link/@url');
  const given = all(element, 'category');
  const categories = given.flatMap((one) => reader.code<string>(one, 'code', iati.DOCUMENT_CATEGORIES) ?? []);
  if (given.length === 0) return reader.leaveOut(element, 'is missing', 'document-link/category');
  if (categories.length === 0) return undefined;
  const title = reader.text(first(element, 'title'));
  const published = first(element, 'document-date');
  const date = published && reader.day(published);
  const format = element.attributes.format?.trim();
  return {
    url,
    ...(title ? { title } : {}),
    categories,
    languages: all(element, 'language').flatMap(({ attributes }) => attributes.code?.trim() || []),
    ...(date ? { date } : {}),
    ...(format ? { format } : {}),
  };
}

function readRelated(reader: ActivityReader, element: XmlElement): object | undefined {
  const relation = reader.code<string>(element, 'type', RELATIONS);
  const identifier = element.attributes.ref?.trim();
  if (!identifier) return reader.leaveOut(element, 'is missing', 'related-activity/@ref');
  return relation ? { relation, identifier } : undefined;
}

function updatedAt({ attributes }: XmlElement, today: string): string | undefined {
  const time = Date.parse(attributes['last-updated-datetime'] ?? '');
  if (Number.isNaN(time)) return undefined;
  const updated = new Date(time).toISOString();
  return updated.slice(0, 10) <= today ? updated : undefined;
}
