/** Letters that Unicode does not take apart into a letter and a mark. */
const LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ħ: 'h',
  ı: 'i',
};
const PLAIN = new RegExp(`[${Object.keys(LETTERS).join('')}]`, 'g');
/** Marks above and below Latin, Greek and Cyrillic letters, and vowel marks of Arabic. */
const MARKS = /[\u0300-\u036f\u064b-\u065f\u0670]/g;
const IDEOGRAMS = '\\u2e80-\\u2fdf\\u3005\\u3040-\\u30ff\\u3400-\\u9fff\\uf900-\\ufaff';
const WORD = new RegExp(`[${IDEOGRAMS}]|(?:(?![${IDEOGRAMS}])[\\p{L}\\p{N}\\p{M}])+`, 'gu');
/** Longest word, and most places of words, that a `tsvector` of PostgreSQL holds with room to spare. */
const LONGEST_WORD = 100;
const MOST_PLACES = 16_000;
const MOST_PLACES_OF_A_WORD = 200;

/** A text without the differences of case and accents: `Développement` and `DEVELOPPEMENT` are the same. */
export function foldText(text: string): string {
  return text
    .normalize('NFKD')
    .replace(MARKS, '')
    .toLowerCase()
    .replace(MARKS, '')
    .replace(PLAIN, (letter) => LETTERS[letter]!)
    .normalize('NFC');
}

/** The words of a text, folded, in order; an ideogram is a word of its own. */
export function foldedWords(text: string): string[] {
  return (
    foldText(text)
      .match(WORD)
      ?.map((word) => word.slice(0, LONGEST_WORD).toWellFormed()) ?? []
  );
}

/** The words of texts as a `tsvector`; phrases do not go from one text to the next. */
export function wordVector(texts: readonly string[]): string {
  const places = new Map<string, number[]>();
  let place = 1;
  for (const text of texts) {
    for (const word of foldedWords(text)) {
      const known = places.get(word) ?? [];
      places.set(word, known);
      if (place <= MOST_PLACES && known.length < MOST_PLACES_OF_A_WORD) known.push(place);
      place++;
    }
    place++;
  }
  return [...places].map(([word, at]) => `${quoted(word)}${at.length > 0 ? `:${at.join(',')}` : ''}`).join(' ');
}

/** A `tsquery` for texts with words that begin with those of the text, in any order (`phrase`: next to each other); empty without a word. */
export function wordQuery(text: string, phrase = false): string {
  return foldedWords(text)
    .map((word) => `${quoted(word)}:*`)
    .join(phrase ? ' <-> ' : ' & ');
}

const quoted = (word: string) => `'${word}'`;
