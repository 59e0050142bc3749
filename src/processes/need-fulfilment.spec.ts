import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type NeedDelivery } from '../records/assistance-need/assistance-need.fields.js';
import { type Quantity } from '../records/shared/quantity.js';
import { type Delivering, fulfilment } from './need-fulfilment.rule.js';

const persons = (number: number): Quantity => ({ count: { number, unit: 'PERSONS_TRAINED' } });
const nothing = { status: 'IMPLEMENTATION', milestones: [], results: [], inKind: [] } as const;
type Project = Delivering['projects'][number]['state'];

const match = (name: string, quantity: Quantity | null, ...states: Partial<Project>[]): Delivering => ({
  match: name,
  quantity,
  projects: states.map((state, i) => ({ id: `${name} project ${i}`, state: { ...nothing, ...state } })),
});
const closed = { status: 'CLOSED' } as const;
const need = (quantity: Quantity | null, deliveries: NeedDelivery[] = [], metAt: string | null = null) => ({
  quantity,
  deliveries,
  metAt,
});
const said = (delivery: Partial<NeedDelivery>): NeedDelivery => ({ by: null, at: '2023-01-01T00:00:00.000Z', ...delivery });

describe('need-fulfilment/1', () => {
  it('says nothing of a need without matches, or whose projects have delivered nothing', () => {
    expect(fulfilment(need(null), [])).toBeUndefined();
    expect(fulfilment(need(persons(10)), [match('A', persons(10), {})])).toBeUndefined();
    expect(fulfilment(need(null), [match('A', null)])).toBeUndefined();
  });

  it.each<[string, Partial<Project>]>([
    ['a milestone reached', { milestones: [{ id: '', title: [], due: '', earlierDues: [], status: 'REACHED', at: '' }] }],
    ['a contribution in kind', { inKind: [{ description: [], day: '2023-01-01' }] }],
    [
      'a result with an actual value',
      {
        results: [
          { reference: '1', type: 'OUTPUT', title: [], indicators: [{ title: [], periods: [{ actual: '40' }] }], at: '' },
        ],
      },
    ],
  ])('takes %s as a sign that something was delivered, once', (_what, state) => {
    const delivery = { match: 'A', project: 'A project 0' };
    const matches = [match('A', persons(10), state)];
    expect(fulfilment(need(persons(10)), matches)).toEqual({ command: 'recordNeedPartlyMet', delivery });
    expect(fulfilment(need(persons(10), [said(delivery)]), matches)).toBeUndefined();
  });

  it('does not take a result without an actual value for one', () => {
    const indicators = [{ title: [], periods: [{ target: '40' }] }];
    const results = [{ reference: '1', type: 'OUTPUT' as const, title: [], indicators, at: '' }];
    expect(fulfilment(need(null), [match('A', null, { results })])).toBeUndefined();
  });

  it('counts what parties recorded, but not beside the promise of a match that has delivered', () => {
    const recorded = said({ by: 'Niger', delivered: persons(40) });
    const matches = [match('A', persons(60), closed)];
    const delivery = { match: 'A', project: 'A project 0', delivered: persons(60) };
    expect(fulfilment(need(persons(100), [recorded]), matches)).toEqual({ command: 'recordNeedMet', delivery });
    expect(fulfilment(need(persons(100), [{ ...recorded, match: 'A' }]), matches)).toBeUndefined();
    expect(fulfilment(need(persons(100), []), matches)).toEqual({ command: 'recordNeedPartlyMet', delivery });
  });

  it('adds nothing that is counted differently', () => {
    const money: Quantity = { money: { minor: 100, currency: 'USD' } };
    const both: Quantity = { ...persons(10), ...money };
    expect(fulfilment(need(both), [match('A', persons(10), closed)])).toMatchObject({ command: 'recordNeedPartlyMet' });
    expect(fulfilment(need(both), [match('A', both, closed)])).toMatchObject({ command: 'recordNeedMet' });
  });

  it('does not reopen what a party says is met', () => {
    const at = '2023-05-01T00:00:00.000Z';
    const met = [said({ match: 'A', delivered: persons(10) }), said({ by: 'Niger', at })];
    expect(fulfilment(need(persons(100), met, at), [])).toBeUndefined();
    expect(fulfilment(need(persons(100), [{ ...met[0]!, at }], at), [])).toEqual({ command: 'reopenNeed', match: 'A' });
  });

  /** What a need holds after a record, as its events leave it. */
  const recording = (before: ReturnType<typeof need>, at: string): ReturnType<typeof need> | undefined => {
    const next = fulfilment(before, matchesNow);
    if (next === undefined) return undefined;
    if (next.command === 'reopenNeed')
      return { ...before, deliveries: before.deliveries.filter((one) => one.match !== next.match), metAt: null };
    const deliveries = [...before.deliveries, said({ ...next.delivery, at })];
    return { ...before, deliveries, metAt: next.command === 'recordNeedMet' ? at : null };
  };
  let matchesNow: Delivering[] = [];

  it('comes to an end, whatever changes, and then the need is met exactly where what has closed reaches it', () => {
    const quantity = fc.integer({ min: 1, max: 50 });
    const step = fc.array(fc.record({ quantity, isClosed: fc.boolean(), isBroken: fc.boolean(), hasBegun: fc.boolean() }), {
      minLength: 3,
      maxLength: 3,
    });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), fc.array(step, { minLength: 1, maxLength: 6 }), (needed, steps) => {
        const sizes = steps[0]!.map((one) => one.quantity);
        let now = need(persons(needed));
        let clock = 0;
        for (const states of steps) {
          matchesNow = states.flatMap(({ isClosed, isBroken, hasBegun }, i) => {
            const inKind = hasBegun ? [{ description: [], day: '2023-01-01' }] : [];
            return isBroken ? [] : [match(`match ${i}`, persons(sizes[i]!), { inKind, ...(isClosed ? closed : {}) })];
          });
          let records = 0;
          for (let next = recording(now, `${++clock}`); next; next = recording(now, `${++clock}`)) {
            now = next;
            expect(++records).toBeLessThan(12);
          }
          const delivered = states.reduce((sum, one, i) => sum + (one.isClosed && !one.isBroken ? sizes[i]! : 0), 0);
          expect(now.metAt !== null).toBe(delivered >= needed);
          // Nothing counts that has not closed, unless the need is met without it.
          const counted = now.deliveries.filter((one) => one.delivered).map((one) => one.match);
          expect(new Set(counted).size).toBe(counted.length);
          const closedNow = matchesNow.filter(({ projects }) => projects[0]!.state.status === 'CLOSED').map((one) => one.match);
          if (now.metAt === null) expect([...counted].sort()).toEqual([...closedNow].sort());
        }
      }),
    );
  });
});
