import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type GraphQLSchema, buildSchema } from 'graphql';
import { readFile } from 'node:fs/promises';
import { recordModules } from '../src/records/index.js';
import { chunks, everyQuestion, type Question, SEARCHES } from './support/every-query.js';
import { HOLES } from './support/holes.js';
import { LeakCheck } from './support/leak-check.js';
import { change, populate } from './support/random-records.js';
import { RandomWorld, type WorldRecord } from './support/random-world.js';
import { type Answer, testService, type TestService } from './support/service.js';
import { mayReadEffect, mayReadLine } from './support/visibility-model.js';
import { LONG, size } from './support/size.js';

// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Json = any;

/** Names the world. */
const SEED = size('CONCORD_TEST_LEAK_SEED', { short: 20_250_107, long: 20_250_107 });
/** Records of each kind: 3 make some 60. */
const ROUNDS = size('CONCORD_TEST_LEAK_ROUNDS', { short: 3, long: 3 });

/** Fields of events that weigh as much as a hundred others: with them, nothing deep could be asked for within the limits. They are asked for by themselves. */
const PROOFS = ['committed', 'proof'];

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
    const answer = await concord.ask(at ? `{ at(${at}) { ${text} } }` : `{ ${text} }`, {}, world.keys[reader]);
    return at ? { ...answer, data: answer.data.at } : answer;
  };
  const questions = (): Question[] => {
    const ids: Record<string, string[]> = {};
    for (const record of world.records) (ids[record.kind] ??= []).push(publicId(record));
    const words = world.records.map(({ lines }) => lines[0]!.marker);
    return [
      ...everyQuestion(schema, { ids, words, most: 20_000, without: PROOFS }),
      { path: 'events', text: `events(first: 50) { nodes { id ${PROOFS.join(' ')} } }` },
    ];
  };

  /** All readers, or those that a test is about. */
  let some: readonly string[] | undefined;
  const asked = () => some ?? Object.keys(world.keys);

  /** What readers get that they may not see: of the answers to all questions, for each reader. */
  async function leaksOf(all: readonly Question[]): Promise<string[]> {
    const check = new LeakCheck(world);
    const found: object[] = [];
    for (const reader of asked()) {
      for (const { path, text } of all) {
        const { data, errors } = await ask(reader, text);
        if (!data && !isShut(errors)) throw new Error(`${text.slice(0, 200)}…: ${JSON.stringify(errors).slice(0, 500)}`);
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
      for (const at of ['', 'asOf: "2999"', `knownAt: "position:${head}"`]) {
        for (const { kind, list } of lists()) {
          const { data } = await ask(reader, `${list}(first: 500) { totalCount nodes { id: recordId } }`, at);
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
      const lines = world.lines.filter((line) => mayReadLine(who, line.record, line, world.ties));
      const events = data.events.nodes.map(({ id }: Json) => id as string).sort();
      expect({ reader, events }).toEqual({ reader, events: lines.flatMap(({ eventIds }) => eventIds).sort() });
      expect(data.events.totalCount).toBe(events.length);
      compared += world.records.length + world.lines.length;
      const words = world.records.filter(({ lines: [first], merged }) => !merged && first!.marker.startsWith('zq'));
      const wanted = words.map(({ lines: [first] }, i) => `s${i}: search(text: "${first!.marker}") { totalCount }`);
      const found: Json = {};
      for (const some of chunks(wanted, SEARCHES)) Object.assign(found, (await ask(reader, some.join(' '))).data);
      const counts = words.map((record, i) => [publicId(record), found[`s${i}`].totalCount as number]);
      const expected = words.map((record) => [publicId(record), right.includes(publicId(record)) ? 1 : 0]);
      expect({ reader, counts }).toEqual({ reader, counts: expected });
      const money = world.lines.filter((line) => line.mutation === 'commitFunds' && !line.record.voided);
      const funds = money.filter((line) => mayReadEffect(who, line.record, line, world.ties)).length;
      const { commitmentBoard, donorPortfolio } = (
        await ask(reader, 'commitmentBoard { totalCount } donorPortfolio(by: []) { nodes { transactions } }')
      ).data;
      const sum = donorPortfolio.nodes.reduce((all: number, line: Json) => all + (line.transactions as number), 0) as number;
      const commitments = right.filter((id) => id.startsWith('commitment_')).length;
      expect({ reader, sum, board: commitmentBoard.totalCount }).toEqual({ reader, sum: funds, board: commitments });
      compared += words.length + money.length + commitments;
    }
  }

  /** The whole log as a subscription replays it, with what stands below each event; and the files over HTTP. */
  async function followsAndFetches(): Promise<void> {
    const check = new LeakCheck(world);
    const event = wholeEvent();
    for (const reader of asked()) {
      const who = world.readers[reader]!;
      const right = world.lines.filter((line) => mayReadLine(who, line.record, line, world.ties));
      const expected = right.flatMap(({ eventIds }) => eventIds).sort();
      const query = `subscription { events(after: "0") { ${event} } }`;
      const given = await concord.follow(query, (all) => all.length >= expected.length, world.keys[reader]);
      expect({ reader, events: given.map(({ events }) => events.id as string).sort() }).toEqual({ reader, events: expected });
      const files: string[] = [];
      for (const path of [
        '/calendar.ics?from=2000-01-01',
        '/partnership-graph.json?past=true&status=PROPOSED,ACTIVE,SUSPENDED',
        '/export/changeDigest.atom?from=2000-01-01',
        '/export/donorPortfolio.csv',
        '/export/cooperationLinks.csv',
      ])
        files.push((await fetched(reader, path)).replace(/\r\n /g, ''));
      for (const { kind, list } of lists()) {
        const file = await fetched(reader, `/export/${list}.json`);
        const found = JSON.parse(file)
          .rows.map(({ id }: Json) => id as string)
          .sort();
        const visible = seenBy(reader).filter((id) => id.startsWith(`${kind}_`));
        expect({ reader, list, found }).toEqual({ reader, list, found: visible.sort() });
        files.push(file, await fetched(reader, `/export/${list}.csv`));
      }
      for (const question of world.records.filter(({ kind, voided }) => kind === 'savedQuestion' && !voided)) {
        const path = (id: string) => `/export/savedQuestion_${id}.csv`;
        if (world.sees(who, question)) files.push(await fetched(reader, path(question.id)));
        else {
          const unknown = '00000000-0000-4000-8000-000000000000';
          const [hidden, missing] = [await fetched(reader, path(question.id), 404), await fetched(reader, path(unknown), 404)];
          expect(hidden.replaceAll(question.id, unknown)).toBe(missing);
        }
      }
      expect({ reader, leaks: check.leaks(who, { given, files }) }).toEqual({ reader, leaks: [] });
      const held = world.records.filter(
        ({ kind, voided, id }) => kind === 'capacityActivity' && !voided && world.sees(who, { ...recordOf(id) }),
      );
      expect(files[0]!.split('BEGIN:VEVENT')).toHaveLength(held.length + 1);
      compared += 3 * world.records.length;
    }
  }
  /** A file over HTTP, as text. */
  async function fetched(reader: string, path: string, status = 200): Promise<string> {
    const key = world.keys[reader];
    const response = await fetch(`${concord.address}${path}`, key ? { headers: { authorization: `Bearer ${key}` } } : {});
    const text = await response.text();
    expect({ reader, path, status: response.status, error: response.ok ? '' : text }).toEqual({
      ...{ reader, path, status },
      error: response.ok ? '' : expect.any(String),
    });
    return text;
  }

  /** All that can be selected of an event. */
  const wholeEvent = () => {
    const asking = { ids: {}, words: [], most: 20_000, without: PROOFS };
    const { text } = everyQuestion(schema, asking).find(({ path }) => path === 'events')!;
    return `${/nodes \{ (.*) \} pageInfo/.exec(text)![1]!} ${PROOFS.join(' ')}`;
  };

  /** Ties change while every reader follows the log: each is sent what it may read by the ties of that moment, with what stands below it. */
  async function followsTies(): Promise<void> {
    const sent: Record<string, Json[]> = Object.fromEntries(asked().map((reader) => [reader, []]));
    let wake = () => undefined as void;
    let end: string | undefined;
    const query = `subscription { events(after: "${await concord.service.store.head()}") { ${wholeEvent()} } }`;
    const following = asked().map((reader) => {
      const enough = (given: Json[]) => {
        sent[reader] = given;
        wake();
        return given.at(-1).events.id === end;
      };
      return concord.follow(query, enough, world.keys[reader]);
    });
    const isSentToAll = async (id: string) => {
      while (!asked().every((reader) => sent[reader]!.at(-1)?.events.id === id))
        await new Promise<void>((resolve) => (wake = resolve));
    };
    const [open] = world.records.filter(({ kind }) => kind === 'actor');
    const changes = [
      () => Promise.resolve(true),
      () => world.separate('ministry', 'atland'),
      () => world.joins('forum', 'borland'),
      () => world.affiliate('ministry', 'borland'),
      () => world.leaves('circle', 'charity'),
      () => world.affiliate('firm', 'ministry'),
    ];
    const counts = Object.fromEntries(asked().map((reader) => [reader, 0]));
    for (const [nth, change] of changes.entries()) {
      const before = world.lines.length;
      expect(await change()).toBe(true);
      await world.refresh();
      for (const record of world.records.filter(({ voided, merged }) => !voided && !merged)) {
        const handling = world.number(5) === 0 ? world.label() : undefined;
        await world.tell(record.originator.user, record, 'attachSource', (document) => ({ document, handling }));
      }
      await world.tell('clerk', open!, 'attachSource', (document) => ({ document }));
      const last = world.lines.at(-1)!.eventIds[0]!;
      if (nth === changes.length - 1) end = last;
      await isSentToAll(last);
      const check = new LeakCheck(world);
      for (const reader of asked()) {
        const who = world.readers[reader]!;
        const given = sent[reader]!.slice(counts[reader]);
        counts[reader] = sent[reader]!.length;
        const expected = world.lines.slice(before).filter((line) => mayReadLine(who, line.record, line, world.ties));
        const ids = given.map(({ events }) => events.id as string);
        expect({ reader, nth, ids }).toEqual({ reader, nth, ids: expected.flatMap(({ eventIds }) => eventIds) });
        expect({ reader, nth, leaks: check.leaks(who, given) }).toEqual({ reader, nth, leaks: [] });
        compared += world.lines.length - before;
      }
    }
    await Promise.all(following);
  }
  const recordOf = (id: string) => world.records.find((record) => record.id === id)!;

  /** What is refused of a record that the caller may not see is refused of one that there is not. */
  async function refusesAlike(): Promise<void> {
    for (const reader of asked().filter((one) => one !== 'anonymous')) {
      const hidden = world.records.filter((record) => !world.sees(world.readers[reader]!, record));
      for (const { kind, id } of hidden) {
        const answers: Json[] = [];
        for (const uuid of [id, '00000000-0000-4000-8000-000000000000']) {
          const name = `${kind}_${uuid}`;
          const refusals = `{ refusal { code message field value rule } receipt { position } }`;
          const { data, errors } = await concord.ask(
            `mutation { attachSource(input: { id: "${name}", document: "x" }) ${refusals}
              void: voidRecord(input: { id: "${name}", reason: "x" }) ${refusals}
              late: attachSource(input: { id: "${name}", document: "x", expectedRevision: 0 }) ${refusals}
              ${kind === 'actor' ? `naming: declareCommitment(input: { actor: "${name}", statement: [{ language: "en", text: "x" }], handling: { tlp: RED } }) ${refusals}` : ''} }`,
            {},
            world.keys[reader],
          );
          answers.push(JSON.stringify({ data, errors }).replaceAll(uuid, ''));
        }
        expect({ reader, kind, answer: answers[0] }).toEqual({ reader, kind, answer: answers[1] });
        expect(answers[0]).toMatch(/UNKNOWN_RECORD|FORBIDDEN/);
        compared += 4;
      }
    }
  }

  async function holds(): Promise<void> {
    expect(await leaksOf(questions())).toEqual([]);
    await showsAll();
    await followsAndFetches();
    await refusesAlike();
  }

  it('is all that it may see, and nothing that it may not', async () => {
    // It looks at everything at the end; the long run, after each step.
    if (LONG) await holds();
    await followsTies();
    if (LONG) await holds();
    await change(world, world.records);
    await concord.settled();
    await world.learn();
    await holds();
    expect(compared).toBeGreaterThan(10_000);
  }, 1_800_000);

  it.each<[keyof typeof HOLES, () => Promise<unknown>]>([
    ['list', () => expectNone('commitments')],
    ['count', showsAll],
    ['nested', () => expectNone('partnerships', 'capacityActivities', 'assistanceProjects')],
    ['aggregate', showsAll],
    ['subscription', followsAndFetches],
    ['file', followsAndFetches],
    ['refusal', refusesAlike],
  ])('is found out by this test where a hole is opened in it: %s', async (name, finds) => {
    const everything = await concord.service.unfiltered.query<{ key: string }>(
      `select distinct unnest(record_readers) as key from rm.timeline`,
    );
    some = name === 'refusal' ? ['bor'] : name === 'nested' ? undefined : ['anonymous'];
    const close = HOLES[name].open(
      concord,
      everything.rows.map(({ key }) => key),
    );
    try {
      await expect(finds()).rejects.toThrow();
    } finally {
      close();
      some = undefined;
    }
  });
  const expectNone = async (...paths: readonly string[]) =>
    expect(await leaksOf(questions().filter(({ path }) => paths.includes(path)))).toEqual([]);

  it('is found out by this test wherever the answer meant for another is given', async () => {
    const check = new LeakCheck(world);
    const paths = ['commitments', 'nodes', 'events', 'search', 'changeDigest', 'actorProfile', 'needsAndOffers', 'partnerships'];
    for (const path of paths) {
      const others: Json[] = [];
      for (const { text } of questions().filter((one) => one.path === path)) others.push((await ask('ana', text)).data);
      expect({ path, found: check.leaks(null, others).length > 0 }).toEqual({ path, found: true });
    }
  });
});

/** Whether a question is not for this reader at all. */
function isShut(errors: Answer['errors']): boolean {
  return (errors ?? []).every(({ extensions }) => ['UNAUTHENTICATED', 'FORBIDDEN'].includes(extensions.code as string));
}

/** Leaks by where they are, with how often: many have one cause. */
function summary(leaks: readonly Json[]): string[] {
  const counts = new Map<string, number>();
  for (const { path, at, of } of leaks) {
    const where = `${path}: ${at.replace(/\.?\b\d+\b|^\w\d+\./g, '')} shows a ${of}`;
    counts.set(where, (counts.get(where) ?? 0) + 1);
  }
  return [...counts].map(([where, count]) => `${where} (${count} times)`);
}
