import { type Pool } from 'pg';
import { type Connection, connectionOf, encodeCursor, type Page, type PageArguments, pageOf } from './page.js';
import { type Plan, run, Statement } from './sql.js';

/** An ascending order of rows that no two share: SQL of the value and of what tells equals apart, with their types. */
export interface Order {
  readonly name: string;
  readonly value: readonly [sql: string, type: string];
  readonly tie: readonly [sql: string, type: string];
}

/** What a page is cut from. */
export interface Rows {
  readonly columns: string;
  readonly from: string;
  readonly where: readonly string[];
  readonly plan?: Plan;
}

/** Builds what a page is cut from, with its values in the statement. */
export type RowsOf = (statement: Statement) => Rows;

/**
 * A page of what a query gives, by keyset: one statement, and another where the total is asked for.
 * @param keys reader keys of the viewer
 * @param parts what the page can be cut from piece by piece, from its neighbour on in the direction of reading, where all of it would be too much
 */
export async function orderedPage<Row extends object, Node>(
  pool: Pool,
  keys: readonly string[],
  page: PageArguments,
  { name, value: [value, type], tie: [tie, tieType] }: Order,
  rowsOf: RowsOf,
  node: (row: Readonly<Row>) => Node,
  parts: (asked: Page) => Iterable<RowsOf> | AsyncIterable<RowsOf> = () => [rowsOf],
): Promise<Connection<Node>> {
  const asked = pageOf(page, name);
  const way = asked.backwards ? 'desc' : 'asc';
  const rows: Found<Row>[] = [];
  for await (const part of parts(asked)) {
    const statement = new Statement(keys);
    const { columns, from, where, plan } = part(statement);
    const paged = [...where];
    if (asked.from) {
      const [after, afterTie] = asked.from;
      const beyond = asked.backwards ? '<' : '>';
      paged.push(`(${value}, ${tie}) ${beyond} (${statement.value(after, type)}, ${statement.value(afterTie, tieType)})`);
    }
    const found = await run<Found<Row>>(
      pool,
      `select ${columns}, (${value})::text as "$value", (${tie})::text as "$tie" from ${from}${whereAll(paged)}
        order by ${value} ${way}, ${tie} ${way} limit ${statement.value(asked.size + 1 - rows.length, 'int')}`,
      statement,
      plan,
    );
    rows.push(...found);
    if (rows.length > asked.size) break;
  }
  return connectionOf(
    asked,
    rows,
    node,
    ({ $value, $tie }) => encodeCursor(name, [$value, $tie]),
    async () => {
      const counting = new Statement(keys);
      const all = rowsOf(counting);
      const [counted] = await run<{ count: string }>(
        pool,
        `select count(*) from ${all.from}${whereAll(all.where)}`,
        counting,
        all.plan,
      );
      return Number(counted!.count);
    },
  );
}

type Found<Row> = Row & { readonly $value: string; readonly $tie: string };

function whereAll(conditions: readonly string[]): string {
  return conditions.length > 0 ? ` where ${conditions.join(' and ')}` : '';
}
