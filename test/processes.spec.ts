import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { type NewEvent, type RecordedEvent } from '../src/event-sourcing/envelope.js';
import { type EventStore, StoreUnavailable } from '../src/event-sourcing/event-store.js';
import { MemorySubjectKeys } from '../src/event-sourcing/personal/subject-keys.js';
import { type Process, type Reaction } from '../src/event-sourcing/processes/process.js';
import { createLog } from '../src/platform/log.js';
import { createService, type Service } from '../src/service.js';
import { ADMIN_KEY } from './support/child-service.js';
import { openAccess } from './support/open-access.js';
import { storeOf } from './support/event-store-server.js';
import { testDatabase, type TestDatabase } from './support/postgres.js';
import { CLEAR, english, testService } from './support/service.js';

const COORDINATOR = { user: 'coordinator', actor: null, roles: ['COORDINATOR'], coordinates: 'ALL', keys: ['public'] } as const;

/** Reports progress of a commitment twice, on the day on which it was declared. */
const reporting = (event: RecordedEvent): Reaction => ({
  commands: ['first', 'second'].map((key) => ({
    kind: 'commitment',
    name: 'reportCommitmentProgress',
    id: event.stream.slice('commitment-'.length),
    input: { report: english(key) },
    key,
  })),
});
const reporter: Process = { name: 'reporter', reads: { commitment: ['CommitmentDeclared'] }, react: reporting };

let database: TestDatabase;
let running: { readonly service: Service; readonly store: EventStore }[];
beforeEach(async () => {
  database = await testDatabase({ migrate: true, connections: 20 });
  running = [];
});
afterEach(async () => {
  for (const { service, store } of running) {
    await service.stop();
    await store.close();
  }
  await database.close();
});

/** A service without a server, on the test's database. */
async function start(
  processes: readonly Process[],
  { now, through = (store) => store }: { now?: () => Date; through?: (store: EventStore) => EventStore } = {},
): Promise<Service> {
  const store = storeOf(database.pool);
  const service = createService({
    pool: database.pool,
    store: through(store),
    log: createLog('error', () => undefined),
    subjectKeys: new MemorySubjectKeys(),
    now,
    processes,
    processAccess: openAccess,
  });
  running.push({ service, store });
  await service.start();
  return service;
}

async function stop(service: Service): Promise<void> {
  await service.stop();
  running = running.filter((one) => one.service !== service);
}

/** Lets appends fail, before they are taken or after. */
function interrupted(when: (events: readonly NewEvent[]) => 'before' | 'after' | undefined) {
  return (store: EventStore): EventStore => {
    const append = store.append.bind(store);
    store.append = async (stream, revision, events) => {
      const fails = when(events);
      if (fails === 'before') throw new StoreUnavailable('cut off');
      const result = await append(stream, revision, events);
      if (fails === 'after') throw new StoreUnavailable('cut off');
      return result;
    };
    return store;
  };
}

async function declare({ handler }: Service, statement: string, due?: string): Promise<string> {
  const actor = '018f2f6e-0000-7000-8000-000000000001';
  const input = { actor, statement: english(statement), cites: [], due };
  const request = { kind: 'commitment', name: 'declareCommitment', creates: true, input, handling: CLEAR as never };
  const outcome = await handler.execute({ ...request, caller: COORDINATOR, occurredAt: '2021-05' });
  expect(outcome.status).toBe('accepted');
  return outcome.id;
}

async function settled({ store, processes }: Service): Promise<void> {
  let head: bigint;
  do {
    head = await store.head();
    expect(await processes.progress.wait(head, 20_000)).toBe(true);
  } while ((await store.head()) !== head);
}

async function eventsOf(type: string): Promise<RecordedEvent[]> {
  const store = storeOf(database.pool);
  try {
    const found: RecordedEvent[] = [];
    for await (const event of store.readAll()) if (event.type === type) found.push(event);
    return found;
  } finally {
    await store.close();
  }
}

