import { type Pool } from 'pg';

/** What is kept of a command that changed nothing. */
export interface UnchangedCommand {
  readonly hash: string;
  readonly position: bigint;
  readonly revision: number;
}

/** Commands that changed nothing leave no event by which they could be known: they are kept here, by user and id. */
export interface UnchangedCommands {
  find(user: string, commandId: string): Promise<UnchangedCommand | undefined>;
  /** Keeps a command; one that is kept already stays as it is. */
  keep(user: string, commandId: string, command: UnchangedCommand): Promise<void>;
}

/** For as long as the process lives. */
export class MemoryUnchangedCommands implements UnchangedCommands {
  readonly #kept = new Map<string, UnchangedCommand>();

  find(user: string, commandId: string): Promise<UnchangedCommand | undefined> {
    return Promise.resolve(this.#kept.get(`${commandId} ${user}`));
  }

  keep(user: string, commandId: string, command: UnchangedCommand): Promise<void> {
    const name = `${commandId} ${user}`;
    this.#kept.set(name, this.#kept.get(name) ?? command);
    return Promise.resolve();
  }
}

/** In `es.unchanged_commands`, for all processes. */
export class PostgresUnchangedCommands implements UnchangedCommands {
  constructor(readonly pool: Pool) {}

  async find(user: string, commandId: string): Promise<UnchangedCommand | undefined> {
    const { rows } = await this.pool.query<{ hash: string; position: string; revision: number }>({
      name: 'unchanged-command',
      text: 'select hash, position, revision from es.unchanged_commands where command_id = $1 and user_id = $2',
      values: [commandId, user],
    });
    return rows[0] && { ...rows[0], position: BigInt(rows[0].position) };
  }

  async keep(user: string, commandId: string, { hash, position, revision }: UnchangedCommand): Promise<void> {
    await this.pool.query({
      name: 'keep-unchanged-command',
      text: `insert into es.unchanged_commands (command_id, user_id, hash, position, revision) values ($1, $2, $3, $4, $5)
        on conflict (command_id, user_id) do nothing`,
      values: [commandId, user, hash, String(position), revision],
    });
  }
}
