import { describe, expect, it } from '@jest/globals';
import { writeFile } from 'node:fs/promises';
import { activity, donor, iatiFile, transaction } from '../../../test/support/iati-file.js';
import { log, project } from '../../../test/support/iati-log.js';
import { streamOf } from '../../event-sourcing/catalogue.js';
import { actorIdOf } from '../publication/identity.js';
import { reasonOf } from '../publication/publication.js';
import { printSummary } from '../publication/summary.js';

describe('what is wrong in a file', () => {
  it('is said once with its line, its activity, the field, the value and the rule, and everything else is taken', async () => {
    const { publish, state } = log();
    const bad = (identifier: string, more: string) => activity({ identifier, more });
    const summary = await publish(
      activity({ identifier: '' }),
      bad('A-1', '<recipient-country code="XX"/>'),
      bad('A-2', transaction('2', 'many')),
      bad('A-3', transaction('2', '10.505')),
      bad('A-4', transaction('2', '10', { attributes: 'currency="ZZZ"' })),
      bad('A-5', transaction('99', '10')),
      bad('A-6', transaction('2', '10', { date: '2021-02-30' }) + transaction('2', '7')),
      bad('A-7', transaction('2', '10', { date: '2999-01-01' })),
      activity({
        identifier: 'X-1',
        dates: '<activity-date type="4" iso-date="2020-12-31"/><activity-date type="2" iso-date="2021-01-01"/>',
      }),
      activity({ identifier: 'X-2', status: '7' }),
      bad('A-8', '<sector vocabulary="1" code="99999"/>'),
      bad('A-9', '<participating-org role="1" type="77"><narrative>x</narrative></participating-org>'),
      activity({ identifier: 'XM-DAC-41128' }),
      activity({ identifier: 'X-3' }).replace('<title><narrative>Crowded places</narrative></title>', ''),
      bad('A-10', transaction('2', '1234567890123456')),
    );
    expect(summary.items).toEqual({ opened: 13, changed: 0, unchanged: 0, notTaken: 2 });
    expect(summary.problems.map((one) => `${one.identifier} ${one.effect} ${reasonOf(one)}`)).toEqual([
      'undefined ITEM iati-identifier: is missing: it says which activity this is',
      'A-1 PART recipient-country/@code = XX: is a country of ISO 3166-1: its alpha-2 or alpha-3 code, or its name',
      'A-2 PART value = many: is a number',
      'A-3 PART value = 10.505 USD: USD has at most 2 decimals',
      'A-4 PART value = 10 ZZZ: currency is an ISO 4217 code, such as USD',
      'A-5 PART transaction-type/@code = 99: is one of 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13',
      'A-6 PART transaction-date/@iso-date = 2021-02-30: is a day that exists',
      'A-7 PART transaction-date/@iso-date = 2999-01-01: does not lie in the future',
      'X-1 PART activity-date = 2020-12-31: does not lie before the day on which it starts, 2021-01-01',
      'X-2 PART activity-status/@code = 7: is one of 1, 2, 3, 4, 5, 6',
      expect.stringMatching(/^A-8 PART sector\/@code = 99999: is one of the \d+ codes of its list$/),
      'A-9 NOTE participating-org/@type = 77: is a code of IATI OrganisationType; read as 90, Other',
      'XM-DAC-41128 ITEM iati-identifier = XM-DAC-41128: is not that of the reporting organisation (IATI rule 1.1.3)',
      'X-3 PART title: is missing; the identifier stands for it',
      'A-10 PART value = 1234567890123456 USD: an amount has at most 15 digits, decimals included',
    ]);
    expect(summary.problems.map(({ line }) => line).slice(0, 3)).toEqual([3, 17, 25]);
    expect(printSummary(summary)).toContain('activities.xml:17: A-1: left out: recipient-country/@code = XX');
    expect(await state('A-6')).toMatchObject({
      totals: { OUTGOING: { committed: { USD: 700 } } },
      missing: [{ dataset: 'XM-DAC-41128: activities.xml', element: 'transaction', count: 1 }],
    });
    expect(await state('X-3')).toMatchObject({ title: [{ language: 'und', text: 'X-3' }], missing: [{ element: 'title' }] });
    expect((await state('A-9')).missing).toEqual([]);
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
    expect(summary.problems).toMatchObject([{ line: 17, effect: 'FILE', rule: expect.stringMatching(/^not well-formed XML: /) }]);
    const cut = await iatiFile([]);
    await writeFile(cut, '<?xml version="1.0"?>\n<iati-activities version="2.03">\n<iati-activity>');
    expect((await take(cut)).problems).toMatchObject([{ line: 3, effect: 'FILE' }]);
  });

  it('is another version, another kind of file, or bytes that are not in its encoding', async () => {
    const { take } = log();
    const reason = async (path: string) => (await take(path)).problems.map(reasonOf);
    expect(await reason(await iatiFile([activity()], { version: '1.05' }))).toEqual([
      'iati-activities/@version is 1.05; this reads 2.01, 2.02, 2.03',
    ]);
    const other = await iatiFile([]);
    await writeFile(other, '<rss version="2.0"/>');
    expect(await reason(other)).toEqual([
      expect.stringMatching(/^the root element is rss; an IATI file has the root iati-activities/),
    ]);
    await writeFile(other, '');
    expect(await reason(other)).toEqual([expect.stringMatching(/^the file is empty; /)]);
    await writeFile(other, '{"activities": []}');
    expect(await reason(other)).toEqual([expect.stringMatching(/^the file begins with "\{.*which is no XML; /)]);
    expect(await reason(await iatiFile([]))).toEqual(['there is no iati-activity or iati-organisation in it']);
    await writeFile(other, '<iati-activities version="2.03"><iati-activity><title>Caf&eacute;');
    expect(await reason(other)).toEqual(['the entity &eacute; is not defined in XML; write the character itself, or its number']);
    expect(await reason(await iatiFile([activity()], { version: '' }))).toEqual([
      'iati-activity/@version = nothing: is one of 2.01, 2.02, 2.03, on the root or on each iati-activity',
    ]);
    await writeFile(
      other,
      '<!DOCTYPE x [<!ENTITY a "b">]><iati-activities version="2.03"><iati-activity>&a;</iati-activity></iati-activities>',
    );
    expect(await reason(other)).toEqual(['the entity &a; is not defined in XML; write the character itself, or its number']);
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
      { line: 9, effect: 'PART', element: 'participating-org', rule: 'has a name or an identifier' },
      { line: 10, effect: 'PART', element: 'document-link/category', rule: 'is missing' },
      { line: 11, effect: 'NOT_KEPT', rule: 'transactions of type 5 are not kept' },
      { line: 12, effect: 'NOT_KEPT', rule: 'a transaction of 0 moves nothing' },
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
