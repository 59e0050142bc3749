import { LRUCache } from 'lru-cache';
import { AccessDenied } from './access-denied.js';

/** Credentials of one address that may be refused within a minute before others are not looked at any more. */
const MAX_ATTEMPTS_PER_MINUTE = 100;
const MINUTE_MS = 60_000;

/** Counts the credentials that were refused, by address. */
export class Attempts {
  readonly #refused = new LRUCache<string, number>({ max: 10_000, ttl: MINUTE_MS, noUpdateTTL: true });

  /** @throws {AccessDenied} RATE_LIMITED, with the seconds after which to try again */
  check(address: string): void {
    if ((this.#refused.get(address) ?? 0) < MAX_ATTEMPTS_PER_MINUTE) return;
    const seconds = Math.ceil(this.#refused.getRemainingTTL(address) / 1_000);
    throw new AccessDenied('RATE_LIMITED', `too many keys of this address were refused; try again in ${seconds} s`, {
      'retry-after': String(seconds),
    });
  }

  refused(address: string): void {
    this.#refused.set(address, (this.#refused.get(address) ?? 0) + 1);
  }
}
