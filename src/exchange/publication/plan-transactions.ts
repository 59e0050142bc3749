import { type LocalizedText, type Money } from '../../event-sourcing/values.js';
import { type Transaction, type TransactionCommand } from './publication.js';

/** What a transaction says, as it is compared: two that say the same are equal. Actors are ids; null stands for what is not said. */
export interface Said {
  readonly command: TransactionCommand;
  readonly direction: string | null;
  readonly flow: string;
  readonly reference: string | null;
  readonly amount: Money;
  /** Day on which it took place. */
  readonly occurredAt: string;
  readonly valueDate: string;
  readonly provider: string | null;
  readonly receiver: string | null;
  readonly providerActivity: string | null;
  readonly receiverActivity: string | null;
  readonly description: LocalizedText | null;
  readonly recipient: Transaction['recipient'] | null;
  readonly sectors: Transaction['sectors'] | null;
}

/** A transaction of the file. */
export interface FileTransaction {
  readonly transaction: Transaction;
  readonly said: Said;
}

/** A transaction published before, as it counts after corrections; an amount of 0 was taken back. */
export interface Published {
  readonly eventId: string;
  readonly said: Said;
}

export interface Correction extends Published {
  readonly field: string;
  readonly value: unknown;
  readonly line: number;
  /** The file that tells it, where that is not the activity's. */
  readonly file?: string;
}

/** What has to be done so that the record says what the file says. */
export interface TransactionsPlan {
  readonly added: readonly FileTransaction[];
  readonly corrected: readonly Correction[];
  /** No longer in the file. */
  readonly gone: readonly Published[];
}

/** What may differ between two tellings of one transaction; its dates are one matter. */
const MATTERS: readonly (readonly (keyof Said)[])[] = [
  ['amount'],
  ['flow'],
  ['occurredAt', 'valueDate'],
  ['provider'],
  ['receiver'],
  ['providerActivity'],
  ['receiverActivity'],
  ['description'],
  ['recipient'],
  ['sectors'],
];

/** Matters that a transaction's command was named after from the first. */
const FIRST_MATTERS = 9;

/**
 * Compares the transactions of a file with those published before. Those that say the same are paired off, as often as they occur; of the rest, two of the
 * same kind and reference that differ in one matter are one transaction, reported again. What is left of the file is new, what is left of the record is gone.
 */
export function planTransactions(inFile: readonly FileTransaction[], published: readonly Published[]): TransactionsPlan {
  const standing = new Map<string, Published[]>();
  for (const one of published) {
    const text = textOf(one.said);
    standing.set(text, [...(standing.get(text) ?? []), one]);
  }
  const fresh = inFile.filter(({ said }) => standing.get(textOf(said))?.shift() === undefined);
  const left = [...standing.values()].flat();
  const corrected: Correction[] = [];
  const added: FileTransaction[] = [];
  for (const one of fresh) {
    const at = left.findIndex(({ said }) => isRetelling(said, one.said));
    const [old] = at < 0 ? [] : left.splice(at, 1);
    if (!old) added.push(one);
    for (const field of old ? differences(old.said, one.said).flat() : []) {
      if (same(old!.said[field], one.said[field])) continue;
      const { line, file } = one.transaction;
      corrected.push({ ...old!, field, value: one.said[field], line, file });
    }
  }
  return { added, corrected, gone: left.filter(({ said }) => said.amount.minor !== 0) };
}

/**
 * The transactions that this dataset has to tell itself: those that stand by it already, and of the rest those that others do not tell in the same words,
 * for that is one fact, told by them.
 * @param own transactions that stand by this dataset
 * @param others transactions that stand by other datasets
 */
export function notToldBy(
  others: readonly Published[],
  own: readonly Published[],
  told: readonly FileTransaction[],
): FileTransaction[] {
  const counted = (all: readonly Published[]) => {
    const counts = new Map<string, number>();
    for (const { said } of all) counts.set(textOf(said), (counts.get(textOf(said)) ?? 0) + 1);
    return counts;
  };
  const [mine, theirs] = [counted(own), counted(others)];
  const take = (counts: Map<string, number>, text: string) => {
    const left = counts.get(text) ?? 0;
    counts.set(text, left - 1);
    return left > 0;
  };
  return told.filter(({ said }) => {
    const text = textOf(said);
    return take(mine, text) || !take(theirs, text);
  });
}

/** What a transaction says as text: its command is named after it. */
export function textOf({ command, direction, reference, ...said }: Said): string {
  const values = MATTERS.flat().map((field) => canonical(said[field as keyof typeof said]));
  // What was not read before says nothing where it is not said.
  while (values.length > FIRST_MATTERS && values.at(-1) === null) values.pop();
  return JSON.stringify([command, direction, reference, ...values]);
}

function differences(a: Said, b: Said): (readonly (keyof Said)[])[] {
  return MATTERS.filter((fields) => fields.some((field) => !same(a[field], b[field])));
}

function isRetelling(old: Said, said: Said): boolean {
  if (old.command !== said.command || old.direction !== said.direction || old.reference !== said.reference) return false;
  const different = differences(old, said);
  // What one of them does not say cannot be corrected into being, or away.
  return different.length <= 1 && different.flat().every((field) => old[field] !== null && said[field] !== null);
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(canonical(a)) === JSON.stringify(canonical(b));
}

/** The value with the keys of its objects in order, so that equal values are equal texts. Amounts stay as they always were. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (value === null || typeof value !== 'object' || 'minor' in value || 'language' in value) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, canonical(inner)]),
  );
}
