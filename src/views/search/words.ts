import { foldText, foldedWords } from '../../event-sourcing/projections/folded-words.js';

/** Languages whose words PostgreSQL finds in any of their forms. Those of others are found as they are written; of Chinese and Japanese, any part. */
const CONFIGURATIONS: Readonly<Record<string, string>> = {
  ar: 'arabic',
  en: 'english',
  es: 'spanish',
  fr: 'french',
  ru: 'russian',
};
const AS_WRITTEN = 'simple';

/** Every text search configuration in use. */
export const ALL_CONFIGURATIONS: readonly string[] = [...Object.values(CONFIGURATIONS), AS_WRITTEN];

/** The text search configuration for a language (BCP 47 tag). */
export function configurationOf(language: string | null): string {
  return CONFIGURATIONS[language?.split('-')[0]?.toLowerCase() ?? ''] ?? AS_WRITTEN;
}

/** Stands between what is a word of its own without a space around it; no text has it. */
const APART = '\u001f';
const APART_SQL = `e'\\x1f'`;
const IDEOGRAMS = '\u2e80-\u2fdf\u3005\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff';

/** SQL of a text in which ideograms and the parts of a symbol (`S/RES/2396`) are words of their own. */
export function spaced(text: string): string {
  return `regexp_replace(${text}, '([/_${IDEOGRAMS}])', ${APART_SQL} || '\\1' || ${APART_SQL}, 'g')`;
}

export interface Fragment {
  readonly text: string;
  /** Whether it is what was searched for. */
  readonly matched: boolean;
}

const [BEGIN, END] = ['\u0002', '\u0003'];
/** Options of `ts_headline` for what `fragmentsOf` reads. */
export const HEADLINE = `StartSel=${BEGIN}, StopSel=${END}, MaxWords=30, MinWords=12`;

/** A headline in parts; neighbours that match are one. */
export function fragmentsOf(headline: string): Fragment[] {
  const whole = headline.replaceAll(APART, '').replaceAll(`${END}${BEGIN}`, '');
  return whole
    .split(BEGIN)
    .flatMap((part, i) => {
      const [first = '', rest = ''] = i === 0 ? ['', part] : part.split(END);
      return [
        { text: first, matched: true },
        { text: rest, matched: false },
      ];
    })
    .filter(({ text }) => text !== '');
}

/** Words around what matches, as many as `HEADLINE` has. */
const [BEFORE, AFTER] = [5, 24];

/** The part of a text in which words begin as those asked for do, whatever their case and accents. */
export function foldedFragments(text: string, terms: readonly string[]): Fragment[] {
  const wanted = terms.flatMap((term) => foldedWords(term));
  const words = [...text.matchAll(/[\p{L}\p{N}\p{M}]+/gu)].map(({ 0: word, index }) => ({
    start: index,
    end: index + word.length,
    matched: wanted.some((one) => foldText(word).startsWith(one)),
  }));
  const first = Math.max(0, words.findIndex(({ matched }) => matched) - BEFORE);
  const shown = words.slice(first, first + BEFORE + AFTER);
  const last = first + shown.length === words.length ? text.length : shown.at(-1)!.end;
  const fragments: Fragment[] = [];
  let at = first === 0 ? 0 : shown[0]!.start;
  for (const { start, end } of shown.filter(({ matched }) => matched)) {
    fragments.push({ text: text.slice(at, start), matched: false }, { text: text.slice(start, end), matched: true });
    at = end;
  }
  return [...fragments, { text: text.slice(at, last), matched: false }].filter((one) => one.text !== '');
}

/** Most words and phrases of a question. */
export const MOST_TERMS = 12;

/** The words and "phrases in quotation marks" of a question, each once. */
export function termsOf(text: string): string[] {
  const terms = [...text.matchAll(/"([^"]+)"|([^\s"]+)/g)].map(([, phrase, word]) => (phrase ?? word)!.trim());
  return [...new Set(terms)].filter((term) => /[\p{L}\p{N}]/u.test(term));
}
