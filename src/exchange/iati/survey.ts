import { basename } from 'node:path';
import { type Activity, type Organisation, type Problem } from './activity.js';
import { actorIdOf, projectIdOf } from './identity.js';
import { readActivities, UnreadableFile, type XmlElement } from './read-activities.js';
import { notReadOf, readActivity } from './read-activity.js';
import { tally } from './summary.js';

/** An organisation that a file names: how it is named first, and since when it is named. */
export interface Named {
  readonly id: string;
  readonly organisation: Organisation;
  /** Earliest day of the activities that name it. */
  began?: string;
  /** It reports on itself in this file: what it says of its own name counts. */
  reports: boolean;
}

/** What a first reading of a file tells. */
export interface Survey {
  readonly organisations: ReadonlyMap<string, Named>;
  readonly problems: readonly Problem[];
  readonly notRead: ReadonlyMap<string, number>;
  readonly activities: number;
  readonly notTaken: number;
  /** How many commands taking it whole needs. */
  readonly work: number;
}

/**
 * The activities of a file that can be taken, with the reasons why others cannot.
 * A file that cannot be read to its end gives what it has up to there.
 */
export async function* takeable(
  path: string,
  today: string,
  report: (problem: Problem) => void,
  each?: (element: XmlElement) => void,
): AsyncGenerator<Activity> {
  const file = basename(path);
  const seen = new Map<string, number>();
  try {
    for await (const element of readActivities(path)) {
      each?.(element);
      const { activity, identifier, problems } = readActivity(element, today);
      const id = identifier === undefined ? undefined : projectIdOf(identifier);
      const before = id === undefined ? undefined : seen.get(id);
      for (const problem of problems) report({ file, ...problem });
      if (before !== undefined) {
        const reason = `another activity of this file, at line ${before}, has this identifier`;
        report({ file, line: element.line, identifier, reason, of: 'ACTIVITY' });
      } else {
        if (id !== undefined) seen.set(id, element.line);
        if (activity) yield activity;
      }
    }
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    report({ file, line: error.line, reason: error.reason, of: 'FILE' });
  }
}

/** Reads a file once, to know its organisations, its problems and how much there is to do, before anything is recorded. */
export async function survey(path: string, today: string): Promise<Survey> {
  const organisations = new Map<string, Named>();
  const problems: Problem[] = [];
  const notRead = new Map<string, number>();
  let activities = 0;
  let taken = 0;
  let work = 0;
  const count = (element: XmlElement) => {
    activities++;
    for (const name of notReadOf(element)) tally(notRead, name);
  };
  for await (const activity of takeable(path, today, (problem) => problems.push(detached(problem)), count)) {
    taken++;
    work += 1 + activity.transactions.length + activity.results.length;
    for (const organisation of organisationsOf(activity)) {
      const id = actorIdOf(organisation.key);
      const named = organisations.get(id) ?? { id, organisation: detached(organisation), reports: false };
      if (activity.began && (!named.began || activity.began < named.began)) named.began = activity.began;
      named.reports ||= organisation === activity.reporter;
      organisations.set(id, named);
    }
  }
  return { organisations, problems, notRead, activities, notTaken: activities - taken, work: work + organisations.size };
}

function organisationsOf({ reporter, participants, transactions }: Activity): Organisation[] {
  return [
    reporter,
    ...participants.map(({ organisation }) => organisation),
    ...transactions.flatMap(({ provider, receiver }) => [provider, receiver].filter((one) => one !== undefined)),
  ];
}

/** A copy that is kept: a text cut out of a file would keep its whole chunk of the file in memory. */
function detached<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
