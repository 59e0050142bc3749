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
    expect(pair(told)).toEqual([{ counted: 'g-march', repeated: 't-march', rule: 'ACTIVITIES' }]);
  });

  it('are paired by what both name alike before what one leaves out', () => {
    const more = { giverActivity: null };
    const told = [
      side('g-b', 1, 'OUTGOING', { ...more, takerActivity: 'B' }),
      side('t-other', 1, 'INCOMING', { giverActivity: 'A', takerActivity: null }),
      side('t-b', 1, 'INCOMING', { ...more, takerActivity: 'B' }),
    ];
    expect(pair(told)).toEqual([{ counted: 'g-b', repeated: 't-b', rule: 'ORGANISATIONS' }]);
  });

  it('have one partner each, of another project and the same money, whatever their order, and none is left that could have one', () => {
    fc.assert(
      fc.property(sides, fc.infiniteStream(fc.nat()), (all, numbers) => {
        const pairs = pair(all);
        const mixed = all.map((one) => ({ one, by: numbers.next().value as number })).sort((a, b) => a.by - b.by);
        expect(pair(mixed.map(({ one }) => one))).toEqual(pairs);
        const of = new Map(all.map((one) => [one.event, one]));
        const used = pairs.flatMap(({ counted, repeated }) => [counted, repeated]);
        expect(new Set(used).size).toBe(used.length);
        const fits = (giver: Side, taker: Side) =>
          giver.project !== taker.project &&
          giver.money === taker.money &&
          giver.takerActivity !== null &&
          giver.takerActivity === taker.takerActivity &&
          Math.abs(giver.day - taker.day) <= DAYS_APART;
        for (const { counted, repeated, rule } of pairs) {
          if (rule === 'ACTIVITIES') expect(fits(of.get(counted)!, of.get(repeated)!)).toBe(true);
        }
        const left = all.filter(({ event }) => !used.includes(event));
        const [givers, takers] = ['OUTGOING', 'INCOMING'].map((side) => left.filter(({ direction }) => direction === side));
        expect(givers!.some((giver) => takers!.some((taker) => fits(giver, taker)))).toBe(false);
      }),
    );
  });

  it('are those of a family, too: what parent and child tell counts once, as the giver tells it or else the child', () => {
    const families = [
      { parent: 'grandparent', child: 'parent' },
      { parent: 'parent', child: 'child' },
      { parent: 'parent', child: 'sister' },
    ];
    const of = (project: string, more: Partial<Side> = {}) =>
      side(`t-${project}`, 1, 'INCOMING', { project, takerActivity: project, ...more });
    const repeated = (all: readonly Side[]) =>
      pair(all, families).map(({ counted, repeated, rule }) => `${repeated} is ${counted} by ${rule}`);
    const both = ['t-parent is t-child by PARENT_AND_CHILD'];
    expect(repeated([of('parent'), of('child')])).toEqual(both);
    expect(repeated([of('parent', { giverActivity: null }), of('child')])).toEqual(both);
    expect(repeated([of('parent', { donor: null }), of('child', { donor: null })])).toEqual(both);
    expect(repeated([of('parent'), of('child', { giverActivity: 'Z' })])).toEqual([]);
    expect(repeated([of('parent'), of('child', { day: 2 })])).toEqual([]);
    expect(repeated([of('sister'), of('child')])).toEqual([]);
    expect(repeated([of('grandparent'), of('parent'), of('child')])).toEqual([
      't-grandparent is t-child by PARENT_AND_CHILD',
      ...both,
    ]);
    expect(repeated([of('parent'), of('child'), of('sister')])).toHaveLength(1);
    const giver = side('g', 1, 'OUTGOING', { project: 'giver', takerActivity: 'parent' });
    expect(repeated([giver, of('parent'), of('child')])).toEqual([
      't-parent is g by ACTIVITIES',
      't-child is g by PARENT_AND_CHILD',
    ]);
    const other = side('h', 1, 'OUTGOING', { project: 'giver', takerActivity: 'child' });
    expect(repeated([giver, other, of('parent'), of('child')])).toEqual([
      't-parent is g by ACTIVITIES',
      't-child is h by ACTIVITIES',
    ]);
  });

  it('of a family count as often as the member that tells them most, whatever their order', () => {
    const told = fc.array(
      fc.record({
        project: fc.constantFrom('A', 'B', 'C', 'D'),
        direction: fc.constantFrom<Side['direction']>('OUTGOING', 'INCOMING'),
        giverActivity: fc.constantFrom('X', null),
        takerActivity: fc.constant(null),
      }),
      { maxLength: 12 },
    );
    const family = fc.record({ parent: fc.constantFrom('A', 'B', 'C'), child: fc.constantFrom('A', 'B', 'C') });
    fc.assert(
      fc.property(told, fc.uniqueArray(family), (all, families) => {
        const sides = all.map((one, i) => side(`e${String(i).padStart(2, '0')}`, 1, one.direction, one));
        const pairs = pair(sides, families);
        expect(pair([...sides].reverse(), families)).toEqual(pairs);
        const repeated = new Set(pairs.map((one) => one.repeated));
        expect(repeated.size).toBe(pairs.length);
        expect(pairs.filter(({ counted }) => repeated.has(counted))).toEqual([]);
        const counts = new Map<string, number>();
        for (const { project, direction } of all) counts.set(project + direction, (counts.get(project + direction) ?? 0) + 1);
        expect(sides.length - repeated.size).toBeGreaterThanOrEqual(Math.max(0, ...counts.values()));
      }),
    );
  });

  it('are paired in a moment where 100,000 of them are alike', () => {
    const told = Array.from({ length: 100_000 }, (_, i) =>
      side(String(i).padStart(6, '0'), i % 7, i % 2 ? 'OUTGOING' : 'INCOMING'),
    );
    expect(pair(told)).toHaveLength(50_000);
    const inFamily = told.map((one) => ({ ...one, direction: 'INCOMING' as const, project: one.direction }));
    expect(pair(inFamily, [{ parent: 'INCOMING', child: 'OUTGOING' }])).toHaveLength(49_999);
  });
});
