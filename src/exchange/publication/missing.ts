import { type Found, type Missing } from './publication.js';

/** Entries that a record holds at most; what is beyond is counted under one. */
const MOST = 50;

/** What the problems of an item leave out of its record, counted by element and rule. */
export function missingOf(problems: readonly Pick<Found, 'element' | 'part' | 'rule' | 'effect'>[]): Missing[] {
  const counts = new Map<string, Missing>();
  for (const { part, element = 'item', rule: broken, effect } of problems) {
    if (effect !== 'PART') continue;
    const rule = part && element !== part ? `${element}: ${broken}` : broken;
    const key = JSON.stringify([part ?? element, rule]);
    counts.set(key, {
      element: (part ?? element).slice(0, 200),
      rule: rule.slice(0, 1_000),
      count: (counts.get(key)?.count ?? 0) + 1,
    });
  }
  return bounded([...counts.values()]);
}

/** Whether it is the status that is missing: of an activity, or of a flow. */
export function isOfStatus({ element }: Pick<Missing, 'element'>): boolean {
  return /^(activity-)?status\b/.test(element);
}

/** The same parts missing twice are two of them. */
export function addMissing(lists: readonly (readonly Missing[])[]): Missing[] {
  const counts = new Map<string, Missing>();
  for (const one of lists.flat()) {
    const key = JSON.stringify([one.element, one.rule]);
    counts.set(key, { ...one, count: one.count + (counts.get(key)?.count ?? 0) });
  }
  return bounded([...counts.values()]);
}

/** Money comes first: what else is missing may be counted together. */
function bounded(all: readonly Missing[]): Missing[] {
  const isMoney = ({ element }: Missing) => element.startsWith('transaction');
  const sorted = [...all.filter(isMoney), ...all.filter((one) => !isMoney(one))];
  if (sorted.length <= MOST) return sorted;
  const count = sorted.slice(MOST - 1).reduce((sum, one) => sum + one.count, 0);
  const element = isMoney(sorted[MOST - 1]!) ? 'transaction' : 'others';
  return [...sorted.slice(0, MOST - 1), { element, rule: 'more parts than are listed here', count }];
}
