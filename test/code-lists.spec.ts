import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { DAC_PURPOSES } from '../src/codes/dac-purposes.js';
import { DAC_PURPOSE_CODES } from '../src/codes/iati-codes.js';
import { UN_LANGUAGES } from '../src/codes/labels.js';
import { CODE_LISTS, codeList, type CodeListName } from '../src/codes/lists.js';
import { testService, type TestService } from './support/service.js';

const DATA = new URL('../../shared/data/codelists/', import.meta.url);
const COUNTRIES = new URL('country-codes-iso3166-m49-iso4217.csv', DATA);

const languagesOf = (name: CodeListName) =>
  [...codeList(name).codes.values()].map(({ value, labels }) => [value, labels.map(({ language }) => language)]);

describe('the code lists', () => {
  it('name every country and region in the six languages of the United Nations', () => {
    for (const name of ['COUNTRY', 'REGION'] as const)
      expect(languagesOf(name).filter(([, languages]) => String(languages) !== String(UN_LANGUAGES))).toEqual([]);
  });

  it('name everything else in English, but for purposes outside this field', () => {
    for (const name of CODE_LISTS) {
      const silent = languagesOf(name).filter(([, languages]) => !languages!.includes('en'));
      expect(silent.filter(([value]) => name !== 'DAC_PURPOSE' || Object.hasOwn(DAC_PURPOSES, value as string))).toEqual([]);
    }
  });

  it('hold the codes of the briefing and the five labels of TLP 2.0, and no more', () => {
    const values = (name: CodeListName) => [...codeList(name).codes.keys()];
    expect(['CHALLENGE', 'CONCLUSION', 'THREAT'].map((name) => values(name as CodeListName).length)).toEqual([10, 9, 7]);
    expect(values('TLP')).toEqual(['RED', 'AMBER_STRICT', 'AMBER', 'GREEN', 'CLEAR']);
    expect(values('SOURCE_RELIABILITY').join('') + values('SOURCE_CREDIBILITY').join('')).toBe('ABCDEF123456');
  });
});

(existsSync(COUNTRIES) ? describe : describe.skip)('the code lists, beside the published ones in ../shared/data', () => {
  const rows = existsSync(COUNTRIES) ? records(readFileSync(COUNTRIES, 'utf8')) : [];
  const iati = (list: string) =>
    new Map(
      readFileSync(new URL(`iati/${list}.xml`, DATA), 'utf8')
        .split(/<codelist-item[ >]/)
        .slice(1)
        .map((item) => [
          /<code>([^<]+)<\/code>/.exec(item)![1]!,
          /<name>\s*<narrative>([^<]*)<\/narrative>/.exec(item)?.[1]?.replaceAll('&amp;', '&'),
        ]),
    );

  it('have the countries of ISO 3166-1 with their other codes, and XK', () => {
    const published = rows.map((row) => [row['ISO3166-1-Alpha-2'], row['ISO3166-1-Alpha-3'], Number(row['ISO3166-1-numeric'])]);
    const ours = [...codeList('COUNTRY').codes.values()].map(({ value, alpha3, numeric }) => [value, alpha3, Number(numeric)]);
    expect(ours.filter(([value]) => value !== 'XK').sort()).toEqual(published.sort());
    expect(codeList('COUNTRY').codes.has('XK')).toBe(true);
  });

  it('put every country into the regions of UN M49', () => {
    for (const row of rows) {
      const published = ['Intermediate Region Code', 'Sub-region Code', 'Region Code', 'Global Code']
        .map((column) => row[column]!)
        .filter((code) => code !== '')
        .map((code) => code.padStart(3, '0'));
      const { value, within } = codeList('COUNTRY').codes.get(row['ISO3166-1-Alpha-2']!)!;
      expect([value, within]).toEqual([value, expect.arrayContaining(published)]);
    }
  });

  it('name the regions as UN M49 does', () => {
    for (const row of rows) {
      for (const [code, name] of [
        ['Sub-region Code', 'Sub-region Name'],
        ['Region Code', 'Region Name'],
      ] as const) {
        const region = codeList('REGION').codes.get(row[code]!.padStart(3, '0'));
        if (row[code]! !== '') expect(region?.labels[0]?.text).toBe(row[name]);
      }
    }
  });

  it('name most countries as the United Nations does, in each of its languages', () => {
    const column = { en: 'en', ar: 'ar', zh: 'cn', fr: 'fr', ru: 'ru', es: 'es' };
    for (const language of UN_LANGUAGES) {
      const same = rows.filter((row) =>
        codeList('COUNTRY')
          .codes.get(row['ISO3166-1-Alpha-2']!)!
          .labels.some((label) => label.language === language && label.text === row[`official_name_${column[language]}`]),
      );
      expect([language, same.length / rows.length > 0.65]).toEqual([language, true]);
    }
  });

  it('have the currencies that countries use, with their digits', () => {
    for (const row of rows) {
      const codes = row['ISO4217-currency_alphabetic_code']!.split(',').filter((code) => code !== '');
      const digits = row['ISO4217-currency_minor_unit']!.split(',');
      codes.forEach((code, i) => {
        expect([code, codeList('CURRENCY').codes.get(code)?.decimals]).toEqual([code, Number(digits[i])]);
      });
    }
  });

  it('have the purposes of the DAC and the types of organisation of IATI, under their names', () => {
    const purposes = iati('Sector');
    expect([...DAC_PURPOSE_CODES].sort()).toEqual([...purposes.keys()].sort());
    for (const [code, name] of Object.entries(DAC_PURPOSES)) expect(name).toBe(purposes.get(code));
    const types = iati('OrganisationType');
    const ours = [...codeList('IATI_ORGANISATION_TYPE').codes.values()].map(({ value, labels }) => [value, labels[0]!.text]);
    expect(ours).toEqual([...types]);
  });
});

