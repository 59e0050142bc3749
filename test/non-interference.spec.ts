import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildSchema } from 'graphql';
import { readFile } from 'node:fs/promises';
import { everyQuestion } from './support/every-query.js';
import { MAKINGS, populate } from './support/random-records.js';
import { RandomWorld, type WorldRecord } from './support/random-world.js';
import { CLEAR, testService, type TestService } from './support/service.js';
import { size } from './support/size.js';

const SEED = 77;
/** Records of each kind. */
const ROUNDS = size('CONCORD_TEST_INTERFERENCE_ROUNDS', { short: 2, long: 3 });
const NOW = new Date('2024-06-01T12:00:00.000Z');
const KEPT = { tlp: 'AMBER_STRICT', audience: [] } as const;
/** Who may see nothing of what is in the second world alone. */
const READERS = ['anonymous', 'nobody', 'bor', 'off'];
/**
 * What tells that something was recorded, and when, which is no secret: positions, the cursors made of them, and the clock of the log. Everything else is
 * compared byte for byte.
 */
const TELLS_OF_TIME = ['position', 'recordedAt', 'cursor', 'startCursor', 'endCursor', 'committed', 'proof'];

describe('two worlds that differ only in what a reader may not see', () => {
  const worlds: RandomWorld[] = [];
  const services: TestService[] = [];
  let need: WorldRecord;

  beforeAll(async () => {
    for (let nth = 0; nth < 2; nth++) {
      const concord = await testService({ now: () => NOW });
      services.push(concord);
      const world = new RandomWorld(concord, SEED, true);
      worlds.push(world);
      await world.begin();
      await populate(world, ROUNDS);
      const state = world.organisationOf('ana');
      const wanted = { state, origin: 'SELF', subject: 'SITE_PROTECTION', themes: ['CO-03'] };
      need = (await world.make('ana', 'identifyNeed', wanted, CLEAR as never, 'title'))!;
      const quantity = { money: { amount: '1000', currency: 'USD' } };
      await world.tell('ana', need, 'agreeNeed', {});
      await world.tell('ana', need, 'quantifyNeed', { quantity });
      await concord.settled();
    }
    await hide(worlds[1]!);
    await services[1]!.settled();
  });
  afterAll(() => Promise.all(services.map((service) => service.close())));

  /** Records of every kind that one State alone may see, and what processes draw from them for records that everybody sees. */
  async function hide(world: RandomWorld): Promise<void> {
    const named = { need: `assistanceNeed_${need.id}` };
    const state = world.organisationOf('ana');
    for (const { mutation, field, input, told = [] } of MAKINGS) {
      const record = await world.make('ana', mutation, { ...input(world, 'ana') }, KEPT, field);
      for (const [name, say] of record ? told : []) await world.tell('ana', record!, name, (marker) => say(marker, world, 'ana'));
    }
    const times = { start: '2020-01-01', end: '2020-01-02' };
    const activity = { activityKind: 'WORKSHOP', host: state, plannedStart: times.start, plannedEnd: times.end };
    const held = await world.make('ana', 'planActivity', { ...activity, needs: [named.need] }, KEPT, 'title');
    expect(await world.tell('ana', held!, 'recordActivityHeld', times)).toBe(true);
    const both = { tlp: 'AMBER_STRICT', audience: [state] } as const;
    const offered = await world.make('cha', 'makeOffer', { provider: world.organisationOf('cha') }, both, 'title');
    const matched = {
      ...named,
      offer: `assistanceOffer_${offered!.id}`,
      quantity: { money: { amount: '400', currency: 'USD' } },
    };
    const match = (await world.make('cha', 'proposeMatch', matched, both, 'note'))!;
    expect(await world.tell('ana', match, 'acceptMatch', { side: 'RECIPIENT' })).toBe(true);
  }

  it('answer that reader alike, byte for byte', async () => {
    const schema = buildSchema(await readFile(new URL('../schema/schema.graphql', import.meta.url), 'utf8'));
    const ids: Record<string, string[]> = {};
    // What there is in the second world alone is asked for in both.
    for (const { kind, id } of worlds[1]!.records) (ids[kind] ??= []).push(`${kind}_${id}`);
    const words = worlds[1]!.records.map(({ lines }) => lines[0]!.marker);
    const questions = everyQuestion(schema, { ids, words, most: 20_000, without: TELLS_OF_TIME });
    const different = new Set<string>();
    for (const reader of READERS) {
      for (const { path, text } of questions) {
        const [one, other] = await Promise.all(
          worlds.map(async ({ concord, keys }) => {
            const { data, errors } = await concord.ask(`{ ${text} }`, {}, keys[reader]);
            return { data, errors };
          }),
        );
        if (JSON.stringify(one) !== JSON.stringify(other)) different.add(`${reader} ${path}: ${difference(one, other)}`);
      }
      for (const path of ['/calendar.ics?from=2000-01-01', '/partnership-graph.json?past=true']) {
        const [one, other] = await Promise.all(
          worlds.map(async ({ concord, keys }) => {
            const authorization = keys[reader] ? { authorization: `Bearer ${keys[reader]}` } : undefined;
            return (await fetch(`${concord.address}${path}`, { headers: { ...authorization } })).text();
          }),
        );
        if (one !== other) different.add(`${path}`);
      }
    }
    expect([...different]).toEqual([]);
    // The second world has more: who may see it finds that all of it was recorded.
    const confirmed = await worlds[1]!.concord.ask(
      `{ assistanceMatches(filter: { status: [CONFIRMED] }) { totalCount } }`,
      {},
      worlds[1]!.keys.ana,
    );
    expect(confirmed.data.assistanceMatches.totalCount).toBeGreaterThan(0);
  }, 600_000);
});

/** Where two answers first differ. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
function difference(one: any, other: any, at = ''): string {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null)
    return `${at}: ${JSON.stringify(one)?.slice(0, 80)} and ${JSON.stringify(other)?.slice(0, 80)}`;
  const key = [...new Set([...Object.keys(one as object), ...Object.keys(other as object)])].find(
    (name) => JSON.stringify(one[name]) !== JSON.stringify(other[name]),
  )!;
  return difference(one[key], other[key], `${at}.${key}`);
}
