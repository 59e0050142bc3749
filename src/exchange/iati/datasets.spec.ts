import { describe, expect, it } from '@jest/globals';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { activity, donor, iatiFile, transaction } from '../../../test/support/iati-file.js';
import { log, project } from '../../../test/support/iati-log.js';
import { writeProblems } from '../publication/problem-files.js';

const tag = (code: string) => `<tag vocabulary="99" vocabulary-uri="http://x.org" code="${code}"/>`;
const paid = (amount: string, date = '2021-03-01') => transaction('3', amount, { date });

/** A log into which datasets are imported by their names. */
function datasets() {
  const one = log();
  const take = async (dataset: string, ...activities: string[]) =>
    one.take(await iatiFile(activities, { name: `${dataset}.xml` }), { dataset });
  return {
    ...one,
    from: async (dataset: string, more: string, parts: Parameters<typeof activity>[0] = {}) =>
      take(dataset, activity({ more, ...parts })),
    take,
    disbursed: async () => (await one.state()).totals.OUTGOING.disbursed,
    tags: async () => (await one.state()).tags.map(({ code }) => code),
  };
}

describe('what several datasets tell of one activity', () => {
  it('counts an equal payment as often as the dataset that tells it most often, in any order, and again records nothing', async () => {
    const { from, disbursed } = datasets();
    await from('A', paid('10'));
    await from('B', paid('10') + paid('10'));
    expect(await disbursed()).toEqual({ USD: 20_00 });
    for (const [dataset, times] of [
      ['A', 1],
      ['B', 2],
      ['A', 1],
    ] as const) {
      expect((await from(dataset, paid('10').repeat(times))).events.recorded).toBe(0);
    }
    expect(await disbursed()).toEqual({ USD: 20_00 });
  });

  it('takes a member of a set away when the dataset that brought it says it no longer', async () => {
    const { from, tags } = datasets();
    await from('A', tag('a') + tag('both'));
    await from('B', tag('b') + tag('both'));
    expect(await tags()).toEqual(['a', 'both', 'b']);
    await from('B', tag('both'));
    expect(await tags()).toEqual(['a', 'both']);
    await from('A', '');
    await from('B', tag('both'));
    expect(await tags()).toEqual(['both']);
    expect((await from('B', tag('both'))).events.recorded).toBe(0);
  });

  it('leaves what a coordinator added to a set, and does not bring back what a coordinator took away', async () => {
    const { from, tags, say } = datasets();
    const id = `assistanceProject_${project}`;
    await from('A', tag('a') + tag('x'));
    await say('assistanceProject', 'describeProject', {
      id,
      tags: [
        { vocabulary: '99', code: 'a' },
        { vocabulary: '99', code: 'ours' },
      ],
    });
    await from('A', tag('a') + tag('x') + tag('new'));
    expect(await tags()).toEqual(['a', 'ours', 'new']);
  });

  it('hears the status of the first dataset that says one', async () => {
    const { take, state } = datasets();
    const unsaid = activity().replace(/<activity-status.*/, '');
    await take('A', unsaid);
    expect((await state()).status).toBe('PIPELINE');
    expect((await take('B', activity({ status: '2' }))).problems).toEqual([]);
    expect((await state()).status).toBe('IMPLEMENTATION');
    expect((await take('C', activity({ status: '4' }))).problems).toMatchObject([{ element: 'activity-status' }]);
    expect((await take('A', unsaid)).events.recorded).toBe(0);
  });

  it('knows an organisation by its identifier where two files of a dataset name it in two ways', async () => {
    const { take, state } = log();
    const given = (name: string) => transaction('3', '10', { more: donor(name, 'ref="JP" type="10"') });
    const files = await Promise.all(
      ['Japan', 'Japon'].map((name, i) => iatiFile([activity({ more: given(name) })], { name: `${i}.xml` })),
    );
    await take(files, { dataset: 'one' });
    expect((await state()).totals.OUTGOING.disbursed).toEqual({ USD: 10_00 });
  });

  it('says of a correction which of several files it comes from', async () => {
    const { take, events } = log();
    const files = (amount: string) =>
      Promise.all([
        iatiFile([activity({ more: paid('10', '2020-01-01') })], { name: '2020.xml' }),
        iatiFile([activity({ more: paid(amount) })], { name: '2021.xml' }),
      ]);
    await take(await files('20'), { dataset: 'one' });
    await take(await files('25'), { dataset: 'one' });
    expect((await events()).at(-1)).toMatchObject({ type: 'RecordCorrected', metadata: { source: { document: '2021.xml' } } });
  });
});

