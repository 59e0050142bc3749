import { type Outcome, type Receipt } from './command-handler.js';
import { type NewEvent } from './envelope.js';
import { type LoadedRecord } from './record-loader.js';

/** Most commands whose events are appended together. */
const MOST = 50;

/** How commands about one record are decided and recorded. */
interface Steps<Command> {
  load(): Promise<LoadedRecord>;
  /** The events of a command; undefined where it has to be taken by itself: it was taken before, changes nothing, or is refused. */
  decide(command: Command, record: LoadedRecord): Promise<readonly NewEvent[] | undefined>;
  /** The record after further events, which are not in the log yet; undefined where only the log can tell. */
  after(record: LoadedRecord, events: readonly NewEvent[]): LoadedRecord | undefined;
  /** The receipt of all events together; undefined where they cannot be appended together. */
  append(record: LoadedRecord, events: readonly NewEvent[]): Promise<Receipt | undefined>;
  /** Takes a command by itself. */
  take(command: Command): Promise<Outcome>;
}

/** Takes commands about one record in their order, the events of many with one append. @returns the outcome of each */
export async function takeTogether<Command>(commands: readonly Command[], steps: Steps<Command>): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  let waiting: { readonly command: Command; readonly nth: number; readonly events: readonly NewEvent[] }[] = [];
  let base = await steps.load();
  let record = base;
  const settle = async () => {
    if (waiting.length === 0) return;
    const receipt = await steps.append(
      base,
      waiting.flatMap(({ events }) => events),
    );
    let left = waiting.reduce((sum, { events }) => sum + events.length, 0);
    for (const { command, nth, events } of waiting) {
      left -= events.length;
      outcomes[nth] = receipt
        ? { status: 'accepted', id: base.id, receipt: partOf(receipt, events, left) }
        : await steps.take(command);
    }
    waiting = [];
    base = record = await steps.load();
  };
  for (const [nth, command] of commands.entries()) {
    const events = await steps.decide(command, record);
    if (events) {
      waiting.push({ command, nth, events });
      const next = steps.after(record, events);
      if (next && waiting.length < MOST) record = next;
      else await settle();
    } else {
      await settle();
      outcomes[nth] = await steps.take(command);
      base = record = await steps.load();
    }
  }
  await settle();
  return outcomes;
}

/** The receipt of one of several commands. @param left events of those after it */
function partOf({ position, revision }: Receipt, events: readonly NewEvent[], left: number): Receipt {
  const eventIds = events.map(({ id }) => id);
  return { position: position - BigInt(left), revision: revision - left, eventIds, duplicate: false };
}
