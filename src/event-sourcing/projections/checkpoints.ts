import { type Pool, type PoolClient } from 'pg';
import { type Position } from '../envelope.js';
import { physical, type Projection } from './projection.js';
import { createView, hasReaderViews, secureGeneration } from './row-security.js';

/** How far one generation of a projection is. */
export interface Checkpoint {
  readonly generation: number;
  readonly position: Position;
  /** When the log took the event at that position, ISO 8601 UTC; '' before the first. */
  readonly recordedAt: string;
  readonly fingerprint: string;
  readonly failure: Failure | null;
  /** How many records it holds back. */
  readonly parked: number;
}

/** Why a projection stands still. */
export interface Failure {
  readonly eventId: string;
  readonly position: string;
  readonly error: string;
}

interface CheckpointRow {
  readonly generation: number;
  readonly position: string;
  readonly recorded_at: Date | null;
  readonly fingerprint: string;
  readonly failure: Failure | null;
  readonly parked: number;
}

const COLUMNS = 'generation, position, recorded_at, fingerprint, failure, parked';

function checkpointOf(row: CheckpointRow): Checkpoint {
  return { ...row, position: BigInt(row.position), recordedAt: row.recorded_at?.toISOString() ?? '' };
}

/** Channel on which runners tell of progress: payload `<projection> <position>`, several with commas between. */
export const PROGRESS_CHANNEL = 'concord_progress';

/** What a notice on that channel says: projections, and the positions that they have reached. */
export function readProgressNotice(payload: string): [projection: string, position: Position][] {
  return [...payload.matchAll(/([^ ,]+) (\d+)/g)].map(([, projection, position]) => [projection!, BigInt(position!)]);
}

/** The generation that readers see, or undefined before the first start. */
export async function activeCheckpoint(client: Pool | PoolClient, projection: string): Promise<Checkpoint | undefined> {
  const { rows } = await client.query<CheckpointRow>(`select ${COLUMNS} from rm.checkpoints where projection = $1 and active`, [
    projection,
  ]);
  return rows[0] && checkpointOf(rows[0]);
}

/**
 * Locks a checkpoint for the rest of the transaction: who holds it is the one active runner.
 * @param shown only while the generation is the one that readers see
 * @returns undefined where another holds it, or the generation is gone or not shown
 */
export async function lockCheckpoint(
  client: PoolClient,
  projection: string,
  generation: number,
  shown: boolean,
): Promise<Checkpoint | undefined> {
  const { rows } = await client.query<CheckpointRow>({
    name: 'lock-checkpoint',
    text: `select ${COLUMNS} from rm.checkpoints where projection = $1 and generation = $2 and (active or not $3) for update skip locked`,
    values: [projection, generation, shown],
  });
  return rows[0] && checkpointOf(rows[0]);
}

/**
 * Moves a checkpoint within the transaction that holds its lock and tells all processes on commit.
 * @returns false where it is not where the caller found it: the transaction has to be rolled back
 */
export async function moveCheckpoint(
  client: PoolClient,
  projection: string,
  generation: number,
  from: Position,
  to: Position,
  recordedAt: string,
): Promise<boolean> {
  const { rowCount } = await client.query({
    name: 'move-checkpoint',
    text: `with moved as (
             update rm.checkpoints set position = $4, recorded_at = $5, failure = null
             where projection = $1 and generation = $2 and position = $3 returning active)
           select pg_notify('${PROGRESS_CHANNEL}', $1 || ' ' || $4::bigint) from moved where active
           union all select null from moved where not active`,
    values: [projection, generation, String(from), String(to), recordedAt],
  });
  return rowCount === 1;
}

/** Notes why a projection stands still; it does until that is taken away, or another generation is shown. */
export async function recordFailure(pool: Pool, projection: string, generation: number, failure: Failure): Promise<void> {
  await pool.query('update rm.checkpoints set failure = $3 where projection = $1 and generation = $2', [
    projection,
    generation,
    failure,
  ]);
}

/** What became of the move of a checkpoint over a stretch of the log that holds nothing for its projection. */
export type SkipOutcome = 'done' | 'held' | 'gone';

/**
 * Moves the checkpoints of projections that a stretch of the log has nothing for, in one statement with one notice.
 * @returns for each projection that was not moved, whether it is there already, its checkpoint is held by somebody else for now, or it is not where the
 *   move begins, or not the one that readers see any more
 */
