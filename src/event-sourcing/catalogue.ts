import { commonEvents } from './common-events.js';
import { type RecordedEvent } from './envelope.js';
import { located, personalPaths } from './personal/sealed.js';
import { type AnyRecordDefinition, type EventShape } from './record.js';
import { rightsProblems } from './rights.js';

/** The kinds of record that this service keeps, with the shapes of all their events: the one place of upcasting and of checks on append. */
export class Catalogue {
  readonly #kinds = new Map<string, AnyRecordDefinition>();
  readonly #personal = new Set<string>();

  /** @throws if two kinds have the same name, a command has no rule of who may send it, or an event has fewer or more upcasters than its version needs. */
  constructor(readonly definitions: readonly AnyRecordDefinition[]) {
    for (const definition of definitions) {
      if (this.#kinds.has(definition.kind)) throw new Error(`two kinds of record are named ${definition.kind}`);
      this.#kinds.set(definition.kind, definition);
      const [problem] = rightsProblems(definition);
      if (problem) throw new Error(problem);
      for (const [type, { version, schema }] of Object.entries(shapesOf(definition))) {
        if (personalPaths(schema).length > 0) this.#personal.add(definition.kind);
        const steps = definition.upcasters?.[type]?.length ?? 0;
        if (steps !== version - 1)
          throw new Error(`${type} is at version ${version} and has ${steps} upcasters; it needs ${version - 1}`);
      }
    }
  }

  /** @throws for a kind that is not kept here. */
  definition(kind: string): AnyRecordDefinition {
    const definition = this.#kinds.get(kind);
    if (!definition) throw new Error(`no kind of record is named ${kind}`);
    return definition;
  }

  has(kind: string): boolean {
    return this.#kinds.has(kind);
  }

  /** Whether events of this kind hold personal values. */
  hasPersonal(kind: string): boolean {
    return this.#personal.has(kind);
  }

  /** An event's data whose sealed values can be opened. */
  located({ stream, id, data }: Pick<RecordedEvent, 'stream' | 'id' | 'data'>): unknown {
    return this.hasPersonal(parseStream(stream).kind) ? located(stream, id, data) : data;
  }

  /** Shape of an event of this kind. @throws for a type that the kind does not have. */
  shape(kind: string, type: string): EventShape {
    const shape = shapesOf(this.definition(kind))[type];
    if (!shape) throw new Error(`${kind} has no event ${type}`);
    return shape;
  }

  /**
   * The event in its present shape: data upcast step by step by the kind's upcasters, its sealed values with their places.
   * @throws for an event from a newer version of this service.
   */
  upcast<E extends RecordedEvent>(event: E): E {
    const { kind } = parseStream(event.stream);
    const definition = this.definition(kind);
    const { version } = this.shape(kind, event.type);
    const data = this.located(event);
    if (event.schemaVersion === version) return data === event.data ? event : { ...event, data };
    if (event.schemaVersion > version) {
      throw new Error(
        `event ${event.id} (${event.type}) has version ${event.schemaVersion}; this service knows ${version}: upgrade it`,
      );
    }
    const steps = definition.upcasters?.[event.type]?.slice(event.schemaVersion - 1) ?? [];
    const upcastData = steps.reduce((old, step) => step(old), data as Record<string, unknown>);
    return { ...event, data: upcastData, schemaVersion: version };
  }
}

/** All events that a kind of record takes, the common ones included. */
export function shapesOf(definition: AnyRecordDefinition): Readonly<Record<string, EventShape>> {
  let shapes = SHAPES.get(definition);
  if (!shapes) SHAPES.set(definition, (shapes = { ...(definition.events as Record<string, EventShape>), ...commonEvents }));
  return shapes;
}

const SHAPES = new WeakMap<AnyRecordDefinition, Readonly<Record<string, EventShape>>>();

/** Name of a record's stream: `<kind>-<uuid>`. */
export function streamOf(kind: string, id: string): string {
  return `${kind}-${id}`;
}

const UUID_LENGTH = 36;

/** Kind and id of a record's stream. */
export function parseStream(stream: string): { readonly kind: string; readonly id: string } {
  return { kind: stream.slice(0, -UUID_LENGTH - 1), id: stream.slice(-UUID_LENGTH) };
}
