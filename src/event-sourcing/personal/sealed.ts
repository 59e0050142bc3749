import { z } from 'zod';

/**
 * A personal value as events, rows and memory hold it: encrypted with AES-256-GCM under a key of its subject, which is the record. `iv`, `tag`,
 * `ciphertext` and `digest` are base64; equal values under one key have equal digests (HMAC-SHA-256, 128 bits), so that they are compared without
 * being opened. `at` is not stored in the log: reading adds it, from where the value really stands.
 */
export interface Sealed {
  readonly keyId: string;
  readonly iv: string;
  readonly tag: string;
  readonly ciphertext: string;
  readonly digest: string;
  /** Associated data: stream, event id and path, with blanks between them. A value that was moved does not open. */
  readonly at?: string;
}

/** A personal text: as it was said to `decide`, or sealed; erased, once opened, it is null. */
export type Personal = string | Sealed;

const envelope = z.object({
  keyId: z.uuid(),
  iv: z.base64(),
  tag: z.base64(),
  ciphertext: z.base64(),
  digest: z.base64(),
});

/** Declares a field of an event's data to be personal: the engine seals it on append. */
export function personal(schema: z.ZodString) {
  return z.union([schema, envelope]).meta({ personal: true });
}

export function isSealed(value: unknown): value is Sealed {
  if (typeof value !== 'object' || value === null) return false;
  const { keyId, iv, tag, ciphertext, digest } = value as Record<string, unknown>;
  return [keyId, iv, tag, ciphertext, digest].every((part) => typeof part === 'string');
}

/** Whether two personal values are the same, as far as can be told without their key. */
export function samePersonal(a: Personal | undefined, b: Personal | undefined): boolean {
  return isSealed(a) && isSealed(b) ? a.keyId === b.keyId && a.digest === b.digest : a === b;
}

/** A place in data, `*` for any entry of a list. */
export type Path = readonly string[];
const paths = new WeakMap<z.ZodType, readonly Path[]>();

/** Where a schema has personal fields. */
export function personalPaths(schema: z.ZodType): readonly Path[] {
  let found = paths.get(schema);
  if (!found) paths.set(schema, (found = [...within(schema, [])]));
  return found;
}

function* within(schema: z.ZodType, path: Path): Generator<Path> {
  if (schema.meta()?.personal === true) yield path;
  else if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) yield* within(schema.unwrap() as z.ZodType, path);
  else if (schema instanceof z.ZodArray) yield* within(schema.element as unknown as z.ZodType, [...path, '*']);
  else if (schema instanceof z.ZodObject) {
    const shape: Readonly<Record<string, z.ZodType>> = schema.shape;
    for (const [key, part] of Object.entries(shape)) yield* within(part, [...path, key]);
  }
}

/** The paths that lead on from `field` to personal values: none where it holds none, an empty one where it is one itself. */
export function personalBelow(schema: z.ZodType, field: Path): readonly Path[] {
  return personalPaths(schema)
    .filter((path) => field.length <= path.length && field.every((key, i) => path[i] === '*' || path[i] === key))
    .map((path) => path.slice(field.length));
}

/** The texts that stand at some paths of data, each with its own path. */
export function* textsAt(data: unknown, [key, ...rest]: Path, at: Path = []): Generator<[Path, string]> {
  if (key === undefined) {
    if (typeof data === 'string') yield [at, data];
  } else if (key === '*') {
    if (Array.isArray(data)) for (const [i, one] of data.entries()) yield* textsAt(one, rest, [...at, String(i)]);
  } else if (typeof data === 'object' && data !== null) {
    yield* textsAt((data as Record<string, unknown>)[key], rest, [...at, key]);
  }
}

/** Data with something else in the place of its sealed values; the data itself where it has none. */
export function mapSealed(data: unknown, other: (sealed: Sealed, path: Path) => unknown, at: Path = []): unknown {
  if (isSealed(data)) return other(data, at);
  if (typeof data !== 'object' || data === null) return data;
  const entries = Object.entries(data).map(([key, one]) => [key, mapSealed(one, other, [...at, key])] as const);
  if (entries.every(([key, one]) => one === (data as Record<string, unknown>)[key])) return data;
  return Array.isArray(data) ? entries.map(([, one]) => one) : Object.fromEntries(entries);
}

/** The sealed values within data. */
export function sealedIn(data: unknown): Sealed[] {
  const found: Sealed[] = [];
  mapSealed(data, (sealed) => (found.push(sealed), sealed));
  return found;
}

/** Data whose sealed values know where they stand. */
export function located<T>(stream: string, eventId: string, data: T): T {
  return mapSealed(data, (sealed, path) => ({ ...sealed, at: placeOf(stream, eventId, path) })) as T;
}

/** Data as the log has it: its sealed values do not say where they stand. */
export function unlocated<T>(data: T): T {
  return mapSealed(data, ({ at: _at, ...sealed }) => sealed) as T;
}

/** The associated data of a value. */
export function placeOf(stream: string, eventId: string, path: Path): string {
  return `${stream} ${eventId} ${path.join('.')}`;
}
