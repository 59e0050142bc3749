import { type Pool, type PoolClient } from 'pg';
import { type Checkpoint, parseCheckpoint, parseNote } from '../../verify/verify.js';
import { readIfThere } from './signed-file.js';

/** First line of a statement of a restart: no checkpoint begins with it. */
export const RESTART = 'concord-ledger-restart/v1';

/** That the ledger went on under an origin, by a signed statement. */
export interface Restart {
  readonly origin: string;
  readonly statement: string;
}

/** Statements that are kept outside of the database. */
export function restartsIn(file: string): readonly Restart[] {
  return JSON.parse(readIfThere(file) ?? '[]') as readonly Restart[];
}

/** Statements that the database holds, the oldest first: each names the last checkpoint of the origin before. */
export async function storedRestarts(on: Pool | PoolClient): Promise<readonly Restart[]> {
  return (await on.query<Restart>('select origin, statement from ledger.restarts order by number')).rows;
}

/** Makes sure that the database holds statements: one that was put back may not. */
export async function addRestarts(client: Pick<PoolClient, 'query'>, statements: readonly Restart[]): Promise<void> {
  for (const { origin, statement } of statements)
    await client.query('insert into ledger.restarts (origin, statement) values ($1, $2) on conflict (origin) do nothing', [
      origin,
      statement,
    ]);
}

/** The last checkpoint of the origin before, as a statement names it: a signed note. */
export function lastNoteIn({ statement }: Restart): string {
  const { text } = parseNote(statement);
  return text.slice(text.indexOf('\n\n') + 2);
}

/** Whether a statement names this checkpoint, or a later one of its origin, as the last. */
export function goesOnFrom(restart: Restart, { origin, size, root }: Checkpoint): boolean {
  const last = parseCheckpoint(lastNoteIn(restart));
  return last.origin === origin && (last.size > size || (last.size === size && last.root.equals(root)));
}