/** Rows of a CSV file by their headings. */
function records(csv: string): Record<string, string>[] {
  const rows = csv
    .trimEnd()
    .split(/\r?\n/)
    .map((line) => [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map(([, field]) => field!.replace(/^"|"$/g, '').trim()));
  const [headings, ...rest] = rows;
  return rest.map((row) => Object.fromEntries(headings!.map((heading, i) => [heading, row[i] ?? ''])));
}

describe('the code lists, through the API', () => {
  let concord: TestService;
  beforeAll(async () => {
    concord = await testService();
  });
  afterAll(() => concord.close());

  it('say what a code stands for in the language asked for', async () => {
    const { data } = await concord.ask(
      `{
        kenya: code(list: COUNTRY, value: "KE") { value label(language: "ar") alpha3 numeric within }
        asia: code(list: REGION, value: "035") { label fr: label(language: "fr-CA") labels { language } }
        europe: code(list: REGION, value: "X-SEE") { label(language: "zh-Hans") numeric }
        yen: code(list: CURRENCY, value: "JPY") { label decimals }
        none: code(list: REGION, value: "SE") { value }
      }`,
      {},
      null,
    );
    expect(data).toEqual({
      kenya: { value: 'KE', label: 'كينيا', alpha3: 'KEN', numeric: '404', within: ['014', '202', '002', '001'] },
      asia: { label: 'South-eastern Asia', fr: 'Asie du Sud-Est', labels: UN_LANGUAGES.map((language) => ({ language })) },
      europe: { label: '东南欧', numeric: null },
      yen: { label: 'Yen', decimals: 0 },
      none: null,
    });
  });

  it('are listed, page by page, and by region', async () => {
    const { data } = await concord.ask(`{
      codeLists { name title source codes { totalCount } }
      codeList(name: COUNTRY) { codes(within: "X-SEE", first: 500) { nodes { value } totalCount } }
    }`);
    expect(data.codeLists.map(({ name }: { name: string }) => name)).toEqual(CODE_LISTS);
    expect(data.codeLists[0]).toMatchObject({ title: 'Countries', codes: { totalCount: 250 } });
    const { nodes, totalCount } = data.codeList.codes;
    expect([nodes.length, totalCount, nodes.some(({ value }: { value: string }) => value === 'RS')]).toEqual([13, 13, true]);

    const page = (after: string) =>
      `{ codeList(name: THREAT) { codes(first: 4 ${after}) { nodes { value } pageInfo { hasNextPage endCursor } } } }`;
    const first = (await concord.ask(page(''))).data.codeList.codes;
    const second = (await concord.ask(page(`after: "${first.pageInfo.endCursor}"`))).data.codeList.codes;
    expect([...first.nodes, ...second.nodes].map(({ value }) => value)).toEqual([...codeList('THREAT').codes.keys()]);
    expect([first.pageInfo.hasNextPage, second.pageInfo.hasNextPage]).toEqual([true, false]);
  });
});
