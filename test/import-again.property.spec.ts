import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { streamOf } from '../src/event-sourcing/catalogue.js';
import { type RecordedEvent } from '../src/event-sourcing/envelope.js';
import { corrected, foldAt } from '../src/event-sourcing/fold.js';
import { canonical } from '../src/event-sourcing/identity.js';
import { DETAILS } from '../src/records/assistance-project/assistance-project.details.js';
import { type AssistanceProjectState, type Transfer } from '../src/records/assistance-project/assistance-project.fields.js';
import { projectIdOf } from '../src/exchange/publication/identity.js';
import { documentFile, goodActivity, type Node } from './support/iati-documents.js';
import { log } from './support/iati-log.js';
import { size } from './support/size.js';

const RUNS = size('CONCORD_TEST_RUNS', { short: 40, long: 1_000 });
const IDENTIFIERS = ['X-1', 'X-2'];

const sorted = (all: readonly unknown[]) => all.map((one) => canonical(one)).sort();

/** What readers see of a project: its details, where it stands, who takes part, its results and the money that counts. */
function shown(state: AssistanceProjectState, beganAt: string, events: readonly RecordedEvent[]) {
  const details = DETAILS.map((key) => [key, Array.isArray(state[key]) ? sorted(state[key]) : state[key]] as const);
  const money = events
    .filter(({ type }) => type.startsWith('Funds'))
    .map((event) => ({ type: event.type, ...corrected(event, events) }))
    .filter(({ data }) => (data as Transfer).amount.minor !== 0)
    .map(({ type, data, occurredAt }) => ({ type, occurredAt, ...(data as Transfer), unbacked: undefined }));
  const totals = Object.entries(state.totals).map(([side, kinds]) => [
    side,
    ...Object.entries(kinds).map(([kind, sums]) => [
      kind,
      Object.entries(sums)
        .filter(([, sum]) => sum !== 0)
        .sort(),
    ]),
  ]);
  const results = state.results.map(({ at: _at, ...result }) => result);
  const partners = state.partners.filter(({ until }) => until === null).map(({ actor, role }) => ({ actor, role }));
  const { title, status, reporter, departures } = state;
  return {
    ...{ title, status, reporter, departures, beganAt, totals },
    details: Object.fromEntries(details.filter(([, value]) => value !== undefined)),
    partners: sorted(partners),
    results: sorted(results),
    money: sorted(money),
  };
}

async function view({ events, handler }: ReturnType<typeof log>) {
  const all = await events();
  return Promise.all(
    IDENTIFIERS.map(async (identifier) => {
      const { state, meta } = await handler.load('assistanceProject', projectIdOf(identifier));
      const own = all.filter(({ stream }) => stream === streamOf('assistanceProject', projectIdOf(identifier)));
      return own.length === 0 ? undefined : shown(state as AssistanceProjectState, meta.beganAt, own);
    }),
  );
}

const publication = (present: fc.Arbitrary<boolean>) =>
  fc
    .tuple(...IDENTIFIERS.map((one) => fc.tuple(goodActivity(one), present)))
    .map((all): Node[] => all.flatMap(([activity, isPresent]) => (isPresent ? activity : [])));

describe('a publication that follows another', () => {
  it('leaves what it would leave alone, and the past says what was known before', async () => {
    await fc.assert(
      fc.asyncProperty(publication(fc.boolean()), publication(fc.constant(true)), async (first, second) => {
        const both = log();
        await both.take(await documentFile(first));
        const known = await both.store.head();
        const before = await view(both);
        const summary = await both.take(await documentFile(second));
        expect(summary.problems).toEqual([]);
        const alone = log();
        await alone.take(await documentFile(second));
        expect(await view(both)).toEqual(await view(alone));
        const events = await both.events();
        for (const [i, identifier] of IDENTIFIERS.entries()) {
          const own = events.filter(({ stream }) => stream === streamOf('assistanceProject', projectIdOf(identifier)));
          const past = foldAt(both.handler.catalogue.definition('assistanceProject'), own, { knownAt: known });
          const then = own.filter(({ position }) => position <= known);
          expect(past && shown(past.state as AssistanceProjectState, past.meta.beganAt, then)).toEqual(before[i]);
        }
        const again = await both.take(await documentFile(second));
        expect([...again.recorded]).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  });
});
