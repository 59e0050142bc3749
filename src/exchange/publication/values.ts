/** Lists that a message prints whole. */
const SHORT_LIST = 15;

/** Codes as a rule names them: all of a short list, the size of a long one. */
export function listed(codes: readonly string[]): string {
  return codes.length <= SHORT_LIST ? `one of ${codes.join(', ')}` : `one of the ${codes.length} codes of its list`;
}

/** A name without what people write differently: case, accents’ composition, punctuation, blanks. */
export function plainName(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\p{P}\p{S}\s]+/gu, ' ')
    .trim();
}

/**
 * A decimal number as our commands take it: without `+`, with a digit before the point, without zeros that say nothing.
 * @returns undefined for what is no decimal number
 */
export function decimal(text: string): string | undefined {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?$/.exec(text.trim());
  if (!match || !(match[2] || match[3])) return undefined;
  const [, sign, whole = '', fraction = ''] = match;
  const digits = `${whole.replace(/^0+(?=\d)/, '') || '0'}`;
  const rest = fraction.replace(/0+$/, '');
  return `${sign === '-' ? '-' : ''}${digits}${rest ? `.${rest}` : ''}`;
}
