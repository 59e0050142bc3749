import { describe, expect, it } from '@jest/globals';
import { countryAt } from './countries.js';
import { isInUse } from './currencies.js';

describe('codes of their time', () => {
  it('are currencies up to the day on which they ended', () => {
    for (const [currency, day] of [
      ['HRK', '2015-06-01'],
      ['SLL', '2015-06-01'],
      ['DEM', '1999-06-01'],
      ['CSK', '1992-06-01'],
    ] as const) {
      expect([currency, isInUse(currency, day)]).toEqual([currency, true]);
      expect(isInUse(currency, '2026-06-01')).toMatchObject({ rule: expect.stringContaining(`${currency} was withdrawn`) });
    }
  });

  it('are countries by their codes, and by their names in the six languages of the United Nations, with and without diacritics', () => {
    expect(countryAt('AN', '2005-01-01')).toBe('AN');
    expect(countryAt('AN', '2015-01-01')).toMatchObject({ rule: expect.stringContaining('was withdrawn') });
    for (const [text, code] of [
      ['XK', 'XK'],
      ['XKX', 'XK'],
      ['KEN', 'KE'],
      ["Côte d'Ivoire", 'CI'],
      ['cote d’ivoire', 'CI'],
      ['España', 'ES'],
      ['Espana', 'ES'],
      ['Египет', 'EG'],
      ['肯尼亚', 'KE'],
      ['كينيا', 'KE'],
      ['Türkiye', 'TR'],
    ] as const) {
      expect([text, countryAt(text)]).toEqual([text, code]);
    }
    expect(countryAt('Nowhere')).toMatchObject({ rule: expect.stringContaining('ISO 3166-1') });
  });
});
