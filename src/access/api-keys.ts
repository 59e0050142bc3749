import { type Pool, type PoolClient } from 'pg';
import { v7 as uuidV7 } from 'uuid';
import { inTransaction } from '../platform/transaction.js';
import { hashOf, type KeyKind, newKey } from './key-format.js';
import { OWN_USER, type Role, SCOPE } from './viewer.js';

/** What a new key is to be. */
export interface NewKey {
  readonly name: string;
  /** Pseudonymous id of the user, as events carry it. */
  readonly user: string;
  /** UUID of the organisation that it speaks for. */
  readonly actor?: string | null;
  readonly roles: readonly Role[];
  /** Organisations for which a COORDINATOR records; all of them, if left out. */
  readonly coordinates?: 'ALL' | readonly string[];
  /** What it may send (`SCOPE`); all commands, if left out. */
  readonly scope?: readonly string[];
  /** null, or left out: never. */
  readonly expiresAt?: Date | null;
  readonly kind?: KeyKind;
  /** Of a public key: SHA-256 of its documents, and origins of pages that may send it (null: any). */
  readonly documents?: readonly string[] | null;
  readonly origins?: readonly string[] | null;
}

/** A key as it is listed: everything but the key. */
export interface ApiKey {
  readonly id: string;
  readonly kind: KeyKind;
  readonly name: string;
  readonly user: string;
  readonly actor: string | null;
  readonly roles: readonly Role[];
  readonly coordinates: readonly string[];
  readonly scope: readonly string[];
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly lastUsedAt: Date | null;
  readonly revokedAt: Date | null;
  /** The key that it took the place of. */
  readonly replaces: string | null;
  readonly documents: readonly string[] | null;
  readonly origins: readonly string[] | null;
}

/** A key as it is shown once, and what is listed of it. */
export interface MadeKey {
  readonly text: string;
  readonly key: ApiKey;
}

const LISTED = `id, kind, name, user_id as "user", actor, roles, coordinates, scope, created_at as "createdAt", expires_at as "expiresAt",
  last_used_at as "lastUsedAt", revoked_at as "revokedAt", replaces, documents, origins`;
const ADMINISTRATOR = { name: 'administrator', user: 'administrator', roles: ['ADMINISTRATOR'] } as const;
const IN_USE = '(revoked_at is null and (expires_at is null or expires_at > now()))';

/** The table of keys. Who may manage them is said by `KeyManagement`. */
export class ApiKeys {
  /** Called when a key was ended by this process. */
  onEnd: () => void = () => undefined;

  constructor(readonly pool: Pool) {}

  /** Makes a key and gives it, this once. */
  make(wanted: NewKey): Promise<MadeKey> {
    return insert(this.pool, wanted);
  }

  /** The key of this text, whether it still counts or not. */
  async find(text: string): Promise<ApiKey | undefined> {
    const { rows } = await this.pool.query<ApiKey>(`select ${LISTED} from access.api_keys where hash = $1`, [hashOf(text)]);
    return rows[0];
  }

  async get(id: string): Promise<ApiKey | undefined> {
    const { rows } = await this.pool.query<ApiKey>(`select ${LISTED} from access.api_keys where id = $1`, [id]);
    return rows[0];
  }

  /**
   * Keys, the newest first.
   * @param actor of this organisation alone
   * @param before made before this key (its UUID)
   */
  async list({
    actor,
    ended,
    first,
    before,
  }: {
    actor?: string;
    ended: boolean;
    first: number;
    before?: string;
  }): Promise<ApiKey[]> {
    const { rows } = await this.pool.query<ApiKey>(
      `select ${LISTED} from access.api_keys
       where ($1::uuid is null or actor = $1) and ($2 or ${IN_USE}) and ($3::uuid is null or id < $3) order by id desc limit $4`,
      [actor, ended, before, first],
    );
    return rows;
  }

  /** Whether a user has keys of this organisation, and of no other. */
  async isUserOf(user: string, actor: string): Promise<boolean> {
    const { rows } = await this.pool.query<{ own: boolean | null }>(
      'select bool_and(actor is not distinct from $2) as own from access.api_keys where user_id = $1',
      [user, actor],
    );
    return rows[0]!.own === true;
  }

