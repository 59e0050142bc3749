import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { World } from '../../../test/support/world.js';
import { effectiveAt, foldAt } from '../../event-sourcing/fold.js';
import { toGlobalId } from '../../graphql/global-id.js';
import { type AssistanceNeedState } from '../assistance-need/assistance-need.fields.js';
import { type AssistanceOfferState } from '../assistance-offer/assistance-offer.fields.js';
import { recordModules } from '../index.js';
import { totalOf } from '../shared/quantity.js';
import { type AssistanceMatchState } from './assistance-match.fields.js';

const KINDS = ['actor', 'assistanceNeed', 'assistanceOffer', 'assistanceMatch'];
const MODULES = recordModules.filter(({ definition }) => KINDS.includes(definition.kind));

const english = (text: string) => [{ language: 'en', text }];
const persons = (number: number) => ({ count: { number, unit: 'PERSONS_TRAINED' } });

/** What somebody says, of the n-th need, offer or match, and for which of Freedonia, Norway and Sweden (null for none of them). */
interface Said {
  readonly name: string;
  readonly input: object;
  readonly by: number | null;
}

const one = fc.integer({ min: 0, max: 1 });
const any = fc.integer({ min: 0, max: 3 });
const amount = fc.integer({ min: 1, max: 40 });
const side = fc.constantFrom('RECIPIENT', 'PROVIDER');
const say = (name: string, input: fc.Arbitrary<object>, by: fc.Arbitrary<number | null>) =>
  fc.record({ name: fc.constant(name), input, by });
const about = (of: fc.Arbitrary<number>, more: Record<string, fc.Arbitrary<unknown>> = {}) =>
  fc.record({ id: of.map((n) => `#${n}`), ...more });
const match = any.map((n) => `#${n}`);
const reason = fc.constant('x');
const state = fc.constant(0);
const provider = fc.integer({ min: 1, max: 2 });
const nobody = fc.constant(null);

const SAID: readonly fc.Arbitrary<Said>[] = [
  say('quantifyNeed', about(one, { quantity: amount.map(persons), acknowledgeOverSupply: fc.boolean() }), state),
  say('disputeNeed', about(one, { reason }), state),
  say('agreeNeed', about(one), state),
  say('withdrawNeed', about(one, { reason }), state),
  say('recordNeedMet', about(one), state),
  say('reopenNeed', about(one, { reason }), state),
  say('releaseNeedReservation', about(one, { match }), nobody),
  say('amendOfferScope', about(one, { quantity: amount.map(persons) }), provider),
  say('releaseOfferReservation', about(one, { match }), nobody),
  say('withdrawOffer', about(one, { reason }), provider),
  say(
    'proposeMatch',
    fc.record({ need: one.map((n) => `#${n}`), offer: one.map((n) => `#${n}`), quantity: amount.map(persons) }),
    fc.integer({ min: 0, max: 2 }),
  ),
  say('acceptMatch', about(any, { side, acknowledgeOverSupply: fc.boolean() }), fc.integer({ min: 0, max: 2 })),
  say('declineMatch', about(any, { side }), fc.integer({ min: 0, max: 2 })),
  say('confirmMatch', about(any), nobody),
  say('breakMatch', about(any, { reason }), fc.option(fc.integer({ min: 0, max: 2 }))),
];
const weighted = SAID.map((arbitrary) => ({ arbitrary, weight: 1 }));
/** The usual course of a match, all of it or broken off. */
const course = fc
  .record({ n: any, need: one, offer: one, number: amount, over: fc.boolean(), steps: fc.integer({ min: 1, max: 6 }) })
  .map(({ n, need, offer, number, over, steps }): Said[] =>
    [
      { name: 'proposeMatch', input: { need: `#${need}`, offer: `#${offer}`, quantity: persons(number) }, by: 0 },
      { name: 'acceptMatch', input: { id: `#${n}`, side: 'RECIPIENT', acknowledgeOverSupply: over }, by: 0 },
      { name: 'acceptMatch', input: { id: `#${n}`, side: 'PROVIDER' }, by: 1 + offer },
      { name: 'reserveNeed', input: { id: `#${need}`, match: `#${n}` }, by: null },
      { name: 'reserveOffer', input: { id: `#${offer}`, match: `#${n}` }, by: null },
      { name: 'confirmMatch', input: { id: `#${n}` }, by: null },
    ].slice(0, steps),
  );
