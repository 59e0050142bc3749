import { currentAddress } from './address.js';
import { plain } from './plain.js';
import { en } from './words/en.js';

export { plain } from './plain.js';

/** The official languages of the United Nations, each by its own name. */
export const LANGUAGES = { ar: 'العربية', zh: '中文', en: 'English', fr: 'Français', ru: 'Русский', es: 'Español' } as const;
export type Language = keyof typeof LANGUAGES;
export type Words = Readonly<Record<keyof typeof en, string>>;
export type Word = keyof Words;

const REST: Readonly<Record<Exclude<Language, 'en'>, () => Promise<{ readonly words: Words }>>> = {
  ar: () => import('./words/ar.js'),
  zh: () => import('./words/zh.js'),
  fr: () => import('./words/fr.js'),
  ru: () => import('./words/ru.js'),
  es: () => import('./words/es.js'),
};

let spoken: Language = 'en';
let words: Words = en;

export const language = () => spoken;

const isLanguage = (text: string | null | undefined): text is Language => text != null && text in LANGUAGES;

/** The language of the address, else the first of the browser's that there is, else English. */
function wanted(): Language {
  const asked = currentAddress().query.get('lang');
  if (isLanguage(asked)) return asked;
  return navigator.languages.map((tag) => tag.slice(0, 2)).find(isLanguage) ?? 'en';
}

/** Takes the language that the address asks for. */
export async function takeLanguage(): Promise<void> {
  const next = wanted();
  if (next === spoken) return;
  words = next === 'en' ? en : (await REST[next]()).words;
  spoken = next;
  document.documentElement.lang = next;
  document.documentElement.dir = next === 'ar' ? 'rtl' : 'ltr';
}

/** A text of the interface. @param values for `{name}` in it */
export function t(word: Word, values: Readonly<Record<string, string | number>> = {}): string {
  return words[word].replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    return typeof value === 'number' ? number(value) : (value ?? '');
  });
}

/** A code of the schema in words: `NOT_REPORTED` as “not reported”. Codes that have no word here are shown in English. */
export function label(code: string): string {
  if (Object.hasOwn(words, code)) return words[code as Word];
  return plain(code);
}

export function number(value: number | string): string {
  return new Intl.NumberFormat(spoken).format(Number(value));
}

/** @param amount a decimal as text, shown whole */
export function money(amount: string, currency: string): string {
  return new Intl.NumberFormat(spoken, { style: 'currency', currency, currencyDisplay: 'code', maximumFractionDigits: 0 }).format(
    Number(amount),
  );
}

/** A day, month, year or instant, as exactly as it is known. */
export function day(text: string | null | undefined): string {
  if (!text) return '';
  const [, year, month, date] = /^(\d{4})(?:-(\d\d))?(?:-(\d\d))?/.exec(text) ?? [];
  if (!year) return text;
  const at = new Date(Date.UTC(Number(year), Number(month ?? 1) - 1, Number(date ?? 1)));
  return new Intl.DateTimeFormat(spoken, {
    timeZone: 'UTC',
    year: 'numeric',
    ...(month ? { month: 'short' } : {}),
    ...(date ? { day: 'numeric' } : {}),
  }).format(at);
}

/** An instant with its time of day, in UTC. */
export function instant(text: string): string {
  return new Intl.DateTimeFormat(spoken, { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' }).format(new Date(text));
}
