import { grouped } from './grouped.js';
import { type Pair, type Side } from './pair.js';

/** A project and one that belongs to it, by their ids. */
export interface Family {
  readonly parent: string;
  readonly child: string;
}

/** Tellings of one fact within a family. */
interface Chain {
  readonly tellings: readonly Side[];
  /** The match of one of them with a telling of the other side. */
  readonly match?: Pair;
}

/**
 * Pairs what a parent project tells with what its child tells of the same money: direction, giver, taker and day are the same, and no activity that both
 * name on the other side is another. A parent's telling is that of one child. Where one of the two is matched with a telling of the other side, that match
 * says which counts; else the child's counts, for it says more exactly what the money is for. Two with different matches are two facts.
 * @param matches of givers and takers
 */
export function pairFamilies(sides: readonly Side[], families: readonly Family[], matches: readonly Pair[]): Pair[] {
  const matchOf = new Map(matches.flatMap((match) => [match.counted, match.repeated].map((event) => [event, match])));
  const chains = new Map(sides.map((side): [Side, Chain] => [side, { tellings: [side], match: matchOf.get(side.event) }]));
  const above = new Set<Side>();
  const below = new Set<Side>();
  const isMatched = (side: Side) => chains.get(side)!.match !== undefined;
  /** Pairs tellings that have the same key, each with one that is not taken yet. */
  const pairUp = (parents: readonly Side[], children: readonly Side[], key: (side: Side) => readonly unknown[]) => {
    const free = children.filter((child) => !below.has(child));
    const queues = grouped(free, (child) => [isMatched(child), ...key(child)]);
    for (const parent of parents.filter((one) => !above.has(one))) {
      const upper = chains.get(parent)!;
      const told = new Set(upper.tellings.map(({ project }) => project));
      const fits = (child: Side) =>
        !(upper.match && isMatched(child)) && !chains.get(child)!.tellings.some(({ project }) => told.has(project));
      const queue = (upper.match ? [false] : [true, false])
        .map((matched) => queues.get(JSON.stringify([matched, ...key(parent)])))
        .find((one) => one?.findLast(fits));
      if (!queue) continue;
      const [child] = queue.splice(queue.findLastIndex(fits), 1);
      const lower = chains.get(child!)!;
      const joined = { tellings: [...upper.tellings, ...lower.tellings], match: upper.match ?? lower.match };
      for (const one of joined.tellings) chains.set(one, joined);
      above.add(parent);
      below.add(child!);
    }
  };
  const byProject = grouped(sides, ({ project }) => [project]);
  const tellingsOf = (project: string) => byProject.get(JSON.stringify([project])) ?? [];
  for (const { parent, child } of families) {
    const [parents, children] = [tellingsOf(parent), tellingsOf(child)];
    pairUp(parents, children, (side) => [...keyOf(side), otherActivity(side)]);
    pairUp(parents.filter(namesNone), children, keyOf);
    pairUp(parents, children.filter(namesNone), keyOf);
  }
  return [...new Set(chains.values())].flatMap(({ tellings, match }) => {
    const counted = match?.counted ?? tellings.find((one) => !above.has(one))!.event;
    const repeated = tellings.filter(({ event }) => event !== counted && event !== match?.repeated);
    return repeated.map(({ event }): Pair => ({ counted, repeated: event, rule: 'PARENT_AND_CHILD' }));
  });
}

function keyOf({ direction, money, donor, receiver, day }: Side): readonly unknown[] {
  return [direction, money, donor, receiver, day];
}

/** The activity that it names on the side of whom it does not report. */
function otherActivity({ direction, giverActivity, takerActivity }: Side): string | null {
  return direction === 'INCOMING' ? giverActivity : takerActivity;
}

function namesNone(side: Side): boolean {
  return otherActivity(side) === null;
}
