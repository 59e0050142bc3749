import { isCountryCode } from '../../codes/countries.js';
import * as iati from '../../codes/iati-codes.js';
import {
  PARTNER_ROLES,
  PROJECT_RELATIONS,
  PROJECT_SCOPES,
  PROJECT_STATUSES,
} from '../../records/assistance-project/assistance-project.events.js';
import { type Activity, type Participant, type Reading } from '../publication/publication.js';
import { decimal } from '../publication/values.js';
import { type XmlElement } from './read-activities.js';
import { readResults } from './read-results.js';
import { readTransactions } from './read-transactions.js';
import { ActivityReader, all, first } from './reading.js';

type Details = Readonly<Record<string, unknown>>;

/** Codes `1`, `2`, … of a list of ours that keeps the order of IATI's. */
function numbered<const Names extends readonly string[]>(names: Names): Readonly<Record<string, Names[number]>> {
  return Object.fromEntries(names.map((name, i) => [String(i + 1), name]));
}

const STATUSES = numbered(PROJECT_STATUSES);
const SCOPES = numbered(PROJECT_SCOPES);
const ROLES = numbered(PARTNER_ROLES);
const RELATIONS = numbered(PROJECT_RELATIONS);
const DATES = numbered(['plannedStart', 'actualStart', 'plannedEnd', 'actualEnd'] as const);
const DESCRIPTIONS = numbered(['description', 'objectives', 'targetGroups', 'otherDescription'] as const);
const REGIONS = { '1': 'DAC', '2': 'M49', '99': 'OWN' } as const;
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

const READ: ReadonlySet<string> = new Set(
  `iati-identifier reporting-org title description participating-org other-identifier activity-status activity-date
   activity-scope recipient-country recipient-region sector tag collaboration-type default-flow-type default-finance-type
   default-aid-type default-tied-status transaction transaction/transaction-type transaction/transaction-date
   transaction/value transaction/description transaction/provider-org transaction/receiver-org document-link related-activity result`.split(
    /\s+/,
  ),
);

/** Names of the elements of an activity, and of its transactions, that are not read: `location`, `transaction/aid-type`. */
function notReadOf({ children }: XmlElement): string[] {
  return children
    .flatMap(({ name, children: inner }) => [
      name,
      ...(name === 'transaction' ? inner.map((one) => `transaction/${one.name}`) : []),
    ])
    .filter((name) => !READ.has(name));
}

/** Reads and checks one activity. @param today day of the import, `2023-12-19` */
export function readActivity(element: XmlElement, today: string): Reading<Activity> {
  const reader = new ActivityReader(element, today);
  const identifier = first(element, 'iati-identifier')?.text || undefined;
  if (!identifier) reader.fail(element, 'iati-identifier is missing');
  const reporter = readReporter(reader, identifier);
  const status = first(element, 'activity-status');
  if (!status) reader.fail(element, 'activity-status is missing');
  const project = status && reader.code<string>(status, 'code', STATUSES);
  const details = readDetails(reader, identifier ?? '');
  const participants = all(element, 'participating-org').flatMap((one) => readParticipant(reader, one) ?? []);
  const transactions = reporter ? readTransactions(reader, reporter) : [];
  const results = readResults(reader);
  const { line } = element;
  const problems = reader.problems.sort((a, b) => a.line - b.line);
  const reading = { line, identifier, problems, notRead: notReadOf(element) };
  if (reader.failed || !identifier || !reporter || !project) return reading;
  const past = [details.plannedStart, details.actualStart, ...transactions.map(({ date }) => date)]
    .filter((day): day is string => typeof day === 'string' && day <= today)
    .sort();
  const activity: Activity = {
    line,
    identifier,
    reporter,
    status: project,
    details,
    participants: onceEach(participants),
    transactions,
    results,
    updated: updatedAt(element, today),
    began: past[0],
  };
  return { ...reading, item: activity };
}

function readReporter(reader: ActivityReader, identifier: string | undefined) {
  const element = first(reader.activity, 'reporting-org');
  if (!element) return reader.fail(reader.activity, 'reporting-org is missing');
  const reporter = reader.organisation(element);
  if (!reporter) return reader.fail(element, 'reporting-org has neither a name nor an identifier');
  if (reporter.ref === identifier) {
    reader.fail(element, 'iati-identifier is that of the reporting organisation, not one of the activity (IATI rule 1.1.3)');
  }
  return reporter;
}

function readParticipant(reader: ActivityReader, element: XmlElement): Participant | undefined {
  const organisation = reader.organisation(element);
  const role = reader.code<string>(element, 'role', ROLES);
  if (!organisation || !role) return undefined;
  return { organisation, role, activity: element.attributes['activity-id']?.trim() || undefined };
}

function onceEach(participants: readonly Participant[]): Participant[] {
  return participants.filter(
    ({ organisation, role }, i) =>
      participants.findIndex((other) => other.organisation.key === organisation.key && other.role === role) === i,
  );
}

