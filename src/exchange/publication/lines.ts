/** Lines on which values that were read stand, so that a rule which a command breaks is reported at the line of what breaks it. */
const LINES = new WeakMap<object, number>();

/** The value, which stands on this line of its file. */
export function onLine<T extends object>(line: number, value: T): T {
  LINES.set(value, line);
  return value;
}

/** The line of the innermost value on the way to a field (`tags.0.code`) of which that is known. */
export function lineOf(input: object, field: string): number | undefined {
  let line: number | undefined;
  let value: unknown = input;
  for (const key of field.split('.')) {
    value = (value as Record<string, unknown>)[key];
    if (typeof value !== 'object' || value === null) break;
    line = LINES.get(value) ?? line;
  }
  return line;
}