describe('a process', () => {
  it('answers an event by commands, which name it as their cause and happened when it did', async () => {
    const service = await start([reporter]);
    await declare(service, 'Train 40 officers');
    await settled(service);
    const [declared] = await eventsOf('CommitmentDeclared');
    const reports = await eventsOf('CommitmentProgressReported');
    expect(reports.map(({ data }) => (data as { report: { text: string }[] }).report[0]!.text)).toEqual(['first', 'second']);
    for (const { metadata } of reports) {
      const { correlationId, occurredAt, precision } = declared!.metadata;
      expect(metadata).toMatchObject({ causationId: declared!.id, correlationId, occurredAt, precision });
      expect(metadata).toMatchObject({ user: 'process:reporter', actor: null, handling: CLEAR });
    }
  });

  it('begins at the start of a log that is there already', async () => {
    const before = await start([]);
    await declare(before, 'Train 40 officers');
    await stop(before);
    await settled(await start([reporter]));
    expect(await eventsOf('CommitmentProgressReported')).toHaveLength(2);
  });

  it('takes nothing twice when it starts again, its checkpoint lost', async () => {
    const first = await start([reporter]);
    await declare(first, 'Train 40 officers');
    await settled(first);
    await stop(first);
    await database.pool.query("delete from rm.checkpoints where projection = 'process:reporter'");
    await settled(await start([reporter]));
    expect(await eventsOf('CommitmentProgressReported')).toHaveLength(2);
  });

  it.each(['lost before it was taken', 'taken, and its answer lost'])(
    'takes each command once where the second one of a reaction is %s',
    async (what) => {
      let appends = 0;
      const failing = interrupted((events) => {
        const fails = events[0]!.type === 'CommitmentProgressReported' && ++appends === 2;
        return fails && what.startsWith('lost') ? 'before' : fails ? 'after' : undefined;
      });
      const service = await start([reporter], { through: failing });
      await declare(service, 'Train 40 officers');
      await settled(service);
      expect(appends).toBeGreaterThan(1);
      expect(await eventsOf('CommitmentProgressReported')).toHaveLength(2);
    },
  );

  it('is run by one of two services, and by the other one after that has stopped', async () => {
    const reacted: string[] = [];
    const told = (name: string): Process => ({
      ...reporter,
      react(event) {
        reacted.push(name);
        return reporting(event);
      },
    });
    const [one, other] = [await start([told('one')]), await start([told('other')])];
    await Promise.all(Array.from({ length: 30 }, (_, i) => declare(i % 2 ? one : other, `Undertaking ${i}`)));
    await settled(one);
    await settled(other);
    expect(reacted).toHaveLength(30);
    await stop(one);
    await declare(other, 'One more');
    await settled(other);
    expect(reacted.slice(30)).toEqual(['other']);
    expect(await eventsOf('CommitmentProgressReported')).toHaveLength(62);
  });

  it('writes down what the rules refuse, and goes on', async () => {
    const withdrawer: Process = {
      name: 'withdrawer',
      reads: { commitment: ['CommitmentDeclared'] },
      react: ({ stream }) => ({
        commands: ['once', 'again'].map((key) => ({
          kind: 'commitment',
          name: 'withdrawCommitment',
          id: stream.slice('commitment-'.length),
          input: { reason: 'budget' },
          key,
        })),
      }),
    };
    const service = await start([withdrawer]);
    const id = await declare(service, 'Train 40 officers');
    await settled(service);
    const { rows } = await database.pool.query('select process, event_id, command, record, refusal from rm.process_refusals');
    const [declared] = await eventsOf('CommitmentDeclared');
    const refusal = { code: 'COMMITMENT_ENDED', field: 'id' };
    expect(rows).toMatchObject([
      {
        process: 'process:withdrawer',
        event_id: declared!.id,
        command: 'withdrawCommitment',
        record: `commitment-${id}`,
        refusal,
      },
    ]);
  });

  it('finds again what it linked', async () => {
    const seen: (readonly string[])[] = [];
    const linker: Process = {
      name: 'linker',
      reads: { commitment: ['CommitmentDeclared'] },
      async react({ stream }, { linked }) {
        seen.push(await linked('all'));
        return { links: [{ subject: 'all', linked: stream }] };
      },
    };
    const service = await start([linker]);
    const ids = [await declare(service, 'One'), await declare(service, 'Two'), await declare(service, 'Three')];
    await settled(service);
    const streams = ids.map((id) => `commitment-${id}`);
    expect(seen).toEqual([[], streams.slice(0, 1), streams.slice(0, 2).sort()]);
  });
});

