import type { z } from 'zod';

const KINDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  null: 'left out',
  date: 'a day such as 2021-01-27',
  datetime: 'an instant such as 2021-01-27T09:00:00Z',
  uuid: 'a UUID',
  url: 'a URL',
};
const OF: Readonly<Record<string, string>> = { string: ' characters', array: ' entries' };

/** What a value breaks, as it goes on from a field's name: given to `safeParse`, so that callers read our words and not a library's. */
export const brokenRule: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is given' : `is ${KINDS[issue.expected] ?? issue.expected}`;
    case 'invalid_format':
      return KINDS[issue.format] ? `is ${KINDS[issue.format]}` : 'is well-formed';
    case 'invalid_value':
      return `is ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.map(String).join(', ')}`;
    case 'too_small':
      return `${OF[issue.origin] ? 'has' : 'is'} at least ${issue.minimum}${OF[issue.origin] ?? ''}`;
    case 'too_big':
      return `${OF[issue.origin] ? 'has' : 'is'} at most ${issue.maximum}${OF[issue.origin] ?? ''}`;
    case 'unrecognized_keys':
      return `has no field ${issue.keys.join(', ')}`;
    default:
      return 'is a value that fits';
  }
};
