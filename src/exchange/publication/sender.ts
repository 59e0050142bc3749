import {
  type Caller,
  type CommandHandler,
  type CommandRequest,
  type NamedRequest,
  type Outcome as CommandOutcome,
} from '../../event-sourcing/command-handler.js';
import { type RecordedEvent, type Tlp } from '../../event-sourcing/envelope.js';
import { NO_STREAM } from '../../event-sourcing/event-store.js';
import { fold } from '../../event-sourcing/fold.js';
import { streamOf } from '../../event-sourcing/catalogue.js';
import { commandOf, type LoadedRecord, type RecordedCommand } from '../../event-sourcing/record-loader.js';
import { InvalidInput, readCommand, type Violation } from '../../graphql/commands/registry.js';
import { lineOf } from './lines.js';
import { type Effect, type Found } from './publication.js';
import { type ImportSummary, increment } from './summary.js';

/** What became of a command: `taken` recorded nothing, for all was there already. */
type Outcome = 'recorded' | 'taken' | 'refused';

/** Where in the file a command comes from. */
export interface Place {
  readonly line: number;
  readonly identifier: string;
  /** The file, where it is another than the sender's. */
  readonly file?: string;
}

/** What one dataset has said of a record: the events that its imports led to, and the state that these make by themselves. */
export interface SaidBefore<State> {
  readonly events: readonly RecordedEvent[];
  readonly state: State;
}

/** A record, what this dataset said of it before, and what others did. */
export interface PublishedRecord<State> extends SaidBefore<State> {
  readonly record: LoadedRecord;
  readonly all: readonly RecordedEvent[];
  /** By the names of the datasets. */
  readonly others: ReadonlyMap<string, SaidBefore<State>>;
}

/** Where the items of a sender come from. */
export interface Origin {
  readonly file: string;
  readonly dataset: string;
  /** Everything recorded before events named their datasets came from this one. */
  readonly ownsAll: boolean;
}

/** Sends the commands of one file and counts what they did. */
export class Sender<C extends Caller> {
  constructor(
    readonly handler: CommandHandler<C>,
    readonly caller: C,
    readonly origin: Origin,
    readonly tlp: Tlp,
    readonly summary: ImportSummary,
    readonly step: (commands?: number) => void,
  ) {}

  get handling() {
    return { tlp: this.tlp, audience: [] };
  }

  /**
   * Checks and executes one command.
   * @param effect of a refusal
   * @param part of its item that is lost by a refusal
   * @returns whether it was taken: `recorded`, or taken without anything to record
   */
  async send(
    kind: string,
    command: string,
    raw: object,
    place: Place,
    effect: Effect,
    newId?: string,
    part?: string,
  ): Promise<Outcome> {
    const read = this.#read(kind, command, raw, place, newId);
    return Array.isArray(read) ? this.#violated(read, raw, place, effect, part) : this.#execute(read, place, effect, part);
  }

  /**
   * The same for many commands about one record, which are recorded together.
   * @returns the outcome of each
   */
  async sendAll(
    kind: string,
    commands: readonly { readonly command: string; readonly raw: object; readonly place: Place }[],
    effect: Effect,
    part: string,
  ): Promise<Outcome[]> {
    const outcomes: Outcome[] = [];
    const good: { nth: number; place: Place; request: NamedRequest<C> }[] = [];
    for (const [nth, { command, raw, place }] of commands.entries()) {
      const request = this.#read(kind, command, raw, place);
      if (Array.isArray(request)) outcomes[nth] = this.#violated(request, raw, place, effect, part);
      else good.push({ nth, place, request: { ...request, id: request.id!, commandId: request.commandId! } });
    }
    const taken = await this.handler.executeAll(good.map(({ request }) => request));
    for (const [i, { nth, place, request }] of good.entries())
      outcomes[nth] = this.#done(request, taken[i]!, place, effect, part);
    return outcomes;
  }

  /**
   * The same as `send`, without those fields and entries of lists that break a rule of the command's class: each of them is reported, and left out.
   * @param raw a field that cannot be left out is refused with the whole
   * @param instead what is said in place of a field, or of a list that is not empty, of which nothing is left
   */
  async sendWhatCan(
    kind: string,
    command: string,
    raw: Readonly<Record<string, unknown>>,
    place: Place,
    effect: Effect,
    newId?: string,
    instead: Readonly<Record<string, unknown>> = {},
  ): Promise<Outcome> {
    const read = this.#read(kind, command, raw, place, newId);
    if (!Array.isArray(read)) return this.#execute(read, place, effect);
    const broken = new Map(read.map((one) => [one.field.split('.').slice(0, 2).join('.'), one]));
    const input: Record<string, unknown> = {};
    for (const [key, value] of Object.entries(raw)) {
      const good = Array.isArray(value) ? value.filter((_one, i) => !broken.has(`${key}.${i}`)) : value;
      const isEmptied = key in instead && (good as unknown[]).length === 0;
      const kept = broken.has(key) || isEmptied ? instead[key] : good;
      if (kept !== undefined) input[key] = kept;
    }
    for (const [key, { field, value, rule }] of broken) {
      if (key.includes('.') && broken.has(key.split('.')[0]!)) continue;
      const at = { ...place, line: lineOf(raw, field) ?? place.line };
      this.report(at, { element: field, value, rule, effect: 'PART', part: field.split('.')[0] });
    }
    return this.send(kind, command, input, place, effect, newId);
  }