export async function skipCheckpoints(
  pool: Pool,
  moves: readonly {
    readonly projection: string;
    readonly generation: number;
    readonly from: Position;
    readonly to: Position;
    readonly recordedAt: string;
  }[],
): Promise<Map<string, SkipOutcome>> {
  const { rows } = await pool.query<{ projection: string; outcome: SkipOutcome }>({
    name: 'move-idle-checkpoints',
    text: `with u as (
             select * from unnest($1::text[], $2::int[], $3::bigint[], $4::bigint[], $5::timestamptz[]) u(projection, generation, since, upto, recorded_at)),
           held as (
             select u.* from rm.checkpoints c join u using (projection, generation)
             where c.active and c.position >= u.since and c.position < u.upto for update of c skip locked),
           moved as (
             update rm.checkpoints c set position = held.upto, recorded_at = held.recorded_at
             from held where c.projection = held.projection and c.generation = held.generation
             returning c.projection, c.position)
           select null as projection, null as outcome, pg_notify('${PROGRESS_CHANNEL}', string_agg(projection || ' ' || position, ','))
           from moved having count(*) > 0
           union all
           select u.projection, case when c.position >= u.upto then 'done' when c.position >= u.since then 'held' else 'gone' end, null
           from u left join rm.checkpoints c on c.projection = u.projection and c.generation = u.generation and c.active
           where not exists (select from moved where moved.projection = u.projection)`,
    values: [
      moves.map((m) => m.projection),
      moves.map((m) => m.generation),
      moves.map((m) => String(m.from)),
      moves.map((m) => String(m.to)),
      moves.map((m) => m.recordedAt),
    ],
  });
  return new Map(rows.filter(({ projection }) => projection !== null).map(({ projection, outcome }) => [projection, outcome]));
}

/**
 * Ends the sessions of runners that stopped while they wrote rows of a generation: a session that waits for its client in the middle of a COPY is
 * reached by none of the database's timeouts.
 */
export async function endStuckCopies(pool: Pool, projection: Pick<Projection, 'tables'>, generation: number): Promise<void> {
  await pool.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and usename = current_user and state = 'active' and wait_event = 'ClientRead'
       and query_start < now() - interval '5 seconds'
       and exists (select from unnest($1::text[]) name where starts_with(query, 'copy ' || name || ' '))`,
    [projection.tables.map((table) => physical(table, generation))],
  );
}

/**
 * Makes the tables of a new generation, at the start of the log. The first one of a projection is shown at once, with its indexes;
 * later ones wait beside until `switchGeneration`.
 */
export async function addGeneration(client: PoolClient, projection: Projection): Promise<number> {
  const { rows } = await client.query<{ last: number | null }>(
    'select max(generation) as last from rm.checkpoints where projection = $1',
    [projection.name],
  );
  const last = rows[0]?.last ?? 0;
  const generation = last + 1;
  for (const statement of projection.create(generation)) await client.query(statement);
  await secureGeneration(client, projection, generation);
  await client.query('insert into rm.checkpoints (projection, generation, fingerprint, active) values ($1, $2, $3, $4)', [
    projection.name,
    generation,
    projection.fingerprint,
    last === 0,
  ]);
  if (last === 0) {
    for (const statement of projection.index(generation)) await client.query(statement);
    await showGeneration(client, projection, generation);
  }
  return generation;
}

/** Points the views that readers use at a generation; part of the caller's transaction. */
export async function showGeneration(client: PoolClient, projection: Projection, generation: number): Promise<void> {
  await client.query('update rm.checkpoints set active = false where projection = $1 and active', [projection.name]);
  await client.query('update rm.checkpoints set active = true where projection = $1 and generation = $2', [
    projection.name,
    generation,
  ]);
  await showTables(client, projection, generation);
}

async function showTables(client: PoolClient, projection: Projection, generation: number): Promise<void> {
  for (const table of projection.tables) await createView(client, projection, table, generation);
  for (const statement of projection.show?.(generation) ?? []) await client.query(statement);
}

/** Gives the generations of a projection the policies and views of this version of the program, where another one made them; part of the caller's transaction. */
export async function secureProjection(client: PoolClient, projection: Projection): Promise<void> {
  const { rows } = await client.query<{ generation: number; active: boolean }>(
    'select generation, active from rm.checkpoints where projection = $1',
    [projection.name],
  );
  for (const { generation } of rows) await secureGeneration(client, projection, generation);
  const shown = rows.find(({ active }) => active);
  if (shown && !(await hasReaderViews(client, projection, shown.generation)))
    await showTables(client, projection, shown.generation);
}

/** Drops a generation that nobody needs any more. */
export async function dropGeneration(client: PoolClient, projection: Projection, generation: number): Promise<void> {
  for (const table of projection.tables) await client.query(`drop table if exists ${physical(table, generation)} cascade`);
  await client.query('delete from rm.checkpoints where projection = $1 and generation = $2 and not active', [
    projection.name,
    generation,
  ]);
}
