import { describe, expect, it } from '@jest/globals';
import { writeFile } from 'node:fs/promises';
import { activity, donor, iatiFile, transaction } from '../../../test/support/iati-file.js';
import { log, project } from '../../../test/support/iati-log.js';
import { streamOf } from '../../event-sourcing/catalogue.js';
import { actorIdOf } from '../publication/identity.js';
import { printSummary } from '../publication/summary.js';

describe('what is wrong in a file', () => {
  it('is said with its line, its activity and its reason, and does not stop the rest', async () => {
    const { publish, store } = log();
    const good = activity({ identifier: 'XM-DAC-41128-GOOD' });
    const bad = (more: string) => activity({ identifier: `XM-DAC-41128-${more.length}-${Math.random()}`, more });
    const summary = await publish(
      activity({ identifier: '' }),
      bad('<recipient-country code="XX"/>'),
      bad(transaction('2', 'many')),
      bad(transaction('2', '10.505')),
      bad(transaction('2', '10', { attributes: 'currency="ZZZ"' })),
      bad(transaction('99', '10')),
      bad(transaction('2', '10', { date: '2021-02-30' })),
      bad(transaction('2', '10', { date: '2999-01-01' })),
      activity({
        identifier: 'X-1',
        dates: '<activity-date type="4" iso-date="2020-12-31"/><activity-date type="2" iso-date="2021-01-01"/>',
      }),
      activity({ identifier: 'X-2', status: '7' }),
      bad('<sector vocabulary="1" code="99999"/>'),
      bad('<participating-org role="1" type="77"><narrative>x</narrative></participating-org>'),
      activity({ identifier: 'XM-DAC-41128' }),
      good,
      good,
    );
    expect(summary.items).toEqual({ opened: 1, changed: 0, unchanged: 0, notTaken: 14 });
    expect(summary.problems.map(({ reason }) => reason)).toEqual([
      'iati-identifier is missing',
      'recipient-country/@code: XX is not a country of ISO 3166-1',
      'value: many is not a number',
      'value: 10.505 USD: USD has at most 2 decimals',
      'value: 10 ZZZ: currency is an ISO 4217 code in use, such as USD',
      'transaction-type/@code: 99 is not a code of its list',
      'transaction-date/@iso-date: 2021-02-30 is not a day that exists',
      'transaction-date 2999-01-01 lies in the future',
      'the activity ends (2020-12-31) before it starts (2021-01-01)',
      'activity-status/@code: 7 is not a code of its list',
      'sector/@code: 99999 is not a code of its list',
      'participating-org/@type: 77 is not a code of its list',
      'iati-identifier is that of the reporting organisation, not one of the activity (IATI rule 1.1.3)',
      'another item of this file, at line 107, has this identifier',
    ]);
    expect(summary.problems.map(({ line }) => line).slice(0, 3)).toEqual([3, 17, 25]);
    expect(printSummary(summary)).toContain('activities.xml:17: XM-DAC-41128-30');
    expect(await store.head()).toBe(2n);
  });

  it('keeps everything out when all has to be good, and nothing when all is', async () => {
    const { take, store } = log();
    const mixed = await iatiFile([activity(), activity({ identifier: 'X-2', status: '7' })]);
    expect(await take(mixed, { strict: true })).toMatchObject({ refusedAll: true, problems: [{ identifier: 'X-2' }] });
    expect(await store.head()).toBe(0n);
    expect(await take(await iatiFile([activity()]), { strict: true })).toMatchObject({
      refusedAll: false,
      items: { opened: 1 },
    });
    expect(await store.head()).toBe(2n);
  });

  it('ends the reading where the file is not well-formed; what stands before is taken', async () => {
    const { take } = log();
    const path = await iatiFile([activity(), activity({ identifier: 'X-2', more: '<sector></sectr>' })]);
    const summary = await take(path);
    expect(summary.items.opened).toBe(1);
    expect(summary.problems).toMatchObject([{ line: 17, of: 'FILE', reason: expect.stringMatching(/^not well-formed XML: /) }]);
    const cut = await iatiFile([]);
    await writeFile(cut, '<?xml version="1.0"?>\n<iati-activities version="2.03">\n<iati-activity>');
    expect((await take(cut)).problems).toMatchObject([{ line: 3, of: 'FILE' }]);
  });

  it('is another version, another kind of file, or bytes that are not in its encoding', async () => {
    const { take } = log();
    const reason = async (path: string) => (await take(path)).problems.map((problem) => problem.reason);
    expect(await reason(await iatiFile([activity()], { version: '1.05' }))).toEqual([
      'iati-activities/@version is 1.05; this reads 2.01, 2.02, 2.03',
    ]);
    const other = await iatiFile([]);
    await writeFile(other, '<rss version="2.0"/>');
    expect(await reason(other)).toEqual(['the root element is rss, not iati-activities']);
    await writeFile(other, Buffer.from('<iati-activities version="2.03">\xe9</iati-activities>', 'latin1'));
    expect(await reason(other)).toEqual(['not in its encoding, utf-8']);
    await writeFile(
      other,
      '<!DOCTYPE x [<!ENTITY a "b">]><iati-activities version="2.03"><iati-activity>&a;</iati-activity></iati-activities>',
    );
    expect(await reason(other)).toEqual(['not well-formed XML: undefined entity.']);
  });

  it('is left out where an activity can be taken without it, and said', async () => {
    const { publish, state } = log();
    const summary = await publish(
      activity({
        more: `<participating-org role="1"/>
<document-link url="https://example.org"/>
${transaction('5', '10')}
${transaction('2', '0.00')}`,
      }),
    );
    expect(summary.problems).toMatchObject([
      { line: 9, of: 'PART', reason: 'participating-org has neither a name nor an identifier' },
      { line: 10, of: 'PART', reason: 'document-link has no category' },
      { line: 11, of: 'PART', reason: 'transactions of type 5 are not kept' },
      { line: 12, of: 'PART', reason: 'a transaction of 0' },
    ]);
    expect(await state()).toMatchObject({ partners: [], documents: [] });
  });
});

