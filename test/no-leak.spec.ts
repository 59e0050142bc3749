import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type GraphQLSchema, buildSchema } from 'graphql';
import { readFile } from 'node:fs/promises';
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
    console.log(world.records.length, world.lines.length, [...world.outcomes].map((o) => o.join(' ')).join('\n'));
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
    return everyQuestion(schema, { ids, words: world.records.map(({ lines }) => lines[0]!.marker), most: 20_000 });
  };

  async function tellsNothingHidden(): Promise<void> {
    const check = new LeakCheck(world);
    const all: object[] = [];
    const spent = new Map<string, number>();
    for (const [reader, who] of Object.entries(world.readers)) {
      if (world.keys[reader] === undefined) continue;
      for (const { path, text } of questions()) {
        const since = Date.now();
        const { data, errors } = await ask(reader, text);
        if (!data) throw new Error(`${text.slice(0, 200)}…: ${JSON.stringify(errors).slice(0, 500)}`);
        spent.set(path, (spent.get(path) ?? 0) + Date.now() - since);
        compared += world.records.length;
        all.push(...check.leaks(who, { ...data, errors }).map((leak) => ({ reader, path, ...leak })));
      }
    }
    console.log(
      [...spent]
        .sort((a, b) => b[1] - a[1])
        .slice(0, 25)
        .join('\n'),
      compared,
    );
    expect(summary(all)).toEqual([]);
  }

  it('holds nothing that it may not see', async () => {
    await tellsNothingHidden();
    await change(world, world.records);
    await concord.settled();
    await tellsNothingHidden();
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
