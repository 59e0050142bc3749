import { type Caller, CommandHandler } from '../../event-sourcing/command-handler.js';
import { type Tlp } from '../../event-sourcing/envelope.js';
import { inFlight } from '../in-flight.js';
import { OverlayStore } from './overlay-store.js';
import { type Format, isLoss } from './publication.js';
import { Sender } from './sender.js';
import { type ImportSummary, newSummary, increment } from './summary.js';
import { keyOf, plan, type Plan, type Survey } from './survey.js';
import { type Run, takeable, type ToTake } from './takeable.js';
import { takeOrganisation } from './take-organisation.js';

export interface ImportOptions<C extends Caller> {
  readonly handler: CommandHandler<C>;
  readonly caller: C;
  /** The dataset that all files belong to. If left out: of each file, its publisher and its name. */
  readonly dataset?: string;
  /** Encoding of the files, where they do not say it themselves. */
  readonly encoding?: string;
  /** Takes nothing unless all of every file can be taken. */
  readonly strict?: boolean;
  /** Records nothing, and says what it would record. */
  readonly dryRun?: boolean;
  /** Label of records that the import makes: CLEAR, as published data is, unless said otherwise. */
  readonly tlp?: Tlp;
  readonly progress?: (done: number, total: number) => void;
  /** Stops between two commands; the same import goes on from there. */
  readonly signal?: AbortSignal;
}

/** Items under way at the same time, so that the store can append for many at once. */
const IN_FLIGHT = 32;

/**
 * Takes files that others publish into the record, by the commands that everybody sends: organisations as actors, items as records. All ids are made from
 * the file, so the same file again records nothing, a changed one its differences, and an import that was stopped goes on where it was.
 * @throws what the command handler throws (rights, a store that is gone), and where a file cannot be opened
 */
export async function importPublication<C extends Caller, Item>(
  format: Format<Item>,
  files: readonly string[],
  options: ImportOptions<C>,
): Promise<ImportSummary> {
  const { handler, strict = false, dryRun = false } = options;
  const today = handler.now().toISOString().slice(0, 10);
  const planned = await plan(format, files, today, options);
  const run = (rehearsal: boolean) => take(format, planned, today, rehearsal, options);
  if (strict) {
    const rehearsed = await run(true);
    if (rehearsed.problems.some(isLoss)) {
      const { problems, notRead } = rehearsed;
      return { ...newSummary(format.noun, files, dryRun), problems, notRead, refusedAll: true };
    }
    if (dryRun) return rehearsed;
  }
  return run(dryRun);
}

async function take<C extends Caller, Item>(
  format: Format<Item>,
  { files, repeated, work: total }: Plan,
  today: string,
  rehearsal: boolean,
  { handler: real, caller, tlp = 'CLEAR', encoding, progress, signal }: ImportOptions<C>,
): Promise<ImportSummary> {
  const overlay = rehearsal ? new OverlayStore(real.store) : undefined;
  const handler = overlay
    ? new CommandHandler<C>(overlay, real.catalogue, real.access, { now: real.now, keys: real.personal.keys })
    : real;
  const summary = newSummary(
    format.noun,
    files.map(({ path }) => path),
    rehearsal,
  );
  let done = 0;
  const step = (commands = 1) => progress?.((done += commands), total);
  const senderOf = ({ file, dataset }: Survey) => {
    const from = { file, dataset, ownsAll: format.dataset !== undefined };
    return new Sender(handler, caller, from, tlp, summary, step);
  };
  for (const survey of files) {
    summary.problems.push(...survey.problems);
    summary.items.notTaken += survey.notTaken;
    for (const [name, count] of survey.notRead) increment(summary.notRead, name, count);
    const sender = senderOf(survey);
    await inFlight(survey.organisations.values(), IN_FLIGHT, (named) => takeOrganisation(sender, named), signal);
  }
  const work = async ({ item, survey }: ToTake<Item>) => {
    summary.items[await format.take(senderOf(survey), item, signal)]++;
    // What several items tell is needed again, and so are actors, whom others name.
    const stream = format.streamOf(item);
    if (!repeated.has(keyOf(format, item)) && !stream.startsWith('actor-')) overlay?.forget(stream);
  };
  // A file at a time: what two datasets say of one record is taken in the order of the files.
  const told: Run<Item>['told'] = new Map();
  for (const survey of files) {
    await inFlight(takeable(format, survey, { files, repeated, today, encoding, summary, told }), IN_FLIGHT, work, signal);
  }
  summary.interrupted = signal?.aborted ?? false;
  // What came twice was counted twice, and done once.
  if (!summary.interrupted && done < total) progress?.(total, total);
  summary.problems.sort((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1));
  return summary;
}
