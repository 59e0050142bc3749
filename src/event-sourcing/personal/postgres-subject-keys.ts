import { createCipheriv, createDecipheriv, createHash, randomBytes, randomUUID } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { type Pool } from 'pg';
import { type SubjectKey, type SubjectKeys } from './subject-keys.js';

const CIPHER = 'aes-256-gcm';
/** Keys that are wrapped again by one statement. */
const WRAPPED_AT_ONCE = 1_000;

interface Row {
  readonly id: string;
  readonly subject: string;
  readonly wrapped: Buffer | null;
  readonly master: string;
}

/** Keys in `secrets.subject_keys`, each encrypted with a master key that is not in the database. */
export class PostgresSubjectKeys implements SubjectKeys {
  readonly #masters: ReadonlyMap<string, Buffer>;
  readonly #wrapsWith: string;
  readonly #known = new LRUCache<string, SubjectKey>({ max: 10_000 });
  readonly #current = new LRUCache<string, string>({ max: 10_000 });
  readonly #destroyed = new Set<string>();

  /** @param masters 32 bytes each; the first wraps, the others only open */
  constructor(
    readonly pool: Pool,
    masters: readonly Buffer[],
    readonly onFault: (error: Error) => void,
  ) {
    this.#masters = new Map(masters.map((secret) => [masterId(secret), secret]));
    this.#wrapsWith = masterId(masters[0]!);
  }

  /**
   * Wraps what another master key wraps with the first one, so that the other is needed no more, and clears away what is left of destroyed keys. One that was cut
   * short is finished by the next.
   * @returns how many keys were wrapped again
   * @throws where a key in use was wrapped with a master key that is not among ours
   */
  async prepare(): Promise<number> {
    let count = 0;
    for (let rows: Row[]; (rows = await this.#wrappedByOthers()).length > 0; count += rows.length) {
      const wrapped = rows.map((row) => this.#wrap(this.#unwrap(row)));
      await this.pool.query(
        `update secrets.subject_keys k set wrapped = given.wrapped, master = $3 from unnest($1::uuid[], $2::bytea[]) given(id, wrapped)
         where k.id = given.id and k.wrapped is not null`,
        [rows.map(({ id }) => id), wrapped, this.#wrapsWith],
      );
    }
    await this.#clear();
    return count;
  }

  async #wrappedByOthers(): Promise<Row[]> {
    const { rows } = await this.pool.query<Row>(
      'select id, subject, wrapped, master from secrets.subject_keys where wrapped is not null and master <> $1 order by id limit $2',
      [this.#wrapsWith, WRAPPED_AT_ONCE],
    );
    return rows;
  }

  async current(subject: string): Promise<SubjectKey> {
    const known = this.#known.get(this.#current.get(subject) ?? '');
    if (known) return known;
    const key: SubjectKey = { id: randomUUID(), subject, secret: randomBytes(32) };
    await this.pool.query(
      `insert into secrets.subject_keys (id, subject, wrapped, master) values ($1, $2, $3, $4)
       on conflict (subject) where wrapped is not null do nothing`,
      [key.id, subject, this.#wrap(key), this.#wrapsWith],
    );
    const { rows } = await this.pool.query<Row>(
      'select id, subject, wrapped, master from secrets.subject_keys where subject = $1 and wrapped is not null',
      [subject],
    );
    // Destroyed between the two statements: the next one is made.
    const found = rows[0] && this.#remember(rows[0]);
    if (!found) return this.current(subject);
    this.#current.set(subject, found.id);
    return found;
  }

  async find(id: string): Promise<SubjectKey | undefined> {
    const known = this.#known.get(id);
    if (known || this.#destroyed.has(id)) return known;
    const { rows } = await this.pool.query<Row>(
      'select id, subject, wrapped, master from secrets.subject_keys where id = $1 and wrapped is not null',
      [id],
    );
    return rows[0] && this.#remember(rows[0]);
  }

  async destroy(id: string): Promise<void> {
    if (this.#destroyed.has(id)) return;
    const { rowCount } = await this.pool.query(
      'update secrets.subject_keys set wrapped = null, destroyed_at = now() where id = $1 and wrapped is not null',
      [id],
    );
    this.#destroyed.add(id);
    this.#known.delete(id);
    if (rowCount) await this.#clear();
  }

  #remember(row: Row): SubjectKey | undefined {
    // Read before it was destroyed.
    if (this.#destroyed.has(row.id)) return undefined;
    const key = this.#unwrap(row);
    this.#known.set(key.id, key);
    return key;
  }

  /** An update leaves the old row in the table's file until the table is written again; rows that an older transaction may still see stay until next time. */
  async #clear(): Promise<void> {
    await this.pool.query('vacuum full secrets.subject_keys').catch(this.onFault);
  }

  #wrap({ id, subject, secret }: SubjectKey): Buffer {
    const iv = randomBytes(12);
    const cipher = createCipheriv(CIPHER, this.#masters.get(this.#wrapsWith)!, iv).setAAD(Buffer.from(`${id} ${subject}`));
    const wrapped = Buffer.concat([cipher.update(secret), cipher.final()]);
    return Buffer.concat([iv, cipher.getAuthTag(), wrapped]);
  }

  #unwrap({ id, subject, wrapped, master }: Row): SubjectKey {
    const secret = this.#masters.get(master);
    if (!secret)
      throw new Error(`personal data is encrypted under the master key ${master}, which is none of ours: set CONCORD_MASTER_KEY`);
    const decipher = createDecipheriv(CIPHER, secret, wrapped!.subarray(0, 12), { authTagLength: 16 });
    decipher.setAAD(Buffer.from(`${id} ${subject}`)).setAuthTag(wrapped!.subarray(12, 28));
    return { id, subject, secret: Buffer.concat([decipher.update(wrapped!.subarray(28)), decipher.final()]) };
  }
}

/** Tells master keys apart without giving them away. */
export function masterId(secret: Buffer): string {
  return createHash('sha256').update(secret).digest('hex').slice(0, 16);
}
