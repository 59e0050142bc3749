import { describe, expect, it } from '@jest/globals';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { MemoryEventStore } from '../src/event-sourcing/memory/memory-event-store.js';
import { importFts } from '../src/exchange/fts/import.js';
import { importIati } from '../src/exchange/iati/import.js';
import { projectIdOf } from '../src/exchange/publication/identity.js';
import { isLoss } from '../src/exchange/publication/publication.js';
import { type AssistanceProjectState } from '../src/records/assistance-project/assistance-project.fields.js';
import { handlerOn, into } from './support/imports.js';

const CASES = fileURLToPath(new URL('../../shared/cases/', import.meta.url));
const describeWithCases = existsSync(CASES) ? describe : describe.skip;
if (!existsSync(CASES)) console.warn(`Cases of imports are skipped: they are not at ${CASES}`);

function log(importFiles: typeof importIati | typeof importFts = importIati) {
  const store = new MemoryEventStore();
  const handler = handlerOn(store);
  const take = into(store, importFiles, handler);
  return {
    store,
    take: (names: readonly string[], options: Parameters<typeof take>[1] = {}) =>
      take(
        names.map((name) => CASES + name),
        options,
      ),
    state: async (identifier: string) =>
      (await handler.load('assistanceProject', projectIdOf(identifier))).state as AssistanceProjectState,
  };
}

describeWithCases('what is imported', () => {
  it('adds up what the yearly files of one activity tell, in any order, and records nothing the second time', async () => {
    const files = ['yearly-2020.xml', 'yearly-2021.xml'];
    for (const order of [files, [...files].reverse()]) {
      const { take, state, store } = log();
      expect(await take(order)).toMatchObject({ items: { opened: 1, unchanged: 0, changed: 1 }, problems: [] });
      expect((await state('XT-1-U')).totals.OUTGOING.disbursed).toEqual({ EUR: 350_00 });
      const head = await store.head();
      for (const again of [order, [order[0]!], [order[1]!]]) {
        expect((await take(again)).events.recorded).toBe(0);
        expect(await store.head()).toBe(head);
      }
    }
  });

  it('adds up the same where both files are one dataset', async () => {
    const { take, state, store } = log();
    const both = ['yearly-2020.xml', 'yearly-2021.xml'];
    expect(await take(both, { dataset: 'org one' })).toMatchObject({ items: { opened: 1 }, merged: 1, problems: [] });
    expect((await state('XT-1-U')).totals.OUTGOING.disbursed).toEqual({ EUR: 350_00 });
    const head = await store.head();
    await take(both, { dataset: 'org one' });
    expect(await store.head()).toBe(head);
    // The dataset alone decides what is no longer told.
    await take(['yearly-2021.xml'], { dataset: 'org one' });
    expect((await state('XT-1-U')).totals.OUTGOING.disbursed).toEqual({ EUR: 250_00 });
  });

  it('takes a flow that two files tell once, and a rehearsal says so', async () => {
    for (const options of [{ dryRun: true }, { strict: true }, {}]) {
      const { take } = log(importFts);
      expect(await take(['flow.csv', 'flow-again.csv'], options)).toMatchObject({
        items: { opened: 1, unchanged: 1, notTaken: 0 },
        problems: [],
      });
    }
  });

  it('is no success where the root is in a foreign namespace', async () => {
    const { take, store } = log();
    const { problems } = await take(['root-in-a-namespace.xml']);
    expect(problems).toMatchObject([{ line: 2, effect: 'FILE' }]);
    expect(problems[0]!.rule).toContain('the root element is iati-activities in the namespace http://example.org/iati');
    expect(problems[0]!.rule).toContain('an IATI file has the root iati-activities');
    expect(await store.head()).toBe(0n);
  });

  it('is in currencies that held on its day, and in units without decimals of their own', async () => {
    const { take, state } = log();
    expect((await take(['withdrawn-currency.xml', 'special-drawing-rights.xml'])).problems).toEqual([]);
    expect((await state('XT-1-HRK')).totals.OUTGOING.disbursed).toEqual({ HRK: 700_00 });
    expect((await state('XT-2-XDR')).totals.OUTGOING.disbursed).toEqual({ XDR: 1234_5600 });
  });

  it('is in Kosovo by XKX as by XK', async () => {
    const { take, state } = log(importFts);
    expect((await take(['kosovo.csv'])).problems).toEqual([]);
    expect((await state('FTS:9000002')).recipients).toEqual([{ country: 'XK' }]);
  });

  it('stays where one date is written otherwise, and is marked as incomplete', async () => {
    const { take, state } = log();
    const { problems, items } = await take(['date-with-slashes.xml']);
    expect(problems).toMatchObject([
      { element: 'transaction-date/@iso-date', value: '2020/03/01', rule: 'is a day, written YYYY-MM-DD', effect: 'PART' },
    ]);
    expect(items.opened).toBe(1);
    expect((await state('XT-1-DS')).missing).toMatchObject([{ element: 'transaction', count: 1 }]);
  });

  it('reads a language tag with an underscore, with a note', async () => {
    const { take, state } = log();
    const { problems } = await take(['language-with-underscore.xml'], { strict: true });
    expect(problems).toMatchObject([{ line: 3, element: 'narrative/@xml:lang', value: 'en_GB', effect: 'NOTE' }]);
    expect(problems[0]!.rule).toContain('read as en-GB');
    expect(problems.some(isLoss)).toBe(false);
    expect((await state('XT-1-LB')).title).toEqual([{ language: 'en-GB', text: 'Water' }]);
  });

  it('says the line of a byte that is not in the encoding, takes the rest, and reads it in the encoding that is named', async () => {
    const { take, state } = log();
    const { problems, items } = await take(['bad-byte.xml']);
    expect(problems).toMatchObject([{ line: 3, effect: 'PART' }]);
    expect(problems[0]!.rule).toContain('UTF-8');
    expect(items.opened).toBe(1);
    expect((await state('XT-1-WL')).missing).toHaveLength(1);
    expect((await take(['bad-byte.xml'], { encoding: 'windows-1252' })).problems).toEqual([]);
    expect(await state('XT-1-WL')).toMatchObject({ title: [{ text: "Côte d'Ivoire" }], missing: [] });
  });
});
