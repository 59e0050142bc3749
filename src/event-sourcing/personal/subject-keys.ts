import { randomBytes, randomUUID } from 'node:crypto';

/** A key of one subject's personal values: 32 bytes. */
export interface SubjectKey {
  readonly id: string;
  /** The record, by the name of its stream. */
  readonly subject: string;
  readonly secret: Buffer;
}

/** Keys of personal values. They are kept beside the log and never in it: what is erased is a key. */
export interface SubjectKeys {
  /** The key that new values of a subject are sealed with, made where there is none. */
  current(subject: string): Promise<SubjectKey>;
  /** @returns undefined for a key that was destroyed, or is not kept here. @throws where it is kept and cannot be used */
  find(id: string): Promise<SubjectKey | undefined>;
  /** Destroys a key for good; once more does no harm. */
  destroy(id: string): Promise<void>;
}

/** Keys in memory, for logs in memory. */
export class MemorySubjectKeys implements SubjectKeys {
  readonly #keys = new Map<string, SubjectKey>();

  current(subject: string): Promise<SubjectKey> {
    let key = [...this.#keys.values()].find((one) => one.subject === subject);
    if (!key) {
      key = { id: randomUUID(), subject, secret: randomBytes(32) };
      this.#keys.set(key.id, key);
    }
    return Promise.resolve(key);
  }

  find(id: string): Promise<SubjectKey | undefined> {
    return Promise.resolve(this.#keys.get(id));
  }

  destroy(id: string): Promise<void> {
    this.#keys.delete(id);
    return Promise.resolve();
  }
}
