import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { v5, v7 } from 'uuid';
import { MemoryEventStore } from '../src/event-sourcing/memory/memory-event-store.js';
import { readCommand } from '../src/graphql/commands/registry.js';
import { eventsOf, handlerOn, importer, told } from './support/imports.js';

const PROJECT = v5('project', v7());
const ACTOR = v5('actor', PROJECT);
const now = new Date('2022-01-01T00:00:00Z');
const english = (text: string) => [{ language: 'en', text }];

/** A log with a project to which money can be given. */
async function log() {
  const store = new MemoryEventStore();
  const handler = Object.assign(handlerOn(store), { now: () => now });
  const send = (kind: string, command: string, raw: object, id?: string) =>
    handler.execute(readCommand(kind, command, { commandId: v5(command, PROJECT), occurredAt: '2020', ...raw }, importer, id));
  const handling = { tlp: 'CLEAR', audience: [] };
  await send('actor', 'registerActor', { actorKind: 'STATE', name: english('A'), handling }, ACTOR);
  const opened = { reporter: `actor_${ACTOR}`, title: english('T'), status: 'IMPLEMENTATION', handling };
  await send('assistanceProject', 'openProject', opened, PROJECT);
  return { store, handler };
}

const command = fc
  .record({
    nth: fc.nat(12),
    name: fc.constantFrom('commitFunds', 'disburseFunds', 'changeHandling'),
    amount: fc.constantFrom('10', '25'),
    occurredAt: fc.constantFrom('2021-01-01', '2021-06-01', '2020-02-01', '2150-01-01'),
    asPublished: fc.boolean(),
  })
  .map(({ nth, name, amount, occurredAt, asPublished }) => {
    const about = { id: `assistanceProject_${PROJECT}`, commandId: v5(String(nth), PROJECT), occurredAt };
    const money = { amount: { amount, currency: 'USD' }, valueDate: '2021-01-01', asPublished };
    const raw = name === 'changeHandling' ? { to: { tlp: 'CLEAR', audience: [] }, reason: 'as before' } : money;
    const { id, commandId, ...request } = readCommand('assistanceProject', name, { ...about, ...raw }, importer);
    return { ...request, id: id!, commandId: commandId! };
  });

describe('commands about one record that are taken together', () => {
  it('have the outcomes and leave the events that they have one by one, refused, repeated and late ones among them', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(command, { maxLength: 60 }), async (commands) => {
        const [together, single] = [await log(), await log()];
        const outcomes = await together.handler.executeAll(commands);
        const expected = [];
        for (const one of commands) expected.push(await single.handler.execute(one));
        expect(outcomes).toEqual(expected);
        expect(told(await eventsOf(together.store))).toEqual(told(await eventsOf(single.store)));
        const again = [];
        for (const one of commands) again.push(await single.handler.execute(one));
        expect(await together.handler.executeAll(commands)).toEqual(again);
      }),
      { numRuns: 60 },
    );
  });

  it('are taken one by one where another process was faster', async () => {
    const { store, handler } = await log();
    const other = Object.assign(handlerOn(store), { now: () => now });
    const [first, ...rest] = fc.sample(
      command.filter(({ name, occurredAt }) => name === 'commitFunds' && occurredAt! < '2022'),
      { numRuns: 12, seed: 1 },
    );
    await handler.executeAll([first!]);
    await other.executeAll(rest.slice(0, 3));
    await handler.executeAll([first!, ...rest]);
    const taken = (await eventsOf(store)).filter(({ type }) => type === 'FundsCommitted');
    expect(taken).toHaveLength(new Set([first!, ...rest].map(({ commandId }) => commandId)).size);
  });
});
