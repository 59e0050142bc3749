import { createRequire } from 'node:module';
import countries, { type LocaleData } from 'i18n-iso-countries';

/** Official languages of the United Nations. */
const LANGUAGES = ['en', 'fr', 'es', 'ru', 'zh', 'ar'] as const;

/** Codes that ISO 3166 has withdrawn, with their alpha-3 codes and the day (ISO 3166-3). */
const WITHDRAWN: ReadonlyMap<string, { readonly alpha3: string; readonly until: string }> = new Map([
  ['AN', { alpha3: 'ANT', until: '2010-12-15' }],
  ['BU', { alpha3: 'BUR', until: '1989-12-05' }],
  ['CS', { alpha3: 'SCG', until: '2006-09-26' }],
  ['DD', { alpha3: 'DDR', until: '1990-10-30' }],
  ['FX', { alpha3: 'FXX', until: '1997-07-14' }],
  ['NT', { alpha3: 'NTZ', until: '1993-07-12' }],
  ['SU', { alpha3: 'SUN', until: '1992-08-30' }],
  ['TP', { alpha3: 'TMP', until: '2002-05-20' }],
  ['YD', { alpha3: 'YMD', until: '1990-08-14' }],
  ['YU', { alpha3: 'YUG', until: '2003-07-23' }],
  ['ZR', { alpha3: 'ZAR', until: '1997-07-14' }],
]);

/** Whether a code is an ISO 3166-1 alpha-2 code, in use or withdrawn, or XK, which users of the standard assign to Kosovo and IATI lists. */
export function isCountryCode(code: string): boolean {
  return /^[A-Z]{2}$/.test(code) && (WITHDRAWN.has(code) || code === 'XK' || countries.toAlpha3(code) !== undefined);
}

/** The last day of a withdrawn code; undefined for one that is in use. */
export function lastDayOf(code: string): string | undefined {
  return WITHDRAWN.get(code)?.until;
}

/**
 * The alpha-2 code of a country by its alpha-2 or alpha-3 code, or its name in one of the six languages of the United Nations, with or without diacritics.
 * @param day a day on which a withdrawn code has to have held; undefined where none is known
 * @returns the code, or the rule that is broken
 */
export function countryAt(text: string, day?: string): string | { readonly rule: string } {
  const code = codeOf(text);
  if (code === undefined) return { rule: 'is a country of ISO 3166-1: its alpha-2 or alpha-3 code, or its name' };
  const until = lastDayOf(code);
  if (until === undefined || day === undefined || day <= until) return code;
  return { rule: `was withdrawn from ISO 3166-1; it holds for days up to ${until}` };
}

function codeOf(text: string): string | undefined {
  const given = text.trim();
  if (/^[A-Z]{2}$/.test(given)) return isCountryCode(given) ? given : undefined;
  if (/^[A-Z]{3}$/.test(given)) {
    if (given === 'XKX' || given === 'XKK') return 'XK';
    return countries.alpha3ToAlpha2(given) ?? [...WITHDRAWN].find(([, { alpha3 }]) => alpha3 === given)?.[0];
  }
  return names().get(plain(given));
}

let byName: ReadonlyMap<string, string> | undefined;

function names(): ReadonlyMap<string, string> {
  if (byName) return byName;
  const require = createRequire(import.meta.url);
  const found = new Map<string, string>();
  for (const language of LANGUAGES) {
    countries.registerLocale(require(`i18n-iso-countries/langs/${language}.json`) as LocaleData);
    for (const [code, all] of Object.entries(countries.getNames(language, { select: 'all' })))
      for (const name of [all].flat()) if (!found.has(plain(name))) found.set(plain(name), code);
  }
  return (byName = found);
}

/** A name without case, diacritics, punctuation and blanks. */
function plain(name: string): string {
  return name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\p{M}\p{P}\p{S}\s]+/gu, '');
}