  /**
   * Makes the successor of a key, which itself ends after so many hours.
   * @param expiresAt when the new one ends
   * @returns undefined where the key has ended or has a successor already
   */
  async rotate(id: string, { hours, expiresAt }: { hours: number; expiresAt: Date | null }): Promise<MadeKey | undefined> {
    const made = await inTransaction(this.pool, async (client) => {
      // Whoever rotates it meanwhile has to be waited for, and then seen.
      await client.query('select from access.api_keys where id = $1 for update', [id]);
      const { rows } = await client.query<ApiKey>(
        `update access.api_keys k set expires_at = least(expires_at, now() + make_interval(hours => $2))
         where id = $1 and ${IN_USE} and not exists (select from access.api_keys successor where successor.replaces = k.id)
         returning ${LISTED}`,
        [id, hours],
      );
      return rows[0] && insert(client, { ...rows[0], expiresAt }, { replaces: id });
    });
    this.onEnd();
    return made;
  }

  /** Ends the key of this id, or all keys of this name; how many there were. */
  async revoke(which: string): Promise<number> {
    const { rowCount } = await this.pool.query(
      'update access.api_keys set revoked_at = now() where (id::text = $1 or name = $1) and revoked_at is null',
      [which],
    );
    this.onEnd();
    return rowCount ?? 0;
  }

  /**
   * Ends the keys of users by which the service itself records: earlier versions made them, and whoever has one is taken for the service.
   * @returns the keys that were ended
   */
  async endReserved(): Promise<readonly Pick<ApiKey, 'id' | 'name' | 'user'>[]> {
    const { rows } = await this.pool.query<Pick<ApiKey, 'id' | 'name' | 'user'>>(
      `update access.api_keys set revoked_at = now()
       where ${IN_USE} and user_id ~* $1 returning id, name, user_id as "user"`,
      [OWN_USER],
    );
    if (rows.length > 0) this.onEnd();
    return rows;
  }

  /**
   * Takes this text, or a new one, for the installation's administrator's key, and ends the one that was before. A key that was revoked stays so.
   * @returns undefined where the text is that of a revoked key
   */
  async setAdministrator(text = newKey('admin')): Promise<string | undefined> {
    const set = await inTransaction(this.pool, async (client) => {
      await client.query(`select pg_advisory_xact_lock(hashtext('administrator'))`);
      const { rows } = await client.query<ApiKey>(`select ${LISTED} from access.api_keys where hash = $1`, [hashOf(text)]);
      if (rows[0]?.revokedAt) return undefined;
      await client.query(
        `update access.api_keys set revoked_at = now() where kind = 'admin' and revoked_at is null and hash <> $1`,
        [hashOf(text)],
      );
      if (!rows[0]) await insert(client, { ...ADMINISTRATOR, kind: 'admin' }, { text });
      return text;
    });
    this.onEnd();
    return set;
  }

  /** Whether an administrator's key is in use. */
  async hasAdministrator(): Promise<boolean> {
    const { rowCount } = await this.pool.query(`select from access.api_keys where kind = 'admin' and revoked_at is null`);
    return rowCount !== 0;
  }

  /** Those of these keys that do not count any more. */
  async ended(ids: readonly string[]): Promise<ReadonlySet<string>> {
    const { rows } = await this.pool.query<{ id: string }>(
      `select given.id from unnest($1::uuid[]) given(id) where not exists (select from access.api_keys k where k.id = given.id and ${IN_USE})`,
      [ids],
    );
    return new Set(rows.map(({ id }) => id));
  }

  /** Notes that a key was used; at most once a minute, whoever calls. */
  async used({ id, lastUsedAt }: ApiKey): Promise<void> {
    if (lastUsedAt && Date.now() - lastUsedAt.getTime() < 60_000) return;
    await this.pool.query(
      `update access.api_keys set last_used_at = now() where id = $1 and (last_used_at is null or last_used_at < now() - interval '1 minute')`,
      [id],
    );
  }
}

async function insert(
  on: Pick<Pool, 'query'> | PoolClient,
  wanted: NewKey,
  { text = newKey(wanted.kind ?? 'api'), replaces }: { readonly text?: string; readonly replaces?: string } = {},
): Promise<MadeKey> {
  const { kind = 'api', name, user, actor, roles, expiresAt, documents, origins } = wanted;
  const { coordinates = roles.includes('COORDINATOR') ? 'ALL' : [], scope = [SCOPE.commands] } = wanted;
  const { rows } = await on.query<ApiKey>(
    `insert into access.api_keys (id, hash, kind, name, user_id, actor, roles, coordinates, scope, expires_at, replaces, documents, origins)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) returning ${LISTED}`,
    [
      ...[uuidV7(), hashOf(text), kind, name, user, actor, roles, [coordinates].flat(), scope],
      ...[expiresAt, replaces, documents, origins],
    ],
  );
  return { text, key: rows[0]! };
}
