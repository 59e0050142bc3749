import { describe, expect, it } from '@jest/globals';
import { isCountryCode } from './countries.js';
import { countriesOf, M49_REGIONS, overlapping, REGIONS, regionsAround } from './regions.js';

describe('regions', () => {
  it('are made of countries, each in one subregion of M49', () => {
    const all = Object.values(M49_REGIONS).flatMap(({ countries }) => countries);
    expect(all.filter((code) => !isCountryCode(code))).toEqual([]);
    expect(new Set(all).size).toBe(all.length);
    expect(new Set(countriesOf('001'))).toEqual(new Set(all));
  });

  it('know what they are part of, as far as the world', () => {
    expect(regionsAround('KE')).toEqual(['014', '202', '002', '001']);
    expect(new Set(regionsAround('MX'))).toEqual(new Set(['013', '003', '419', '019', '001']));
    expect(regionsAround('TR')).toEqual(['145', 'X-SEE', '142', '001']);
    expect(regionsAround('001')).toEqual([]);
  });

  it('tell South-East Asia and South-East Europe apart', () => {
    expect(countriesOf('X-SEA')).toEqual(countriesOf('035'));
    expect(countriesOf('X-SEA').filter((code) => countriesOf('X-SEE').includes(code))).toEqual([]);
    expect(overlapping(['X-SEE'])).toEqual(
      expect.arrayContaining(['RS', 'XK', '039', '151', '145', '150', '142', '001', 'X-SEE']),
    );
    expect(overlapping(['X-SEE'])).not.toEqual(expect.arrayContaining(['035']));
  });

  it('concern what has a country in common with them', () => {
    expect(overlapping(['KE']).sort()).toEqual(['001', '002', '014', '202', 'KE']);
    expect(overlapping(['014'])).toEqual(expect.arrayContaining(['KE', '014', '202', '002', '001']));
    expect(overlapping(['014'])).not.toContain('015');
    expect(overlapping(['001']).length).toBe(countriesOf('001').length + Object.keys(REGIONS).length - 1);
    expect(overlapping(['X-EXE'])).toEqual(['X-EXE']);
  });
});
