import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { from } from 'pg-copy-streams';
import { MemoryEventStore } from '../src/event-sourcing/memory/memory-event-store.js';
import { createCatalogue, createProjections } from '../src/service.js';
import { ChildService } from './support/child-service.js';
import { storeOf } from './support/event-store-server.js';
import { testDatabase, type TestDatabase } from './support/postgres.js';
import { digests, remade } from './support/read-models.js';
import { LONG } from './support/size.js';
import { CLEAR, english } from './support/service.js';

const SAME = Object.fromEntries(
  [...createProjections(new MemoryEventStore(), createCatalogue()).keys()].map((name) => [name, true]),
);
const REGISTER = 'mutation($input: RegisterActorInput!) { registerActor(input: $input) { actor { id } } }';
const DECLARE =
  'mutation($input: DeclareCommitmentInput!) { declareCommitment(input: $input) { commitment { id } receipt { position } } }';
const REVISE =
  'mutation($input: ReviseCommitmentDueDateInput!) { reviseCommitmentDueDate(input: $input) { receipt { position } } }';

describe('two services on one database', () => {
  let database: TestDatabase;
  let services: readonly [ChildService, ChildService];
  let actor: string;
  beforeAll(async () => {
    database = await testDatabase();
    services = [new ChildService({ databaseUrl: database.url }), new ChildService({ databaseUrl: database.url })];
    for (const service of services) await service.start();
    const input = { actorKind: 'STATE', name: english('France'), handling: CLEAR };
    actor = (await services[0].ask(REGISTER, { input })).data.registerActor.actor.id as string;
  });
  afterAll(async () => {
    for (const service of services) await service.end('SIGTERM');
    await database.close();
  });

  /** Declares commitments and moves their days, late reports among them; `began` is called with the first. @returns the position of the last event */
  async function load(service: ChildService, milliseconds: number, began?: () => void): Promise<string> {
    let last = 0n;
    const took = (position: string) => {
      last = BigInt(position) > last ? BigInt(position) : last;
      began?.();
    };
    const writer = async (until: number) => {
      for (let n = 0; Date.now() < until; n++) {
        const declared = {
          actor,
          statement: english(`Undertaking ${n}`),
          due: '2024-06-30',
          occurredAt: '2023-05',
          handling: CLEAR,
        };
        const { commitment, receipt } = (await service.ask(DECLARE, { input: declared })).data.declareCommitment;
        took(receipt.position as string);
        for (const occurredAt of ['2024-02-01', '2023-11']) {
          const input = { id: commitment.id, due: '2025-01-31', reason: 'budget', occurredAt };
          took((await service.ask(REVISE, { input })).data.reviseCommitmentDueDate.receipt.position as string);
        }
      }
    };
    const until = Date.now() + milliseconds;
    await Promise.all(Array.from({ length: 6 }, () => writer(until)));
    return String(last);
  }

  const caughtUp = async (service: ChildService, position: string) => {
    const { data, errors } = await service.ask(`{ at(after: "${position}") { commitments { totalCount } } }`);
    expect(errors).toBeUndefined();
    return data.at.commitments.totalCount as number;
  };

  it.each(LONG ? [0, 1, 0, 1] : [0, 1])(
    'keep the read models up to date while number %i of them is held up in the middle of its work, which changes nothing when it goes on',
    async (held) => {
      const [stopped, other] = [services[held]!, services[1 - held]!];
      let busy!: Promise<string>;
      await new Promise<void>((began) => void (busy = load(stopped, 400, began).catch(() => '0')));
      stopped.signal('SIGSTOP');
      const since = Date.now();
      try {
        const last = await load(other, 300);
        const count = await caughtUp(other, last);
        // Five seconds are what the database leaves a transaction that nobody goes on with; ten what `after` waits for.
        expect(Date.now() - since).toBeLessThan(10_000);
        const projections = createProjections(storeOf(database.pool), createCatalogue());
        const before = await digests(database.pool, projections);
        stopped.signal('SIGCONT');
        const latest = [await busy, last].sort((a, b) => Number(BigInt(a) - BigInt(b)))[1]!;
        expect(await caughtUp(stopped, latest)).toBe(await caughtUp(other, latest));
        if (latest === last) {
          expect(await caughtUp(stopped, last)).toBe(count);
          expect(await digests(database.pool, projections)).toEqual(before);
        }
      } finally {
        stopped.signal('SIGCONT');
      }
    },
  );

  it('leave the rows that the log gives', async () => {
    expect(await remade(database.pool)).toEqual(SAME);
  });

  it('go on when one of them stops while it writes rows, which no timeout of the database ends', async () => {
    const stuck = await database.pool.connect();
    await stuck.query('begin');
    const { rows } = await stuck.query<{ generation: number }>(
      "select generation from rm.checkpoints where projection = 'commitment' and active for update",
    );
    const copy = stuck.query(from(`copy rm.commitment_g${rows[0]!.generation} (id) from stdin`)).on('error', () => undefined);
    try {
      await caughtUp(services[0], await load(services[0], 50));
    } finally {
      copy.destroy();
      stuck.release(true);
    }
  });

  it('go on when one of them is killed', async () => {
    let busy!: Promise<string>;
    await new Promise<void>((began) => void (busy = load(services[0], 600, began).catch(() => '0')));
    await services[0].end();
    await busy;
    await caughtUp(services[1], await load(services[1], 200));
    expect(await remade(database.pool)).toEqual(SAME);
  });
});
