import { randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type RecordedEvent } from '../src/event-sourcing/envelope.js';
import { fold } from '../src/event-sourcing/fold.js';
import { PostgresEventStore } from '../src/event-sourcing/postgres/postgres-event-store.js';
import { openDatabase } from '../src/platform/database.js';
import { createLog } from '../src/platform/log.js';
import { commitment, type CommitmentState } from '../src/records/commitment/commitment.js';
import { slips } from '../src/records/commitment/commitment.table.js';
import { ChildService } from './support/child-service.js';
import { remade } from './support/read-models.js';
import { CLEAR, english } from './support/service.js';

/** How often service or database are killed; fifty is what the service is held to. */
const KILLS = Number(process.env.CONCORD_TEST_KILLS ?? 4);
const WRITERS = 8;
/** Commands acknowledged between two kills. */
const LOAD = 60;

describe('a service that is killed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'concord-crash-'));
  const service = new ChildService({ dataFolder: folder });
  beforeAll(() => (chmodSync(folder, 0o755), service.start()), 120_000);
  afterAll(async () => {
    await service.end('SIGTERM');
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  /** Kills the database's main process; the service brings it up again. */
  const killDatabase = () => {
    const [pid] = readFileSync(join(folder, 'postgres', 'postmaster.pid'), 'utf8').split('\n');
    process.kill(Number(pid), 'SIGKILL');
  };

  interface Acknowledged {
    readonly id: string;
    readonly position: string;
  }
  const acknowledged = new Map<string, Acknowledged>();
  let resent = 0;

  /** Sends a command, again under its id where its answer is lost, until it is known what became of it. */
  async function send(mutation: string, input: object, kind = 'commitment'): Promise<Acknowledged> {
    const type = `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input!`;
    const query = `mutation($input: ${type}) { ${mutation}(input: $input) { ${kind} { id } receipt { position } refusal { code message } } }`;
    const commandId = randomUUID();
    for (const deadline = Date.now() + 60_000; ; resent++) {
      const answer = await service.ask(query, { input: { ...input, commandId } }).catch(() => undefined);
      const outcome = answer?.data?.[mutation];
      if (outcome?.refusal) throw new Error(JSON.stringify(outcome.refusal));
      if (outcome?.receipt) {
        const taken = { id: outcome[kind].id as string, position: outcome.receipt.position as string };
        acknowledged.set(commandId, taken);
        return taken;
      }
      if (Date.now() > deadline) throw new Error(`no answer for a minute: ${JSON.stringify(answer)}`);
      await pause(20);
    }
  }

  it(
    `keeps every acknowledged command once, over ${KILLS} kills of itself and of its database under load, and each read model is the fold of its events`,
    async () => {
      const state = { actorKind: 'STATE', name: english('France'), handling: CLEAR };
      const { id: actor } = await send('registerActor', state, 'actor');
      let stop = false;
      let failed: unknown;
      const write = async () => {
        for (let n = 0; !stop; n++) {
          const declared = {
            actor,
            statement: english(`Undertaking ${n}`),
            due: '2024-06-30',
            occurredAt: '2023-05',
            handling: CLEAR,
          };
          const { id } = await send('declareCommitment', declared);
          // In order, late, and in order again; each to another day, or nothing would be recorded.
          for (const [i, occurredAt] of ['2024-02-01', '2023-11', '2024-03'].entries())
            if (!stop)
              await send('reviseCommitmentDueDate', { id, due: `2025-0${i + 1}-0${(n % 9) + 1}`, reason: 'budget', occurredAt });
        }
      };
      const writers = Array.from({ length: WRITERS }, () => write().catch((error: unknown) => (failed ??= error)));
      const underLoad = async () => {
        for (const goal = acknowledged.size + LOAD; acknowledged.size < goal; await pause(5)) if (failed) throw failed as Error;
      };
      for (let kill = 0; kill < KILLS; kill++) {
        await underLoad();
        if (kill % 2 === 0) {
          await service.end();
          await service.start();
        } else killDatabase();
      }
      await underLoad();
      stop = true;
      await Promise.all(writers);
      if (failed) throw failed as Error;

      const database = await openDatabase({ configuration: { dataFolder: folder }, join: true, log: createLog('error') });
      const store = new PostgresEventStore({ pool: database.pool });
      try {
        const streams = new Map<string, RecordedEvent[]>();
        const commands = new Map<string, string[]>();
        let head = 0n;
        for await (const event of store.readAll()) {
          expect(event.position).toBe(++head);
          const stream = streams.get(event.stream) ?? [];
          expect(event.revision).toBe(stream.length);
          streams.set(event.stream, [...stream, event]);
          const { commandId } = event.metadata;
          commands.set(commandId, [...(commands.get(commandId) ?? []), String(event.position)]);
        }
        for (const [commandId, { position }] of acknowledged)
          expect({ commandId, positions: commands.get(commandId) }).toEqual({ commandId, positions: [position] });
        // Each writer waits until it knows what became of its command, so there is nothing else.
        expect(commands.size).toBe(acknowledged.size);

        const rows: object[] = [];
        for (let after: string | null = null, more = true; more;) {
          const { data } = await service.ask(
            `query($after: String) { at(after: "${head}") { commitments(first: 500, after: $after) {
               nodes { id revision due slips statement timeline { totalCount } } pageInfo { hasNextPage endCursor } } } }`,
            { after },
          );
          const { nodes, pageInfo } = data.at.commitments;
          rows.push(...(nodes as object[]));
          [after, more] = [pageInfo.endCursor, pageInfo.hasNextPage];
        }
        const folds = [...streams]
          .filter(([stream]) => stream.startsWith('commitment-'))
          .map(([stream, events]) => {
            const { due, earlierDues, statement } = fold(commitment, events).state as CommitmentState;
            return {
              id: stream.replace('-', '_'),
              revision: events.length - 1,
              due,
              slips: slips({ due, earlierDues }),
              statement: statement[0]!.text,
              timeline: { totalCount: events.length },
            };
          });
        const byId = (all: object[]) => new Map(all.map((one) => [(one as { id: string }).id, one]));
        expect(rows).toHaveLength(folds.length);
        expect(byId(rows)).toEqual(byId(folds));
        const all = await remade(database.pool);
        expect(all).toEqual(Object.fromEntries(Object.keys(all).map((name) => [name, true])));
        if (KILLS > 10)
          process.stdout.write(
            `${KILLS} kills: ${acknowledged.size} commands acknowledged, ${resent} sent again, ${rows.length} records\n`,
          );
      } finally {
        await store.close();
        await database.close();
      }
    },
    90_000 + KILLS * 20_000,
  );
});
