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

/** Most words and phrases of a question. */
export const MOST_TERMS = 12;

/** The words and "phrases in quotation marks" of a question, each once. */
export function termsOf(text: string): string[] {
  const terms = [...text.matchAll(/"([^"]+)"|([^\s"]+)/g)].map(([, phrase, word]) => (phrase ?? word)!.trim());
  return [...new Set(terms)].filter((term) => /[\p{L}\p{N}]/u.test(term));
}
