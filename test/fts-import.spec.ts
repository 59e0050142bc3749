import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type RecordedEvent } from '../src/event-sourcing/envelope.js';
import { corrected } from '../src/event-sourcing/fold.js';
import { MemoryEventStore } from '../src/event-sourcing/memory/memory-event-store.js';
import { importFts } from '../src/exchange/fts/import.js';
import { printSummary } from '../src/exchange/publication/summary.js';
import { type Transfer } from '../src/records/assistance-project/assistance-project.fields.js';
import { concord, eventsOf, importKilledAt, into, told, typesOf } from './support/imports.js';
import { positionsAfter } from './support/log-reading.js';
import { testService, type TestService } from './support/service.js';
import { type FtsSums, sumFts } from './support/sum-fts.js';
import { temporaryFile } from './support/temporary-file.js';

const FTS = fileURLToPath(new URL('../../shared/data/fts/fts_incoming_funding_global.csv', import.meta.url));
const describeWithData = existsSync(FTS) ? describe : describe.skip;
if (!existsSync(FTS)) console.warn(`Imports of the Financial Tracking Service's file are skipped: it is not at ${FTS}`);

const STATUS: Readonly<Record<string, string>> = { FundsPledged: 'pledge', FundsCommitted: 'commitment', FundsDisbursed: 'paid' };
const FLOW: Readonly<Record<string, string>> = {
  STANDARD: 'Standard',
  PARKED: 'Parked',
  PASS_THROUGH: 'Pass through',
  CARRYOVER: 'Carryover',
};

/** What the log says was paid, committed, pledged and given in kind, in the words of `sumFts`. */
function sumsOf(events: readonly RecordedEvent[]): FtsSums['sums'] {
  const sums: FtsSums['sums'] = {};
  for (const event of events) {
    const inKind = event.type === 'InKindContributionRecorded';
    if (!inKind && !(event.type in STATUS)) continue;
    const data = corrected(event, events).data as Transfer & { estimatedValue: Transfer['amount'] };
    const { minor, currency } = inKind ? data.estimatedValue : data.amount;
    if (minor === 0) continue;
    const key = inKind ? `in kind ${currency}` : `${STATUS[event.type]} ${FLOW[data.flow ?? 'STANDARD']} ${currency}`;
    sums[key] = (sums[key] ?? 0n) + BigInt(minor);
  }
  return sums;
}

