import { LRUCache } from 'lru-cache';
import { sha256Of } from '../../event-sourcing/identity.js';

/** Most characters of all texts together. */
const KEPT = 16 * 1_048_576;
/** Milliseconds for which it is remembered whether a document is saved: so long a retired question may still be answered by its hash. */
const REMEMBERED_MS = 2_000;
const HASH = /^[0-9a-f]{64}$/;

/** Finds the text of a saved question by the SHA-256 of its document in hexadecimal digits. */
export type FindDocument = (hash: string) => Promise<string | undefined>;

/** What of a request names a document by its hash. */
export interface NamesDocument {
  /** `sha256:<hexadecimal digits>`, as the appendix on persisted documents of GraphQL over HTTP has it. */
  readonly documentId?: unknown;
  /** `persistedQuery { sha256Hash }`, as Apollo's clients have it. */
  readonly extensions?: unknown;
}

/**
 * Texts of operations by their SHA-256: the documents of saved questions, and those that clients send once and then name (automatic persisted queries), of
 * which the last are kept.
 */
export class SavedDocuments {
  readonly #texts = new LRUCache<string, string>({ maxSize: KEPT, sizeCalculation: (text) => text.length + 100 });
  readonly #questions = new LRUCache<string, Promise<string | undefined>>({ max: 1_000, ttl: REMEMBERED_MS });

  constructor(readonly find: FindDocument = () => Promise.resolve(undefined)) {}

  /** The text of this hash, from a saved question or sent before; undefined where there is none. */
  async text(hash: string): Promise<string | undefined> {
    return this.#texts.get(hash) ?? this.#question(hash);
  }

  /** Whether a text is the document of a saved question. */
  async isSaved(text: string): Promise<boolean> {
    return (await this.#question(sha256Of(text))) !== undefined;
  }

  #question(hash: string): Promise<string | undefined> {
    let found = this.#questions.get(hash);
    if (!found) {
      found = this.find(hash);
      this.#questions.set(hash, found);
      found.catch(() => this.#questions.delete(hash));
    }
    return found;
  }

  /** The same texts, as Apollo Server asks for them and saves them. */
  readonly cache = {
    get: (key: string) => this.text(plain(key)),
    set: (key: string, text: string) => {
      // Named by another's hash, a text would take the place of its own.
      if (sha256Of(text) === plain(key)) this.#texts.set(plain(key), text);
      return Promise.resolve();
    },
    delete: (key: string) => Promise.resolve(this.#texts.delete(plain(key))),
  };
}

/** The SHA-256 by which a request names its document; undefined where it names none, null where it does so in a way that is none of ours. */
export function hashNamed({ documentId, extensions }: NamesDocument): string | null | undefined {
  if (documentId !== undefined && documentId !== null) {
    const digits = typeof documentId === 'string' && documentId.startsWith('sha256:') ? documentId.slice(7).toLowerCase() : '';
    return HASH.test(digits) ? digits : null;
  }
  const { persistedQuery } = (extensions ?? {}) as { persistedQuery?: { sha256Hash?: unknown } };
  const hash = persistedQuery?.sha256Hash;
  return typeof hash === 'string' ? hash : undefined;
}

const plain = (key: string) => key.replace(/^apq:/, '');
