import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { status as code } from '@grpc/grpc-js';
import { setTimeout as pause } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { KurrentEventStore } from '../src/event-sourcing/kurrentdb/kurrent-event-store.js';
import { anEvent, aStream } from './conformance/support.js';
import { FakeEventStore, type Treatment } from './support/fake-event-store.js';
import { FaultyProxy } from './support/faulty-proxy.js';
import { size } from './support/size.js';

/** How many faults; five hundred over ten minutes are what the log is held to. */
const FAULTS = size('CONCORD_TEST_FAULTS', { short: 40, long: 120 });
const SECONDS = Number(process.env.CONCORD_TEST_FAULTS_SECONDS ?? 0);
const WRITERS = 4;
const STATUSES = [
  'CANCELLED',
  'UNKNOWN',
  'DEADLINE_EXCEEDED',
  'RESOURCE_EXHAUSTED',
  'ABORTED',
  'INTERNAL',
  'UNAVAILABLE',
] as const;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const one = <T>(of: readonly T[]): T => of[Math.floor(Math.random() * of.length)]!;

describe('the event log in KurrentDB, under fault after fault', () => {
  let fake: FakeEventStore;
  let proxy: FaultyProxy;
  let store: KurrentEventStore;
  const said = new Map<string, number>();
  beforeAll(async () => {
    fake = await FakeEventStore.start();
    proxy = new FaultyProxy(fake.url);
    const onFault = ({ message }: Error) => said.set(message, (said.get(message) ?? 0) + 1);
    store = new KurrentEventStore({
      url: await proxy.start(),
      retryForMs: 60_000,
      answerTimeoutMs: 1_000,
      tailEvents: 300,
      onFault,
    });
  });
  afterAll(async () => {
    await store.close();
    await proxy.stop();
    fake.stop();
  });

  /** What breaks, and for how many milliseconds. */
  const next = (treatment: Treatment) => {
    let left = WRITERS;
    fake.treat = () => (left-- > 0 ? treatment : 'at once');
  };
  const during = async (begin: () => void, end: () => unknown) => {
    begin();
    await pause(Math.random() * 300);
    await end();
  };
  const faults: Record<string, () => unknown> = {
    'broken connections': () => proxy.cut(),
    'a server that is away': async () => {
      await proxy.close();
      await during(
        () => undefined,
        () => proxy.open(),
      );
    },
    'half-open connections': () => proxy.silence(),
    standstill: () =>
      during(
        () => proxy.freeze(),
        () => proxy.thaw(),
      ),
    'lost answers': () => next('lost'),
    'late answers': () => next({ late: 300 }),
    'answers after the deadline': () => next({ late: 1_200 }),
    'no answers': () => next('unsaid'),
    'appends refused': () => next({ refused: code.UNAVAILABLE }),
    'subscriptions that stall': () => fake.stall(),
    'calls that end': () => fake.end(code[one(STATUSES)]),
    'another leader': () =>
      during(
        () => (fake.leader = proxy.address),
        () => (fake.leader = undefined),
      ),
  };

  it(
    `loses, doubles and repeats nothing over ${FAULTS} faults, is back within 3 s of their end, and keeps its memory`,
    async () => {
      const after = await store.head();
      const stop = new AbortController();
      // Each writer numbers its events; each subscriber counts along, and keeps nothing else.
      const expected = { recorded: Array.from({ length: WRITERS }, () => 0), wrong: [] as string[] };
      const follow = async (name: string, batchSize: number, rest: number) => {
        const seen = Array.from({ length: WRITERS }, () => 0);
        counts.push(seen);
        for await (const batch of store.subscribeAll({ after, signal: stop.signal, batchSize })) {
          for (const { data } of batch) {
            const { writer, n } = data as { writer: number; n: number };
            if (n !== seen[writer]) expected.wrong.push(`${name}: writer ${writer}'s event ${n} came for ${seen[writer]}`);
            seen[writer] = n + 1;
          }
          if (rest > 0) await pause(rest);
        }
      };
      const counts: number[][] = [];
      const subscribers = [follow('quick', 1_000, 0), follow('in small batches', 3, 0), follow('slow', 50, 20)];
      const writers = expected.recorded.map(async (_, writer) => {
        const stream = aStream();
        for (let n = 0; !stop.signal.aborted; n++) {
          const result = await store.append(stream, n - 1, [anEvent({ writer, n })]);
          if (result.status !== 'ok') expected.wrong.push(`writer ${writer}'s append ${n}: ${JSON.stringify(result.status)}`);
          expected.recorded[writer] = n + 1;
          if (n % 50 === 0) fake.others(20);
          await pause(4);
        }
      });
      const heap = () => (collectGarbage(), process.memoryUsage().heapUsed / 2 ** 20);
      const recoveries: { name: string; milliseconds: number }[] = [];
      const memory: number[] = [];
      const began = performance.now();
      const names = Object.keys(faults);
      for (let n = 0; n < FAULTS && expected.wrong.length === 0; n++) {
        const name = names[n % names.length]!;
        await faults[name]!();
        const healed = performance.now();
        const goal = expected.recorded.map((count) => count + 1);
        const isBack = () => counts.every((seen) => seen.every((count, writer) => count >= goal[writer]!));
        for (; !isBack(); await pause(5))
          if (performance.now() - healed > 60_000) throw new Error(`${name}: not back after a minute`);
        recoveries.push({ name, milliseconds: performance.now() - healed });
        if (n % Math.ceil(FAULTS / 20) === 0) memory.push(heap());
        await pause(Math.max(20, (SECONDS * 1_000 * (n + 1)) / FAULTS - (performance.now() - began)));
      }
      fake.treat = () => 'at once';
      stop.abort();
      await Promise.all([...writers, ...subscribers]);
      expect(expected.wrong).toEqual([]);
      const times = recoveries.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b);
      const p95 = times[Math.floor(times.length * 0.95)]!;
      // Half-filled to filled: what is kept of the log is bounded, and is full by then.
      const growth = memory.at(-1)! - memory[Math.floor(memory.length / 2)]!;
      if (FAULTS >= 500) {
        const worst = names.map((name) => Math.max(...recoveries.filter((r) => r.name === name).map((r) => r.milliseconds)));
        const lines = [
          `${FAULTS} faults in ${((performance.now() - began) / 1_000).toFixed(0)} s, ${expected.recorded.reduce((a, b) => a + b)} events`,
          `back within ${times[Math.floor(times.length / 2)]!.toFixed(0)} ms (median), ${p95.toFixed(0)} ms (p95), ${times.at(-1)!.toFixed(0)} ms (most)`,
          ...names.map((name, i) => `  ${name}: at most ${worst[i]!.toFixed(0)} ms`),
          `heap in MiB: ${memory.map((mib) => mib.toFixed(0)).join(' ')}`,
        ];
        process.stdout.write(`${lines.join('\n')}\n`);
      }
      expect(p95).toBeLessThan(3_000);
      expect(growth).toBeLessThan(16);
      expect(said.size).toBeGreaterThan(0);
    },
    60_000 + FAULTS * 4_000 + SECONDS * 1_000,
  );
});
