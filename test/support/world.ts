import { plainToInstance } from 'class-transformer';
import { Catalogue, parseStream } from '../../src/event-sourcing/catalogue.js';
import { CommandHandler, type Outcome } from '../../src/event-sourcing/command-handler.js';
import { type RecordedEvent } from '../../src/event-sourcing/envelope.js';
import { MemoryEventStore, MemoryLog } from '../../src/event-sourcing/memory/memory-event-store.js';
import { RecordLoader } from '../../src/event-sourcing/record-loader.js';
import { referencesOf } from '../../src/graphql/commands/references.js';
import { type CommandSpec, InvalidInput, readCommand } from '../../src/graphql/commands/registry.js';
import { toGlobalId } from '../../src/graphql/global-id.js';
import { type RecordModule } from '../../src/graphql/objects/record-module.js';
import { openAccess } from './open-access.js';

/** All that is reported to a world has happened by then. */
const NOW = new Date('2022-06-01T00:00:00.000Z');

/** The command side as it is, on a log in memory, open to everybody: commands go the whole way from their input to the log. */
export class World {
  readonly store: MemoryEventStore;
  readonly catalogue: Catalogue;
  readonly handler: CommandHandler;
  /** Plain UUIDs of the records by kind, in the order in which they were made. */
  readonly ids: Map<string, string[]>;
  /** Ids of all events, oldest first. */
  readonly eventIds: string[];
  readonly #commands = new Map<string, { readonly kind: string; readonly spec: CommandSpec }>();
  readonly #log: MemoryLog;

  /** @param from a world whose past this one has too */
  constructor(
    readonly modules: readonly RecordModule[],
    from?: World,
  ) {
    const kept = modules.filter(({ definition }) => !definition.extract);
    this.#log = new MemoryLog();
    if (from) {
      this.#log.events.push(...from.#log.events);
      for (const [stream, events] of from.#log.streams) this.#log.streams.set(stream, [...events]);
      for (const [id, event] of from.#log.byId) this.#log.byId.set(id, event);
    }
    this.store = new MemoryEventStore(this.#log);
    this.ids = new Map([...(from?.ids ?? [])].map(([kind, ids]) => [kind, [...ids]]));
    this.eventIds = [...(from?.eventIds ?? [])];
    this.catalogue = new Catalogue(kept.map(({ definition }) => definition));
    this.handler = new CommandHandler(this.store, this.catalogue, openAccess, { now: () => NOW });
    for (const { definition, commands } of kept)
      for (const spec of commands) this.#commands.set(spec.name, { kind: definition.kind, spec });
  }

  /** Sends a command for an organisation (a plain UUID). @returns what became of it, or the rules that its input breaks */
  async send(mutation: string, raw: object, actor: string | null = null): Promise<Outcome | InvalidInput> {
    const { kind, spec } = this.#commands.get(mutation)!;
    let outcome: Outcome;
    try {
      outcome = await this.handler.execute(readCommand(kind, spec.type, raw, { user: 'tester', actor }));
    } catch (error) {
      if (error instanceof InvalidInput) return error;
      throw error;
    }
    if (outcome.status === 'accepted') {
      if (spec.creates) this.ids.set(kind, [...(this.ids.get(kind) ?? []), outcome.id]);
      this.eventIds.push(...outcome.receipt.eventIds);
    }
    return outcome;
  }

  /** Makes a record. @returns its plain UUID @throws where that is refused */
  async make(mutation: string, raw: object, actor: string | null = null): Promise<string> {
    const outcome = await this.send(mutation, { handling: { tlp: 'CLEAR', audience: [] }, ...raw }, actor);
    if (outcome instanceof Error) throw outcome;
    if (outcome.status === 'refused') throw new Error(`${mutation}: ${JSON.stringify(outcome.refusal)}`);
    return outcome.id;
  }

  /** All events, in the order in which they were recorded. */
  async events(): Promise<RecordedEvent[]> {
    const events: RecordedEvent[] = [];
    for await (const event of this.store.readAll()) events.push(event);
    return events;
  }

  /** A raw input with the texts that stand for records (`#3`: the third of its kind, and round again) taken for their public ids. */
  named(mutation: string, raw: object): object {
    const { kind, spec } = this.#commands.get(mutation)!;
    const given = structuredClone(raw) as Record<string, unknown>;
    const places = referencesOf(plainToInstance(spec.type, given));
    if (typeof given.id === 'string') places.push({ field: 'id', kind, id: given.id });
    for (const place of places) {
      const ids = this.ids.get(place.kind) ?? [];
      const id = ids[Number(place.id.slice(1)) % ids.length] ?? '00000000-0000-7000-8000-000000000000';
      put(given, place.field.split('.'), toGlobalId(place.kind, id));
    }
    return given;
  }

  /** A record as this process remembers it, and as its stream alone tells it. */
  async remembered(stream: string): Promise<{ readonly memory: unknown; readonly replay: unknown }> {
    const { kind, id } = parseStream(stream);
    const seen = ({ meta, state, revision }: { meta: unknown; state: unknown; revision: number }) => ({ meta, state, revision });
    return {
      memory: seen(await this.handler.load(kind, id)),
      replay: seen(await new RecordLoader(this.store, this.catalogue).load(kind, id)),
    };
  }
}

function put(target: Record<string, unknown>, [key, ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) target[key!] = value;
  else put(target[key!] as Record<string, unknown>, rest, value);
}