function readDetails(reader: ActivityReader, identifier: string): Details {
  const { activity } = reader;
  const title = reader.text(first(activity, 'title'));
  if (!title) reader.fail(first(activity, 'title') ?? activity, 'title is missing');
  const sectors = all(activity, 'sector').flatMap((one) => readClassified(reader, one, 'sector') ?? []);
  const tags = all(activity, 'tag').flatMap((one) => readClassified(reader, one, 'tag') ?? []);
  const themes = [...sectors, ...tags].map(({ code }) => code).filter((code) => THEME.test(code));
  return {
    title,
    ...readDescriptions(reader),
    ...readDates(reader),
    ...single(reader, 'activity-scope', 'scope', SCOPES),
    ...single(reader, 'collaboration-type', 'collaborationType', iati.COLLABORATION_TYPES),
    ...single(reader, 'default-flow-type', 'flowType', iati.FLOW_TYPES),
    ...single(reader, 'default-finance-type', 'financeType', iati.FINANCE_TYPES),
    ...single(reader, 'default-tied-status', 'tiedStatus', iati.TIED_STATUSES),
    aidTypes: all(activity, 'default-aid-type').flatMap((one) => readAidType(reader, one) ?? []),
    recipients: [
      ...all(activity, 'recipient-country').flatMap((one) => readCountry(reader, one) ?? []),
      ...all(activity, 'recipient-region').flatMap((one) => readRegion(reader, one) ?? []),
    ],
    sectors,
    tags,
    themes: [...new Set(themes)],
    identifiers: [
      { scheme: 'IATI', value: identifier },
      ...all(activity, 'other-identifier').flatMap((one) => readIdentifier(reader, one) ?? []),
    ],
    documents: all(activity, 'document-link').flatMap((one) => readDocument(reader, one) ?? []),
    related: all(activity, 'related-activity').flatMap((one) => readRelated(reader, one) ?? []),
  };
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
    else if (before.day !== day) reader.leaveOut(element, `another activity-date of this type says ${before.day}`);
  }
  for (const [start, end] of [
    [found.get('plannedStart'), found.get('plannedEnd')],
    [found.get('actualStart'), found.get('actualEnd')],
  ]) {
    if (start && end && end.day < start.day) {
      reader.fail(end.element, `the activity ends (${end.day}) before it starts (${start.day})`);
    }
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
    : reader.fail(element, `default-aid-type/@vocabulary: ${vocabulary} is not a code of its list`);
}

function readCountry(reader: ActivityReader, element: XmlElement): object | undefined {
  const country = element.attributes.code?.trim() ?? '';
  if (!isCountryCode(country)) return reader.fail(element, `recipient-country/@code: ${country} is not a country of ISO 3166-1`);
  return { country, ...readPercentage(reader, element) };
}

function readRegion(reader: ActivityReader, element: XmlElement): object | undefined {
  const vocabulary = element.attributes.vocabulary ? reader.code<string>(element, 'vocabulary', REGIONS) : 'DAC';
  const region = vocabulary === 'DAC' ? reader.code<string>(element, 'code', iati.DAC_REGIONS) : element.attributes.code?.trim();
  if (!vocabulary) return undefined;
  return region
    ? { region, vocabulary, ...readPercentage(reader, element) }
    : reader.leaveOut(element, 'recipient-region has no code');
}

/** A sector or a tag, which say what an activity is about by a vocabulary, a code and a name. */
function readClassified(reader: ActivityReader, element: XmlElement, name: 'sector' | 'tag') {
  const vocabulary = element.attributes.vocabulary?.trim() || (name === 'sector' ? '1' : '99');
  const vocabularies = name === 'sector' ? iati.SECTOR_VOCABULARIES : iati.TAG_VOCABULARIES;
  if (!vocabularies.has(vocabulary)) {
    return reader.fail(element, `${name}/@vocabulary: ${vocabulary} is not a code of its list`);
  }
  const list = name === 'sector' ? { '1': iati.DAC_PURPOSE_CODES, '2': iati.DAC_CATEGORIES }[vocabulary] : undefined;
  const code = list ? reader.code<string>(element, 'code', list) : element.attributes.code?.trim();
  if (!code) return list ? undefined : reader.leaveOut(element, `${name} has no code`);
  const title = reader.text(element);
  return { vocabulary, code, ...readPercentage(reader, element), ...(title ? { name: title } : {}) };
}

function readPercentage(reader: ActivityReader, element: XmlElement): { percentage?: number } {
  const given = element.attributes.percentage?.trim();
  if (!given) return {};
  const percentage = Number(decimal(given));
  if (percentage >= 0 && percentage <= 100) return { percentage };
  reader.fail(element, `${element.name}/@percentage: ${given} is not a number from 0 to 100`);
  return {};
}

function readIdentifier(reader: ActivityReader, element: XmlElement): object | undefined {
  const scheme = reader.code<string>(element, 'type', OTHER_IDENTIFIERS);
  const value = element.attributes.ref?.trim();
  if (!value) return reader.leaveOut(element, 'other-identifier has no ref');
  return scheme ? { scheme, value } : undefined;
}

function readDocument(reader: ActivityReader, element: XmlElement): object | undefined {
  const url = element.attributes.url?.trim();
  if (!url) return reader.leaveOut(element, 'document-link has no url');
  const categories = all(element, 'category').flatMap((one) => reader.code<string>(one, 'code', iati.DOCUMENT_CATEGORIES) ?? []);
  if (categories.length === 0) return reader.leaveOut(element, 'document-link has no category');
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
  if (!identifier) return reader.leaveOut(element, 'related-activity has no ref');
  return relation ? { relation, identifier } : undefined;
}

function updatedAt({ attributes }: XmlElement, today: string): string | undefined {
  const time = Date.parse(attributes['last-updated-datetime'] ?? '');
  if (Number.isNaN(time)) return undefined;
  const updated = new Date(time).toISOString();
  return updated.slice(0, 10) <= today ? updated : undefined;
}
