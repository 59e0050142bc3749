import { UUID } from '../event-sourcing/identity.js';

export { UUID };

/** Public id of a record: `commitment_<uuid>`. */
export function toGlobalId(kind: string, id: string): string {
  return `${kind}_${id}`;
}

/** UUID of a public id of this kind, or undefined for anything else. */
export function fromGlobalId(kind: string, text: string): string | undefined {
  return text.startsWith(`${kind}_`) && UUID.test(text.slice(kind.length + 1)) ? text.slice(kind.length + 1) : undefined;
}

/** Kind and UUID of a public id, or undefined for a text that is none. */
export function parseGlobalId(text: string): { readonly kind: string; readonly id: string } | undefined {
  const split = text.lastIndexOf('_');
  const id = text.slice(split + 1);
  return split > 0 && UUID.test(id) ? { kind: text.slice(0, split), id } : undefined;
}
