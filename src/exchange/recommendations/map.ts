import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { brokenRule } from '../../platform/broken-rule.js';

/** Where a value comes from: a column of the file, or what holds for all of it. */
const cell = z.union([
  z.strictObject({
    column: z.string().min(1),
    /** What stands in the cell, and the value that it stands for. */
    codes: z.record(z.string(), z.string()).optional(),
  }),
  z.strictObject({ value: z.string().min(1) }),
]);
const text = z.union([cell, z.record(z.string().regex(/^[a-z]{2,3}(-\w+)*$/, 'is a language tag such as fr'), cell)]);

const mapSchema = z.strictObject({
  /** What stands between two cells; a comma, if left out. */
  delimiter: z.string().length(1).default(','),
  /** What stands between several entries of one cell. */
  separator: z.string().min(1).default(';'),
  /** Ways in which days are written, of DD, MM and YYYY (D and M without a zero in front); ISO 8601 is always read. */
  dates: z.array(z.string().regex(/^(?=.*YYYY)(YYYY|MM?|DD?|[^A-Za-z])+$/, 'is made of YYYY, MM or M, DD or D')).default([]),
  /** Language of texts that are not given by language. */
  language: z.string().default('en'),
  /** Columns by which a row is known from one file to the next; that of `code`, if left out. */
  key: z.array(z.string()).min(1).optional(),
  fields: z.strictObject({
    issuer: cell,
    state: cell,
    text,
    code: cell.optional(),
    issued: cell.optional(),
    themes: cell.optional(),
    instruments: cell.optional(),
    visit: cell.optional(),
    response: cell.optional(),
    responseText: text.optional(),
    responded: cell.optional(),
    leadAgency: cell.optional(),
    designated: cell.optional(),
    action: text.optional(),
    due: cell.optional(),
    planned: cell.optional(),
  }),
});

export type RecommendationMap = z.output<typeof mapSchema> & { readonly key: readonly string[] };
export type Cell = z.output<typeof cell>;
export type TextCell = z.output<typeof text>;
export type FieldName = keyof RecommendationMap['fields'];

/** A map that cannot be used; the message names field, value and rule. */
export class InvalidMap extends Error {}

/** Reads a map of columns to fields, a JSON file. @throws {InvalidMap} */
export async function readMap(path: string): Promise<RecommendationMap> {
  let json: unknown;
  try {
    json = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw new InvalidMap(`--map ${path}: is a JSON file: ${(error as Error).message}`);
  }
  return mapOf(json, path);
}

/** A map from its JSON. @throws {InvalidMap} */
export function mapOf(json: unknown, path = 'map'): RecommendationMap {
  const { success, data, error } = mapSchema.safeParse(json, { error: brokenRule });
  if (!success) {
    const lines = error.issues.map((issue) => `--map ${path}: ${issue.path.join('.') || 'map'}: ${issue.message}`);
    throw new InvalidMap(lines.join('\n'));
  }
  const { code, action, due } = data.fields;
  if (action && !due) throw new InvalidMap(`--map ${path}: fields.due: is there where fields.action is: an action has a day`);
  const key = data.key ?? (code && 'column' in code ? [code.column] : undefined);
  if (!key) throw new InvalidMap(`--map ${path}: key: names the columns that a row is known by, where fields.code is no column`);
  return { ...data, key };
}

/** The columns that a map names. */
export function columnsOf({ key, fields }: RecommendationMap): string[] {
  const cells = Object.values(fields).flatMap((one) => (one === undefined ? [] : cellsOf(one)));
  return [...new Set([...key, ...cells.flatMap((one) => ('column' in one ? [one.column] : []))])];
}

/** The cells that a field is read from. */
export function cellsOf(field: TextCell): Cell[] {
  return isCell(field) ? [field] : Object.values(field);
}

export function isCell(field: TextCell): field is Cell {
  return typeof (field as { column?: unknown }).column === 'string' || typeof (field as { value?: unknown }).value === 'string';
}
