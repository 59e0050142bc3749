import countries from 'i18n-iso-countries';
import { TLP } from '../event-sourcing/envelope.js';
import { type LocalizedText } from '../event-sourcing/values.js';
import { ACTOR_KINDS, IATI_ORGANISATION_TYPES, IATI_TYPE_OF_KIND } from './actor-kinds.js';
import { CREDIBILITIES, RELIABILITIES, THREAT_LEVELS } from './admiralty.js';
import { ASSISTANCE_SUBJECTS, ASSISTANCE_UNITS } from './assistance.js';
import { CURRENCIES } from './currencies.js';
import { DAC_PURPOSES } from './dac-purposes.js';
import { DAC_PURPOSE_CODES } from './iati-codes.js';
import { english, labelsOf, REGION_LABELS, unicodeName } from './labels.js';
import { M49_REGIONS, REGIONS, regionsAround } from './regions.js';
import { THEMES } from './themes.js';

/** One code of a list. */
export interface Code {
  readonly value: string;
  /** Empty where the list has the code without a name. */
  readonly labels: LocalizedText;
  /** Codes of the regions that it is part of, the nearest first; of countries and regions alone. */
  readonly within?: readonly string[];
  /** The same thing in another code: ISO 3166-1 alpha-3 and numeric, ISO 4217 numeric, IATI OrganisationType. */
  readonly alpha3?: string;
  readonly numeric?: string;
  readonly iatiType?: string;
  /** Digits after the decimal point; of currencies alone. */
  readonly decimals?: number;
}

export interface CodeList {
  readonly title: string;
  /** Whose list it is, and where it is published. */
  readonly source: string;
  readonly codes: ReadonlyMap<string, Code>;
}

const BRIEFING = 'CTED briefing on the protection of vulnerable (“soft”) targets, 27 January 2021; codes of our own';
const OWN = 'Concord';

/** Every code list, made when it is first asked for. */
const LISTS = {
  COUNTRY: () => list('Countries', 'ISO 3166-1; XK is user-assigned', Object.keys(countries.getAlpha2Codes()).map(country)),
  REGION: () => list('Regions and region groups', 'UN M49; codes X-… are our own', Object.keys(REGIONS).map(regionCode)),
  CURRENCY: () => list('Currencies', 'ISO 4217', [...CURRENCIES.keys()].map(currency)),
  DAC_PURPOSE: () =>
    list(
      'DAC purpose codes',
      'OECD DAC, by IATI 2.03 Sector; names of those in this field alone',
      [...DAC_PURPOSE_CODES].map((value) => ({ value, labels: DAC_PURPOSES[value] ? english(DAC_PURPOSES[value]) : [] })),
    ),
  IATI_ORGANISATION_TYPE: () => named('Types of organisation', 'IATI 2.03 OrganisationType', IATI_ORGANISATION_TYPES),
  ACTOR_KIND: () =>
    list(
      'Kinds of actor',
      OWN,
      ACTOR_KINDS.map((value) => ({ value, labels: english(ACTOR_KIND_LABELS[value]), iatiType: IATI_TYPE_OF_KIND[value] })),
    ),
  ASSISTANCE_SUBJECT: () => named('What assistance is about', OWN, ASSISTANCE_SUBJECTS),
  ASSISTANCE_UNIT: () => named('What assistance is counted in, beside money', OWN, ASSISTANCE_UNITS),
  CHALLENGE: () => themes('Challenges', 'CH'),
  CONCLUSION: () => themes('Conclusions', 'CO'),
  THREAT: () => themes('Threats', 'TH'),
  TLP: () =>
    list(
      'Handling labels',
      'Traffic Light Protocol 2.0 (FIRST)',
      TLP.map((value) => ({ value, labels: english(TLP_LABELS[value]) })),
    ),
  SOURCE_RELIABILITY: () => named('Reliability of a source', 'Admiralty code', RELIABILITIES),
  SOURCE_CREDIBILITY: () => named('Credibility of what is said', 'Admiralty code', CREDIBILITIES),
  THREAT_LEVEL: () =>
    list(
      'Threat levels, from the lowest to the highest',
      'United Nations Security Level System',
      THREAT_LEVELS.map((value) => ({ value, labels: english(value[0]! + value.slice(1).toLowerCase()) })),
    ),
} satisfies Readonly<Record<string, () => CodeList>>;

export type CodeListName = keyof typeof LISTS;
export const CODE_LISTS = Object.keys(LISTS) as readonly CodeListName[];

const made = new Map<CodeListName, CodeList>();

/** A code list by its name. */
export function codeList(name: CodeListName): CodeList {
  const found = made.get(name) ?? LISTS[name]();
  made.set(name, found);
  return found;
}

function list(title: string, source: string, codes: readonly Code[]): CodeList {
  return { title, source, codes: new Map(codes.map((code) => [code.value, code])) };
}

function named(title: string, source: string, names: Readonly<Record<string, string>>): CodeList {
  return list(
    title,
    source,
    Object.entries(names).map(([value, name]) => ({ value, labels: english(name) })),
  );
}

function themes(title: string, prefix: string): CodeList {
  return named(title, BRIEFING, Object.fromEntries(Object.entries(THEMES).filter(([code]) => code.startsWith(`${prefix}-`))));
}

function country(value: string): Code {
  const labels = labelsOf((language) => countries.getName(value, language));
  const within = regionsAround(value);
  // The library's codes for XK are none of ISO's.
  if (value === 'XK') return { value, labels, within };
  return { value, labels, within, alpha3: countries.alpha2ToAlpha3(value), numeric: countries.alpha2ToNumeric(value) };
}

function regionCode(value: string): Code {
  const labels = labelsOf((language) =>
    language === 'en' ? REGIONS[value]!.name : (REGION_LABELS[value]?.[language] ?? unicodeName('region', value, language)),
  );
  return { value, labels, within: regionsAround(value), ...(M49_REGIONS[value] ? { numeric: value } : {}) };
}

function currency(value: string): Code {
  const { number, digits, currency: name } = CURRENCIES.get(value)!;
  const labels = labelsOf((language) => (language === 'en' ? name : unicodeName('currency', value, language)));
  return { value, labels, numeric: number, decimals: digits };
}

const TLP_LABELS: Readonly<Record<(typeof TLP)[number], string>> = {
  RED: 'For the eyes and ears of individual recipients only',
  AMBER_STRICT: 'Limited disclosure, to the recipient organisations only',
  AMBER: 'Limited disclosure, to the recipient organisations and their clients',
  GREEN: 'Limited disclosure, within the community',
  CLEAR: 'No limit on disclosure',
};

const ACTOR_KIND_LABELS: Readonly<Record<(typeof ACTOR_KINDS)[number], string>> = {
  STATE: 'State',
  NATIONAL_AGENCY: 'National agency',
  LOCAL_AUTHORITY: 'Local authority',
  INTL_ORG: 'International organisation',
  REGIONAL_ORG: 'Regional organisation',
  SUBREGIONAL_ORG: 'Subregional organisation',
  UN_ENTITY: 'United Nations entity',
  PRIVATE: 'Company',
  ACADEMIA: 'Research and academia',
  CIVIL_SOCIETY: 'Civil society organisation',
  COMMUNITY: 'Local community',
  NETWORK: 'Network',
  FORUM: 'Forum',
  COMMITTEE: 'Committee',
};