  /** The request for a command, or the rules of its class that it breaks. */
  #read(kind: string, command: string, raw: object, { line, identifier, file }: Place, newId?: string) {
    const source = { document: file ?? this.origin.file, line, identifier, dataset: this.origin.dataset };
    try {
      return readCommand(kind, command, { ...raw, source }, this.caller, newId);
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error;
      return error.violations as [Violation, ...Violation[]];
    }
  }

  async #execute(request: CommandRequest<C>, place: Place, effect: Effect, part?: string): Promise<Outcome> {
    return this.#done(request, await this.handler.execute(request), place, effect, part);
  }

  #done(request: CommandRequest<C>, outcome: CommandOutcome, place: Place, effect: Effect, part?: string): Outcome {
    this.step();
    if (outcome.status === 'refused') {
      const { message, field, value, rule } = outcome.refusal;
      const said = value === undefined ? undefined : typeof value === 'string' ? value : JSON.stringify(value);
      const broken = rule === undefined || rule === message ? message : `${message}; ${rule}`;
      return this.#refused(place, field, said, broken, effect, part);
    }
    const { duplicate, eventIds } = outcome.receipt;
    if (duplicate || eventIds.length === 0) return 'taken';
    increment(this.summary.recorded, request.name);
    this.summary.events.recorded += eventIds.length;
    return 'recorded';
  }

  #violated(
    [{ field, value, rule }, ...more]: readonly [Violation, ...Violation[]],
    raw: object,
    place: Place,
    effect: Effect,
    part?: string,
  ): 'refused' {
    const broken = more.length > 0 ? `${rule} (and ${more.length} more)` : rule;
    return this.#refused({ ...place, line: lineOf(raw, field) ?? place.line }, field, value, broken, effect, part);
  }

  #refused(
    place: Place,
    element: string | undefined,
    value: string | undefined,
    rule: string,
    effect: Effect,
    part?: string,
  ): 'refused' {
    this.report(place, { element, value, rule, effect, part });
    return 'refused';
  }

  /** The record as this dataset told it before, and as others do; undefined for one that is not there. */
  async published<State>(kind: string, id: string, identifier: string): Promise<PublishedRecord<State> | undefined> {
    const record = await this.handler.load(kind, id);
    if (record.revision === NO_STREAM) return undefined;
    const all: RecordedEvent[] = [];
    for await (const event of this.handler.store.readStream(streamOf(kind, id))) all.push(this.handler.catalogue.upcast(event));
    const datasetOf = this.#datasets(all, identifier);
    const said = new Map<string, RecordedEvent[]>();
    for (const event of all) {
      const dataset = datasetOf(event);
      if (dataset !== undefined) said.set(dataset, [...(said.get(dataset) ?? []), event]);
    }
    const definition = this.handler.catalogue.definition(kind);
    const before = (events: readonly RecordedEvent[]) => ({ events, state: fold(definition, events).state as State });
    const { dataset } = this.origin;
    const others = new Map([...said].filter(([name]) => name !== dataset).map(([name, events]) => [name, before(events)]));
    return { record, all, ...before(said.get(dataset) ?? []), others };
  }

  /**
   * The dataset that an event comes from; undefined for what no import said. Imports did not name their datasets at first: what they recorded of one record is
   * one dataset, that of the file from which the last of it came.
   */
  #datasets(events: readonly RecordedEvent[], identifier: string): (event: RecordedEvent) => string | undefined {
    const isUnnamed = ({ metadata: { source } }: RecordedEvent) =>
      source !== undefined && source.dataset === undefined && source.line !== undefined && source.identifier === identifier;
    const { file, dataset, ownsAll } = this.origin;
    const last = events.findLast(isUnnamed)?.metadata.source?.document;
    const unnamed = ownsAll || last === file ? dataset : `unnamed: ${last}`;
    return (event) => event.metadata.source?.dataset ?? (isUnnamed(event) ? unnamed : undefined);
  }

  /** Notes a problem of an item in the summary. */
  report(
    { line, identifier, file = this.origin.file }: Place,
    problem: Pick<Found, 'element' | 'value' | 'rule' | 'effect' | 'part'>,
  ): void {
    this.summary.problems.push({ file, line, identifier, ...problem });
  }

  /** Whether a record was voided, which its item cannot undo; said in the summary. */
  isVoided({ meta }: LoadedRecord, place: Place): boolean {
    if (meta.voided) this.report(place, { rule: `its record was voided: ${meta.voided.reason}`, effect: 'ITEM' });
    return meta.voided !== null;
  }

  /** What a command of this import under this id left in a record, or undefined. */
  taken(record: LoadedRecord, commandId: string): RecordedCommand | undefined {
    return commandOf(record, this.caller.user, commandId);
  }

  async revision(kind: string, id: string): Promise<number> {
    return (await this.handler.load(kind, id)).revision;
  }

  /** The actor that goes on, where this one was merged into another. */
  async resolveMerged(actor: string): Promise<string> {
    const met = new Set<string>();
    for (let id = actor; ;) {
      met.add(id);
      const { mergedInto } = (await this.handler.load('actor', id)).state as { mergedInto?: string | null };
      if (!mergedInto || met.has(mergedInto)) return id;
      id = mergedInto;
    }
  }
}
