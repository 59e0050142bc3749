import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type RecordedEvent, START } from '../src/event-sourcing/envelope.js';
import { foldAt, type Folded } from '../src/event-sourcing/fold.js';
import { rebuild } from '../src/event-sourcing/projections/rebuild.js';
import { type CommitmentState } from '../src/records/commitment/commitment.fields.js';
import { eventsAfter } from './support/log-reading.js';
import { size } from './support/size.js';
import { CLEAR, english, testService, type TestService } from './support/service.js';

const RECORDS = 25;
const COMMANDS = size('CONCORD_TEST_COMMANDS', { short: 350, long: 700 });
const QUESTIONS = size('CONCORD_TEST_QUESTIONS', { short: 300, long: 1_000 });

/** Mulberry32: the same numbers at every run, so that a failure can be looked into. */
function random(seed: number): (below: number) => number {
  return (below) => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

interface Question {
  readonly id: string;
  readonly asOf?: string;
  readonly knownAt?: bigint;
  /** Who asks; undefined for everybody. */
  readonly by?: string;
}

const FIELDS = 'status due percent slips progress { report } voided { reason user } handling { tlp } sources { document }';

describe('time travel', () => {
  let concord: TestService;
  const below = random(20_210_127);
  const ids: string[] = [];
  const events = new Map<string, RecordedEvent[]>();
  let log: RecordedEvent[] = [];
  let last = '0';
  /** Keys, and what they open, by the names of those who ask. */
  const keys: Record<string, string> = {};
  const viewers: Record<string, readonly string[]> = { other: ['public', 'members', 'user:other'] };
  const payloads: { readonly by: string; readonly id: string; readonly position: bigint; readonly record: unknown }[] = [];

  beforeAll(async () => {
    concord = await testService();
    const actors: Record<string, string> = {};
    for (const name of ['France', 'Spain']) {
      const { record } = await concord.send('registerActor', { actorKind: 'STATE', name: english(name), handling: CLEAR });
      actors[name] = record.id as string;
      const actor = actors[name].replace('actor_', '');
      keys[name] = await concord.key({ user: name, actor: actors[name], roles: ['COORDINATOR'] });
      viewers[name] = ['public', 'members', `user:${name}`, `org:${actor}`, `org+:${actor}`];
    }
    keys.other = await concord.key({ user: 'other', roles: ['READER'] });
    const day = () => new Date(Date.UTC(2015, 0, 1) + below(365 * 11) * 86_400_000).toISOString().slice(0, 10);
    const when = () => [day(), day().slice(0, 7), day().slice(0, 4), undefined][below(4)];
    /** Labels of events, most of them their record's. */
    const labels = [
      { tlp: 'RED', audience: ['user_other'] },
      { tlp: 'RED', audience: [] },
      { tlp: 'AMBER_STRICT', audience: [] },
      { tlp: 'AMBER', audience: [actors.Spain] },
      { tlp: 'GREEN', audience: [] },
    ];
    const label = () => labels[below(20)];
    const took = (answer: { receipt: { position: string } | null }) => void (last = answer.receipt?.position ?? last);
    for (let n = 0; n < COMMANDS; n++) {
      const by = ['France', 'Spain'][below(2)]!;
      if (ids.length < RECORDS && below(4) === 0) {
        const declared = {
          actor: actors.France,
          statement: english(`Undertaking ${n}`),
          due: day(),
          occurredAt: when(),
          handling: [CLEAR, CLEAR, { tlp: 'AMBER', audience: [actors.Spain, actors.France] }][below(3)],
        };
        const answer = await concord.send('declareCommitment', declared, 'id', keys[by]);
        ids.push(answer.record.id);
        took(answer);
        continue;
      }
      const id = ids[below(ids.length)];
      if (!id) continue;
      const occurredAt = when();
      const past = [...(await eventsOf(id))];
      const target = past[below(past.length)]!;
      const send = (mutation: string, input: object) =>
        concord.send(mutation, { id, ...input }, `... on Commitment { ${FIELDS} }`, keys[by]);
      const handling = label();
      const commands: readonly (() => ReturnType<typeof send>)[] = [
        () => send('reviseCommitmentDueDate', { due: day(), reason: 'budget', occurredAt, handling }),
        () => send('reportCommitmentProgress', { report: english(`Report ${n}`), percent: below(101), occurredAt, handling }),
        () => send('reportCommitmentProgress', { report: english(`Report ${n}`), occurredAt, handling }),
        () => send('attachSource', { document: `https://example.org/${n}`, occurredAt, handling }),
        () => send('correctRecord', { eventId: target.id, field: 'occurredAt', value: day(), reason: 'wrong day' }),
        () => send('correctRecord', { eventId: target.id, field: 'percent', value: below(101), reason: 'miscounted' }),
        () => send('withdrawCommitment', { reason: 'budget', occurredAt, handling }),
        () => send('changeHandling', { to: { tlp: ['GREEN', 'CLEAR'][below(2)], audience: [] }, reason: 'review' }),
        () => (below(6) === 0 ? send('voidRecord', { reason: 'entered twice' }) : send('attachSource', { document: 'x' })),
        () => send('restoreRecord', { reason: 'it was not', occurredAt }),
      ];
      const answer = await commands[below(commands.length)]!();
      took(answer);
      if (answer.receipt) payloads.push({ by, id, position: BigInt(answer.receipt.position as string), record: answer.record });
    }
    for (const id of ids) events.set(id, await eventsOf(id));
    log = await eventsAfter(concord.service.store, START);
  });
  afterAll(() => concord.close());

  async function eventsOf(id: string): Promise<RecordedEvent[]> {
    const found: RecordedEvent[] = [];
    for await (const event of concord.service.store.readStream(id.replace('_', '-'))) found.push(event);
    return found;
  }

  function questions(): Question[] {
    return Array.from({ length: QUESTIONS }, () => {
      const knownAt = below(3) > 0 ? log[below(log.length)]!.position : undefined;
      const asOf = below(4) > 0 ? new Date(Date.UTC(2014, 0, 1) + below(365 * 13) * 86_400_000).toISOString() : undefined;
      return { id: ids[below(ids.length)]!, asOf, knownAt, by: [undefined, ...Object.keys(viewers)][below(4)] };
    });
  }

  /** What the API must answer: the fold of the record's own events. The world is not asked about later than it was known. */
  function expected({ id, asOf, knownAt, by }: Question): object | null {
    const newest = knownAt ?? BigInt(last);
    const recordedAt = `${log.find(({ position }) => position === newest)!.recordedAt.slice(0, 23)}Z`;
    const at =
      asOf === undefined && knownAt === undefined
        ? {}
        : { asOf: asOf !== undefined && asOf < recordedAt ? asOf : recordedAt, knownAt };
    const sight = { ...at, keys: by === undefined ? ['public'] : viewers[by]! };
    return shown(foldAt(concord.service.catalogue.definition('commitment'), events.get(id)!, sight));
  }

  function shown(folded: Folded | undefined): object | null {
    if (!folded) return null;
    const { status, due, percent, earlierDues, progress } = folded.state as CommitmentState;
    const { meta } = folded;
    return {
      status,
      due,
      percent,
      slips: [...earlierDues, due].filter((day, i, all) => i > 0 && day !== null && all[i - 1]! !== null && day > all[i - 1]!)
        .length,
      progress: progress.map(({ report }) => ({ report: report[0]!.text })),
      voided: meta.voided && { reason: meta.voided.reason, user: meta.voided.user },
      handling: { tlp: meta.handling.tlp },
      sources: meta.sources.map(({ document }) => ({ document })),
    };
  }

  async function answers(asked: readonly Question[]): Promise<(object | null)[]> {
    const one = ({ id, asOf, knownAt }: Question, i: number) => {
      const moment = [asOf && `asOf: "${asOf}"`, knownAt !== undefined && `knownAt: "position:${knownAt}"`]
        .filter(Boolean)
        .join(', ');
      return `q${i}: at${moment ? `(${moment})` : ''} { commitment(id: "${id}") { ${FIELDS} } }`;
    };
    const given: (object | null)[] = [];
    for (const by of [undefined, ...Object.keys(viewers)]) {
      const own = asked.map((question, i) => ({ question, i })).filter(({ question }) => question.by === by);
      for (let from = 0; from < own.length; from += 100) {
        const batch = own.slice(from, from + 100);
        const query = `{ ${batch.map(({ question, i }) => one(question, i)).join('\n')} }`;
        const { data, errors } = await concord.ask(query, {}, by === undefined ? null : keys[by]);
        expect(errors).toBeUndefined();
        for (const { i } of batch) given[i] = data[`q${i}`].commitment as object | null;
      }
    }
    return given;
  }

  it(`answers ${QUESTIONS} questions about any record, any date and any state of knowledge as its events tell it`, async () => {
    await concord.ask(`{ at(after: "${last}") { service { name } } }`);
    const asked = questions();
    const given = await answers(asked);
    let there = 0;
    for (const [i, question] of asked.entries()) {
      const right = expected(question);
      expect({ question, answer: given[i] }).toEqual({ question, answer: right });
      if (right) there++;
    }
    expect(there).toBeGreaterThan(QUESTIONS / 4);
  });

  it('lists and counts each record once, with what each reader may know of it', async () => {
    for (const by of [undefined, ...Object.keys(viewers)]) {
      const right = ids.map((id) => ({ id, record: expected({ id, by }) as { voided: object | null } | null }));
      const seen = right.filter(({ record }) => record && !record.voided);
      const { data, errors } = await concord.ask(
        `{ commitments(first: 100) { totalCount nodes { id ${FIELDS} } } }`,
        {},
        by === undefined ? null : keys[by],
      );
      expect(errors).toBeUndefined();
      const nodes = data.commitments.nodes as { id: string }[];
      const byId = (one: { id: string }, other: { id: string }) => (one.id < other.id ? -1 : 1);
      expect(nodes.sort(byId)).toEqual(seen.map(({ id, record }) => ({ id, ...record })).sort(byId));
      expect(data.commitments.totalCount).toBe(seen.length);
    }
  });

  it('gives back after each command the record as its sender may know it', () => {
    const definition = concord.service.catalogue.definition('commitment');
    const narrow = payloads.filter(({ by, id, position, record }) => {
      const known = events.get(id)!.filter((event) => event.position <= position);
      expect({ id, position, record }).toEqual({
        id,
        position,
        record: shown(foldAt(definition, known, { keys: viewers[by]! })),
      });
      return JSON.stringify(shown(foldAt(definition, known, {}))) !== JSON.stringify(record);
    });
    expect(narrow.length).toBeGreaterThan(10);
  });

  it('has the same rows after a rebuild, and gives the same answers', async () => {
    const asked = questions().slice(0, 200);
    const before = await answers(asked);
    for (const name of ['commitment', 'timeline', 'actor']) {
      const { same } = await rebuild(concord.service.projections.get(name)!, {
        pool: concord.service.unfiltered,
        store: concord.service.store,
      });
      expect({ name, same }).toEqual({ name, same: true });
    }
    expect(await answers(asked)).toEqual(before);
  });
});
