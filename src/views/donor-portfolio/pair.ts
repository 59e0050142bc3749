import { grouped } from './grouped.js';
import { type Family, pairFamilies } from './pair-families.js';

/** Rules by which two tellings are one fact of money, the surest first. */
export const MATCH_RULES = ['ACTIVITIES', 'ORGANISATIONS', 'PARENT_AND_CHILD'] as const;
export type MatchRule = (typeof MATCH_RULES)[number];

/** Days that the books of giver and taker may lie apart, where both name the activities of both sides. */
export const DAYS_APART = 31;

/** A telling of a fact of money. */
export interface Side {
  readonly event: string;
  readonly project: string;
  readonly direction: 'OUTGOING' | 'INCOMING';
  /** Kind, currency, flow and amount: what has to be the same on both sides. */
  readonly money: string;
  /** Days since 1970. */
  readonly day: number;
  /** The actors as they count now: a merged one is the one that goes on. */
  readonly donor: string | null;
  readonly receiver: string | null;
  readonly giverActivity: string | null;
  readonly takerActivity: string | null;
}

/** Two tellings of one fact, by their events. */
export interface Pair {
  readonly counted: string;
  /** The telling that does not count. */
  readonly repeated: string;
  readonly rule: MatchRule;
}

/**
 * Pairs tellings of one fact: those of givers, which count, with those of takers, and then within families, as `pairFamilies` says. By ACTIVITIES both name the activity of the giver and that of the taker, and their days are at most 31
 * apart: those whose days are nearest are paired first, of equally near ones the taker's later one. By ORGANISATIONS giver, taker and day are the same, and no
 * activity that both name is another: those that name the same come first. A giver's telling has one partner, in another project. The order of `sides` does not count.
 */
export function pair(sides: readonly Side[], families: readonly Family[] = []): Pair[] {
  const sorted = [...sides].sort((a, b) => (a.event < b.event ? -1 : 1));
  const matches = pairSides(sorted.filter(({ donor, receiver }) => donor !== null && receiver !== null));
  return families.length === 0 ? matches : [...matches, ...pairFamilies(sorted, families, matches)];
}

/** Pairs the tellings of givers with those of takers. */
function pairSides(sorted: readonly Side[]): Pair[] {
  const paired = new Set<string>();
  const pairs: Pair[] = [];
  const accept = (rule: MatchRule) => (giver: Side, taker: Side) => {
    paired.add(giver.event).add(taker.event);
    pairs.push({ counted: giver.event, repeated: taker.event, rule });
  };
  const named = sorted.filter(({ giverActivity, takerActivity }) => giverActivity !== null && takerActivity !== null);
  for (const group of grouped(named, ({ money, giverActivity, takerActivity }) => [
    money,
    giverActivity,
    takerActivity,
  ]).values()) {
    const takers = byDay(group.filter(({ direction }) => direction === 'INCOMING'));
    let givers = group.filter(({ direction }) => direction === 'OUTGOING');
    const offsets = Array.from({ length: 2 * DAYS_APART + 1 }, (_, i) => (i % 2 === 1 ? (i + 1) / 2 : -i / 2));
    for (const offset of takers.size === 0 ? [] : offsets) {
      givers = givers.filter((giver) => !takePartner(giver, takers.get(giver.day + offset), accept('ACTIVITIES')));
    }
  }
  const rest = sorted.filter(({ event, donor, receiver }) => !paired.has(event) && donor !== receiver);
  for (const group of grouped(rest, ({ money, donor, receiver, day }) => [money, donor, receiver, day]).values()) {
    const takers = [...grouped(group.filter(isIncoming), activitiesOf).values()];
    let givers = group.filter((side) => !isIncoming(side));
    for (const named of [2, 1, 0]) {
      givers = givers.filter(
        (giver) =>
          !takers.some(
            (queue) => queue[0] && agreed(giver, queue[0]) === named && takePartner(giver, queue, accept('ORGANISATIONS')),
          ),
      );
    }
  }
  return pairs;
}

function isIncoming({ direction }: Side): boolean {
  return direction === 'INCOMING';
}

const activitiesOf = ({ giverActivity, takerActivity }: Side) => [giverActivity, takerActivity];

/** How many activities both name alike; -1 where they name others. */
function agreed(a: Side, b: Side): number {
  const [ours, theirs] = [activitiesOf(a), activitiesOf(b)];
  if (ours.some((one, i) => one !== null && theirs[i] !== null && theirs[i] !== one)) return -1;
  return ours.filter((one, i) => one !== null && one === theirs[i]).length;
}

/** Pairs a giver with the last of the takers that is of another project, and takes that one away. @returns whether there was one */
function takePartner(giver: Side, takers: Side[] | undefined, accept: (giver: Side, taker: Side) => void): boolean {
  const at = takers?.findLastIndex(({ project }) => project !== giver.project) ?? -1;
  if (at < 0) return false;
  const [taker] = takers!.splice(at, 1);
  accept(giver, taker!);
  return true;
}

function byDay(sides: readonly Side[]): Map<number, Side[]> {
  const days = new Map<number, Side[]>();
  for (const group of grouped(sides, ({ day }) => [day]).values()) days.set(group[0]!.day, group);
  return days;
}
