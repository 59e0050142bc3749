import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { IMPORTER } from '../src/commands/import-published.js';
import { importIati } from '../src/exchange/iati/import.js';
import { actorIdOf } from '../src/exchange/publication/identity.js';
import { iatiFile } from './support/iati-file.js';
import { testService, type TestService } from './support/service.js';

const BOTH = fileURLToPath(new URL('../../shared/cases/told-by-both.xml', import.meta.url));

const org = (role: string, name: string, activityId: string) =>
  `<${role} ref="XT-${name}" type="22"${activityId ? ` ${role.split('-')[0]}-activity-id="${activityId}"` : ''}><narrative>${name}</narrative></${role}>`;

interface Money {
  readonly type: string;
  readonly amount?: string;
  readonly day: string;
  readonly from?: string;
  readonly to?: string;
}

/** An activity of an organisation in a currency of its own. */
function telling(reporter: string, identifier: string, currency: string, money: readonly Money[], more = ''): string {
  const transactions = money.map(
    ({ type, amount = '100', day, from = '', to = '' }) =>
      `<transaction><transaction-type code="${type}"/><transaction-date iso-date="${day}"/><value value-date="${day}">${amount}</value>${org('provider-org', 'G', from)}${org('receiver-org', 'T', to)}</transaction>`,
  );
  return `<iati-activity default-currency="${currency}" xml:lang="en"><iati-identifier>${identifier}</iati-identifier><reporting-org ref="XT-${reporter}" type="22"><narrative>${reporter}</narrative></reporting-org><title><narrative>T</narrative></title><activity-status code="2"/><activity-date type="2" iso-date="2020-01-01"/>${transactions.join('')}${more}</iati-activity>`;
}

const ACTIVITIES = [
  // Both name both activities, and their books are three days apart.
  telling('G', 'A-EUR', 'EUR', [{ type: '3', day: '2020-03-01', to: 'B-EUR' }]),
  telling('T', 'B-EUR', 'EUR', [{ type: '1', day: '2020-03-04', from: 'A-EUR' }]),
  // Nobody names an activity of the other; two equal payments of one day are two on both sides.
  telling('G', 'A-USD', 'USD', [
    { type: '3', day: '2020-03-01' },
    { type: '3', day: '2020-03-01' },
  ]),
  telling('T', 'B-USD', 'USD', [
    { type: '1', day: '2020-03-01' },
    { type: '1', day: '2020-03-01' },
    { type: '1', day: '2020-03-01' },
  ]),
  // They name other activities.
  telling('G', 'A-GBP', 'GBP', [{ type: '3', day: '2020-03-01', to: 'B-GBP' }]),
  telling('T', 'C-GBP', 'GBP', [{ type: '1', day: '2020-03-01', from: 'A-GBP' }]),
  // A commitment and a disbursement; and two amounts.
  telling('G', 'A-CHF', 'CHF', [
    { type: '2', day: '2020-03-01' },
    { type: '3', day: '2020-04-01', amount: '90' },
  ]),
  telling('T', 'B-CHF', 'CHF', [{ type: '1', day: '2020-04-01' }]),
  // A programme and its project report the same money, which only the giver names with the programme.
  telling('G', 'A-DKK', 'DKK', [{ type: '3', day: '2020-03-01', to: 'P-DKK' }]),
  telling('T', 'P-DKK', 'DKK', [{ type: '1', day: '2020-03-01', from: 'A-DKK' }]),
  telling('T', 'C-DKK', 'DKK', [{ type: '1', day: '2020-03-01', from: 'A-DKK' }], '<related-activity type="1" ref="P-DKK"/>'),
  telling('T', 'P-PLN', 'PLN', [{ type: '1', day: '2020-03-01' }], '<related-activity type="2" ref="C-PLN"/>'),
  telling('T', 'C-PLN', 'PLN', [{ type: '1', day: '2020-03-01' }]),
  telling('T', 'D-PLN', 'PLN', [{ type: '1', day: '2020-03-01' }], '<related-activity type="3" ref="C-PLN"/>'),
  // The taker names the giver otherwise; two actors are one since they were merged.
  telling('G', 'A-SEK', 'SEK', [{ type: '3', day: '2020-03-01', to: 'B-SEK' }]),
  telling('T', 'B-SEK', 'SEK', [{ type: '1', day: '2020-03-01', from: 'A-SEK' }]).replace(
    'ref="XT-G" type="22"',
    'ref="XT-H" type="22"',
  ),
  telling('G', 'A-NOK', 'NOK', [{ type: '3', day: '2020-03-01' }]),
  telling('T', 'B-NOK', 'NOK', [{ type: '1', day: '2020-03-01' }]).replace('ref="XT-G" type="22"', 'ref="XT-OLD" type="22"'),
];

