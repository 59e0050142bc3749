import { isSealed } from '../../event-sourcing/personal/sealed.js';
import { type EventShape } from '../../event-sourcing/record.js';

/** A text that people read, said in an event. */
export interface SaidText {
  /** Where it stands in the event's data: `statement`, `tasks.title`. */
  readonly field: string;
  /** BCP 47 tag; null for names, symbols and notes that are said in no particular language. */
  readonly language: string | null;
  readonly text: string;
}

/** As much of a zod schema as tells texts from ids, days and codes. */
interface Schema {
  meta(): Readonly<Record<string, unknown>> | undefined;
  readonly def: {
    readonly type: string;
    readonly format?: string;
    readonly shape?: Readonly<Record<string, Schema>>;
    readonly element?: Schema;
    readonly innerType?: Schema;
    readonly options?: readonly Schema[];
  };
}

const ID_OR_TIME = /^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{4}-\d\d(-\d\d(T.*)?)?)$/i;

/** The texts of an event: texts with a language, and plain ones; ids, days, values of an enum and what is personal are none. */
export function textsOf({ schema }: EventShape, data: unknown): SaidText[] {
  return [...within(schema, data, [])];
}

function* within(schema: Schema, value: unknown, path: readonly string[]): Generator<SaidText> {
  if (value === null || value === undefined || schema.meta()?.personal === true) return;
  const { type, format, shape, element, innerType, options } = schema.def;
  if (innerType) yield* within(innerType, value, path);
  else if (type === 'string') {
    if (format === undefined) yield { field: path.join('.'), language: null, text: value as string };
  } else if (element) for (const one of value as unknown[]) yield* within(element, one, path);
  else if (shape && isLocalized(value)) yield { field: path.join('.'), ...value };
  else if (shape) for (const [key, part] of Object.entries(shape)) yield* within(part, (value as never)[key], [...path, key]);
  // A correction's value can be anything.
  else if (type === 'lazy') yield* anywhere(value, path);
  else if (options) throw new Error(`${path.join('.')} is of one type or another: say here which texts it has`);
}

function* anywhere(value: unknown, path: readonly string[]): Generator<SaidText> {
  if (typeof value === 'string') {
    if (!ID_OR_TIME.test(value)) yield { field: path.join('.'), language: null, text: value };
  } else if (isSealed(value)) return;
  else if (Array.isArray(value)) for (const one of value) yield* anywhere(one, path);
  else if (isLocalized(value)) yield { field: path.join('.'), ...value };
  else if (typeof value === 'object' && value !== null)
    for (const [key, part] of Object.entries(value)) yield* anywhere(part, [...path, key]);
}

function isLocalized(value: unknown): value is { readonly language: string; readonly text: string } {
  const { language, text } = (value ?? {}) as Record<string, unknown>;
  return typeof language === 'string' && typeof text === 'string';
}
