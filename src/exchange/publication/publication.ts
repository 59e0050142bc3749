import { type LocalizedText } from '../../event-sourcing/values.js';
import { type ActorKind } from '../../codes/actor-kinds.js';
import { type Caller } from '../../event-sourcing/command-handler.js';
import { type TransferFlow } from '../../records/assistance-project/assistance-project.fields.js';
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
  /** Whom it is for, where it is not for all that the activity is for. */
  readonly recipient?: { readonly country?: string; readonly region?: string; readonly vocabulary?: string };
  /** What it is for, where it is not for all that the activity works on. */
  readonly sectors?: readonly { readonly vocabulary: string; readonly code: string; readonly name?: LocalizedText }[];
  /** The file that tells it, where that is not the activity's. */
  readonly file?: string;
}

export interface ActivityResult {
  readonly line: number;
  /** The file that tells it, where that is not the activity's. */
  readonly file?: string;
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

/** A planned disbursement, its amount as a decimal. */
export interface PlannedDisbursement {
  readonly type?: string;
  readonly start: string;
  readonly end?: string;
  readonly amount: { readonly amount: string; readonly currency: string };
  readonly valueDate: string;
  readonly provider?: Organisation;
  readonly receiver?: Organisation;
  readonly providerActivity?: string;
  readonly receiverActivity?: string;
}

/** An activity that can be taken. */
export interface Activity {
  readonly line: number;
  /** Its identifier across publishers. */
  readonly identifier: string;
  readonly reporter: Organisation;
  /** Undefined where the file does not say it. */
  readonly status?: string;
  /** Details of the project as the command that opens it takes them, with every list. */
  readonly details: Readonly<Record<string, unknown>>;
  readonly participants: readonly Participant[];
  /** In order of date, and of line within a day. */
  readonly transactions: readonly Transaction[];
  readonly results: readonly ActivityResult[];
  /** Planned disbursements; details of the project once their organisations are actors. */
  readonly plannedDisbursements: readonly PlannedDisbursement[];
  /** What it says that could not be taken. */
  readonly missing: readonly Missing[];
  /** When the publisher last changed it, where that is past; ISO 8601. */
  readonly updated?: string;
  /** Earliest day of the past that it names. */
  readonly began?: string;
}

/** A budget of an organisation, its amount as a decimal. */
export interface OrganisationBudget {
  readonly kind: 'TOTAL' | 'TO_ORGANISATION' | 'TO_COUNTRY' | 'TO_REGION' | 'SPENT';
  readonly status?: string;
  readonly start: string;
  readonly end: string;
  readonly amount: { readonly amount: string; readonly currency: string };
  readonly valueDate: string;
  readonly recipient?: Organisation;
  readonly country?: string;
  readonly region?: string;
  readonly vocabulary?: string;
}

/** What an organisation publishes of itself. */
export interface OrganisationReport {
  readonly line: number;
  readonly identifier: string;
  readonly organisation: Organisation;
  readonly budgets: readonly OrganisationBudget[];
}

/**
 * What a problem does. FILE: the file is not read, or not read further. ITEM: the item is not taken. PART: the item is taken without this part.
 * NOT_KEPT: the same, for what this register does not keep. NOTE: everything is taken; it was read otherwise than it stands.
 */
export type Effect = 'FILE' | 'ITEM' | 'PART' | 'NOT_KEPT' | 'NOTE';

/** Something in a file that breaks a rule. */
export interface Problem {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** The item's own identifier, where it has one. */
  readonly identifier?: string;
  /** What breaks the rule: an element, an attribute or a column. */
  readonly element?: string;
  /** What stands there. */
  readonly value?: string;
  readonly rule: string;
  readonly effect: Effect;
}

/** A problem of an item that is being read. */
export type Found = Omit<Problem, 'file' | 'identifier'> & {
  /** The part of the item that is left out whole, where the element is something in it. */
  readonly part?: string;
};

/** A problem in words: `value = many: is a number`. */
export function reasonOf({ element, value, rule }: Pick<Problem, 'element' | 'value' | 'rule'>): string {
  if (element === undefined) return rule;
  return `${element}${value === undefined ? '' : ` = ${value || 'nothing'}`}: ${rule}`;
}

/** Whether something is lost by it. */
export function isLoss({ effect }: Pick<Problem, 'effect'>): boolean {
  return effect !== 'NOTE';
}

/** What could not be taken of an item, for its record. */
export interface Missing {
  readonly element: string;
  readonly rule: string;
  readonly count: number;
}

/** What was read of one item of a file; without `item` where it cannot be taken. */
export interface Reading<Item> {
  readonly line: number;
  readonly identifier?: string;
  readonly item?: Item;
  readonly problems: readonly Found[];
  /** Names of what it says that is not read, as often as it says it. */
  readonly notRead: readonly string[];
}

/** An item and the file that tells it. */
export interface Told<Item> {
  readonly file: string;
  readonly line: number;
  readonly item: Item;
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
   * @param encoding of the file, where its first bytes and its declaration do not say it
   * @throws {UnreadableFile} where it cannot be read (any further)
   */
  read(path: string, today: string, encoding?: string): AsyncIterable<Reading<Item>>;
  /** What an empty file lacks: `no iati-activity in it`. */
  readonly nothing: string;
  /** Organisations that become actors before the items are taken. */
  mentions(item: Item): readonly Mention[];
  /** The dataset of all its files, where that is one for all. */
  readonly dataset?: string;
  /** Who publishes the item, as the name of a dataset has it. */
  publisher(item: Item): string;
  /**
   * Puts together what one dataset says of one thing in several places. Different facts add up; where they contradict, the first stands.
   * Without this, an item that is reported again in other words is not taken.
   * @param contradiction called for what is not taken
   */
  merge?(items: readonly Told<Item>[], contradiction: (problem: Problem) => void): Item;
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
