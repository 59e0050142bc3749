import { type PoolClient } from 'pg';
import { readIfThere } from './signed-file.js';

/** That the ledger went on under an origin, by a signed statement. */
export interface Restart {
  readonly origin: string;
  readonly statement: string;
}

/** Statements that are kept outside of the database. */
export function restartsIn(file: string): readonly Restart[] {
  return JSON.parse(readIfThere(file) ?? '[]') as readonly Restart[];
}

/** Makes sure that the database holds statements: one that was put back may not. */
export async function addRestarts(client: Pick<PoolClient, 'query'>, statements: readonly Restart[]): Promise<void> {
  for (const { origin, statement } of statements)
    await client.query('insert into ledger.restarts (origin, statement) values ($1, $2) on conflict (origin) do nothing', [
      origin,
      statement,
    ]);
}
