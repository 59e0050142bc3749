import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { IMPORTER } from '../src/commands/import-published.js';
import { importIati } from '../src/exchange/iati/import.js';
import { activity, iatiFile, transaction } from './support/iati-file.js';
import { testDatabase } from './support/postgres.js';
import { testService, type TestService } from './support/service.js';

const country = (code: string, share?: string) =>
  `<recipient-country code="${code}"${share === undefined ? '' : ` percentage="${share}"`}/>`;
const thirds = country('KE', '33.33') + country('UG', '33.33') + country('TZ', '33.33');
/** Activities by the currency of their one disbursement, so that each has lines of its own. */
const ACTIVITIES: Readonly<Record<string, string>> = {
  EUR: country('KE', '80') + country('UG', '80') + transaction('3', '100'),
  USD: country('KE', '60') + country('UG', '20') + transaction('3', '100'),
  GBP: country('KE', '60') + transaction('3', '100'),
  CHF: thirds + transaction('3', '300') + transaction('3', '0.01', { date: '2021-04-01' }),
  SEK: country('KE', '50') + country('UG', '50') + transaction('3', '0.01') + transaction('3', '-0.01', { date: '2021-04-01' }),
  NOK: country('KE') + country('UG') + transaction('3', '100'),
  DKK:
    country('KE', '70') +
    country('UG', '30') +
    '<recipient-region code="998" vocabulary="1" percentage="0"/><recipient-region code="002" vocabulary="2" percentage="100"/>' +
    transaction('3', '100'),
  JPY: country('KE', '50') + country('UG', '50') + transaction('3', '101', { more: '<recipient-country code="TZ"/>' }),
  CAD: transaction('3', '5') + transaction('3', '6', { date: '2021/03/01' }),
  AUD: transaction('3', '1', { date: '2021-01-01' }) + transaction('3', '2', { date: '2021-12-31' }),
};

describe('money that was imported, broken down', () => {
  let service: TestService;
  let after: string;
  const lines = async (query: string) => {
    const { data, errors } = await service.ask(
      `{ at(after: "${after}") { donorPortfolio(first: 100, ${query}) { nodes {
      recipient sector year currency disbursed transactions incomplete } } } }`,
      {},
      null,
    );
    expect(errors).toBeUndefined();
    return data.at.donorPortfolio.nodes as Record<string, string>[];
  };
  beforeAll(async () => {
    const database = await testDatabase({ migrate: true });
    const [row] = (await database.pool.query<{ name: string }>('select current_database() as name')).rows;
    await database.pool.query(`alter database ${row!.name} set timezone to 'America/New_York'`);
    service = await testService({ database });
    const activities = Object.entries(ACTIVITIES).map(([currency, more]) =>
      activity({ identifier: `X-${currency}`, more }).replace('default-currency="USD"', `default-currency="${currency}"`),
    );
    const { handler, store } = service.service;
    await importIati([await iatiFile(activities)], { handler, caller: IMPORTER });
    after = String(await store.head());
  });
  afterAll(() => service.close());

  it('counts a year by UTC, whatever the time zone of the database', async () => {
    const years = (await lines('by: [YEAR]')).filter(({ currency }) => currency === 'AUD');
    expect(years).toMatchObject([{ year: 2021, disbursed: '3.00', transactions: 2 }]);
  });

  it('adds up to its total, to the minor unit, whatever the shares add up to', async () => {
    const found: Record<string, Record<string, string>> = {};
    for (const { recipient, currency, disbursed } of await lines('by: [RECIPIENT]')) {
      (found[currency!] ??= {})[recipient ?? 'unallocated'] = disbursed!;
    }
    expect(found).toEqual({
      EUR: { KE: '50.00', UG: '50.00' },
      USD: { KE: '60.00', UG: '20.00', unallocated: '20.00' },
      GBP: { KE: '60.00', unallocated: '40.00' },
      CHF: { KE: '100.01', TZ: '100.00', UG: '100.00' },
      SEK: { KE: '0.00', UG: '0.00' },
      NOK: { unallocated: '100.00' },
      DKK: { KE: '70.00', UG: '30.00' },
      JPY: { TZ: '101' },
      CAD: { unallocated: '5.00' },
      AUD: { unallocated: '3.00' },
    });
    const totals = await lines('by: []');
    for (const { currency, disbursed } of totals) {
      const sum = Object.values(found[currency!]!).reduce((minor, amount) => minor + Math.round(Number(amount) * 100), 0);
      expect([currency, sum]).toEqual([currency, Math.round(Number(disbursed) * 100)]);
    }
  });

  it('keeps what is filtered as it is among the others', async () => {
    expect(await lines('by: [], filter: { recipients: ["UG"], currencies: ["USD", "CHF"] }')).toMatchObject([
      { currency: 'CHF', disbursed: '100.00' },
      { currency: 'USD', disbursed: '20.00' },
    ]);
  });

  it('says of each line whether it may be less than was published', async () => {
    const all = await lines('by: []');
    expect(all.filter(({ incomplete }) => incomplete).map(({ currency }) => currency)).toEqual(['CAD']);
    const { data } = await service.ask(
      `{ at(after: "${after}") { assistanceProjects(filter: { missing: ["transaction"] }) { nodes { missing { dataset element rule count } } } } }`,
      {},
      null,
    );
    expect(data?.at.assistanceProjects.nodes).toEqual([
      {
        missing: [
          {
            dataset: 'XM-DAC-41128: activities.xml',
            element: 'transaction',
            rule: 'transaction-date/@iso-date: is a day, written YYYY-MM-DD',
            count: 1,
          },
        ],
      },
    ]);
  });
});
