import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DAYS_APART, pair, type Side } from './pair.js';

const side = (event: string, day: number, direction: Side['direction'], more: Partial<Side> = {}): Side => ({
  event,
  project: direction,
  direction,
  money: 'DISBURSEMENT EUR STANDARD 10000',
  day,
  donor: 'giver',
  receiver: 'taker',
  giverActivity: 'A',
  takerActivity: 'B',
  ...more,
});

const sides = fc
  .array(
    fc.record({
      day: fc.integer({ min: 0, max: 60 }),
      direction: fc.constantFrom<Side['direction']>('OUTGOING', 'INCOMING'),
      money: fc.constantFrom('EUR 1', 'EUR 2'),
      project: fc.constantFrom('P', 'Q'),
      donor: fc.constantFrom('giver', 'taker'),
      takerActivity: fc.constantFrom('B', 'C', null),
    }),
    { maxLength: 12 },
  )
  .map((all) => all.map((one, i) => side(`e${String(i).padStart(2, '0')}`, one.day, one.direction, one)));

describe('tellings of givers and takers', () => {
  it('are paired by the nearest days, not by their order', () => {
    const told = [
      side('g-january', 10, 'OUTGOING'),
      side('g-march', 70, 'OUTGOING'),
      side('t-march', 71, 'INCOMING'),
      side('t-later', 90, 'INCOMING'),
    ];
    expect(pair(told)).toEqual([{ giver: 'g-march', taker: 't-march', rule: 'ACTIVITIES' }]);
  });

  it('are paired by what both name alike before what one leaves out', () => {
    const more = { giverActivity: null };
    const told = [
      side('g-b', 1, 'OUTGOING', { ...more, takerActivity: 'B' }),
      side('t-other', 1, 'INCOMING', { giverActivity: 'A', takerActivity: null }),
      side('t-b', 1, 'INCOMING', { ...more, takerActivity: 'B' }),
    ];
    expect(pair(told)).toEqual([{ giver: 'g-b', taker: 't-b', rule: 'ORGANISATIONS' }]);
  });

  it('have one partner each, of another project and the same money, whatever their order, and none is left that could have one', () => {
    fc.assert(
      fc.property(sides, fc.infiniteStream(fc.nat()), (all, numbers) => {
        const pairs = pair(all);
        const mixed = all.map((one) => ({ one, by: numbers.next().value as number })).sort((a, b) => a.by - b.by);
        expect(pair(mixed.map(({ one }) => one))).toEqual(pairs);
        const of = new Map(all.map((one) => [one.event, one]));
        const used = pairs.flatMap(({ giver, taker }) => [giver, taker]);
        expect(new Set(used).size).toBe(used.length);
        const fits = (giver: Side, taker: Side) =>
          giver.project !== taker.project &&
          giver.money === taker.money &&
          giver.takerActivity !== null &&
          giver.takerActivity === taker.takerActivity &&
          Math.abs(giver.day - taker.day) <= DAYS_APART;
        for (const { giver, taker, rule } of pairs) {
          if (rule === 'ACTIVITIES') expect(fits(of.get(giver)!, of.get(taker)!)).toBe(true);
        }
        const left = all.filter(({ event }) => !used.includes(event));
        const [givers, takers] = ['OUTGOING', 'INCOMING'].map((side) => left.filter(({ direction }) => direction === side));
        expect(givers!.some((giver) => takers!.some((taker) => fits(giver, taker)))).toBe(false);
      }),
    );
  });

  it('are paired in a moment where 100,000 of them are alike', () => {
    const told = Array.from({ length: 100_000 }, (_, i) =>
      side(String(i).padStart(6, '0'), i % 7, i % 2 ? 'OUTGOING' : 'INCOMING'),
    );
    expect(pair(told)).toHaveLength(50_000);
  });
});
