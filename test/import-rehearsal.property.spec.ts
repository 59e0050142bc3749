import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MemoryEventStore } from '../src/event-sourcing/memory/memory-event-store.js';
import { importIati } from '../src/exchange/iati/import.js';
import { type ImportSummary } from '../src/exchange/publication/summary.js';
import { isLoss } from '../src/exchange/publication/publication.js';
import { activity, donor, iatiFile, transaction } from './support/iati-file.js';
import { eventsOf, handlerOn, importer, into } from './support/imports.js';

const oneTransaction = fc
  .record({
    type: fc.constantFrom('2', '3', '11', '1', '5', '99'),
    amount: fc.constantFrom('10', '20', '30.5', 'many'),
    date: fc.constantFrom('2020-03-01', '2021-03-01', '2021/03/01'),
    from: fc.constantFrom('', donor('Japan', 'ref="JP" type="10"'), donor('Spain', 'type="10"')),
  })
  .map(({ type, amount, date, from }) => transaction(type, amount, { date, more: from }));

const oneActivity = fc
  .record({
    identifier: fc.constantFrom('X-1', 'X-2', 'X-3', ''),
    title: fc.constantFrom('One', 'Two'),
    status: fc.constantFrom('2', '4', '9'),
    more: fc.array(oneTransaction, { maxLength: 4 }).map((all) => all.join('\n')),
    scope: fc.constantFrom('', '<activity-scope code="4"/>', '<activity-scope code="44"/>'),
  })
  .map(({ more, scope, ...parts }) => activity({ ...parts, more: more + scope }));

const oneFile = fc.record({
  name: fc.constantFrom('2020.xml', '2021.xml'),
  version: fc.constantFrom('2.03', '2.03', '2.03', '1.05'),
  activities: fc.array(oneActivity, { maxLength: 4 }),
});

/** A summary but for whether it is one of a rehearsal. */
const told = ({ dryRun: _dryRun, ...summary }: ImportSummary) => ({ ...summary, recorded: [...summary.recorded].sort() });

describe('a rehearsal of an import', () => {
  it('says exactly what the import then does, for any files in any order, and the same files again record nothing', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(oneFile, { minLength: 1, maxLength: 3 }),
        fc.option(fc.constant('one dataset'), { nil: undefined }),
        async (files, dataset) => {
          const paths = await Promise.all(files.map(({ activities, ...file }) => iatiFile(activities, file)));
          const store = new MemoryEventStore();
          const take = into(store, importIati, handlerOn(store));
          const rehearsed = await take(paths, { dryRun: true, dataset });
          const strict = await take(paths, { dryRun: true, strict: true, dataset });
          expect(await store.head()).toBe(0n);
          const taken = await take(paths, { dataset });
          expect(told(rehearsed)).toEqual(told(taken));
          expect(strict.problems).toEqual(taken.problems);
          expect(strict.refusedAll).toBe(taken.problems.some(isLoss));
          expect(await eventsOf(store)).toHaveLength(taken.events.recorded);
          const again = await take(paths, { dataset });
          expect([...again.recorded]).toEqual([]);
          expect(again.problems).toEqual(taken.problems);
          if (!strict.refusedAll) {
            const other = new MemoryEventStore();
            await importIati(paths, { handler: handlerOn(other), caller: importer, strict: true, dataset });
            expect(await other.head()).toBe(await store.head());
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});
