import { type Pool } from 'pg';

/** What is kept of a command that changed nothing. */
export interface UnchangedCommand {
  readonly hash: string;
  readonly position: bigint;
  readonly revision: number;
}

/** Commands that changed nothing leave no event by which they could be known: they are kept here, by user and id. */
export interface UnchangedCommands {
  /** Those of a user's commands that are kept, by their ids. */
  find(user: string, commandIds: readonly string[]): Promise<ReadonlyMap<string, UnchangedCommand>>;
  /** Keeps a command; one that is kept already stays as it is. */
  keep(user: string, commandId: string, command: UnchangedCommand): Promise<void>;
}

/** For as long as the process lives. */
export class MemoryUnchangedCommands implements UnchangedCommands {
  readonly #kept = new Map<string, UnchangedCommand>();

  find(user: string, commandIds: readonly string[]): Promise<ReadonlyMap<string, UnchangedCommand>> {
    const kept = commandIds.map((id) => [id, this.#kept.get(`${id} ${user}`)] as const);
    return Promise.resolve(new Map(kept.flatMap(([id, one]) => (one ? [[id, one]] : []))));
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

  async find(user: string, commandIds: readonly string[]): Promise<ReadonlyMap<string, UnchangedCommand>> {
    const { rows } = await this.pool.query<{ id: string; hash: string; position: string; revision: number }>({
      name: 'unchanged-commands',
      text: 'select command_id as id, hash, position, revision from es.unchanged_commands where command_id = any($1) and user_id = $2',
      values: [commandIds, user],
    });
    return new Map(rows.map(({ id, position, ...kept }) => [id, { ...kept, position: BigInt(position) }]));
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
