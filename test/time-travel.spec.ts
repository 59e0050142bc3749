import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type RecordedEvent, START } from '../src/event-sourcing/envelope.js';
import { foldAt } from '../src/event-sourcing/fold.js';
import { rebuild } from '../src/event-sourcing/projections/rebuild.js';
import { type CommitmentState } from '../src/records/commitment/commitment.js';
import { eventsAfter } from './support/log-reading.js';
import { CLEAR, english, testService, type TestService } from './support/service.js';

const RECORDS = 25;
const COMMANDS = 700;
const QUESTIONS = 1_000;

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
}

describe('time travel', () => {
  let concord: TestService;
  const below = random(20_210_127);
  const ids: string[] = [];
  const events = new Map<string, RecordedEvent[]>();
  let log: RecordedEvent[] = [];
  let last = '0';

  beforeAll(async () => {
    concord = await testService();
    const { record } = await concord.send('registerActor', { actorKind: 'STATE', name: english('France'), handling: CLEAR });
    const day = () => new Date(Date.UTC(2015, 0, 1) + below(365 * 11) * 86_400_000).toISOString().slice(0, 10);
    const when = () => [day(), day().slice(0, 7), day().slice(0, 4), undefined][below(4)];
    const took = (answer: { receipt: { position: string } | null }) => void (last = answer.receipt?.position ?? last);
    for (let n = 0; n < COMMANDS; n++) {
      if (ids.length < RECORDS && below(4) === 0) {
        const declared = {
          actor: record.id,
          statement: english(`Undertaking ${n}`),
          due: day(),
          occurredAt: when(),
          handling: CLEAR,
        };
        const answer = await concord.send('declareCommitment', declared);
        ids.push(answer.record.id);
        took(answer);
        continue;
      }
      const id = ids[below(ids.length)];
      if (!id) continue;
      const occurredAt = when();
      const past = [...(await eventsOf(id))];
      const target = past[below(past.length)]!;
      const commands: readonly (() => Promise<Parameters<typeof took>[0]>)[] = [
        () => concord.send('reviseCommitmentDueDate', { id, due: day(), reason: 'budget', occurredAt }),
        () => concord.send('reportCommitmentProgress', { id, report: english(`Report ${n}`), percent: below(101), occurredAt }),
        () => concord.send('reportCommitmentProgress', { id, report: english(`Report ${n}`), occurredAt }),
        () => concord.send('attachSource', { id, document: `https://example.org/${n}`, occurredAt }),
        () => concord.send('correctRecord', { id, eventId: target.id, field: 'occurredAt', value: day(), reason: 'wrong day' }),
        () =>
          concord.send('correctRecord', { id, eventId: target.id, field: 'percent', value: below(101), reason: 'miscounted' }),
        () => concord.send('withdrawCommitment', { id, reason: 'budget', occurredAt }),
        () => concord.send('changeHandling', { id, to: { tlp: ['GREEN', 'CLEAR'][below(2)], audience: [] }, reason: 'review' }),
        () =>
          below(6) === 0
            ? concord.send('voidRecord', { id, reason: 'entered twice' })
            : concord.send('attachSource', { id, document: 'x' }),
        () => concord.send('restoreRecord', { id, reason: 'it was not', occurredAt }),
      ];
      took(await commands[below(commands.length)]!());
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
      return { id: ids[below(ids.length)]!, asOf, knownAt };
    });
  }

  /** What the API must answer: the fold of the record's own events. The world is not asked about later than it was known. */
  function expected({ id, asOf, knownAt }: Question): object | null {
    const newest = knownAt ?? BigInt(last);
    const recordedAt = `${log.find(({ position }) => position === newest)!.recordedAt.slice(0, 23)}Z`;
    const at =
      asOf === undefined && knownAt === undefined
        ? {}
        : { asOf: asOf !== undefined && asOf < recordedAt ? asOf : recordedAt, knownAt };
    const folded = foldAt(concord.service.catalogue.definition('commitment'), events.get(id)!, at);
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
      const moment = [asOf && `asOf: "${asOf}"`, knownAt !== undefined && `knownAt: "${knownAt}"`].filter(Boolean).join(', ');
      return `q${i}: at${moment ? `(${moment})` : ''} { commitment(id: "${id}") { status due percent slips progress { report } voided { reason user } handling { tlp } sources { document } } }`;
    };
    const given: (object | null)[] = [];
    for (let from = 0; from < asked.length; from += 100) {
      const batch = asked.slice(from, from + 100);
      const { data, errors } = await concord.ask(`{ ${batch.map(one).join('\n')} }`);
      expect(errors).toBeUndefined();
      given.push(...batch.map((_, i) => data[`q${i}`].commitment as object | null));
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

  it('has the same rows after a rebuild, and gives the same answers', async () => {
    const asked = questions().slice(0, 200);
    const before = await answers(asked);
    for (const name of ['commitment', 'timeline', 'actor']) {
      const { same } = await rebuild(concord.service.projections.get(name)!, {
        pool: concord.service.pool,
        store: concord.service.store,
      });
      expect({ name, same }).toEqual({ name, same: true });
    }
    expect(await answers(asked)).toEqual(before);
  });
});
