import { UUID } from '../event-sourcing/identity.js';
import { parseOccurred } from '../event-sourcing/occurred.js';
import { type PointInTime } from './request-context.js';
import { isPosition } from './known.js';

export { UUID };

/** Public id of a record: `commitment_<uuid>`. */
export function toGlobalId(kind: string, id: string): string {
  return `${kind}_${id}`;
}

/**
 * An id as it is given at a moment: `<id>@<instant>`, with `~<position>` where what was known is asked for; at present the id itself. So a cache that keeps
 * objects by their ids keeps each moment apart. See docs/decisions/0041-ids-of-the-past.md.
 */
export function idAt(id: string, moment: PointInTime | undefined): string {
  const name = momentName(moment);
  return name === '' ? id : `${id}@${name}`;
}

/** A moment in one word: `2021-12-31T23:59:59.999Z~1560`; empty for the present. */
export function momentName({ asOf = '', knownAt }: PointInTime = {}): string {
  return knownAt === undefined ? asOf : `${asOf}~${knownAt}`;
}

const WITH_MOMENT = /^(.*)@([^@~]*)(?:~(\d+))?$/;

/** An id without its moment, and the moment; the text as it is, of the present, where it says none. */
export function splitMoment(text: string): { readonly plain: string; readonly moment: PointInTime } {
  const [, plain, asOf = '', knownAt] = WITH_MOMENT.exec(text) ?? [];
  const isInstant = asOf === '' ? knownAt !== undefined : parseOccurred(asOf)?.precision === 'instant';
  if (plain === undefined || !isInstant || (knownAt !== undefined && !isPosition(knownAt))) return { plain: text, moment: {} };
  return {
    plain,
    moment: { ...(asOf === '' ? {} : { asOf }), ...(knownAt === undefined ? {} : { knownAt: BigInt(knownAt) }) },
  };
}

/** An input whose ids say no moment: commands are about records, and take the ids of any moment. A text in which an id stands among words is left as it is. */
export function withoutMoments<T>(input: T): T {
  if (typeof input === 'string') {
    const { plain } = splitMoment(input);
    return (UUID.test(plain.replace(/^[a-z]+_/i, '')) ? plain : input) as T;
  }
  if (Array.isArray(input)) return input.map(withoutMoments) as T;
  if (input === null || typeof input !== 'object') return input;
  return Object.fromEntries(Object.entries(input).map(([key, value]: [string, unknown]) => [key, withoutMoments(value)])) as T;
}

/** UUID of a public id of this kind, of whatever moment, or undefined for anything else. */
export function fromGlobalId(kind: string, text: string): string | undefined {
  const id = parseGlobalId(text);
  return id?.kind === kind ? id.id : undefined;
}

/** Kind, UUID and moment of a public id, or undefined for a text that is none. */
export function parseGlobalId(
  text: string,
): { readonly kind: string; readonly id: string; readonly moment: PointInTime } | undefined {
  const { plain, moment } = splitMoment(text);
  const split = plain.lastIndexOf('_');
  const id = plain.slice(split + 1);
  return split > 0 && UUID.test(id) ? { kind: plain.slice(0, split), id, moment } : undefined;
}
