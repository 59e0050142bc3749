import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { actorIdOf } from './identity.js';
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

/** A file of an import, as a first reading of it tells. */
export interface Survey {
  readonly path: string;
  readonly file: string;
  /** The dataset that it belongs to. */
  readonly dataset: string;
  readonly organisations: ReadonlyMap<string, Named>;
  readonly problems: readonly Problem[];
  readonly notRead: ReadonlyMap<string, number>;
  readonly notTaken: number;
  /** How many commands taking it whole needs. */
  readonly work: number;
}

/** The files of an import. */
export interface Plan {
  readonly files: readonly Survey[];
  /** Of records that several items tell: how many items do. The others are not listed. */
  readonly repeated: ReadonlyMap<string, number>;
  readonly work: number;
}

/** The items of a file. One that cannot be read to its end gives what it has up to there, and a last reading that says why. */
export async function* readingsOf<Item>(
  format: Format<Item>,
  path: string,
  today: string,
  encoding?: string,
): AsyncGenerator<Reading<Item>> {
  try {
    let count = 0;
    for await (const reading of format.read(path, today, encoding)) {
      if (reading.item !== undefined || reading.problems.length > 0) count++;
      yield reading;
    }
    if (count === 0) throw new UnreadableFile(1, format.nothing);
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    const { line, reason: rule } = error;
    yield { line, problems: [{ line, rule, effect: 'FILE' }], notRead: [] };
  }
}

interface SurveyOptions {
  readonly dataset?: string;
  readonly encoding?: string;
  /** Ends the reading. */
  readonly signal?: AbortSignal;
}

/** Reads all files once, to know their organisations, their problems, what they tell of the same records, and how much there is to do, before anything is recorded. */
export async function plan<Item>(
  format: Format<Item>,
  paths: readonly string[],
  today: string,
  options: SurveyOptions,
): Promise<Plan> {
  const told = new Set<string>();
  const repeated = new Map<string, number>();
  const files: Survey[] = [];
  for (const path of paths) {
    files.push(
      await survey(format, path, today, options, (item) => {
        const key = keyOf(format, item);
        if (told.has(key)) repeated.set(key, (repeated.get(key) ?? 1) + 1);
        told.add(key);
      }),
    );
  }
  return { files, repeated, work: files.reduce((sum, { work }) => sum + work, 0) };
}

/** What the record of an item is known by, shortly. */
export function keyOf<Item>(format: Format<Item>, item: Item): string {
  return format.streamOf(item).replace(/^.*?-/, '');
}

/** A digest of all that an item says, wherever it stands. */
export function digestOf(item: unknown): string {
  const said = JSON.stringify(item, (key, value: unknown) => (key === 'line' ? undefined : value));
  return createHash('sha256').update(said).digest('base64');
}

async function survey<Item>(
  format: Format<Item>,
  path: string,
  today: string,
  { dataset, encoding, signal }: SurveyOptions,
  tells: (item: Item) => void,
): Promise<Survey> {
  const file = basename(path);
  const organisations = new Map<string, Named>();
  const problems: Problem[] = [];
  const notRead = new Map<string, number>();
  const publishers = new Set<string>();
  let notTaken = 0;
  let work = 0;
  for await (const { item, identifier, ...reading } of readingsOf(format, path, today, encoding)) {
    if (signal?.aborted) break;
    for (const name of reading.notRead) increment(notRead, name);
    for (const { part: _part, ...problem } of reading.problems) problems.push(detached({ file, ...problem, identifier }));
    if (!item) {
      if (reading.problems.some(({ effect }) => effect === 'ITEM')) notTaken++;
      continue;
    }
    tells(item);
    if (publishers.size < 2) publishers.add(detached(format.publisher(item)));
    work += format.work(item);
    for (const { organisation, began, reports } of format.mentions(item)) {
      const id = actorIdOf(organisation.key);
      const named = organisations.get(id) ?? { id, organisation: detached(organisation), reports: false };
      if (began && (!named.began || began < named.began)) named.began = began;
      named.reports ||= reports;
      organisations.set(id, named);
    }
  }
  const [publisher = 'nobody'] = publishers;
  const name = dataset ?? format.dataset ?? `${publishers.size > 1 ? 'several publishers' : publisher}: ${file}`;
  return {
    path,
    file,
    dataset: name.slice(0, 500),
    organisations,
    problems,
    notRead,
    notTaken,
    work: work + organisations.size,
  };
}

/** A copy that is kept: a text cut out of a file would keep its whole chunk of the file in memory. */
function detached<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
