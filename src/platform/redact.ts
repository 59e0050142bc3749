const SECRET = String.raw`[\w-]*(?:authorization|password|passwd|secret|token|cookie|api[-_]?key|admin[-_]?key)`;
const QUOTED = String.raw`"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\\"(?:(?!\\").)*\\"`;

const RULES: readonly (readonly [RegExp, string])[] = [
  // Passwords in connection addresses.
  [/(\b[\w+.-]+:\/\/[^\s:@/"'?]*):[^\s"']*@/g, '$1:***@'],
  // Keys of this service, and tokens of others (JWT).
  [/\bconcord_[\w-]{16,}/g, 'concord_***'],
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, '***'],
  [/\b(Bearer|Basic)\s+[^\s"',\\]+/gi, '$1 ***'],
];
/** Fields and parameters that are named as what is secret: a text in quotes stays one, so that JSON stays JSON. */
const NAMED = new RegExp(
  String.raw`(${SECRET}\\?["']?\s*[:=]\s*)(?:(${QUOTED})|(?!null\b|true\b|false\b|\d)[^\s,;&}"'\\]+)`,
  'gi',
);

/** A line of the log without what opens doors: keys, tokens, Authorization headers, passwords in addresses and fields. */
export function redact(line: string): string {
  const clean = RULES.reduce((text, [pattern, replacement]) => text.replace(pattern, replacement), line);
  return clean.replace(NAMED, (_, name: string, quoted?: string) => {
    const quote = quoted === undefined ? '' : quoted.startsWith('\\') ? '\\"' : quoted[0]!;
    return `${name}${quote}***${quote}`;
  });
}
