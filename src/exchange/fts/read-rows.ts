import { readCsv } from '../publication/read-csv.js';

/** Columns of which an import makes something. */
const READ = [
  'id',
  'date',
  'description',
  'amountUSD',
  'originalAmount',
  'originalCurrency',
  'srcOrganization',
  'srcOrganizationTypes',
  'destOrganization',
  'destOrganizationTypes',
  'destLocations',
  'destGlobalClusters',
  'destPlan',
  'destPlanCode',
  'destProject',
  'destProjectCode',
  'destEmergency',
  'destUsageYearStart',
  'destUsageYearEnd',
  'contributionType',
  'flowType',
  'status',
  'keywords',
  'refCode',
  'updatedAt',
] as const;
export type Column = (typeof READ)[number];

/** A row of a file of flows; without `values` where it is none. */
export interface Row {
  /** Line on which it starts, from 1. */
  readonly line: number;
  readonly values?: Readonly<Record<Column, string>>;
  /** Columns that are not read and say something here. */
  readonly notRead: readonly string[];
  /** The rule that it breaks. */
  readonly rule?: string;
}

/**
 * Reads a file of flows as the Humanitarian Data Exchange publishes them (CSV, a row a flow), as a stream.
 * @param encoding UTF-8, if left out
 * @throws {UnreadableFile} where it is no such file: not well-formed, or without a column that is read
 */
export async function* readRows(path: string, encoding?: string): AsyncGenerator<Row> {
  for await (const { line, cells, rule } of readCsv(path, READ, 'flows of the Financial Tracking Service', { encoding })) {
    if (!cells) yield { line, notRead: [], rule };
    else {
      const values = Object.fromEntries(READ.map((name) => [name, cells.get(name)!])) as Record<Column, string>;
      const notRead = [...cells].filter(([name, cell]) => cell !== '' && !(READ as readonly string[]).includes(name));
      yield { line, values, notRead: notRead.map(([name]) => name) };
    }
  }
}
