import { hash } from 'node:crypto';

/**
 * UUID version 5 (RFC 9562) of a name within a namespace: the same for the same two.
 * @param namespace a UUID in lower case
 */
export function uuidOf(name: string, namespace: string): string {
  const bytes = Buffer.concat([Buffer.from(namespace.replaceAll('-', ''), 'hex'), Buffer.from(name)]);
  const digest = hash('sha1', bytes, 'hex');
  const variant = ((parseInt(digest[16]!, 16) & 0b11) | 0b1000).toString(16);
  const parts = [digest.slice(0, 8), digest.slice(8, 12), `5${digest.slice(13, 16)}`, variant + digest.slice(17, 20)];
  return `${parts.join('-')}-${digest.slice(20, 32)}`;
}

/** A JSON value's text with the keys of objects in order, so that equal values have equal texts. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item ?? null)).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const held = Object.entries(value).filter(([, inner]: [string, unknown]) => inner !== undefined);
  held.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${held.map(([key, inner]: [string, unknown]) => `${JSON.stringify(key)}:${canonical(inner)}`).join(',')}}`;
}

/** SHA-256 of a text, base64url. */
export function digestOf(text: string): string {
  return hash('sha256', text, 'base64url');
}
