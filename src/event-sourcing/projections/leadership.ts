import { type Client, type PoolClient } from 'pg';

/** First key of the locks; the second one is the hash of the name. */
const LOCK = `hashtext('concord lead')`;

/** Seconds without a sign of life after which the leads of a process that holds on to its connection are taken away. */
export const LEADER_TIMEOUT_SECONDS = 4;

/**
 * Which work this process has the lead of: of all processes on a database, one at most for each name. A lead is an advisory lock of one session, which the
 * database gives back at once when the process dies. A process that is held up keeps its session: its leads go when it shows no sign of life.
 */
export class Leadership {
  readonly #candidates = new Map<string, ((lost: AbortSignal) => void)[]>();
  readonly #held = new Map<string, AbortController>();

  /** @param wake called when there is something to contend for */
  constructor(private readonly wake: () => void) {}

  /** Names of the work that this process leads. */
  held(): string[] {
    return [...this.#held.keys()];
  }

  /** Waits until this process has the lead. @returns a signal that aborts when the lead is lost. @throws the reason of `signal` */
  take(name: string, signal: AbortSignal): Promise<AbortSignal> {
    const held = this.#held.get(name);
    if (held) return Promise.resolve(held.signal);
    return new Promise((resolve, reject) => {
      const stop = () => reject(signal.reason as Error);
      if (signal.aborted) return stop();
      signal.addEventListener('abort', stop, { once: true });
      const taken = (lost: AbortSignal) => {
        signal.removeEventListener('abort', stop);
        resolve(lost);
      };
      this.#candidates.set(name, [...(this.#candidates.get(name) ?? []), taken]);
      this.wake();
    });
  }

  /** Takes what is free on a session, and frees what a process without life holds. */
  async contend(session: Client): Promise<void> {
    const wanted = [...this.#candidates.keys()];
    if (wanted.length === 0) return;
    const { rows } = await session.query<{ name: string; free: boolean }>(
      `select name, pg_try_advisory_lock(${LOCK}, hashtext(name)) as free from unnest($1::text[]) name`,
      [wanted],
    );
    for (const { name, free } of rows) {
      if (!free) continue;
      const lead = new AbortController();
      this.#held.set(name, lead);
      const candidates = this.#candidates.get(name) ?? [];
      this.#candidates.delete(name);
      for (const taken of candidates) taken(lead.signal);
    }
    if (rows.every(({ free }) => free)) return;
    // Every process asks something on its session every half second, which is its sign of life.
    await session.query(
      `select pg_terminate_backend(a.pid) from pg_locks l join pg_stat_activity a using (pid)
       where l.locktype = 'advisory' and l.classid::bigint = ${LOCK}::bigint & 4294967295 and l.granted
         and a.datname = current_database() and a.usename = current_user and a.state_change < now() - make_interval(secs => $1)`,
      [LEADER_TIMEOUT_SECONDS],
    );
  }

  /** Gives a lead to another process, if one wants it. */
  async release(name: string, session: Client | undefined): Promise<void> {
    const lead = this.#held.get(name);
    if (!lead) return;
    this.#held.delete(name);
    lead.abort(new Error(`gave up the lead of ${name}`));
    await session?.query(`select pg_advisory_unlock(${LOCK}, hashtext($1))`, [name]);
  }

  /** The session is over, and with it every lead. */
  lost(): void {
    const leads = [...this.#held.values()];
    this.#held.clear();
    for (const lead of leads) lead.abort(new Error('lost the lead'));
  }
}

/** Takes a lead until a transaction ends, for work that no other process may do meanwhile. @returns whether it was free */
export async function takeLead(client: PoolClient, name: string): Promise<boolean> {
  const { rows } = await client.query<{ free: boolean }>(`select pg_try_advisory_xact_lock(${LOCK}, hashtext($1)) as free`, [
    name,
  ]);
  return rows[0]!.free;
}
