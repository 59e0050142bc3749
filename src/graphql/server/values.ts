import { reject } from '../../platform/metrics.js';
import { badUserInput } from '../errors.js';

/** What no text may have: NUL, which the database cannot keep, and halves of characters, which no text has. */
const UNWRITABLE = /[\0\p{Surrogate}]/u;
/** The same as an escape in the text of an operation. */
const ESCAPED = /\\u(?:0{4}|\{0+\})/;
/** Lists and objects within each other. */
const MAX_NESTING = 32;

/**
 * Refuses values that nothing can be done with, wherever they stand, before anything reads them.
 * @param path names of fields and places of entries that lead to the value
 * @throws BAD_USER_INPUT with the path
 */
export function refuseUnwritable(value: unknown, path: readonly string[] = []): void {
  if (typeof value === 'string') {
    if (UNWRITABLE.test(value)) {
      reject('unwritable');
      throw badUserInput({
        field: path.join('.'),
        value: JSON.stringify(value.slice(0, 100)),
        rule: 'has no NUL and no half of a character',
      });
    }
  } else if (typeof value === 'object' && value !== null) {
    if (path.length > MAX_NESTING) {
      reject('nesting');
      throw badUserInput({
        field: path[0]!,
        value: '…',
        rule: `has lists and objects at most ${MAX_NESTING} deep in each other`,
      });
    }
    for (const name of Object.keys(value)) {
      if (UNWRITABLE.test(name)) refuseUnwritable(name, [...path, 'name']);
      refuseUnwritable((value as Record<string, unknown>)[name], [...path, name]);
    }
  }
}

/** Whether the text of an operation has something that no text may have. */
export function isUnwritable(text: string): boolean {
  return UNWRITABLE.test(text) || ESCAPED.test(text);
}

/** Whether brackets stand too deep in each other for a parser that goes down into each. */
export function isTooDeep(text: string): boolean {
  let depth = 0;
  for (const [bracket] of text.matchAll(/"(?:[^"\\\n]|\\.)*"|[[\]{}()]/g)) {
    if ('[{('.includes(bracket)) depth++;
    else if (']})'.includes(bracket)) depth--;
    if (depth > 2 * MAX_NESTING) return true;
  }
  return false;
}
