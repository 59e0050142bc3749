import { type Pool } from 'pg';
import { type CommandAccess } from '../event-sourcing/command-handler.js';
import { type Position, type RecordedEvent } from '../event-sourcing/envelope.js';
import { emergencyKey } from '../event-sourcing/handling.js';
import { AccessDenied } from './access-denied.js';
import { type Role, type Viewer } from './viewer.js';

/** What an emergency access says, as its event and its row have it. */
interface Opened {
  readonly user: string;
  /** Public id of a record. */
  readonly record?: string;
  /** UUID of an organisation. */
  readonly organisation?: string;
  /** ISO 8601 UTC. */
  readonly until: string;
}

/** The emergency accesses that last: each gives its user reader keys for exactly what was asked, until its time is over or it is ended. */
export class EmergencyAccesses {
  readonly #open = new Map<string, Opened>();

  constructor(readonly now: () => Date) {}

  /** Reads those that last by now. @returns the position up to which they are known; undefined where that is not known */
  async load(pool: Pool): Promise<Position | undefined> {
    const { rows } = await pool.query<{ position: string; open: ({ id: string } & Opened)[] | null }>(
      `select position, (select json_agg(to_jsonb(e.doc::jsonb) || jsonb_build_object('id', e.id)) from rm.emergency_access e
         where e.current and not e.voided and e.until > $1) as open
       from rm.checkpoints where projection = 'emergency_access' and active`,
      [this.now()],
    );
    for (const { id, ...opened } of rows[0]?.open ?? []) this.#open.set(id, opened);
    const position = BigInt(rows[0]?.position ?? 0);
    return position > 0n ? position : undefined;
  }

  /** Takes note of an event of the log. */
  apply({ type, stream, data }: RecordedEvent): void {
    const id = stream.slice('emergencyAccess-'.length);
    if (type === 'EmergencyAccessOpened') this.#open.set(id, data as Opened);
    else if (type === 'EmergencyAccessEnded') this.#open.delete(id);
  }

  /** The viewer with the keys of accesses of its user that last. */
  extend(viewer: Viewer): Viewer {
    if (this.#open.size === 0) return viewer;
    const now = this.now().toISOString();
    const keys: string[] = [];
    for (const [id, access] of this.#open) {
      if (access.until <= now) this.#open.delete(id);
      else if (access.user === viewer.user) keys.push(...keysOf(access));
    }
    return keys.length === 0 ? viewer : { ...viewer, keys: [...new Set([...viewer.keys, ...keys])] };
  }
}

function keysOf({ record, organisation }: Opened): string[] {
  if (record !== undefined) return [emergencyKey(record.slice(record.indexOf('_') + 1))];
  return [`org:${organisation}`, `org+:${organisation}`];
}

/** The rights of commands, with that of breaking the glass for some roles alone. */
export function withBreakGlass(access: CommandAccess<Viewer>, roles: readonly Role[]): CommandAccess<Viewer> {
  return {
    ...access,
    admit(request) {
      access.admit(request);
      if (request.name === 'breakGlass' && !request.caller.roles.some((role) => roles.includes(role)))
        throw new AccessDenied('FORBIDDEN', `breakGlass is for callers whose role may do so: ${roles.join(', ') || 'nobody'}`);
    },
  };
}
