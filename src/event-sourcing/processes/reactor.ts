import { type PoolClient } from 'pg';
import { v5 as uuidV5 } from 'uuid';
import { type Catalogue, parseStream, streamOf } from '../catalogue.js';
import { type CommandHandler } from '../command-handler.js';
import { type Handling, originatorOf, type RecordedEvent } from '../envelope.js';
import { StoreUnavailable } from '../event-store.js';
import { readersOf, strictest } from '../handling.js';
import { formatOccurred } from '../occurred.js';
import { type RecordLoader } from '../record-loader.js';
import { type Refusal } from '../record.js';
import { covers, type Labelled, mayNarrow } from '../sight.js';
import { type Process, type ProcessCommand, processUser, type Reaction, type ReactionContext } from './process.js';

/** Namespace of the ids of processes' commands (uuid v5). */
const NAMESPACE = '0b7c9a4e-6d0f-5a53-8a54-3f0f9b1d2c61';

export interface ReactorOptions {
  readonly handler: CommandHandler;
  readonly loader: RecordLoader;
  readonly catalogue: Catalogue;
  readonly log: { warn(message: string, fields?: object): void };
}

/** Why a process does something. */
interface Cause {
  readonly eventId: string;
  readonly correlationId: string;
  /** The label of the event, where that is for fewer readers than its record. */
  readonly labels: readonly Labelled[];
  /** Tells one occasion from another, the same each time it is repeated: the event, or the time at which it was to be woken. */
  readonly occasion: string;
  /** When it happened, as exactly as it is known; undefined for now. */
  readonly occurredAt?: string;
}

/** A time at which a process is to be woken, as the table has it. */
export interface WakeUp {
  readonly key: string;
  readonly at: Date;
  readonly event_id: string;
  readonly correlation_id: string;
}

/** Carries out what a process does about events, within the transaction that holds its checkpoint; commands go to the log at once. */
export class Reactor {
  readonly #user: string;

  constructor(
    readonly process: Process,
    readonly options: ReactorOptions,
  ) {
    this.#user = processUser(process);
  }

  /** @throws what the process throws, and where a command could not be decided for now */
  async react(client: PoolClient, recorded: RecordedEvent): Promise<void> {
    const event = this.options.catalogue.upcast(recorded);
    const reaction = await this.process.react(event, this.#context(client));
    const { correlationId } = event.metadata;
    const { kind, id } = parseStream(event.stream);
    const { meta } = await this.options.loader.load(kind, id);
    const own = { handling: event.metadata.handling, originator: originatorOf(event.metadata) };
    const labels = mayNarrow(event, meta) ? [own] : [];
    const cause = { eventId: event.id, correlationId, labels, occasion: event.id, occurredAt: formatOccurred(event.metadata) };
    await this.#carryOut(client, reaction, cause);
  }

  /** @throws as `react` */
  async wake(client: PoolClient, { key, at, event_id: eventId, correlation_id: correlationId }: WakeUp): Promise<void> {
    const reaction = await this.process.wake!(key, this.#context(client));
    await client.query('delete from rm.process_wakeups where process = $1 and key = $2', [this.#user, key]);
    await this.#carryOut(client, reaction, {
      eventId,
      correlationId,
      labels: [],
      occasion: `${eventId} ${key} ${at.toISOString()}`,
    });
  }

  #context(client: PoolClient): ReactionContext {
    return {
      load: (kind, id) => this.options.loader.load(kind, id, true),
      events: (kind, id) => this.options.loader.events(kind, id),
      linked: async (subject) => {
        const text = 'select linked from rm.process_links where process = $1 and subject = $2 order by linked';
        const { rows } = await client.query<{ linked: string }>(text, [this.#user, subject]);
        return rows.map(({ linked }) => linked);
      },
      now: this.options.handler.now().toISOString(),
    };
  }

  async #carryOut(client: PoolClient, { commands = [], links = [], wake = [] }: Reaction, cause: Cause): Promise<void> {
    for (const command of commands) await this.#send(client, command, cause);
    for (const { subject, linked } of links) {
      await client.query(
        'insert into rm.process_links (process, subject, linked) values ($1, $2, $3) on conflict (process, subject, linked) do nothing',
        [this.#user, subject, linked],
      );
    }
    for (const { key, at } of wake) {
      if (at === null) await client.query('delete from rm.process_wakeups where process = $1 and key = $2', [this.#user, key]);
      else {
        await client.query(
          `insert into rm.process_wakeups (process, key, at, event_id, correlation_id) values ($1, $2, $3, $4, $5)
           on conflict (process, key) do update set at = excluded.at, event_id = excluded.event_id, correlation_id = excluded.correlation_id`,
          [this.#user, key, at, cause.eventId, cause.correlationId],
        );
      }
    }
  }

  async #send(
    client: PoolClient,
    { key = '', actor, creates = false, otherwise, tells = [], ...command }: ProcessCommand,
    cause: Cause,
  ): Promise<void> {
    const { occurredAt = cause.occurredAt } = command;
    const step = [this.#user, cause.occasion, command.name, command.kind, command.id ?? '', key].join(' ');
    const commandId = uuidV5(step, NAMESPACE);
    const outcome = await this.options.handler.execute({
      ...command,
      handling: command.handling ?? (await this.#label(command, [...tells.map(({ meta }) => meta), ...cause.labels])),
      occurredAt: occurredAt ?? undefined,
      creates,
      commandId,
      caller: { user: this.#user, actor: actor ?? null },
      correlationId: cause.correlationId,
      causationId: cause.eventId,
    });
    // Commands of processes have ids of their own, so that one in use was taken before: on a state that has changed since, with another body.
    if (outcome.status === 'accepted' || outcome.refusal.code === 'IDEMPOTENCY_KEY_REUSED') return;
    if (outcome.refusal.code === 'BUSY') throw new StoreUnavailable(outcome.refusal.message);
    await this.#record(client, command, { commandId, id: outcome.id, refusal: outcome.refusal }, cause);
    if (otherwise) await this.#send(client, otherwise(outcome.refusal), cause);
  }

  /** A label of its own for what a command says, where readers of its record may not see all that it tells of: the strictest; else undefined. */
  async #label({ kind, name, id }: ProcessCommand, about: readonly Labelled[]): Promise<Handling | undefined> {
    if (id === undefined || name === 'changeHandling') return undefined;
    const { meta } = await this.options.loader.load(kind, id);
    const present = readersOf(meta.handling, meta.originator);
    const isForAll = about.every(({ handling, originator }) => covers(readersOf(handling, originator), present));
    return isForAll ? undefined : strictest([meta, ...about]);
  }

  async #record(
    client: PoolClient,
    { kind, name }: ProcessCommand,
    { commandId, id, refusal }: { commandId: string; id: string; refusal: Refusal },
    { eventId }: Cause,
  ): Promise<void> {
    const record = streamOf(kind, id);
    const { refused: _refused, ...said } = refusal;
    await client.query(
      `insert into rm.process_refusals (process, command_id, event_id, command, record, refusal, refused_at) values ($1, $2, $3, $4, $5, $6, $7)
       on conflict (process, command_id) do update set refusal = excluded.refusal, refused_at = excluded.refused_at`,
      [this.#user, commandId, eventId, name, record, said, this.options.handler.now()],
    );
    this.options.log.warn(`${this.#user}: ${name} of ${record} was refused: ${refusal.code}, ${refusal.message}`, {
      eventId,
      ...said,
    });
  }
}
