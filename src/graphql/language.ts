import { type LocalizedText } from '../event-sourcing/values.js';

/**
 * The text in the first of the wished languages that there is: the tag itself, then its base (`pt-BR`, `pt`), or any tag of that base;
 * without any, English, then the language it was said in (lookup as in RFC 4647, with our last steps).
 */
export function pickLanguage(texts: LocalizedText | undefined | null, wished: readonly string[]): string | null {
  if (!texts?.length) return null;
  // Whatever is wished, it is the only one.
  if (texts.length === 1) return texts[0]!.text;
  for (const tag of [...wished.map((one) => one.toLowerCase()), 'en']) {
    const base = tag.split('-')[0]!;
    const found =
      texts.find((text) => text.language.toLowerCase() === tag) ??
      texts.find((text) => text.language.toLowerCase() === base) ??
      texts.find((text) => text.language.toLowerCase().split('-')[0] === base);
    if (found) return found.text;
  }
  return texts[0]!.text;
}

/** Language tags of an Accept-Language header, best first; `*` and what is refused (q=0) are left out. */
export function acceptedLanguages(header: string | undefined): string[] {
  return (header ?? '')
    .split(',')
    .map((part) => {
      const [tag = '', ...params] = part.trim().split(';');
      const q = params.map((param) => /^\s*q=([\d.]+)$/.exec(param)?.[1]).find((value) => value !== undefined);
      return { tag: tag.trim(), q: q === undefined ? 1 : Number(q) };
    })
    .filter(({ tag, q }) => tag !== '' && tag !== '*' && q > 0)
    .sort((a, b) => b.q - a.q)
    .map(({ tag }) => tag);
}