describe('money that is reported more than once', () => {
  let service: TestService;
  const query = async (text: string) => {
    const after = String(await service.service.store.head());
    const { data, errors } = await service.ask(`{ at(after: "${after}") { ${text} } }`, {}, null);
    expect(errors).toBeUndefined();
    return data.at;
  };
  const disbursed = async (filter = '') => {
    const { donorPortfolio } = await query(
      `donorPortfolio(by: [], first: 50${filter && `, filter: ${filter}`}) { nodes { currency disbursed matched transactions } }`,
    );
    return Object.fromEntries(
      donorPortfolio.nodes.map((line: Record<string, unknown>) => [
        line.currency,
        `${line.disbursed as string} of ${line.transactions as number}, ${line.matched as number} by both`,
      ]),
    ) as Record<string, string>;
  };
  beforeAll(async () => {
    service = await testService();
    const { handler } = service.service;
    await importIati([await iatiFile(ACTIVITIES)], { handler, caller: IMPORTER });
  });
  afterAll(() => service.close());

  it('counts once, and once for each equal payment', async () => {
    expect(await disbursed()).toEqual({
      EUR: '100.00 of 1, 1 by both',
      USD: '300.00 of 3, 2 by both',
      GBP: '200.00 of 2, 0 by both',
      CHF: '190.00 of 3, 0 by both',
      SEK: '100.00 of 1, 1 by both',
      NOK: '200.00 of 2, 0 by both',
      DKK: '100.00 of 1, 1 by both',
      PLN: '200.00 of 2, 1 by both',
    });
  });

  it('counts on the side that is asked for alone', async () => {
    expect((await disbursed('{ directions: [INCOMING] }')).EUR).toBe('100.00 of 1, 0 by both');
    expect((await disbursed('{ directions: [OUTGOING] }')).EUR).toBe('100.00 of 1, 0 by both');
    expect((await disbursed('{ years: { from: 2020, to: 2020 } }')).EUR).toBe('100.00 of 1, 1 by both');
  });

  it('shows both tellings, the rule, and where they differ, and is told apart and together again', async () => {
    const matches = async () =>
      (
        await query(
          'transferMatches(first: 50) { nodes { rule kind amount currency differences counted { eventId day project { id } } repeated { eventId day project { id } } } }',
        )
      ).transferMatches.nodes as Record<string, any>[]; // eslint-disable-line @typescript-eslint/no-explicit-any
    const found = await matches();
    expect(found.map(({ rule, currency, differences }) => [rule, currency, differences])).toEqual(
      expect.arrayContaining([
        ['ACTIVITIES', 'EUR', expect.arrayContaining(['day', 'valueDate'])],
        ['ORGANISATIONS', 'USD', []],
        ['ACTIVITIES', 'SEK', ['provider']],
        ['ACTIVITIES', 'DKK', []],
        ['PARENT_AND_CHILD', 'DKK', ['receiverActivity']],
        ['PARENT_AND_CHILD', 'PLN', ['receiverActivity']],
      ]),
    );
    expect(found).toHaveLength(7);
    const { repeated } = found.find(({ currency }) => currency === 'EUR')!;
    const about = { id: repeated.project.id, transfer: repeated.eventId };
    const stranger = await service.key({ roles: ['MEMBER'] });
    await expect(service.send('tellTransferApart', { ...about, reason: 'I say so' }, 'id', stranger)).rejects.toThrow();
    const { refusal } = await service.send('tellTransferApart', { ...about, reason: 'two payments' });
    expect(refusal).toBeNull();
    expect((await disbursed()).EUR).toBe('200.00 of 2, 0 by both');
    expect(await matches()).toHaveLength(6);
    await service.send('tellTransferTogether', about);
    expect((await disbursed()).EUR).toBe('100.00 of 1, 1 by both');
    const unknown = { ...about, transfer: repeated.project.id.replace(/^\w+_/, '') };
    const answer = await service.send('tellTransferApart', { ...unknown, reason: 'none' });
    expect(answer.refusal).toMatchObject({ code: 'UNKNOWN_TRANSFER', field: 'transfer' });
  });

  it('counts once as soon as the two names of the giver are one actor', async () => {
    const [old, giver] = ['XT-OLD', 'XT-G'].map((key) => `actor_${actorIdOf(key)}`);
    await service.send('mergeActorInto', { id: old, survivor: giver, reason: 'the same' });
    expect((await disbursed()).NOK).toBe('100.00 of 1, 1 by both');
  });

  (existsSync(BOTH) ? it : it.skip)('counts once in a file that holds both tellings', async () => {
    const other = await testService();
    const { handler, store } = other.service;
    await importIati([BOTH], { handler, caller: IMPORTER });
    const { data } = await other.ask(
      `{ at(after: "${await store.head()}") { donorPortfolio { nodes { disbursed matched } } } }`,
      {},
      null,
    );
    expect(data.at.donorPortfolio.nodes).toEqual([{ disbursed: '100.00', matched: 1 }]);
    await other.close();
  });
});
