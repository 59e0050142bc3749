import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from '@jest/globals';
import { type Pool } from 'pg';
import { type RecordedEvent } from '../../src/event-sourcing/envelope.js';
import { type EventStore } from '../../src/event-sourcing/event-store.js';
import { fold } from '../../src/event-sourcing/fold.js';
import { commitment, slips } from '../../src/records/commitment/commitment.js';
import { type CommitmentState } from '../../src/records/commitment/commitment.fields.js';
import { type ChildService } from './child-service.js';
import { remade } from './read-models.js';
import { CLEAR, english } from './service.js';

interface Acknowledged {
  readonly id: string;
  readonly position: string;
}

/** Writers who send commands to a service that may be killed, or lose its log, at any moment, and send each again until they know what became of it. */
export class CommandLoad {
  readonly #acknowledged = new Map<string, Acknowledged>();
  #writers: Promise<void>[] = [];
  #stop = false;
  #failed: unknown;
  /** How often a command was sent again because its answer was lost. */
  resent = 0;

  constructor(private readonly service: ChildService) {}

  get acknowledged(): number {
    return this.#acknowledged.size;
  }

  async start(writers: number): Promise<void> {
    const state = { actorKind: 'STATE', name: english('France'), handling: CLEAR };
    const { id: actor } = await this.#send('registerActor', state, 'actor');
    const write = () => this.#write(actor).catch((error: unknown) => (this.#failed ??= error));
    this.#writers = Array.from({ length: writers }, async () => void (await write()));
  }

  /** Until so many more commands are acknowledged. */
  async more(count: number): Promise<void> {
    for (const goal = this.acknowledged + count; this.acknowledged < goal; await pause(5))
      if (this.#failed) throw this.#failed as Error;
  }

  async stop(): Promise<void> {
    this.#stop = true;
    await Promise.all(this.#writers);
    if (this.#failed) throw this.#failed as Error;
  }

  /**
   * Each acknowledged command stands in the log once, where its receipt says, and no other does; what readers see is the fold of the events, and every
   * read model is what the log gives.
   * @returns how many commitments there are
   */
  async check(store: EventStore, pool: Pool): Promise<number> {
    const streams = new Map<string, RecordedEvent[]>();
    const commands = new Map<string, string[]>();
    for await (const event of store.readAll()) {
      const stream = streams.get(event.stream) ?? [];
      expect(event.revision).toBe(stream.length);
      streams.set(event.stream, [...stream, event]);
      const { commandId } = event.metadata;
      commands.set(commandId, [...(commands.get(commandId) ?? []), String(event.position)]);
    }
    for (const [commandId, { position }] of this.#acknowledged)
      expect({ commandId, positions: commands.get(commandId) }).toEqual({ commandId, positions: [position] });
    // Each writer waits until it knows what became of its command, so there is nothing else.
    expect(commands.size).toBe(this.acknowledged);

    const rows = await this.#rows(String(await store.head()));
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
    const all = await remade(pool, store);
    expect(all).toEqual(Object.fromEntries(Object.keys(all).map((name) => [name, true])));
    return rows.length;
  }

  async #rows(head: string): Promise<object[]> {
    const rows: object[] = [];
    for (let after: string | null = null, more = true; more;) {
      const { data } = await this.service.ask(
        `query($after: String) { at(after: "${head}") { commitments(first: 500, after: $after) {
           nodes { id revision due slips statement timeline { totalCount } } pageInfo { hasNextPage endCursor } } } }`,
        { after },
      );
      const { nodes, pageInfo } = data.at.commitments;
      rows.push(...(nodes as object[]));
      [after, more] = [pageInfo.endCursor, pageInfo.hasNextPage];
    }
    return rows;
  }

  async #write(actor: string): Promise<void> {
    for (let n = 0; !this.#stop; n++) {
      const declared = {
        actor,
        statement: english(`Undertaking ${n}`),
        due: '2024-06-30',
        occurredAt: '2023-05',
        handling: CLEAR,
      };
      const { id } = await this.#send('declareCommitment', declared);
      // In order, late, and in order again; each to another day, or nothing would be recorded.
      for (const [i, occurredAt] of ['2024-02-01', '2023-11', '2024-03'].entries())
        if (!this.#stop)
          await this.#send('reviseCommitmentDueDate', {
            id,
            due: `2025-0${i + 1}-0${(n % 9) + 1}`,
            reason: 'budget',
            occurredAt,
          });
    }
  }

  /** Sends a command, again under its id where its answer is lost, until it is known what became of it. */
  async #send(mutation: string, input: object, kind = 'commitment'): Promise<Acknowledged> {
    const type = `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input!`;
    const query = `mutation($input: ${type}) { ${mutation}(input: $input) { ${kind} { id } receipt { position } refusal { code message } } }`;
    const commandId = randomUUID();
    for (const deadline = Date.now() + 60_000; ; this.resent++) {
      const answer = await this.service.ask(query, { input: { ...input, commandId } }).catch(() => undefined);
      const outcome = answer?.data?.[mutation];
      if (outcome?.refusal) throw new Error(JSON.stringify(outcome.refusal));
      // Without the record it was taken, and readers are late.
      if (outcome?.receipt && outcome[kind]) {
        const taken = { id: outcome[kind].id as string, position: outcome.receipt.position as string };
        this.#acknowledged.set(commandId, taken);
        return taken;
      }
      if (Date.now() > deadline) throw new Error(`no answer for a minute: ${JSON.stringify(answer)}`);
      await pause(20);
    }
  }
}