const days = fc.oneof({ weight: 2, arbitrary: fc.constant(1) }, { weight: 1, arbitrary: fc.integer({ min: -30, max: 5 }) });
const story = fc.array(
  fc.tuple(
    fc.oneof({ weight: 2, arbitrary: course }, { weight: 3, arbitrary: fc.oneof(...weighted).map((said) => [said]) }),
    days,
  ),
  {
    minLength: 5,
    maxLength: 25,
  },
);

describe('needs, offers and matches, whatever is said of them, in whatever order and of whatever day', () => {
  it('never have more confirmed than is needed or offered, at any moment, but what the State acknowledged; both sides accepted each; replay tells the same', async () => {
    let confirmed = 0;
    await fc.assert(
      fc.asyncProperty(story, async (told) => {
        const world = new World(MODULES);
        const actors: string[] = [];
        for (const name of ['Freedonia', 'Norway', 'Sweden'])
          actors.push(await world.make('registerActor', { actorKind: 'STATE', name: english(name), occurredAt: '2020' }));
        for (const number of [30, 50])
          await world.make(
            'identifyNeed',
            {
              state: toGlobalId('actor', actors[0]!),
              origin: 'SELF',
              title: english(`${number}`),
              subject: 'OTHER',
              occurredAt: '2021-01-01',
            },
            actors[0],
          );
        for (const by of [1, 2])
          await world.make(
            'makeOffer',
            { provider: toGlobalId('actor', actors[by]!), title: english('x'), quantity: persons(60), occurredAt: '2021-01-01' },
            actors[by],
          );
        let day = Date.UTC(2021, 1, 1);
        for (const [said, passed] of told) {
          day = Math.max(Date.UTC(2021, 0, 2), day + passed * 86_400_000);
          for (const { name, input, by } of said) {
            const raw = { ...world.named(name, input), occurredAt: new Date(day).toISOString().slice(0, 10) };
            const labelled = name === 'proposeMatch' ? { ...raw, handling: { tlp: 'CLEAR', audience: [] } } : raw;
            const outcome = await world.send(name, labelled, by === null ? null : actors[by]!);
            expect(outcome).not.toBeInstanceOf(Error);
          }
        }

        const events = await world.events();
        const streams = new Map<string, typeof events>();
        for (const event of events) streams.set(event.stream, [...(streams.get(event.stream) ?? []), event]);
        for (const stream of streams.keys()) {
          const { memory, replay } = await world.remembered(stream);
          expect(memory).toEqual(replay);
        }
        const moments = [...new Set(events.map((event) => effectiveAt(event, '')))].sort();
        const at = <State>(kind: string, asOf: string) =>
          [...streams]
            .filter(([stream]) => stream.startsWith(`${kind}-`))
            .flatMap(([stream, own]) => {
              const folded = foldAt(world.catalogue.definition(kind), own, { asOf });
              return folded ? [{ id: stream.slice(kind.length + 1), state: folded.state as State }] : [];
            });
        for (const asOf of moments) {
          const needs = at<AssistanceNeedState>('assistanceNeed', asOf);
          const offers = at<AssistanceOfferState>('assistanceOffer', asOf);
          const standing = at<AssistanceMatchState>('assistanceMatch', asOf).filter((one) => one.state.status === 'CONFIRMED');
          confirmed += standing.length;
          for (const { state: one } of standing) {
            expect(one.parties.every(({ agreed }) => agreed === true)).toBe(true);
            expect(one.recipient).toBe(needs.find(({ id }) => id === one.need)!.state.state);
            expect(one.provider).toBe(offers.find(({ id }) => id === one.offer)!.state.provider);
          }
          for (const { id, state: need } of needs) {
            const own = standing.filter((one) => one.state.need === id);
            // Beyond what is needed goes only what the State took so, or left standing when it said that it needs less.
            const more =
              own.some((one) => one.state.overSupplyAcknowledged) ||
              events.some(
                ({ type, data }) =>
                  type === 'NeedQuantified' && (data as { overSupplyAcknowledged: boolean }).overSupplyAcknowledged,
              );
            const sum = totalOf(own.map((one) => one.state.quantity)).PERSONS_TRAINED ?? 0;
            if (need.quantity !== null && sum > need.quantity.count!.number) {
              expect({ asOf, id, more }).toEqual({ asOf, id, more: true });
            }
          }
          for (const { id, state: offer } of offers) {
            const sum =
              totalOf(standing.filter((one) => one.state.offer === id).map((one) => one.state.quantity)).PERSONS_TRAINED ?? 0;
            expect(sum).toBeLessThanOrEqual(offer.quantity!.count!.number);
          }
        }
      }),
      { numRuns: 40 },
    );
    expect(confirmed).toBeGreaterThan(0);
  });
});
