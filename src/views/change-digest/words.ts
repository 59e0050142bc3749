import { codeList, type CodeListName } from '../../codes/lists.js';
import { fromMinorUnits, minorOf } from '../../codes/currencies.js';
import { parseOccurred } from '../../event-sourcing/occurred.js';
import { type Precision } from '../../event-sourcing/envelope.js';
import { type Wording } from '../../event-sourcing/sentence.js';
import { type LocalizedText, type Money } from '../../event-sourcing/values.js';
import { pickLanguage } from '../../graphql/language.js';

/** Characters of a text of the record that a sentence holds; the record has the whole. */
const LONGEST = 300;
const dates = {
  day: new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' }),
  month: new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' }),
  year: new Intl.DateTimeFormat('en-GB', { year: 'numeric', timeZone: 'UTC' }),
};
const lists = new Intl.ListFormat('en-GB', { type: 'conjunction' });
const CODE_LIST_OF: Readonly<Record<string, CodeListName>> = {
  country: 'COUNTRY',
  countries: 'COUNTRY',
  regions: 'REGION',
  actorKind: 'ACTOR_KIND',
};

/** `27 January 2021`, `January 2021`, `2021`: as exactly as it is known. */
export function dateInWords(at: string, precision: Precision = 'day'): string {
  return dates[precision === 'instant' ? 'day' : precision].format(new Date(at));
}

/** `On 27 January 2021`, `In January 2021`, `In 2021`. */
export function whenInWords(at: string, precision: Precision): string {
  return `${precision === 'month' || precision === 'year' ? 'In' : 'On'} ${dateInWords(at, precision)}`;
}

/** `estimatedValue` as “estimated value”. */
export function fieldInWords(path: string): string {
  const name = path.split('.').filter((key) => !/^\d+$/.test(key));
  return name.join(' ').replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** Entries as “a, b and c”. */
export function listInWords(entries: readonly string[]): string {
  return lists.format(entries);
}

export function isLocalized(value: unknown): value is LocalizedText {
  return Array.isArray(value) && value.length > 0 && value.every((one) => typeof (one as { text?: unknown })?.text === 'string');
}

/** A single value of an event in words; undefined where it says nothing. Ids of records are the caller's to name. */
export function valueInWords(
  value: unknown,
  key: string,
  wording: Wording,
  words: Readonly<Record<string, string>>,
  languages: readonly string[],
): string | undefined {
  if (value === null || value === undefined || value === '') return undefined;
  if (isLocalized(value)) return cut(pickLanguage(value, languages) ?? '');
  if (typeof value === 'number') return value.toLocaleString('en');
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string') return textInWords(value, key, wording, words, languages);
  const { minor, currency, decimals, title, url, occurredAt, precision } = value as Record<string, unknown> & Partial<Money>;
  if (minor !== undefined && currency !== undefined) return moneyInWords(minorOf({ minor, currency, decimals }), currency);
  if (typeof occurredAt === 'string') return dateInWords(occurredAt, precision as Precision);
  return textOr(title, languages) ?? (typeof url === 'string' ? url : JSON.stringify(value));
}

function textInWords(
  value: string,
  key: string,
  wording: Wording,
  words: Readonly<Record<string, string>>,
  languages: readonly string[],
): string {
  if (wording === 'TLP') return `TLP:${value.replace('_', '+')}`;
  if (wording === 'CODE') return words[value] ?? (value.length === 1 ? value : value.replaceAll('_', ' ').toLowerCase());
  const list = CODE_LIST_OF[key];
  const label = list && pickLanguage(codeList(list).codes.get(value)?.labels, languages);
  if (label) return list === 'ACTOR_KIND' ? label.toLowerCase() : label;
  const moment = /^\d{4}-\d{2}-\d{2}/.test(value) ? parseOccurred(value) : undefined;
  return moment ? dateInWords(moment.occurredAt, moment.precision) : cut(value);
}

function textOr(value: unknown, languages: readonly string[]): string | undefined {
  if (typeof value === 'string') return value;
  return isLocalized(value) ? (pickLanguage(value, languages) ?? undefined) : undefined;
}

/** `USD 1,250.50`. */
function moneyInWords(minor: number, currency: string): string {
  const [whole, fraction] = fromMinorUnits(Math.abs(minor), currency).split('.');
  return `${minor < 0 ? '-' : ''}${currency} ${BigInt(whole!).toLocaleString('en')}${fraction ? `.${fraction}` : ''}`;
}

function cut(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1).replace(/\s+\S*$/, '')}…`;
}
