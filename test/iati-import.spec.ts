import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RecordedEvent } from '../src/event-sourcing/envelope.js';
import { corrected } from '../src/event-sourcing/fold.js';
import { MemoryEventStore } from '../src/event-sourcing/memory/memory-event-store.js';
import { importIati } from '../src/exchange/iati/import.js';
import { printSummary } from '../src/exchange/publication/summary.js';
import { type Transfer } from '../src/records/assistance-project/assistance-project.fields.js';
import { eventsOf, importKilledAt, into, told, typesOf, UNHCR } from './support/imports.js';
import { sumIati, type Sums } from './support/sum-iati.js';

const describeWithData = existsSync(UNHCR) ? describe : describe.skip;
if (!existsSync(UNHCR)) console.warn(`Imports of UNHCR's file are skipped: it is not at ${UNHCR}`);

/** Digits after the point of currencies that have not two. */
const DIGITS: Readonly<Record<string, number>> = { JPY: 0, ISK: 0, JOD: 3, KWD: 3 };

/** Commitments in the log after corrections, by currency and by donor, in ten-thousandths. */
function sumsOf(events: readonly RecordedEvent[]): { byCurrency: Sums; byDonor: Sums } {
  const names = new Map<string, string>();
  const byCurrency: Sums = {};
  const byDonor: Sums = {};
  for (const { type, stream, data } of events) {
    if (type !== 'ActorRegistered') continue;
    const { identifiers, name } = data as { identifiers: { value: string }[]; name: { text: string }[] };
    names.set(stream.slice('actor-'.length), identifiers[0]?.value ?? name[0]!.text);
  }
  for (const event of events) {
    if (event.type !== 'FundsCommitted') continue;
    const { amount, provider } = corrected(event, events).data as Transfer;
    if (amount.minor === 0) continue;
    const value = BigInt(amount.minor) * 10n ** BigInt(4 - (DIGITS[amount.currency] ?? 2));
    const donor = `${names.get(provider!)} ${amount.currency}`;
    byCurrency[amount.currency] = (byCurrency[amount.currency] ?? 0n) + value;
    byDonor[donor] = (byDonor[donor] ?? 0n) + value;
  }
  return { byCurrency, byDonor };
}

