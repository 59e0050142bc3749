import { basename } from 'node:path';
import { type Caller, CommandHandler } from '../../event-sourcing/command-handler.js';
import { type Tlp } from '../../event-sourcing/envelope.js';
import { inFlight } from '../in-flight.js';
import { OverlayStore } from './overlay-store.js';
import { type Format } from './publication.js';
import { Sender } from './sender.js';
import { type ImportSummary, newSummary, increment } from './summary.js';
import { readingsOf, type Survey, survey } from './survey.js';
import { takeOrganisation } from './take-organisation.js';

export interface ImportOptions<C extends Caller> {
  readonly handler: CommandHandler<C>;
  readonly caller: C;
  /** Takes nothing unless all of every file can be taken. */
  readonly strict?: boolean;
  /** Records nothing, and says what it would record. */
  readonly dryRun?: boolean;
  /** Label of what is recorded anew: CLEAR, as published data is, unless said otherwise. */
  readonly tlp?: Tlp;
  readonly progress?: (done: number, total: number) => void;
  /** Stops between two commands; the same import goes on from there. */
  readonly signal?: AbortSignal;
}

/** Items under way at the same time, so that the store can append for many at once. */
const IN_FLIGHT = 32;

/**
 * Takes files that others publish into the record, by the commands that everybody sends: organisations as actors, items as records. All ids are made from the file, so the same file again records nothing, a changed one its differences,
 * and an import that was stopped goes on where it was.
 * @throws what the command handler throws (rights, a store that is gone), and where a file cannot be opened
 */
export async function importPublication<C extends Caller, Item>(
  format: Format<Item>,
  files: readonly string[],
  options: ImportOptions<C>,
): Promise<ImportSummary> {
  const { handler, strict = false, dryRun = false } = options;
  const today = handler.now().toISOString().slice(0, 10);
  const surveys = new Map<string, Survey>();
  for (const file of files) surveys.set(file, await survey(format, file, today));
  const total = [...surveys.values()].reduce((sum, { work }) => sum + work, 0);
  const run = (rehearsal: boolean) => take(format, surveys, total, today, rehearsal, options);
  if (strict) {
    const rehearsed = await run(true);
    if (rehearsed.problems.length > 0)
      return {
        ...newSummary(format.noun, files, dryRun),
        problems: rehearsed.problems,
        notRead: rehearsed.notRead,
        refusedAll: true,
      };
    if (dryRun) return rehearsed;
  }
  return run(dryRun);
}

async function take<C extends Caller, Item>(
  format: Format<Item>,
  surveys: ReadonlyMap<string, Survey>,
  total: number,
  today: string,
  rehearsal: boolean,
  { handler: real, caller, tlp = 'CLEAR', progress, signal }: ImportOptions<C>,
): Promise<ImportSummary> {
  const overlay = rehearsal ? new OverlayStore(real.store) : undefined;
  const handler = overlay
    ? new CommandHandler<C>(overlay, real.catalogue, real.access, { now: real.now, keys: real.personal.keys })
    : real;
  const summary = newSummary(format.noun, [...surveys.keys()], rehearsal);
  let done = 0;
  const step = (commands = 1) => progress?.((done += commands), total);
  for (const [path, { organisations, problems, notRead, notTaken, repeated }] of surveys) {
    summary.problems.push(...problems);
    summary.items.notTaken += notTaken;
    summary.repeated += repeated;
    for (const [name, count] of notRead) increment(summary.notRead, name, count);
    const sender = new Sender(handler, caller, basename(path), tlp, summary, step);
    await inFlight(organisations.values(), IN_FLIGHT, (named) => takeOrganisation(sender, named), signal);
    const work = async (item: Item) => {
      summary.items[await format.take(sender, item, signal)]++;
      overlay?.forget(format.streamOf(item));
    };
    await inFlight(takeable(format, path, today), IN_FLIGHT, work, signal);
  }
  summary.interrupted = signal?.aborted ?? false;
  summary.problems.sort((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1));
  return summary;
}

async function* takeable<Item>(format: Format<Item>, path: string, today: string): AsyncGenerator<Item> {
  for await (const { item } of readingsOf(format, path, today)) if (item) yield item;
}
