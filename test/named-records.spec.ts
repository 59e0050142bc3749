import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type RecordedEvent } from '../src/event-sourcing/envelope.js';
import { fold, foldAt } from '../src/event-sourcing/fold.js';
import { type ActorState } from '../src/records/actor/actor.fields.js';
import { CLEAR, english, testService, type TestService } from './support/service.js';

/** When the State is registered and then named, in the order in which it is reported: late ones among them. */
const NAMED = [
  '2018-05-10',
  '2020-02-01',
  '2021-12-31',
  '2019-07',
  '2024-01-01',
  '2022-06-15',
  '2024-09-30',
  '2020-01-31',
  '2025',
];
/** Days of commitments, one before there was a State of that name. */
const DECLARED = ['2015-03-01', '2018-05-11', '2020-06-01', '2023-10-10', '2025-12-01'];

interface Shown {
  readonly id: string;
  readonly actor: { readonly name: string };
}

describe('a record that another one names', () => {
  let concord: TestService;
  let actor: string;
  const commitments: string[] = [];
  let events: RecordedEvent[];
  const known: RecordedEvent[] = [];

  beforeAll(async () => {
    concord = await testService();
    const registered = { actorKind: 'STATE', name: english('Name 0'), occurredAt: NAMED[0], handling: CLEAR };
    ({ id: actor } = (await concord.send('registerActor', registered)).record);
    for (const day of DECLARED) {
      const declared = { actor, statement: english('Train officers'), due: '2027-01-01', occurredAt: day, handling: CLEAR };
      commitments.push((await concord.send('declareCommitment', declared)).record.id as string);
    }
    for (const [n, occurredAt] of NAMED.entries())
      if (n > 0) await concord.send('nameActor', { id: actor, language: 'en', text: `Name ${n}`, occurredAt });
    for await (const event of concord.service.store.readAll()) known.push(event);
    events = known.filter(({ stream }) => stream === actor.replace('_', '-'));
    await concord.settled();
  });
  afterAll(() => concord.close());

  /** Its name at a moment: of the version that held, or where it begins later in the world, of its first; undefined if it was not known. */
  function nameAt(asOf: string, knownAt: bigint): string | undefined {
    const definition = concord.service.catalogue.definition('actor');
    const told = events.filter(({ position }) => position <= knownAt);
    const { beganAt } = fold(definition, told).meta;
    const found = foldAt(definition, told, { asOf: asOf > beganAt ? asOf : beganAt });
    return found && (found.state as ActorState).name.find(({ language }) => language === 'en')!.text;
  }

  it('is named as it was at the date by what was known, or as it was first where it begins later', async () => {
    const dates = fc
      .date({ min: new Date('2015-01-01'), max: new Date('2026-06-01'), noInvalidDate: true })
      .map((date) => date.toISOString());
    const moments = fc.record({ asOf: dates, knownAt: fc.option(fc.nat({ max: known.length - 1 })) });
    await fc.assert(
      fc.asyncProperty(moments, async ({ asOf, knownAt }) => {
        const position = knownAt === null ? undefined : known[knownAt]!.position;
        const at = `asOf: "${asOf}"${position === undefined ? '' : `, knownAt: "position:${position}"`}`;
        const one = commitments.map((id, i) => `c${i}: commitment(id: "${id}") { id actor { name } }`).join(' ');
        const { data, errors } = await concord.ask(`{ at(${at}) { commitments { nodes { id actor { name } } } ${one} } }`);
        expect(errors).toBeUndefined();
        const { commitments: listed, ...single } = data.at as { commitments: { nodes: Shown[] } } & Record<
          `c${number}`,
          Shown | null
        >;
        const shown = [...listed.nodes, ...Object.values(single as Record<string, Shown | null>)].filter((one) => one !== null);
        const right = { name: nameAt(asOf, position ?? known.at(-1)!.position) };
        for (const { id, actor: named } of shown) expect({ at, id, named }).toEqual({ at, id, named: right });
      }),
      { numRuns: 150 },
    );
  });
});
