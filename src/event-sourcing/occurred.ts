import { type Precision } from './envelope.js';

const PARTIAL = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

/** A moment in the world as it is known: the start of the instant, day, month or year, and which of them. */
export interface Occurred {
  /** ISO 8601 UTC with milliseconds. */
  readonly occurredAt: string;
  readonly precision: Precision;
}

/**
 * Reads `2021`, `2021-01`, `2021-01-27` or an instant with its offset (`2021-01-27T09:00:00Z`).
 * @returns undefined for anything else, days that do not exist included.
 */
export function parseOccurred(text: string): Occurred | undefined {
  if (INSTANT.test(text)) {
    const time = Date.parse(text);
    if (Number.isNaN(time) || !isCalendarDay(text.slice(0, 10))) return undefined;
    const occurredAt = new Date(time).toISOString();
    // Its offset may put it before the first year or after the last one that can be written.
    return /^(?!0000)\d{4}-/.test(occurredAt) ? { occurredAt, precision: 'instant' } : undefined;
  }
  const match = PARTIAL.exec(text);
  if (!match) return undefined;
  const [, year, month, day] = match;
  const date = `${year}-${month ?? '01'}-${day ?? '01'}`;
  if (year === '0000' || !isCalendarDay(date)) return undefined;
  return { occurredAt: `${date}T00:00:00.000Z`, precision: day ? 'day' : month ? 'month' : 'year' };
}

/** The years that what is recorded may speak of: a row is kept for each year in which a version can be asked for. */
export const FIRST_YEAR = 1900;
const LAST_YEAR = 2200;
/** The rule, as it goes on from a field's name. */
export const WITHIN_YEARS = `is in a year from ${FIRST_YEAR} to ${LAST_YEAR}`;

/** Whether a day or moment, as `parseOccurred` reads it, is in a year that can be recorded. */
export function isRecordable(text: string): boolean {
  const occurred = parseOccurred(text);
  const year = Number(occurred?.occurredAt.slice(0, 4));
  return year >= FIRST_YEAR && year <= LAST_YEAR;
}

/** Writes a moment back as it was said: `2021`, `2021-01`, `2021-01-27`, or the instant. */
export function formatOccurred({ occurredAt, precision }: Occurred): string {
  return occurredAt.slice(0, { instant: undefined, day: 10, month: 7, year: 4 }[precision]);
}

/** The beginnings of months and years (ISO 8601 UTC) that events of a record were said to happen in, no more exactly. */
export type Precisions = Readonly<Record<string, Precision>>;

/** With what another event says of its time: of a year and a month that begin alike the year stays, for precision that nobody said is never shown. */
export function withPrecision(precisions: Precisions, { occurredAt, precision }: Occurred): Precisions {
  const isKnown = precisions[occurredAt] === precision || precisions[occurredAt] === 'year';
  return isKnown || precision === 'instant' || precision === 'day' ? precisions : { ...precisions, [occurredAt]: precision };
}

/** Writes a moment of a state as it was said. The beginning of a day is that day. */
export function sayMoment(at: string, precisions: Precisions = {}): string {
  return formatOccurred({ occurredAt: at, precision: precisions[at] ?? (at.endsWith('T00:00:00.000Z') ? 'day' : 'instant') });
}

/** The last millisecond of an instant, day, month or year: what was true "as of 2021" counts all of 2021. */
export function endOf({ occurredAt, precision }: Occurred): string {
  if (precision === 'instant') return occurredAt;
  const end = new Date(occurredAt);
  if (precision === 'year') end.setUTCFullYear(end.getUTCFullYear() + 1);
  else if (precision === 'month') end.setUTCMonth(end.getUTCMonth() + 1);
  else end.setUTCDate(end.getUTCDate() + 1);
  return new Date(end.getTime() - 1).toISOString();
}

/** The last day of a day, a month or a year: of `2027-03` 31 March 2027. */
export function dueDay(text: string): string {
  const parsed = parseOccurred(text);
  return parsed ? endOf(parsed).slice(0, 10) : text;
}

/** A day some days later (or earlier, for a negative number). */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);
}

/** The same day some calendar months later, or the last of that month where it has no such day: six months after 31 August is 28 (29) February. */
export function addMonths(day: string, months: number): string {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number];
  const last = new Date(Date.UTC(year, month + months, 0));
  return `${last.toISOString().slice(0, 8)}${String(Math.min(date, last.getUTCDate())).padStart(2, '0')}`;
}

function isCalendarDay(date: string): boolean {
  const time = Date.parse(`${date}T00:00:00.000Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(date);
}
