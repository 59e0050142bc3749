/** Type oid of `text` in every PostgreSQL. */
const TEXT = 25;
const HEADER = 20;

/** A `text[]` in PostgreSQL's binary format (`array_send`): texts go as they are, where an array's literal would have each quoted and escaped. */
export function textArray(texts: readonly string[]): Buffer {
  const lengths = texts.map((text) => Buffer.byteLength(text));
  const buffer = Buffer.allocUnsafe(lengths.reduce((sum, length) => sum + 4 + length, HEADER));
  // Dimensions, flags (no nulls), type, number of texts, index of the first.
  [1, 0, TEXT, texts.length, 1].forEach((field, i) => buffer.writeInt32BE(field, 4 * i));
  let at = HEADER;
  for (const [i, text] of texts.entries()) {
    at = buffer.writeInt32BE(lengths[i]!, at);
    at += buffer.write(text, at);
  }
  return buffer;
}

/** Literal of an array of numbers or UUIDs, which need no quotes. */
export function plainArray(values: readonly (number | string)[]): string {
  return `{${values.join(',')}}`;
}
