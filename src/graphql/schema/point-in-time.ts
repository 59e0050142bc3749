import { type Position } from '../../event-sourcing/envelope.js';
import { endOf, parseOccurred } from '../../event-sourcing/occurred.js';
import { type PointInTime } from '../request-context.js';
import { run } from '../read/sql.js';
import { badUserInput, conflict } from '../errors.js';
import { parseKnown, sayPosition } from '../known.js';
import { isPresent } from '../read/sql.js';
import { type Services } from './services.js';

/** The type of `at`: Query by another name, for caches keep all that is of the type Query in one place. */
export const MOMENT_QUERY = 'MomentQuery';

export interface AtArguments {
  readonly asOf?: string | null;
  readonly knownAt?: string | null;
  readonly after?: string | null;
}

/** Milliseconds that a question waits for the read models to reach the position in `after`. */
export const READ_MODEL_TIMEOUT_MS = 10_000;

/**
 * The moment that `at` asks for. `knownAt` as a date is the last position recorded by its end; the world is not asked about later than it was known.
 * What is known at a position waits until it can be read, so that the answer never changes.
 * @throws BAD_USER_INPUT for an `after` that the log has not reached; CONFLICT where the read models do not reach a position in ten seconds, or one
 *   stands still before `after`
 */
export async function pointInTimeOf(services: Services, { asOf, knownAt, after }: AtArguments): Promise<PointInTime> {
  const { unfiltered, store, progress, closing } = services;
  const late = (position: Position) =>
    conflict(`the read models are at ${progress.served()} and did not reach ${position} in time`);
  if (after != null) {
    const position = BigInt(after);
    if (position > (await store.head()))
      throw badUserInput({ field: 'after', value: after, rule: 'is a position that the log has reached' });
    const stopped = [...progress.failures()].filter(([, failure]) => BigInt(failure.position) <= position).map(([name]) => name);
    if (stopped.length > 0)
      throw conflict(
        `stands still before position ${after}: ${stopped.sort().join(', ')}; ask without \`after\` for what there is`,
      );
    if (!(await progress.wait(position, READ_MODEL_TIMEOUT_MS))) throw late(position);
  }
  const wanted = asOf == null ? undefined : endOf(parseOccurred(asOf)!);
  if (knownAt == null) return wanted === undefined ? {} : { asOf: wanted };
  const known = parseKnown(knownAt)!;
  if ('position' in known || endOf(known.date) >= new Date().toISOString()) {
    const head = await store.head();
    const goal = 'position' in known && known.position < head ? known.position : head;
    await progress.beyond(goal - 1n, READ_MODEL_TIMEOUT_MS, closing);
    if (progress.served() < goal) throw late(goal);
  }
  const [newest] =
    'position' in known
      ? await run<Known>(unfiltered, `${NEWEST} where position <= $1 order by position desc limit 1`, {
          keys: [],
          values: [String(known.position)],
        })
      : await run<Known>(unfiltered, `${NEWEST} where recorded_at <= $1 order by recorded_at desc, position desc limit 1`, {
          keys: [],
          values: [endOf(known.date)],
        });
  if (!newest) return { asOf: wanted ?? '0001-01-01T00:00:00.000Z', knownAt: 0n };
  const recorded = newest.recorded_at.toISOString();
  return { asOf: wanted !== undefined && wanted < recorded ? wanted : recorded, knownAt: BigInt(newest.position) };
}

/** The moment of a record that is asked for by its id: the one asked for by `at`, else the one that the id says. @throws as `pointInTimeOf` */
export async function momentOfId(services: Services, asked: PointInTime, { moment: said }: { readonly moment: PointInTime }) {
  if (!isPresent(asked) || isPresent(said)) return asked;
  return pointInTimeOf(services, { asOf: said.asOf, knownAt: said.knownAt === undefined ? null : sayPosition(said.knownAt) });
}

interface Known {
  readonly position: string;
  readonly recorded_at: Date;
}
const NEWEST = 'select position, recorded_at from rm.timeline';
