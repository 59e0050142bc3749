import { type Format, type Told } from './publication.js';
import { type ImportSummary } from './summary.js';
import { digestOf, keyOf, readingsOf, type Survey } from './survey.js';

/** An item, and the file from which it is taken. */
export interface ToTake<Item> {
  readonly item: Item;
  readonly survey: Survey;
}

interface Read<Item> extends Told<Item> {
  readonly digest: string;
}

/** One taking of the files of an import. */
export interface Run<Item> {
  readonly files: readonly Survey[];
  readonly repeated: ReadonlyMap<string, number>;
  readonly today: string;
  readonly encoding?: string;
  readonly summary: ImportSummary;
  /** What was read so far of the records that several items tell, by dataset and record. */
  readonly told: Map<string, Read<Item>[]>;
}

/**
 * The items of a file that are to be taken. What one dataset tells of one record in several places is put together, where the format can do that, once the
 * last of its places is read: by then all files of the dataset have been read up to there.
 */
export async function* takeable<Item>(format: Format<Item>, survey: Survey, run: Run<Item>): AsyncGenerator<ToTake<Item>> {
  const { repeated, today, encoding, summary, told } = run;
  const { file, path } = survey;
  for await (const { item, line, identifier } of readingsOf(format, path, today, encoding)) {
    if (item === undefined) continue;
    const key = keyOf(format, item);
    if (!repeated.has(key)) {
      yield { item, survey };
      continue;
    }
    const name = `${survey.dataset} ${key}`;
    const before = told.get(name) ?? [];
    const one = { file, line, item, digest: digestOf(item) };
    told.set(name, [...before, one]);
    if (format.merge) continue;
    const [first] = before;
    if (!first) yield { item, survey };
    else if (first.digest === one.digest && first.file !== file) yield { item, survey };
    else if (first.digest === one.digest) summary.repeated++;
    else {
      const rule = `says the same as line ${first.line} of ${first.file}, which has this identifier and was taken`;
      summary.problems.push({ file, line, identifier, rule, effect: 'ITEM' });
      summary.items.notTaken++;
    }
  }
  if (!format.merge) return;
  const last = run.files.findLast(({ dataset }) => dataset === survey.dataset) === survey;
  if (!last) return;
  for (const [name, all] of told) {
    if (!name.startsWith(`${survey.dataset} `)) continue;
    told.delete(name);
    const different = all.filter(({ digest }, i) => all.findIndex((other) => other.digest === digest) === i);
    summary.repeated += all.length - different.length;
    summary.merged += different.length - 1;
    const [first] = different;
    const item = different.length === 1 ? first!.item : format.merge(different, (problem) => summary.problems.push(problem));
    yield { item, survey: run.files.find((one) => one.file === first!.file && one.dataset === survey.dataset) ?? survey };
  }
}
