import { describe, expect, it } from '@jest/globals';
import { nextNumber, numbered, withEdition } from './editions.js';

describe('editions', () => {
  it('begin with 1 and rise by one from the last', () => {
    expect(nextNumber([])).toBe(1);
    expect(nextNumber([{ number: 2 }, { number: 1 }])).toBe(3);
  });

  it('stand in order of number, whichever is reported first, each once', () => {
    const blank = (number: number) => ({ number, title: 'unnamed' });
    const second = withEdition([], blank(2), {});
    const both = withEdition(second, blank(1), { title: 'first' });
    expect(both).toEqual([
      { number: 1, title: 'first' },
      { number: 2, title: 'unnamed' },
    ]);
    expect(withEdition(both, blank(1), { title: 'corrected' })[0]).toEqual({ number: 1, title: 'corrected' });
    expect(numbered(both, 1)).toEqual({ number: 1, title: 'first' });
    expect(numbered(both, 3)).toBeUndefined();
  });
});
