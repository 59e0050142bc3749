import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { v5 } from 'uuid';
import { canonical, uuidOf } from './identity.js';

describe('ids and digests', () => {
  it('are UUIDs of version 5 as others make them', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.uuid(), (name, namespace) => uuidOf(name, namespace) === v5(name, namespace)),
    );
  });

  it('rest on a text that holds all of a value, whatever the order of its keys', () => {
    const reversed = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(reversed);
      if (value === null || typeof value !== 'object') return value;
      return Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([key, inner]) => [key, reversed(inner)]),
      );
    };
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonical(value))).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonical(reversed(value))).toBe(canonical(value));
      }),
    );
  });

  it('leave out what holds nothing', () => {
    expect(canonical({ b: undefined, a: [undefined, null, { d: 1, c: '"' }] })).toBe('{"a":[null,null,{"c":"\\"","d":1}]}');
  });
});
