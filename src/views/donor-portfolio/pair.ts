/** Rules by which two facts of money are one fact told by two sides, the surest first. */
export const MATCH_RULES = ['ACTIVITIES', 'ORGANISATIONS'] as const;
export type MatchRule = (typeof MATCH_RULES)[number];

/** Days that the books of giver and taker may lie apart, where both name the activities of both sides. */
export const DAYS_APART = 31;

/** One side's telling of a fact of money. */
export interface Side {
  readonly event: string;
  readonly project: string;
  readonly direction: 'OUTGOING' | 'INCOMING';
  /** Kind, currency, flow and amount: what has to be the same on both sides. */
  readonly money: string;
  /** Days since 1970. */
  readonly day: number;
  /** The actors as they count now: a merged one is the one that goes on. */
  readonly donor: string;
  readonly receiver: string;
  readonly giverActivity: string | null;
  readonly takerActivity: string | null;
}

export interface Pair {
  readonly giver: string;
  readonly taker: string;
  readonly rule: MatchRule;
}

/**
 * Pairs the tellings of givers with those of takers. By ACTIVITIES both name the activity of the giver and that of the taker, and their days are at most 31
 * apart: those whose days are nearest are paired first, of equally near ones the taker's later one. By ORGANISATIONS giver, taker and day are the same, and no
 * activity that both name is another: those that name the same come first. A telling has one partner, in another project. The order of `sides` does not count.
 */
export function pair(sides: readonly Side[]): Pair[] {
  const sorted = [...sides].sort((a, b) => (a.event < b.event ? -1 : 1));
  const paired = new Set<string>();
  const pairs: Pair[] = [];
  const accept = (rule: MatchRule) => (giver: Side, taker: Side) => {
    paired.add(giver.event).add(taker.event);
    pairs.push({ giver: giver.event, taker: taker.event, rule });
  };
  const named = sorted.filter(({ giverActivity, takerActivity }) => giverActivity !== null && takerActivity !== null);
  for (const group of grouped(named, ({ money, giverActivity, takerActivity }) => [money, giverActivity, takerActivity])) {
    const takers = byDay(group.filter(({ direction }) => direction === 'INCOMING'));
    let givers = group.filter(({ direction }) => direction === 'OUTGOING');
    const offsets = Array.from({ length: 2 * DAYS_APART + 1 }, (_, i) => (i % 2 === 1 ? (i + 1) / 2 : -i / 2));
    for (const offset of takers.size === 0 ? [] : offsets) {
      givers = givers.filter((giver) => !takePartner(giver, takers.get(giver.day + offset), accept('ACTIVITIES')));
    }
  }
  const rest = sorted.filter(({ event, donor, receiver }) => !paired.has(event) && donor !== receiver);
  for (const group of grouped(rest, ({ money, donor, receiver, day }) => [money, donor, receiver, String(day)])) {
    const takers = [...grouped(group.filter(isIncoming), activitiesOf)];
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
  for (const group of grouped(sides, ({ day }) => [String(day)])) days.set(group[0]!.day, group);
  return days;
}

function grouped(sides: readonly Side[], by: (side: Side) => readonly (string | null)[]): Iterable<Side[]> {
  const groups = new Map<string, Side[]>();
  for (const side of sides) {
    const key = JSON.stringify(by(side));
    const group = groups.get(key);
    if (group) group.push(side);
    else groups.set(key, [side]);
  }
  return groups.values();
}
