import { same } from '../../records/assistance-project/assistance-project.state.js';
import { addMissing, isOfStatus } from './missing.js';
import { type Activity, type Organisation, type Problem, type Told, type Transaction } from './publication.js';

/** Details that are sets of things: what different places or datasets say adds up. Of the others there is one. */
export const SETS: ReadonlySet<string> = new Set([
  'tags',
  'themes',
  'identifiers',
  'documents',
  'related',
  'locations',
  'contacts',
  'budgets',
  'plannedDisbursements',
]);

export const CONTRADICTION = 'is reported otherwise elsewhere in the dataset; what comes first counts';

/** One activity of what one dataset tells of it in several places. Different facts add up; where they contradict, the first stands. */
export function mergeActivities(told: readonly Told<Activity>[], contradiction: (problem: Problem) => void): Activity {
  const [first, ...more] = told;
  let merged = first!.item;
  for (const { file, line, item } of more) {
    const report = (element: string, value: unknown, standing: unknown) =>
      contradiction({
        file,
        line,
        identifier: item.identifier,
        element,
        value: short(value),
        rule: `${CONTRADICTION} (line ${first!.line} of ${first!.file}: ${short(standing)})`,
        effect: 'PART',
      });
    if (item.reporter.key !== merged.reporter.key) report('reporting-org', item.reporter.key, merged.reporter.key);
    if (merged.status && item.status && item.status !== merged.status) report('activity-status', item.status, merged.status);
    const status = merged.status ?? item.status;
    const here = <T extends { readonly file?: string }>(one: T): T => (file === first!.file ? one : { ...one, file });
    merged = {
      ...merged,
      status,
      details: detailsOf(merged.details, item.details, report),
      participants: [
        ...merged.participants,
        ...item.participants.filter(
          ({ organisation, role }) =>
            !merged.participants.some((one) => one.organisation.key === organisation.key && one.role === role),
        ),
      ],
      transactions: union(merged.transactions, item.transactions.map(here)),
      results: resultsOf(merged.results, item.results.map(here), report),
      plannedDisbursements: [
        ...merged.plannedDisbursements,
        ...item.plannedDisbursements.filter((one) => !merged.plannedDisbursements.some((other) => isTold(other, one))),
      ],
      missing: addMissing([merged.missing, item.missing]).filter((one) => !status || !isOfStatus(one)),
      updated: latest(merged.updated, item.updated),
      began: earliest(merged.began, item.began),
    };
  }
  return merged;
}

type Report = (element: string, value: unknown, standing: unknown) => void;

function detailsOf(first: Activity['details'], second: Activity['details'], report: Report): Activity['details'] {
  const merged: Record<string, unknown> = { ...first };
  for (const [key, value] of Object.entries(second)) {
    const standing = merged[key];
    if (isEmpty(value) || same(value, standing)) continue;
    if (isEmpty(standing)) merged[key] = value;
    else if (SETS.has(key)) merged[key] = both(standing as unknown[], value as unknown[]);
    else report(key, value, standing);
  }
  return merged;
}

/** Transactions of both, those that say the same as often as one of them says it. */
function union(first: readonly Transaction[], second: readonly Transaction[]): Transaction[] {
  const counts = new Map<string, number>();
  for (const one of first) counts.set(textOf(one), (counts.get(textOf(one)) ?? 0) + 1);
  const added = second.filter((one) => {
    const left = counts.get(textOf(one)) ?? 0;
    counts.set(textOf(one), left - 1);
    return left <= 0;
  });
  return [...first, ...added].sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0));
}

function resultsOf(first: Activity['results'], second: Activity['results'], report: Report): Activity['results'] {
  return second.reduce((results, one) => {
    const standing = results.find(({ input }) => input.reference === one.input.reference);
    if (!standing) return [...results, one];
    if (!same(standing.input, one.input)) report(`result ${one.input.reference}`, one.input, standing.input);
    return results;
  }, first);
}

/** Entries of both lists, each once. */
export function both(first: readonly unknown[], second: readonly unknown[]): unknown[] {
  return [...first, ...second.filter((one) => !first.some((other) => same(one, other)))];
}

export function isEmpty(value: unknown): boolean {
  return value === undefined || (Array.isArray(value) && value.length === 0);
}

/** A value as a message names it. */
export function short(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}

/** All that it says, wherever it stands; organisations by what they are known by. */
function textOf(one: object): string {
  return JSON.stringify(one, (key, value: unknown) => {
    if (key === 'line' || key === 'file') return undefined;
    return value !== null && typeof value === 'object' && 'actorKind' in value ? (value as Organisation).key : value;
  });
}

function isTold(a: object, b: object): boolean {
  return textOf(a) === textOf(b);
}

function latest(a: string | undefined, b: string | undefined): string | undefined {
  return a === undefined || (b !== undefined && b > a) ? b : a;
}

function earliest(a: string | undefined, b: string | undefined): string | undefined {
  return a === undefined || (b !== undefined && b < a) ? b : a;
}
