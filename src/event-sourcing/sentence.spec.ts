import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { TLP } from './envelope.js';
import { parseSentence, valuesAt } from './sentence.js';

const schema = z.strictObject({
  due: z.iso.date().optional(),
  status: z.enum(['OPEN', 'SHUT']).nullable(),
  tlp: z.enum(TLP),
  parties: z.array(z.strictObject({ party: z.uuid(), role: z.enum(['LEAD']) })).optional(),
});

describe('a template of a sentence', () => {
  it('knows which fields are codes and which are labels, within lists too', () => {
    expect(parseSentence('{it} is {status}[ ({tlp})], with {parties.role}[ until {due}]', schema)).toEqual([
      { path: ['it'] },
      ' is ',
      { path: ['status'], wording: 'CODE' },
      { optional: [' (', { path: ['tlp'], wording: 'TLP' }, ')'] },
      ', with ',
      { path: ['parties', 'role'], wording: 'CODE' },
      { optional: [' until ', { path: ['due'] }] },
    ]);
  });

  it.each([
    ['{reason} was given', '{reason}, which the event does not have'],
    ['{parties.reason} was given', '{parties.reason}, which the event does not have'],
    ['{it} is due [by {due}', 'leaves a bracket open'],
    ['{it} is due by {due}]', 'closes a bracket that it did not open'],
  ])('is refused: %s', (template, why) => {
    expect(() => parseSentence(template, schema)).toThrow(why);
  });

  it('finds the values at a path, one in each entry of a list', () => {
    const data = { parties: [{ party: 'a' }, { party: 'b' }], terms: { end: '2021' } };
    expect(valuesAt(data, ['parties', 'party'])).toEqual(['a', 'b']);
    expect(valuesAt(data, ['terms', 'end'])).toBe('2021');
    expect(valuesAt(data, ['nothing', 'here'])).toBeUndefined();
  });
});
