import { hash } from 'node:crypto';

/** A UUID of any version, lower case. */
export const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

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

/**
 * Id of a command's event: the same for the same command of the same user. Another user's command has other ids, whatever id it was given, so that
 * nobody can take them in advance or learn that they are taken.
 * @param index place of the event among those of its command, from 0
 */
export function eventIdOf(user: string, commandId: string, index = 0): string {
  return uuidOf(`${index} ${user}`, commandId);
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

/** SHA-256 of a text in UTF-8, in hexadecimal digits: the name of a document. */
export function sha256Of(text: string): string {
  return hash('sha256', text, 'hex');
}
