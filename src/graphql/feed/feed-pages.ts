import { type DocumentNode, type GraphQLError } from 'graphql';
import { MAX_PAGE_SIZE } from '../read/page.js';
import { type RequestContext } from '../request-context.js';
import { type RequestScope, requestScopes } from '../request-scope.js';
import { timedOut } from '../errors.js';
import { type Gate } from '../server/gate.js';
import { type Feed, FEED_VARIABLES } from './feed.js';
import { type FeedRow } from './feed-columns.js';

/** The moment that the address of a feed says. */
export interface FeedMoment {
  readonly asOf?: string | null;
  readonly knownAt?: string | null;
}

/** How pages are asked for. */
export interface PageOptions {
  readonly gate: Gate;
  readonly context: RequestContext;
  readonly scope: RequestScope;
  readonly moment: FeedMoment;
  /** Takes points of the caller. */
  readonly charge: (points: number) => Promise<void>;
  /** Milliseconds that one page has. */
  readonly timeout: number;
}

/**
 * The rows of a feed, page by page, as GraphQL answers them: the same documents, resolvers, rights and costs. Each page is read when the one before is taken,
 * for as long as somebody waits.
 * @throws what GraphQL answers in place of a page
 */
export async function* pagesOf(feed: Feed, { gate, context, scope, moment, charge, timeout }: PageOptions) {
  const { first, asOf, knownAt, after } = FEED_VARIABLES;
  const operation = await requestScopes.run(scope, () => gate.operations.read(feed.text, scope.name));
  if (!('document' in operation)) throw operation[0]!;
  const run = operation.run(undefined);
  const size = feed.isPaged ? sizeOf(feed, gate, operation.document) : 0;
  let cursor: string | null = null;
  do {
    const variables: Record<string, unknown> = {
      ...feed.variables,
      ...(feed.takesMoment ? { [asOf]: moment.asOf ?? null, [knownAt]: moment.knownAt ?? null } : {}),
      ...(feed.isPaged ? { [first]: size, [after]: cursor } : {}),
    };
    const points = gate.costOf(operation.document, variables);
    await charge(points);
    // What was loaded for the page before is let go.
    const fresh: RequestContext = { ...context, loaders: new Map() };
    const late = setTimeout(() => scope.cancel(timedOut()), timeout);
    const { data, errors } = await requestScopes
      .run(scope, async () => gate.run(scope, points, () => run(fresh, variables)))
      .finally(() => clearTimeout(late));
    if (errors) throw errors[0] as GraphQLError;
    const { rows, next } = feed.read(data);
    yield rows satisfies readonly FeedRow[];
    cursor = next ?? null;
  } while (cursor !== null);
}

/** Rows of a page: as many as one operation may ask for, of what stands in them. */
function sizeOf({ variables }: Feed, gate: Gate, document: DocumentNode): number {
  for (let size = MAX_PAGE_SIZE; size > 5; size = Math.floor(size / 5)) {
    try {
      gate.costOf(document, { ...variables, [FEED_VARIABLES.first]: size });
      return size;
    } catch {
      // Fewer of them may be asked for.
    }
  }
  return 5;
}
