import { type RandomWorld, type WorldRecord } from './random-world.js';
import { mayReadEffect, mayReadLine, type Reader } from './visibility-model.js';

// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Json = any;

/** Something in an answer that its reader may not see. */
export interface Leak {
  /** Where in the answer: `commitments.nodes.0.actor.id`. */
  readonly at: string;
  readonly token: string;
  /** The record that it is of: its kind and label. */
  readonly of: string;
}

const TOKEN = /zq\d+q|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
/** Fields in which a history is told: what stands there needs the label of its line too. */
const HISTORY = ['timeline', 'events'];

/** Tells which markers and ids of a world an answer may hold. */
export class LeakCheck {
  readonly #records = new Map<string, WorldRecord>();
  readonly #lines = new Map<string, RandomWorld['lines'][number]>();

  constructor(readonly world: RandomWorld) {
    for (const record of world.records) this.#records.set(record.id, record);
    for (const line of world.lines) for (const token of [line.marker, ...line.eventIds]) this.#lines.set(token, line);
  }

  /** @returns what in an answer (JSON or text) its reader may not see; nothing, if all is well */
  leaks(reader: Reader, answer: Json): Leak[] {
    const found: Leak[] = [];
    this.#walk(answer, '', false, (at, token, inHistory) => {
      const of = this.#hidden(reader, token, inHistory);
      if (of) found.push({ at, token, of: `${of.kind} ${of.handling.tlp}` });
    });
    return found;
  }

  #hidden(reader: Reader, token: string, inHistory: boolean): WorldRecord | undefined {
    const line = this.#lines.get(token);
    const record = line?.record ?? this.#records.get(token);
    if (!record) return undefined;
    const mayRead = inHistory ? mayReadLine : mayReadEffect;
    const isSeen = line ? mayRead(reader, record, line, this.world.ties) : this.world.sees(reader, record);
    return isSeen ? undefined : record;
  }

  #walk(value: Json, at: string, inHistory: boolean, found: (at: string, token: string, inHistory: boolean) => void): void {
    if (typeof value === 'string') for (const [token] of value.matchAll(TOKEN)) found(at, token, inHistory);
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries<Json>(value)) {
      const name = key.replace(/^\w+?_(?=\w)/, '');
      this.#walk(inner, at ? `${at}.${key}` : key, name === 'record' ? false : inHistory || HISTORY.includes(name), found);
    }
  }
}
