import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type GraphQLSchema, buildSchema } from 'graphql';
import { readFile } from 'node:fs/promises';
import { recordModules } from '../src/records/index.js';
import { everyQuestion, type Question } from './support/every-query.js';
import { LeakCheck } from './support/leak-check.js';
import { change, populate } from './support/random-records.js';
import { RandomWorld, type WorldRecord } from './support/random-world.js';
import { type Answer, testService, type TestService } from './support/service.js';
import { mayReadLine } from './support/visibility-model.js';

// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Json = any;

/** LEAK_SEED names the world, LEAK_ROUNDS how many records of each kind it has: 3 make some 60. */
const SEED = Number(process.env.LEAK_SEED ?? 20_250_107);
const ROUNDS = Number(process.env.LEAK_ROUNDS ?? 3);

describe('what each reader is told, by whatever path', () => {
  let concord: TestService;
  let world: RandomWorld;
  let schema: GraphQLSchema;
  /** Comparisons made: a reader, a path and a record each. */
  let compared = 0;

  beforeAll(async () => {
    schema = buildSchema(await readFile(new URL('../schema/schema.graphql', import.meta.url), 'utf8'));
    concord = await testService();
    world = new RandomWorld(concord, SEED);
    await world.begin();
    await populate(world, ROUNDS);
    await concord.settled();
    await world.learn();
  });
  afterAll(() => concord.close());

  const publicId = ({ kind, id }: WorldRecord) => `${kind}_${id}`;
  const ask = async (reader: string, text: string, at = ''): Promise<Answer> => {
    const answer = await concord.ask(at ? `{ at(${at}) { ${text} } }` : `{ ${text} }`, {}, world.keys[reader]!);
    return at ? { ...answer, data: answer.data.at } : answer;
  };
  const questions = (): Question[] => {
    const ids: Record<string, string[]> = {};
    for (const record of world.records) (ids[record.kind] ??= []).push(publicId(record));
    return everyQuestion(schema, { ids, words: world.records.map(({ lines }) => lines[0]!.marker), most: 10_000 });
  };

  const asked = () => Object.keys(world.keys);

  /** What readers are told that they may not see: of the answers to all questions, for each reader. */
  async function leaksOf(all: readonly Question[]): Promise<string[]> {
    const check = new LeakCheck(world);
    const found: object[] = [];
    for (const reader of asked()) {
      for (const { path, text } of all) {
        const { data, errors } = await ask(reader, text);
        if (!data) throw new Error(`${text.slice(0, 200)}…: ${JSON.stringify(errors).slice(0, 500)}`);
        compared += world.records.length;
        found.push(...check.leaks(world.readers[reader]!, { ...data, errors }).map((leak) => ({ reader, path, ...leak })));
      }
    }
    return summary(found);
  }

  const seenBy = (reader: string) =>
    world.records.filter((record) => !record.voided && world.sees(world.readers[reader]!, record)).map(publicId);
  const lists = () => {
    const plurals = new Map(recordModules.map(({ definition, plural }) => [definition.kind, plural]));
    return [...new Set(world.records.map(({ kind }) => kind))].map((kind) => ({ kind, list: plurals.get(kind)! }));
  };

  /** Each reader finds all that it may see, and nothing else: in lists with their counts, at present and in the past, by ids, in the log and by words. */
  async function showsAll(): Promise<void> {
    const head = await concord.service.store.head();
    for (const reader of asked()) {
      const right = seenBy(reader);
      for (const at of ['', 'asOf: "2999"', `knownAt: "${head}"`]) {
        for (const { kind, list } of lists()) {
          const { data } = await ask(reader, `${list}(first: 500) { totalCount nodes { id } }`, at);
          const expected = right.filter((id) => id.startsWith(`${kind}_`)).sort();
          const found = data[list].nodes.map(({ id }: Json) => id as string).sort();
          const { totalCount } = data[list];
          expect({ reader, at, found, totalCount }).toEqual({ reader, at, found: expected, totalCount: expected.length });
          compared += world.records.length;
        }
      }
      const living = world.records.filter(({ merged, voided }) => !merged && !voided).map(publicId);
      const { data } = await ask(
        reader,
        `nodes(ids: ${JSON.stringify(living)}) { id } events(first: 500) { totalCount nodes { id } }`,
      );
      expect(data.nodes.flatMap((one: Json) => one?.id ?? [])).toEqual(living.filter((id) => right.includes(id)));
      const who = world.readers[reader]!;
      const lines = world.lines.filter((line) => mayReadLine(who, line.record, line, world.affiliations));
      const events = data.events.nodes.map(({ id }: Json) => id as string).sort();
      expect({ reader, events }).toEqual({ reader, events: lines.flatMap(({ eventIds }) => eventIds).sort() });
      expect(data.events.totalCount).toBe(events.length);
      compared += world.records.length + world.lines.length;
      const words = world.records.filter(({ lines: [first], merged }) => !merged && first!.marker.startsWith('zq'));
      const wanted = words.map(({ lines: [first] }, i) => `s${i}: search(text: "${first!.marker}") { totalCount }`);
      const found = await ask(reader, wanted.join(' '));
      const counts = words.map((record, i) => [publicId(record), found.data[`s${i}`].totalCount as number]);
      const expected = words.map((record) => [publicId(record), right.includes(publicId(record)) ? 1 : 0]);
      expect({ reader, counts }).toEqual({ reader, counts: expected });
      compared += words.length;
    }
  }

  it('is all that it may see, and nothing that it may not', async () => {
    expect(await leaksOf(questions())).toEqual([]);
    await showsAll();
    await change(world, world.records);
    await concord.settled();
    await world.learn();
    expect(await leaksOf(questions())).toEqual([]);
    await showsAll();
    expect(compared).toBeGreaterThan(10_000);
  }, 600_000);
});

/** Leaks by where they are, with how often: many have one cause. */
function summary(leaks: readonly Json[]): string[] {
  const counts = new Map<string, number>();
  for (const { path, at, of } of leaks) {
    const where = `${path}: ${at.replace(/\.?\b\d+\b|^\w\d+\./g, '')} shows a ${of}`;
    counts.set(where, (counts.get(where) ?? 0) + 1);
  }
  return [...counts].map(([where, count]) => `${where} (${count} times)`);
}