describeWithData('the file of a UN agency', () => {
  let folder: string;
  const store = new MemoryEventStore();
  const take = into(store, importIati);
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'concord-iati-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('says what would happen, and records nothing, on a dry run', async () => {
    const summary = await take(UNHCR, { dryRun: true, strict: true });
    expect(summary.items).toEqual({ opened: 134, changed: 0, unchanged: 0, notTaken: 0 });
    expect(summary.recorded.get('commitFunds')).toBe(2_678);
    expect(await store.head()).toBe(0n);
  });

  it('gives 134 projects and 2,678 commitments, whose sums by currency and by donor are those of the file', async () => {
    const reached: number[] = [];
    const summary = await take(UNHCR, { progress: (done, total) => reached.push(done / total) });
    expect(summary.problems).toMatchObject([{ line: 14_251, element: 'pos', value: '6.8216, -58.1618', effect: 'NOTE' }]);
    expect(Object.fromEntries(summary.notRead)).toMatchObject({
      'capital-spend': 134,
      'transaction/aid-type': 5_354,
      'humanitarian-scope': 83,
    });
    expect([...summary.notRead.keys()].filter((name) => /^(location|contact-info|budget)$/.test(name))).toEqual([]);
    expect(reached.at(-1)).toBe(1);
    const events = await eventsOf(store);
    expect(typesOf(events)).toEqual({ ActorRegistered: 135, ProjectOpened: 134, FundsCommitted: 2_678 });
    const sums = sumIati(UNHCR);
    expect(sums).toMatchObject({ activities: 134, commitments: 2_678 });
    expect(sumsOf(events)).toEqual({ byCurrency: sums.byCurrency, byDonor: sums.byDonor });
    expect(Object.keys(sums.byDonor).length).toBeGreaterThan(100);
  });

  it('keeps every event’s day in the world, its place in the file and its label', async () => {
    const lines = (await readFile(UNHCR, 'utf8')).split('\n');
    for (const { type, data, metadata } of await eventsOf(store)) {
      const line = lines[metadata.source!.line! - 1]!;
      expect(metadata).toMatchObject({ handling: { tlp: 'CLEAR' }, source: { document: 'unhcr-activities-2023.xml' } });
      if (type !== 'FundsCommitted') continue;
      expect(line).toMatch(/<transaction[ >]/);
      expect(
        lines.slice(metadata.source!.line, metadata.source!.line! + 4).find((one) => one.includes('<transaction-date')),
      ).toContain(metadata.occurredAt.slice(0, 10));
      const { reference } = data as Transfer;
      if (reference) expect(line).toContain(`ref="${reference}"`);
      else expect(line).not.toContain('ref=');
      expect(metadata.source!.identifier).toMatch(/^XM-DAC-41121-2023/);
    }
  });

  it('keeps narratives in all their languages, recipients, sectors, roles, documents and related activities', async () => {
    const events = await eventsOf(store);
    const root = events.find(
      ({ metadata, type }) => type === 'ProjectOpened' && metadata.source!.identifier === 'XM-DAC-41121-2023',
    )!.data as Record<string, never[]>;
    expect(root.targetGroups!.map(({ language }) => language)).toEqual(['ar', 'en', 'es', 'fr', 'ru', 'zh']);
    const opened = events.filter(({ type }) => type === 'ProjectOpened').map(({ data }) => data as Record<string, unknown[]>);
    const count = (key: string) => opened.reduce((sum, data) => sum + data[key]!.length, 0);
    expect({
      recipients: count('recipients'),
      sectors: count('sectors'),
      tags: count('tags'),
      documents: count('documents'),
      related: count('related'),
      partners: count('partners'),
    }).toEqual({ recipients: 105 + 29, sectors: 2_758, tags: 727, documents: 1_443, related: 397, partners: 2_573 });
    expect(opened.flatMap((data) => data.departures ?? [])).toEqual([]);
  });

  it('records nothing the second time', async () => {
    const before = await store.head();
    const summary = await take(UNHCR);
    expect(summary.items).toEqual({ opened: 0, changed: 0, unchanged: 134, notTaken: 0 });
    expect(printSummary(summary)).toContain('Nothing recorded.');
    expect(await store.head()).toBe(before);
  });

  it('records the differences of a changed file, and those back, and nothing more', async () => {
    const text = await readFile(UNHCR, 'utf8');
    const transactions = [...text.matchAll(/ *<transaction ref="(\w+)">[\s\S]*?<\/transaction>\r?\n/g)];
    const gone = transactions[10]![0];
    const dearer = transactions[0]![0];
    const path = join(folder, 'unhcr-activities-2023.xml');
    await writeFile(
      path,
      `<!-- lines move -->\n${text}`
        .replace(/^(<!--.*-->)\n(<\?xml[^>]*\?>)/, '$2$1\n')
        .replace(gone, '')
        .replace(dearer, dearer.replace('>1500000<', '>1750000.50<') + dearer.replace('G0158', 'G9999'))
        .replace('UNHCR - The UN Refugee Agency</narrative>', 'UNHCR, The UN Refugee Agency</narrative>')
        .replace(
          '<participating-org role="1" type="10">',
          '<participating-org role="3" ref="SE-0" type="10"><narrative>Sweden</narrative></participating-org>\n<participating-org role="1" ref="XX-NEW-1" type="80"><narrative>New Institute</narrative></participating-org>\n<participating-org role="1" type="10">',
        ),
    );
    const before = await eventsOf(store);
    expect((await take(path)).items).toMatchObject({ changed: 1, unchanged: 133 });
    const after = await eventsOf(store);
    expect(typesOf(after.slice(before.length))).toEqual({
      ActorRegistered: 1,
      ProjectDescribed: 1,
      PartnerRoleAssigned: 2,
      FundsCommitted: 1,
      RecordCorrected: 2,
    });
    const { byCurrency, byDonor } = sumIati(path);
    expect(sumsOf(after)).toEqual({ byCurrency, byDonor });
    await take(path);
    expect(await store.head()).toBe(BigInt(after.length));
    const original = sumIati(UNHCR);
    expect((await take(UNHCR)).items).toMatchObject({ changed: 1, unchanged: 133 });
    expect(sumsOf(await eventsOf(store))).toEqual({ byCurrency: original.byCurrency, byDonor: original.byDonor });
    const back = await store.head();
    await take(UNHCR);
    expect(await store.head()).toBe(back);
    // And there again: what was taken back once is reported again.
    await take(path);
    expect(sumsOf(await eventsOf(store))).toEqual({ byCurrency, byDonor });
  });

  it('ends the same, event for event, when the import is killed on the way and started again', async () => {
    const { ends, events } = await importKilledAt('iati', UNHCR, [90, 900, 2_000]);
    expect(ends).toEqual(['killed', 'killed', 'killed', 'complete']);
    const smooth = new MemoryEventStore();
    await into(smooth, importIati)(UNHCR);
    expect(told(events)).toEqual(told(await eventsOf(smooth)));
  });
});