describe('a process that asked to be woken', () => {
  /** Reports progress on the day on which a commitment is due, and on each of two days after it. */
  const reminder: Process = {
    name: 'reminder',
    reads: { commitment: ['CommitmentDeclared'] },
    async react({ stream }, { load }) {
      const id = stream.slice('commitment-'.length);
      const { due } = (await load('commitment', id)).state as { due: string };
      return { wake: [{ key: `${id} 0`, at: `${due}T00:00:00.000Z` }] };
    },
    wake(key, { now }) {
      const [id, times] = key.split(' ') as [string, string];
      const at = new Date(Date.parse(now) + 86_400_000).toISOString();
      return {
        commands: [{ kind: 'commitment', name: 'reportCommitmentProgress', id, input: { report: english(`woken ${times}`) } }],
        wake: Number(times) < 2 ? [{ key: `${id} ${Number(times) + 1}`, at }] : [],
      };
    },
  };
  const said = async () =>
    (await eventsOf('CommitmentProgressReported')).map(({ data }) => (data as { report: { text: string }[] }).report[0]!.text);
  const until = async (count: number) => {
    for (const deadline = Date.now() + 20_000; (await said()).length < count && Date.now() < deadline;) await pause(20);
    return said();
  };
  const asleep = async (rows: number) => {
    const { rows: found } = await database.pool.query('select from rm.process_wakeups');
    expect(found).toHaveLength(rows);
  };

  it('is woken at the times it asked for and at no other, across restarts', async () => {
    let today = '2031-01-01T12:00:00Z';
    const now = () => new Date(today);
    const service = await start([reminder], { now });
    await declare(service, 'Train 40 officers', '2031-01-05');
    await settled(service);
    await asleep(1);
    today = '2031-01-04T23:59:59Z';
    service.processes.wake();
    await stop(service);
    expect(await said()).toEqual([]);

    // It comes back two days late.
    today = '2031-01-07T08:00:00Z';
    const next = await start([reminder], { now });
    expect(await until(1)).toEqual(['woken 0']);
    today = '2031-01-08T08:00:00Z';
    next.processes.wake();
    expect(await until(2)).toEqual(['woken 0', 'woken 1']);
    today = '2031-01-20T08:00:00Z';
    next.processes.wake();
    expect(await until(3)).toEqual(['woken 0', 'woken 1', 'woken 2']);
    const [declared] = await eventsOf('CommitmentDeclared');
    const woken = await eventsOf('CommitmentProgressReported');
    expect(woken.map(({ metadata }) => [metadata.causationId, metadata.occurredAt.slice(0, 10)])).toEqual(
      ['2031-01-07', '2031-01-08', '2031-01-20'].map((day) => [declared!.id, day]),
    );
    await stop(next);
    await asleep(0);
  });

  it('does once what it is woken for, by two services and where the answer of the log is lost', async () => {
    let today = '2031-01-01T12:00:00Z';
    let cut = 0;
    const failing = interrupted((events) =>
      events[0]!.type === 'CommitmentProgressReported' && ++cut <= 2 ? 'after' : undefined,
    );
    const options = { now: () => new Date(today), through: failing };
    const services = [await start([reminder], options), await start([reminder], options)];
    for (let n = 0; n < 10; n++) await declare(services[0]!, `Undertaking ${n}`, '2031-01-05');
    await settled(services[0]!);
    today = '2031-01-05T00:00:00Z';
    for (const { processes } of services) processes.wake();
    expect(await until(10)).toHaveLength(10);
    for (const service of services) await stop(service);
    expect(cut).toBeGreaterThan(2);
    expect(await said()).toEqual(Array(10).fill('woken 0'));
  });
});

describe('an event with which a process cannot deal', () => {
  it('stops that process alone, which says so on every way, until a restart tries again', async () => {
    let broken = true;
    const fragile: Process = {
      name: 'fragile',
      reads: { commitment: ['CommitmentDeclared'] },
      async react(event, { load }) {
        const { state } = await load('commitment', event.stream.slice('commitment-'.length));
        if (broken && JSON.stringify(state).includes('poison')) throw new Error('what is this?');
        return reporting(event);
      },
    };
    const said: string[] = [];
    const concord = await testService({
      log: createLog('error', (line) => said.push(line), false),
      processes: [fragile, reporter],
      processAccess: openAccess,
    });
    try {
      const { service } = concord;
      await declare(service, 'good');
      const poisoned = await declare(service, 'poison');
      await declare(service, 'good again');
      const health = async () => {
        const response = await fetch(`${concord.address}/health/ready`, {
          headers: { authorization: `Bearer ${ADMIN_KEY}` },
        });
        return { status: response.status, body: await response.text() };
      };
      while ((await health()).status === 200) await pause(20);
      const reports = async () => {
        const { data } = await concord.ask('{ events(filter: { types: ["CommitmentProgressReported"] }) { totalCount } }');
        return data.events.totalCount as number;
      };
      // Six by the other process, two by this one, of the event before.
      while ((await reports()) < 8) await pause(20);
      const { data } = await concord.ask(`{ commitment(id: "commitment_${poisoned}") { timeline { nodes { id type } } } }`);
      // eslint-disable-next-line @typescript-eslint/no-explicit-any
      const { id } = data.commitment.timeline.nodes.find((one: any) => one.type === 'CommitmentDeclared');
      const why = `process process:fragile stopped at event ${id}: what is this?`;
      expect((await health()).body).toContain(why);
      expect(said.join('')).toContain(`process process:fragile stopped at CommitmentDeclared ${id}`);
      // Readers are not held up.
      expect(
        (await concord.ask(`{ at(after: "${await service.store.head()}") { commitments { totalCount } } }`)).errors,
      ).toBeUndefined();

      broken = false;
      const repaired = createService({
        pool: service.pool,
        store: service.store,
        log: createLog('error'),
        subjectKeys: new MemorySubjectKeys(),
        processes: [fragile, reporter],
        processAccess: openAccess,
      });
      await repaired.start();
      try {
        await settled(repaired);
        while ((await reports()) < 12) await pause(20);
        while ((await health()).status !== 200) await pause(20);
      } finally {
        await repaired.stop();
      }
      expect(await reports()).toBe(12);
    } finally {
      await concord.close();
    }
  });
});