describe('an imported activity', () => {
  it('keeps units without decimals of their own to four, also where an amount is corrected or taken back', async () => {
    const { publish, state, events } = log();
    const units = (amount: string) => activity({ more: transaction('3', amount, { attributes: 'currency="XDR"' }) });
    await publish(units('1234.56'));
    expect((await publish(units('1234.56'))).events.recorded).toBe(0);
    await publish(units('1234.57'));
    expect((await state()).totals.OUTGOING.disbursed).toEqual({ XDR: 1234_5700 });
    expect((await events()).at(-1)).toMatchObject({ data: { value: { minor: 1234_5700, currency: 'XDR', decimals: 4 } } });
    await publish(activity());
    expect((await state()).totals.OUTGOING.disbursed).toEqual({ XDR: 0 });
  });

  it('stays where its title is none that can be kept, and is named by its identifier', async () => {
    const { publish, state } = log();
    const long = activity({ title: 'x'.repeat(1_001), more: paid('10') });
    const { problems, items } = await publish(long);
    expect(problems).toMatchObject([{ element: expect.stringContaining('title'), effect: 'PART' }]);
    expect(items.opened).toBe(1);
    expect(await state()).toMatchObject({ title: [{ text: 'XM-DAC-41128-1' }], missing: [{ element: 'title' }] });
    expect((await publish(long)).events.recorded).toBe(0);
    await publish(activity({ title: 'Short', more: paid('10') }));
    expect((await publish(long)).items.unchanged).toBe(0);
    expect((await state()).title).toEqual([{ language: 'en', text: 'Short' }]);
  });

  it('is the one that holds a bad byte, where two stand on one line', async () => {
    const { take } = log();
    const line = (title: string, identifier: string) => activity({ title, identifier }).replaceAll('\n', '');
    const text = `<iati-activities version="2.03">\n${line('good', 'X-1')}${line('b\u00e4d', 'X-2')}${line('good', 'X-3')}\n</iati-activities>`;
    const path = await iatiFile([]);
    await writeFile(path, Buffer.from(text, 'latin1'));
    expect((await take(path)).problems).toMatchObject([{ line: 2, identifier: 'X-2', effect: 'PART' }]);
  });

  it('takes amounts in currencies that ended long ago', async () => {
    const { publish, state } = log();
    const amounts = ['CSK', 'ECS', 'AOR', 'XRE', 'SUR'].map((currency) =>
      transaction('3', '10.50', { attributes: `currency="${currency}"`, date: '1990-06-01' }),
    );
    expect((await publish(activity({ more: amounts.join('') }))).problems).toEqual([]);
    expect((await state()).totals.OUTGOING.disbursed).toEqual({ CSK: 1050, ECS: 1050, AOR: 1050, XRE: 1050, SUR: 1050 });
  });
});

describe('the files of problems', () => {
  it('are taken away by an import that has none', async () => {
    const base = (await iatiFile([])).replace('.xml', '');
    const [csv, json] = await writeProblems(base, [{ file: 'a.xml', line: 3, rule: 'is a number', effect: 'PART' }]);
    expect(await readFile(csv!, 'utf8')).toContain('a.xml,3,');
    expect(await writeProblems(base, [])).toEqual([]);
    expect([existsSync(csv!), existsSync(json!)]).toEqual([false, false]);
  });
});
