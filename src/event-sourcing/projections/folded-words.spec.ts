import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { foldText, foldedWords, wordQuery, wordVector } from './folded-words.js';

describe('folded texts', () => {
  it('are the same in any case and with any accents', () => {
    for (const [one, other] of [
      ['Développement', 'DEVELOPPEMENT'],
      ['Côte d’Ivoire', 'cote d’ivoire'],
      ['Łódź', 'lodz'],
      ['Straße', 'STRASSE'],
      ['İstanbul', 'istanbul'],
      ['Ёлка', 'елка'],
      ['مُكَافَحَة', 'مكافحة'],
    ] as const)
      expect(foldText(one)).toBe(foldText(other));
    expect(foldText('हिन्दी')).toBe('हिन्दी'.normalize('NFC'));
  });

  it('have words without their marks of punctuation, and ideograms as words', () => {
    expect(foldedWords('S/RES/2396 (2017): d’Ivoire')).toEqual(['s', 'res', '2396', '2017', 'd', 'ivoire']);
    expect(foldedWords('保护 target')).toEqual(['保', '护', 'target']);
  });

  it('never have in them what PostgreSQL reads as more than a word', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        for (const word of foldedWords(text)) expect(word).not.toMatch(/['\\:\s\0]/);
        expect(foldText(foldText(text))).toBe(foldText(text));
      }),
    );
    expect(wordVector(["O'Neill: a", 'a'])).toBe("'o':1 'neill':2 'a':3,5");
    expect(wordQuery('Unit Nat')).toBe("'unit':* & 'nat':*");
    expect(wordQuery('…')).toBe('');
  });
});
