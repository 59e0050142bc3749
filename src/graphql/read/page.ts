import { badUserInput } from '../errors.js';

/** Arguments of a Relay connection. */
export interface PageArguments {
  readonly first?: number | null;
  readonly after?: string | null;
  readonly last?: number | null;
  readonly before?: string | null;
}

/** Most objects of one page. */
export const MAX_PAGE_SIZE = 500;
export const DEFAULT_SIZE = 50;

/** A page as SQL needs it: how many, which way, and from which cursor on. */
export interface Page {
  readonly size: number;
  readonly backwards: boolean;
  /** Value of the ordered column, and id, of the neighbour before the page. */
  readonly from?: Cursor;
}

export type Cursor = readonly [value: string, id: string];

/** A cursor for a row: where it stands in an order. The order is part of it, so that it is not used with another. */
export function encodeCursor(order: string, [value, id]: Cursor): string {
  return Buffer.from(JSON.stringify([order, value, id])).toString('base64url');
}

/** @throws BAD_USER_INPUT for texts that are no cursor of this order */
export function decodeCursor(order: string, field: string, text: string): Cursor {
  try {
    const [of, value, id] = JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as [string, string, string];
    if (of === order && typeof value === 'string' && typeof id === 'string') return [value, id];
  } catch {
    // Said below.
  }
  throw badUserInput({ field, value: text, rule: 'is a cursor that this connection gave for the same order' });
}

/** @throws BAD_USER_INPUT for sizes out of range and for first and last together */
export function pageOf({ first, after, last, before }: PageArguments, order: string): Page {
  if (first != null && last != null) throw badUserInput({ field: 'last', value: last, rule: 'goes without first' });
  if (after != null && before != null) throw badUserInput({ field: 'before', value: before, rule: 'goes without after' });
  const backwards = last != null || (before != null && first == null);
  if (backwards ? after != null : before != null) {
    throw badUserInput({
      field: backwards ? 'after' : 'before',
      value: after ?? before,
      rule: 'first goes with after, last with before',
    });
  }
  const size = first ?? last ?? DEFAULT_SIZE;
  if (size < 0 || size > MAX_PAGE_SIZE)
    throw badUserInput({ field: backwards ? 'last' : 'first', value: size, rule: `is a number from 0 to ${MAX_PAGE_SIZE}` });
  const cursor = after ?? before;
  return { size, backwards, ...(cursor != null ? { from: decodeCursor(order, backwards ? 'before' : 'after', cursor) } : {}) };
}

/** What a connection's resolvers need. */
export interface Connection<Node> {
  readonly nodes: readonly Node[];
  /** The cursor of the node at a place. */
  readonly cursorAt: (place: number) => string;
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
  readonly total: () => Promise<number>;
}

/**
 * Makes a connection of what SQL gave: one row more than the page tells that there are more.
 * @param found in the direction of reading, with at most `page.size + 1` rows
 * @param node makes a node of a row and its place in `found`
 */
export function connectionOf<Row, Node>(
  page: Page,
  found: readonly Row[],
  node: (row: Row, place: number) => Node,
  cursor: (row: Row) => string,
  total: () => Promise<number>,
): Connection<Node> {
  const rows = found.slice(0, page.size);
  const more = found.length > page.size;
  if (page.backwards) rows.reverse();
  const cursorAt = (place: number) => cursor(rows[place]!);
  return {
    nodes: rows.map((row, i) => node(row, page.backwards ? rows.length - 1 - i : i)),
    cursorAt,
    // Cursors are made where they are asked for: few callers want more than one.
    pageInfo: {
      hasNextPage: page.backwards ? page.from !== undefined : more,
      hasPreviousPage: page.backwards ? more : page.from !== undefined,
      get startCursor() {
        return rows.length > 0 ? cursorAt(0) : null;
      },
      get endCursor() {
        return rows.length > 0 ? cursorAt(rows.length - 1) : null;
      },
    },
    total,
  };
}

/** A page cut from a list that is short enough to be made whole; the cursor is the entry's own key. @throws BAD_USER_INPUT where its entry is gone */
export function pageOfWhole<Node>(
  whole: readonly Node[],
  args: PageArguments,
  order: string,
  keyOf: (node: Node) => string,
): Connection<Node> {
  const page = pageOf(args, order);
  const at = page.from ? whole.findIndex((one) => keyOf(one) === page.from![0]) : -1;
  if (page.from && at < 0)
    throw badUserInput({ field: 'after', value: page.from[0], rule: 'is a cursor of an entry that is still there' });
  const rest = page.backwards ? whole.slice(0, page.from ? at : whole.length).reverse() : whole.slice(at + 1);
  return connectionOf(
    page,
    rest.slice(0, page.size + 1),
    (node) => node,
    (node) => encodeCursor(order, [keyOf(node), '']),
    () => Promise.resolve(whole.length),
  );
}
