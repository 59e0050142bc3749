import { fromMinorUnits, minorOf } from '../../codes/currencies.js';
import { type RecordedEvent } from '../../event-sourcing/envelope.js';
import { canonical } from '../../event-sourcing/identity.js';
import { type Money } from '../../event-sourcing/values.js';
import { OPTIONAL_DETAILS } from '../../records/assistance-project/assistance-project.details.js';
import { type AssistanceProjectState } from '../../records/assistance-project/assistance-project.fields.js';
import { noDetails, same } from '../../records/assistance-project/assistance-project.state.js';
import { isEmpty, SETS } from './merge-activities.js';
import { type PublishedRecord } from './sender.js';
import { decimal } from './values.js';

export const PLANS = ['locations', 'contacts', 'budgets', 'plannedDisbursements'] as const;
const DETAILS = [...OPTIONAL_DETAILS, ...(Object.keys(noDetails) as (keyof typeof noDetails)[]), ...PLANS];
type Detail = (typeof DETAILS)[number];
export type Details = Readonly<Partial<Record<Detail, unknown>>>;

type Before = PublishedRecord<AssistanceProjectState>;

/** What has to change in the details of a project so that it says what a dataset says. */
export interface DetailsPlan {
  readonly changes: Readonly<Record<string, unknown>>;
  readonly cleared: readonly string[];
  /** Details that another dataset says otherwise, which stand. */
  readonly contradicted: readonly {
    readonly detail: string;
    readonly told: unknown;
    readonly standing: unknown;
    readonly dataset: string;
  }[];
}

/**
 * Only what this dataset says otherwise than before: what others have changed since stands. Of a set of things it adds and takes away its own; where it
 * contradicts another dataset in anything else, that one stands.
 */
export function planDetails(before: Before, details: Details): DetailsPlan {
  const { state, others } = before;
  const changes: Record<string, unknown> = {};
  const cleared: string[] = [];
  const contradicted: DetailsPlan['contradicted'][number][] = [];
  for (const key of DETAILS) {
    const told = details[key];
    if (SETS.has(key)) {
      const standing = list(asTold(key, (before.record.state as AssistanceProjectState)[key]));
      const members = membersAfter(before, key, standing, list(told));
      if (members) changes[key] = members;
      continue;
    }
    const mine = asTold(key, state[key]);
    if (isEmpty(told) ? isEmpty(mine) : same(told, mine)) continue;
    const theirs = [...others].map(([dataset, other]) => ({ dataset, value: asTold(key, other.state[key]) }));
    const [other] = theirs.filter(({ value }) => !isEmpty(value));
    if (!other) {
      if (!isEmpty(told)) changes[key] = told;
      else if ((OPTIONAL_DETAILS as readonly string[]).includes(key)) cleared.push(key);
      else changes[key] = [];
    } else if (!isEmpty(told) && !theirs.some(({ value }) => same(value, told))) {
      contradicted.push({ detail: key, told, standing: other.value, dataset: other.dataset });
    }
  }
  return { changes, cleared, contradicted };
}

/**
 * A set with what this dataset says besides, and without what it said and says no longer; undefined where nothing changes. A member belongs to the dataset
 * that brought it: when that one drops it, others that say it too bring it back when they are imported again.
 */
function membersAfter(
  { all, events, others }: Before,
  key: Detail,
  standing: readonly unknown[],
  told: readonly unknown[],
): readonly unknown[] | undefined {
  const mine = membersSaid(all, new Set(events), key);
  const theirs = membersSaid(all, new Set([...others.values()].flatMap((one) => one.events)), key);
  const gone = minus(mine, told);
  const kept = minus(standing, gone);
  const byHand = minus(minus(kept, mine), theirs);
  const added = minus(told, [...mine, ...theirs, ...byHand]);
  return added.length === 0 && kept.length === standing.length ? undefined : [...kept, ...added];
}

/** What some of a project's events brought into a set, and have not taken out again. */
function membersSaid(all: readonly RecordedEvent[], some: ReadonlySet<RecordedEvent>, key: Detail): readonly unknown[] {
  let standing: readonly unknown[] = [];
  let said: readonly unknown[] = [];
  for (const event of all) {
    if (event.type !== 'ProjectOpened' && event.type !== 'ProjectDescribed') continue;
    const value = (event.data as Details)[key];
    if (value === undefined) continue;
    const now = list(asTold(key, value));
    if (some.has(event)) said = [...minus(said, minus(standing, now)), ...minus(now, standing)];
    standing = now;
  }
  return said;
}

/** Entries of one list without those of another, each as often as it is there more often. */
function minus(all: readonly unknown[], without: readonly unknown[]): readonly unknown[] {
  const counts = new Map<string, number>();
  for (const one of without) counts.set(canonical(one), (counts.get(canonical(one)) ?? 0) + 1);
  return all.filter((one) => {
    const left = counts.get(canonical(one)) ?? 0;
    counts.set(canonical(one), left - 1);
    return left <= 0;
  });
}

function list(value: unknown): readonly unknown[] {
  return (value ?? []) as readonly unknown[];
}

/** Lists and plans that say nothing, which the command does without. */
export function withoutEmpty(details: Details): Details {
  return Object.fromEntries(
    Object.entries(details).filter(([key, value]) => !((PLANS as readonly string[]).includes(key) && isEmpty(value))),
  );
}

/** A detail of a state as a file tells it: planned money as decimals. */
export function asTold(key: Detail, value: unknown): unknown {
  if (key !== 'budgets' && key !== 'plannedDisbursements') return value;
  return (value as readonly { readonly amount: Money }[] | undefined)?.map(({ amount, ...one }) => ({
    ...one,
    amount: { amount: decimal(fromMinorUnits(minorOf(amount), amount.currency)), currency: amount.currency },
  }));
}
