import { type FileColumn } from './file.js';

/** Hashtags of the Humanitarian Exchange Language 1.1 by the field that a column shows. */
const TAGS: Readonly<Record<string, string>> = {
  id: '#meta+id',
  country: '#country+code',
  countries: '#country+code',
  region: '#region+code',
  regions: '#region+code',
  sector: '#sector+code',
  sectors: '#sector+code',
  theme: '#subsector+code',
  themes: '#subsector+code',
  status: '#status+code',
  standing: '#status+code',
  latitude: '#geo+lat',
  longitude: '#geo+lon',
  currency: '#currency+code',
  amount: '#value',
  description: '#description',
  title: '#activity+name',
  statement: '#activity+name',
  name: '#meta+name',
};
const DATES = new Set(['Day', 'Instant', 'PartialDate']);
/** Names of fields that hold organisations. */
const ORGANISATIONS =
  /^(actor|donor|recipient|reporter|originator|host|lead|publisher|provider|organiser|keeper|steward|reviewer|assessor)/;

/** The hashtag of a column, with the fields on the way to it as attributes: `#org+donor+name`. */
export function hashtagOf({ path, field, type, isLabel }: FileColumn): string {
  const before = path.slice(0, -1).map(attribute);
  const end = isLabel ? '+label' : '';
  if (before.length > 0 && ORGANISATIONS.test(path.at(-2)!) && (field === 'id' || field === 'name'))
    return `#org${before.map((part) => `+${part}`).join('')}+${field}`;
  if (DATES.has(type)) return ['#date', ...[...before, attribute(field)]].join('+') + end;
  const [tag, ...attributes] = (
    TAGS[field] ?? (type === 'Decimal' ? `#value+${attribute(field)}` : `#meta+${attribute(field)}`)
  ).split('+');
  const own = isLabel ? attributes.filter((one) => one !== 'code') : attributes;
  return [tag, ...before, ...own].join('+') + end;
}

const attribute = (name: string) => name.toLowerCase().replace(/[^a-z0-9_]/g, '_');
