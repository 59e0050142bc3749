import { LRUCache } from 'lru-cache';
import { type History } from './history.js';

/** Events that are kept, those of all histories together. */
const KEPT_EVENTS = 50_000;

/** Histories of the records whose past was changed or asked for last, so that their events are not read again for the next change. */
export class KeptHistories<Kept extends Pick<History, 'events' | 'revision'> = History> {
  readonly #histories: LRUCache<string, Kept>;

  constructor(maxSize = KEPT_EVENTS) {
    this.#histories = new LRUCache({ maxSize, sizeCalculation: ({ events }) => Math.max(1, events.length) });
  }

  /** The history of a record, if it is kept and ends with this revision. */
  at(stream: string, revision: number): Kept | undefined {
    const history = this.#histories.get(stream);
    return history?.revision === revision ? history : undefined;
  }

  /** Keeps a history, also one that is kept already and has grown: it counts with its present length. */
  keep(stream: string, history: Kept): void {
    this.#histories.delete(stream);
    this.#histories.set(stream, history);
  }

  forget(stream: string): void {
    this.#histories.delete(stream);
  }

  /** Forgets a history that ends before a revision. */
  forgetBefore(stream: string, revision: number): void {
    if ((this.#histories.peek(stream)?.revision ?? revision) < revision) this.forget(stream);
  }

  clear(): void {
    this.#histories.clear();
  }
}
