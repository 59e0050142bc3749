import { type GraphQLObjectType } from 'graphql';
import { type Pool } from 'pg';
import { type Viewer } from '../../access/viewer.js';
import { subscription } from '../../event-sourcing/subscription.js';
import { run, Statement } from '../../graphql/read/sql.js';
import { type RequestContext } from '../../graphql/request-context.js';
import { Position } from '../../graphql/scalars.js';
import { deliveries, subscriptionsOpen } from '../../platform/metrics.js';
import { type Services } from '../../graphql/schema/services.js';
import { type AnyField, required } from '../../graphql/schema/shared-types.js';
import { EVENT, eventConditions, EventFilter, type EventFilterInput, type EventRow, shownEvents } from './timeline.graphql.js';

const BATCH = 500;
/** Milliseconds after which a quiet subscription looks again, whatever it was told. */
const SAFETY = 5_000;

/**
 * Replays what a viewer may see from a position on, then goes on live: one cursor, the position, without gap or repeat, for both come from the same
 * read model in order of position.
 */
export function eventSubscription(services: Services, event: GraphQLObjectType): AnyField {
  return {
    type: required(event),
    description: 'Events that you may see, each once and in order: first those after a position, then each new one as it comes.',
    args: {
      after: {
        type: Position,
        description: 'Begin after this position, to resume where you were; from now on, if left out. `"0"` replays all.',
      },
      filter: { type: EventFilter, description: 'Which events.' },
    },
    subscribe: (_root, args: { after?: string | null; filter?: EventFilterInput | null }, context: RequestContext) =>
      subscription([services.closing], (signal) =>
        counted(follow(services, context, args.after ?? String(services.progress.served()), args.filter, signal)),
      ),
    resolve: (row: EventRow) => row,
  };
}

async function* counted<T>(events: AsyncGenerator<T, void, undefined>): AsyncGenerator<T, void, undefined> {
  subscriptionsOpen.inc();
  try {
    yield* events;
  } finally {
    subscriptionsOpen.dec();
  }
}

/** Records are read as they are, and as the viewer may see them, when an event is given out; not as when the subscription began. */
async function now(context: RequestContext): Promise<Viewer> {
  context.loaders.clear();
  return (context.viewer = await context.viewerNow());
}

async function isSeen(pool: Pool, keys: readonly string[], { position }: Pick<EventRow, 'position'>): Promise<boolean> {
  const statement = new Statement(keys);
  const where = [...eventConditions(statement, keys, null), `e.position = ${statement.value(position, 'bigint')}`];
  return (await run(pool, `select from rm.timeline e where ${where.join(' and ')}`, statement)).length > 0;
}

async function* follow(
  { pool, progress }: Services,
  context: RequestContext,
  after: string,
  filter: EventFilterInput | null | undefined,
  signal: AbortSignal,
): AsyncGenerator<EventRow, void, undefined> {
  let position = BigInt(after);
  while (!signal.aborted) {
    // An event is given out when its record can be read as the event leaves it.
    const reached = progress.served();
    const { keys } = await now(context);
    const statement = new Statement(keys);
    const where = [
      ...eventConditions(statement, keys, filter),
      `e.position > ${statement.value(String(position), 'bigint')}`,
      `e.position <= ${statement.value(String(reached), 'bigint')}`,
    ];
    const text = `select ${EVENT} from rm.timeline e where ${where.join(' and ')} order by e.position limit ${BATCH}`;
    const rows = await run<Omit<EventRow, '$moment'>>(pool, text, statement);
    for (const row of rows) {
      // Since they were read a label may have changed, or who the viewer is.
      const viewer = await now(context);
      const isAsRead = progress.served() === reached && viewer.keys.join() === keys.join();
      if (isAsRead || (await isSeen(pool, viewer.keys, row))) {
        deliveries.inc();
        yield shownEvents(viewer.keys, [row], {}, 'SUBSCRIPTION')[0]!;
      }
      position = BigInt(row.position);
    }
    if (rows.length === BATCH) continue;
    if (reached > position) position = reached;
    await progress.beyond(position, SAFETY, signal);
  }
}
