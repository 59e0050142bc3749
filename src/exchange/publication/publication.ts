import { type LocalizedText } from '../../event-sourcing/values.js';
import { type ActorKind } from '../../codes/actor-kinds.js';
import { type Caller } from '../../event-sourcing/command-handler.js';
import { type TransferFlow } from '../../records/assistance-project/assistance-project.events.js';
import { type Sender } from './sender.js';

/** An organisation as a file names it. */
export interface Organisation {
  /** Its identifier, where the file gives a real one. */
  readonly ref?: string;
  /** What it is known by across files: its identifier, or else its name and type. */
  readonly key: string;
  readonly name: LocalizedText;
  readonly actorKind: ActorKind;
  readonly line: number;
}

/** The command that records a transaction. */
export type TransactionCommand =
  'pledgeFunds' | 'commitFunds' | 'disburseFunds' | 'spendFunds' | 'returnFunds' | 'recordInKindContribution';

export interface Transaction {
  readonly line: number;
  readonly command: TransactionCommand;
  /** Day on which it took place. */
  readonly date: string;
  readonly valueDate: string;
  readonly direction: 'INCOMING' | 'OUTGOING';
  readonly flow?: TransferFlow;
  /** Decimal, as the file has it but for the way to write it. */
  readonly amount: string;
  /** In minor units. */
  readonly minor: number;
  readonly currency: string;
  readonly reference?: string;
  /** What it is for; always there for a contribution in kind. */
  readonly description?: LocalizedText;
  readonly provider?: Organisation;
  readonly receiver?: Organisation;
  readonly providerActivity?: string;
  readonly receiverActivity?: string;
}

export interface ActivityResult {
  readonly line: number;
  /** Last day that it speaks of, where that is past. */
  readonly date?: string;
  /** Input of the command that reports it. */
  readonly input: {
    readonly reference: string;
    readonly type: string;
    readonly title: LocalizedText;
    readonly description?: LocalizedText;
    readonly indicators: readonly object[];
  };
}

export interface Participant {
  readonly organisation: Organisation;
  readonly role: string;
  readonly activity?: string;
}

/** An activity that can be taken. */
export interface Activity {
  readonly line: number;
  /** Its identifier across publishers. */
  readonly identifier: string;
  readonly reporter: Organisation;
  readonly status: string;
  /** Details of the project as the command that opens it takes them, with every list. */
  readonly details: Readonly<Record<string, unknown>>;
  readonly participants: readonly Participant[];
  /** In order of date, and of line within a day. */
  readonly transactions: readonly Transaction[];
  readonly results: readonly ActivityResult[];
  /** When the publisher last changed it, where that is past; ISO 8601. */
  readonly updated?: string;
  /** Earliest day of the past that it names. */
  readonly began?: string;
}

/** Something in a file that could not be taken. */
export interface Problem {
  readonly file: string;
  readonly line: number;
  readonly identifier?: string;
  readonly reason: string;
  /** FILE and ITEM: all of it, or the rest of it, is not taken; PART: the item is, without this. */
  readonly of: 'FILE' | 'ITEM' | 'PART';
}

/** What was read of one item of a file; without `item` where it cannot be taken. */
export interface Reading<Item> {
  readonly line: number;
  readonly identifier?: string;
  readonly item?: Item;
  readonly problems: readonly Omit<Problem, 'file' | 'identifier'>[];
  /** Names of what it says that is not read, as often as it says it. */
  readonly notRead: readonly string[];
  /** Digest of all that it says, in formats whose files may tell the same item again, word for word. */
  readonly digest?: string;
}

/** An organisation that an item names. */
export interface Mention {
  readonly organisation: Organisation;
  /** Earliest day on which it is named. */
  readonly began?: string;
  /** It reports on itself: what it says of its own name counts. */
  readonly reports: boolean;
}

/** What became of an item. */
export type Taken = 'opened' | 'changed' | 'unchanged' | 'notTaken';

/** A kind of file that others publish, and how its items are taken. */
export interface Format<Item> {
  /** What its files hold, as the summary names it: `activities`. */
  readonly noun: string;
  /**
   * Reads a file as a stream.
   * @param today day of the import, `2023-12-19`: what happened lies before it
   * @throws {UnreadableFile} where it cannot be read (any further)
   */
  read(path: string, today: string): AsyncIterable<Reading<Item>>;
  /** Organisations that become actors before the items are taken. */
  mentions(item: Item): readonly Mention[];
  /** How many commands taking it whole needs. */
  work(item: Item): number;
  /** The stream of its record. */
  streamOf(item: Item): string;
  /** Takes one item: makes its record, or records what differs from what the publication said before. */
  take<C extends Caller>(sender: Sender<C>, item: Item, signal?: AbortSignal): Promise<Taken>;
}

/** The file cannot be read (any further): it is damaged, of another format or another version. */
export class UnreadableFile extends Error {
  constructor(
    readonly line: number,
    readonly reason: string,
  ) {
    super(`line ${line}: ${reason}`);
  }
}
