import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { type Pool } from 'pg';
import { v7 as uuidV7 } from 'uuid';
import { AccessDenied } from './access-denied.js';
import { readerKeysOf } from './reader-keys.js';
import { ANONYMOUS, type Role, type Viewer } from './viewer.js';

export interface NewKey {
  readonly name: string;
  readonly user: string;
  readonly actor?: string;
  readonly roles: readonly Role[];
}

interface KeyRow {
  readonly hash: Buffer;
  readonly user_id: string;
  readonly actor: string | null;
  readonly roles: Role[];
}

/** How long a key's rights are remembered, milliseconds: so long a revoked key or an ended affiliation may still count. */
const REMEMBERED = 2_000;

const hashOf = (key: string): Buffer => createHash('sha256').update(key).digest();

/** API keys: 32 random bytes, stored hashed, bound to a user, an actor and roles. */
export class ApiKeys {
  readonly #viewers = new LRUCache<string, Viewer>({ max: 10_000, ttl: REMEMBERED });

  constructor(readonly pool: Pool) {}

  /** Makes a key and gives it, this once. `key` sets it to a given text (the administrator's, from the environment). */
  async create({ name, user, actor, roles }: NewKey, key = `concord_${randomBytes(32).toString('base64url')}`): Promise<string> {
    await this.pool.query(
      `insert into access.api_keys (id, hash, user_id, actor, roles, name) values ($1, $2, $3, $4, $5, $6)
       on conflict (hash) do update set roles = excluded.roles, revoked_at = null`,
      [uuidV7(), hashOf(key), user, actor ?? null, roles, name],
    );
    return key;
  }

  /** Ends all keys of this name; how many there were. */
  async revoke(name: string): Promise<number> {
    const { rowCount } = await this.pool.query(
      'update access.api_keys set revoked_at = now() where name = $1 and revoked_at is null',
      [name],
    );
    this.#viewers.clear();
    return rowCount ?? 0;
  }

  async list(): Promise<
    { name: string; user: string; actor: string | null; roles: Role[]; createdAt: Date; revokedAt: Date | null }[]
  > {
    const { rows } = await this.pool.query<{
      name: string;
      user: string;
      actor: string | null;
      roles: Role[];
      createdAt: Date;
      revokedAt: Date | null;
    }>(
      'select name, user_id as user, actor, roles, created_at as "createdAt", revoked_at as "revokedAt" from access.api_keys order by created_at',
    );
    return rows;
  }

  /**
   * Who sends this Authorization header.
   * @throws {AccessDenied} UNAUTHENTICATED for a header that is no bearer key, and for keys that are unknown or revoked
   */
  async authenticate(authorization: string | undefined): Promise<Viewer> {
    if (authorization === undefined || authorization === '') return ANONYMOUS;
    const key = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
    if (!key) throw new AccessDenied('UNAUTHENTICATED', 'the Authorization header has the form: Bearer <key>');
    const hash = hashOf(key);
    const name = hash.toString('base64');
    const remembered = this.#viewers.get(name);
    if (remembered) return remembered;
    const { rows } = await this.pool.query<KeyRow>(
      'select hash, user_id, actor, roles from access.api_keys where hash = $1 and revoked_at is null',
      [hash],
    );
    const [row] = rows;
    if (!row || !timingSafeEqual(row.hash, hash)) throw new AccessDenied('UNAUTHENTICATED', 'this key is unknown or revoked');
    const { user_id: user, actor, roles } = row;
    const coordinates = roles.includes('COORDINATOR') ? 'ALL' : [];
    const viewer: Viewer = { user, actor, roles, coordinates, keys: await readerKeysOf(this.pool, { user, actor }) };
    this.#viewers.set(name, viewer);
    return viewer;
  }
}