describeWithData('the file of the Financial Tracking Service', () => {
  const store = new MemoryEventStore();
  const take = into(store, importFts);

  it('says what would happen, and records nothing, on a dry run', async () => {
    const summary = await take(FTS, { dryRun: true, strict: true });
    expect(summary).toMatchObject({ items: { opened: 1_103, notTaken: 0 }, repeated: 3, problems: [] });
    expect(await store.head()).toBe(0n);
  });

  it('gives 1,106 flows, three of them told twice, whose sums by status, flow and currency are those of the file', async () => {
    const reached: number[] = [];
    const summary = await take(FTS, { progress: (done, total) => reached.push(done / total) });
    const file = sumFts(FTS);
    expect(file).toMatchObject({ rows: 1_106, flows: 1_103, byStatus: { paid: 690, commitment: 414, pledge: 2 } });
    expect(summary).toMatchObject({
      items: { opened: 1_103, changed: 0, unchanged: 0, notTaken: 0 },
      repeated: 3,
      problems: [],
    });
    expect(reached.at(-1)).toBe(1);
    const events = await eventsOf(store);
    expect(sumsOf(events)).toEqual(file.sums);
    // 74 flows are at nothing; what is paid, committed and pledged adds up to the file's 690, 414 and 2 with them and the three told twice.
    expect(typesOf(events)).toEqual({
      ActorRegistered: 204,
      ProjectOpened: 1_103,
      FundsDisbursed: 652,
      FundsCommitted: 347,
      FundsPledged: 2,
      InKindContributionRecorded: 28,
    });
  });

  it('keeps every event’s day in the world, its place in the file and its label', async () => {
    const lines = (await readFile(FTS, 'utf8')).split('\n');
    for (const { type, data, metadata } of await eventsOf(store)) {
      const { document, line, identifier } = metadata.source!;
      expect(metadata.handling).toEqual({ tlp: 'CLEAR', audience: [] });
      expect(document).toBe('fts_incoming_funding_global.csv');
      if (type !== 'ActorRegistered') expect(lines[line! - 1]).toMatch(new RegExp(`^${metadata.occurredAt.slice(0, 10)},`));
      // A description may go on over several lines; the number of the flow ends the last of them.
      if (type === 'ProjectOpened') {
        const row = lines.slice(line! - 1, line! + 5).join(' ');
        expect(row).toContain(`,${identifier!.slice('FTS:'.length)},`);
        expect((data as { identifiers: object[] }).identifiers).toEqual([{ scheme: 'FTS', value: identifier!.slice(4) }]);
      }
    }
  });

  it('records nothing the second time', async () => {
    const before = await store.head();
    const summary = await take(FTS);
    expect(summary.items).toEqual({ opened: 0, changed: 0, unchanged: 1_103, notTaken: 0 });
    expect(printSummary(summary)).toContain('Nothing recorded.');
    expect(await store.head()).toBe(before);
  });

  it('records the differences of a changed file, and those back, and nothing more', async () => {
    const changed = (await readFile(FTS, 'utf8'))
      // A commitment of Luxembourg is paid, and is larger.
      .replace(/single,commitment,(2021-02-26,2021-02-25,,)500000,EUR/, 'single,paid,$1500000.50,EUR')
      // What the United Kingdom had parked is given on in part.
      .replace(/29601029(,"United Kingdom.*?)23000000,GBP,0.777,220524/, '22306301$117331996,GBP,0.777,220524')
      // A flow of Canada is no part of a plan any more.
      .replace(
        '2020,2020,Afghanistan 2020,HAFG20,929,World Food Programme,UN agency,Food Security,AFG,,,Cor',
        '2020,2020,,,,World Food Programme,UN agency,Food Security,AFG,,,Cor',
      )
      // Iceland's gift turns out to be one of goods.
      .replace(/financial(,Standard,Traditional aid,incoming,single,paid,[^\n]*,ISK,)/, 'in kind$1');
    const path = await temporaryFile('changed.csv', changed);
    const before = await eventsOf(store);
    expect((await take(path)).items).toEqual({ opened: 0, changed: 4, unchanged: 1_099, notTaken: 0 });
    const after = await eventsOf(store);
    expect(typesOf(after.slice(before.length))).toEqual({
      FundsDisbursed: 1,
      InKindContributionRecorded: 1,
      ProjectDescribed: 1,
      RecordCorrected: 3,
    });
    expect(sumsOf(after)).toEqual(sumFts(path).sums);
    await take(path);
    expect(await store.head()).toBe(BigInt(after.length));
    expect((await take(FTS)).items).toMatchObject({ changed: 4, unchanged: 1_099 });
    expect(sumsOf(await eventsOf(store))).toEqual(sumFts(FTS).sums);
    const back = await store.head();
    await take(FTS);
    expect(await store.head()).toBe(back);
  });

  it('ends the same, event for event, when the import is killed on the way and started again', async () => {
    const { ends, events } = await importKilledAt('fts', FTS, [90, 700, 1_500]);
    expect(ends).toEqual(['killed', 'killed', 'killed', 'complete']);
    const smooth = new MemoryEventStore();
    await into(smooth, importFts)(FTS);
    expect(told(events)).toEqual(told(await eventsOf(smooth)));
  });
});

describeWithData('the import at a terminal, beside a running service', () => {
  let service: TestService;
  beforeAll(async () => {
    service = await testService();
  });
  afterAll(() => service.close());

  it('takes the file, and readers see what was paid, committed and pledged, by currency and flow', async () => {
    const { output, code } = await concord(service.databaseUrl, 'import', 'fts', FTS);
    expect(output).toContain(
      '1,103 flows taken, 0 changed, 0 as before, 0 not taken; 3 told again word for word, and taken once.',
    );
    expect(code).toBe(0);
    const position = String(await service.service.store.head());
    const { data, errors } = await service.ask(
      `query($position: Position!) { at(after: $position) {
        donorPortfolio(by: [], first: 100) { nodes { currency flow pledged committed disbursed } }
        parked: donorPortfolio(by: [], first: 100, filter: { flows: [PARKED] }) { nodes { flow } }
        assistanceProjects { totalCount } } }`,
      { position },
      null,
    );
    expect(errors).toBeUndefined();
    const seen: Record<string, string> = {};
    for (const { currency, flow, pledged, committed, disbursed } of data.at.donorPortfolio.nodes) {
      for (const [status, amount] of Object.entries({ pledge: pledged, commitment: committed, paid: disbursed })) {
        if (Number(amount) !== 0) seen[`${status} ${FLOW[flow as string]} ${currency}`] = (amount as string).replace('.', '');
      }
    }
    const money = Object.entries(sumFts(FTS).sums).filter(([key]) => !key.startsWith('in kind'));
    expect(seen).toEqual(Object.fromEntries(money.map(([key, sum]) => [key, String(sum)])));
    expect(new Set(data.at.parked.nodes.map((line: { flow: string }) => line.flow))).toEqual(new Set(['PARKED']));
    expect(data.at.assistanceProjects.totalCount).toBe(1_103);
  });

  it('names what is wrong with its line, and ends with 1; with --strict nothing is taken', async () => {
    const [header, first, second] = (await readFile(FTS, 'utf8')).split('\n');
    const bad = second!.replace('paid', 'promised').replace('228103', '2');
    const path = await temporaryFile('flows.csv', `${header}\n${first!.replace('228238', '1')}\n${bad}\n`);
    const head = await service.service.store.head();
    const strict = await concord(service.databaseUrl, 'import', 'fts', '--strict', path);
    expect(strict).toMatchObject({ code: 1 });
    expect(strict.output).toContain('flows.csv:3: FTS:2: left out: status = promised: is one of pledge, commitment, paid');
    expect(await service.service.store.head()).toBe(head);
    const rehearsed = await concord(service.databaseUrl, 'import', 'fts', '--dry-run', path);
    expect(rehearsed.output).toContain('2 flows would be taken');
    expect(await service.service.store.head()).toBe(head);
    expect(await concord(service.databaseUrl, 'import', 'fts', path)).toMatchObject({ code: 1 });
    expect(await positionsAfter(service.service.store, head)).toHaveLength(3);
  });
});
