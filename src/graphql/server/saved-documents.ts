import { LRUCache } from 'lru-cache';
import { hashOf } from './operations.js';

/** Most characters of all texts together. */
const KEPT = 16 * 1_048_576;

/** Texts of operations by their SHA-256, as clients send them once and then name (automatic persisted queries): those that were asked for last. */
export class SavedDocuments {
  readonly #texts = new LRUCache<string, string>({ maxSize: KEPT, sizeCalculation: (text) => text.length + 100 });

  /** The text that `extensions` of a request name, or undefined. */
  find(extensions: unknown): string | undefined {
    const { persistedQuery } = (extensions ?? {}) as { persistedQuery?: { sha256Hash?: unknown } };
    const hash = persistedQuery?.sha256Hash;
    return typeof hash === 'string' ? this.#texts.get(hash) : undefined;
  }

  /** The same texts, as Apollo Server asks for them and saves them. */
  readonly cache = {
    get: (key: string) => Promise.resolve(this.#texts.get(plain(key))),
    set: (key: string, text: string) => {
      // Named by another's hash, a text would take the place of its own.
      if (hashOf(text) === plain(key)) this.#texts.set(plain(key), text);
      return Promise.resolve();
    },
    delete: (key: string) => Promise.resolve(this.#texts.delete(plain(key))),
  };
}

const plain = (key: string) => key.replace(/^apq:/, '');
