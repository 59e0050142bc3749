import { basename } from 'node:path';
import { actorIdOf, itemKeyOf } from './identity.js';
import { type Format, type Organisation, type Problem, type Reading, UnreadableFile } from './publication.js';
import { increment } from './summary.js';

/** An organisation that a file names: how it is named first, and since when it is named. */
export interface Named {
  readonly id: string;
  readonly organisation: Organisation;
  /** Earliest day of the items that name it. */
  began?: string;
  /** It reports on itself in this file: what it says of its own name counts. */
  reports: boolean;
}

/** What a first reading of a file tells. */
export interface Survey {
  readonly organisations: ReadonlyMap<string, Named>;
  readonly problems: readonly Problem[];
  readonly notRead: ReadonlyMap<string, number>;
  readonly notTaken: number;
  /** Items told again, word for word. */
  readonly repeated: number;
  /** How many commands taking it whole needs. */
  readonly work: number;
}

/**
 * The items of a file, each once: one that is told again is `repeated` where it is word for word the same, and cannot be taken otherwise.
 * A file that cannot be read to its end gives what it has up to there, and a last reading that says why.
 */
export async function* readingsOf<Item>(
  format: Format<Item>,
  path: string,
  today: string,
): AsyncGenerator<Reading<Item> & { readonly repeated?: true }> {
  const seen = new Map<string, Pick<Reading<Item>, 'line' | 'digest'>>();
  try {
    for await (const reading of format.read(path, today)) {
      const { identifier, line, digest, problems } = reading;
      const id = identifier === undefined ? undefined : itemKeyOf(identifier);
      const before = id === undefined ? undefined : seen.get(id);
      if (id !== undefined && !before) seen.set(id, { line, digest });
      if (!before) yield reading;
      else if (digest !== undefined && digest === before.digest) {
        yield { ...reading, item: undefined, problems: [], repeated: true };
      } else {
        const reason = `another item of this file, at line ${before.line}, has this identifier`;
        yield { ...reading, item: undefined, problems: [...problems, { line, reason, of: 'ITEM' }] };
      }
    }
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    const { line, reason } = error;
    yield { line, problems: [{ line, reason, of: 'FILE' }], notRead: [] };
  }
}

/** Reads a file once, to know its organisations, its problems and how much there is to do, before anything is recorded. */
export async function survey<Item>(format: Format<Item>, path: string, today: string): Promise<Survey> {
  const organisations = new Map<string, Named>();
  const problems: Problem[] = [];
  const notRead = new Map<string, number>();
  let notTaken = 0;
  let repeats = 0;
  let work = 0;
  for await (const { item, identifier, repeated, ...reading } of readingsOf(format, path, today)) {
    for (const name of reading.notRead) increment(notRead, name);
    problems.push(...reading.problems.map((problem) => detached({ file: basename(path), ...problem, identifier })));
    if (repeated) repeats++;
    else if (!item && reading.problems.every(({ of }) => of !== 'FILE')) notTaken++;
    if (!item) continue;
    work += format.work(item);
    for (const { organisation, began, reports } of format.mentions(item)) {
      const id = actorIdOf(organisation.key);
      const named = organisations.get(id) ?? { id, organisation: detached(organisation), reports: false };
      if (began && (!named.began || began < named.began)) named.began = began;
      named.reports ||= reports;
      organisations.set(id, named);
    }
  }
  return { organisations, problems, notRead, notTaken, repeated: repeats, work: work + organisations.size };
}

/** A copy that is kept: a text cut out of a file would keep its whole chunk of the file in memory. */
function detached<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