describe('what a file says', () => {
  it('becomes pledges, commitments, disbursements, spending and returns in their directions, with the publisher on its own side', async () => {
    const { publish, events, state } = log();
    const kinds = ['12', '13', '2', '11', '3', '1', '4', '7'];
    const { problems } = await publish(activity({ more: kinds.map((type) => transaction(type, '+010.50')).join('\n') }));
    expect(problems).toEqual([]);
    const money = (await events(streamOf('assistanceProject', project))).slice(1);
    expect(money.map(({ type, data }) => [type, (data as { direction: string }).direction])).toEqual([
      ['FundsPledged', 'OUTGOING'],
      ['FundsPledged', 'INCOMING'],
      ['FundsCommitted', 'OUTGOING'],
      ['FundsCommitted', 'INCOMING'],
      ['FundsDisbursed', 'OUTGOING'],
      ['FundsDisbursed', 'INCOMING'],
      ['FundsSpent', 'OUTGOING'],
      ['FundsReturned', 'OUTGOING'],
    ]);
    const unodc = actorIdOf('XM-DAC-41128');
    for (const { data } of money) {
      expect(data).toMatchObject({ amount: { minor: 1_050, currency: 'USD' }, valueDate: '2021-03-01' });
      const { direction, provider, receiver } = data as Record<string, string>;
      expect([provider, receiver]).toEqual(direction === 'OUTGOING' ? [unodc, undefined] : [undefined, unodc]);
    }
    expect((await state()).unbacked).toBe(false);
  });

  it('is recorded as published where nothing covers it, marked, negative amounts included', async () => {
    const { publish, events, state } = log();
    await publish(activity({ status: '5', more: transaction('3', '10') + transaction('2', '-5', { date: '2021-04-01' }) }));
    const money = (await events(streamOf('assistanceProject', project))).slice(1);
    expect(money).toMatchObject([
      { type: 'FundsDisbursed', data: { unbacked: true } },
      { type: 'FundsCommitted', data: { amount: { minor: -500 } } },
    ]);
    expect(await state()).toMatchObject({ status: 'CANCELLED', unbacked: true });
  });

  it('names one organisation by its identifier, or else by its name and type, however it is written', async () => {
    const { publish, events } = log();
    const from = (name: string, attributes = '') => transaction('11', '10', { more: donor(name, attributes) });
    await publish(
      activity({
        more: [
          from('Japan', 'ref="JP" type="10"'),
          from('Government of Japan', 'ref="JP" type="10"'),
          from('Government of  SPAIN', 'type="10"'),
          from('Government of Spain', 'ref="-" type="10"'),
          from('Government of Spain', 'ref="N/A" type="70"'),
        ].join('\n'),
      }),
    );
    const actors = (await events()).filter(({ type }) => type === 'ActorRegistered').map(({ data }) => data);
    expect(actors).toMatchObject([
      { name: [{ text: 'UNODC' }], actorKind: 'INTL_ORG', identifiers: [{ scheme: 'IATI', value: 'XM-DAC-41128' }] },
      { name: [{ text: 'Japan' }], identifiers: [{ scheme: 'IATI', value: 'JP' }] },
      { name: [{ text: 'Government of  SPAIN' }], identifiers: [] },
      { name: [{ text: 'Government of Spain' }], actorKind: 'PRIVATE' },
    ]);
  });

  it('holds our own themes where a publisher gives them in its vocabulary', async () => {
    const { publish, state } = log();
    await publish(
      activity({ more: '<sector vocabulary="99" code="CH-03" percentage="100"/><tag vocabulary="99" code="TH-06"/>' }),
    );
    expect((await state()).themes).toEqual(['CH-03', 'TH-06']);
  });

  it('carries the label that the import gives it', async () => {
    const { take, handler } = log();
    await take(await iatiFile([activity()]), { tlp: 'AMBER' });
    expect((await handler.load('assistanceProject', project)).meta.handling).toEqual({ tlp: 'AMBER', audience: [] });
  });
});
