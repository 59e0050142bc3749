import { type Caller, type CommandHandler } from '../../event-sourcing/command-handler.js';
import { type RecordedEvent, type Tlp } from '../../event-sourcing/envelope.js';
import { NO_STREAM } from '../../event-sourcing/event-store.js';
import { fold } from '../../event-sourcing/fold.js';
import { streamOf } from '../../event-sourcing/catalogue.js';
import { commandOf, type LoadedRecord, type RecordedCommand } from '../../event-sourcing/record-loader.js';
import { InvalidInput, readCommand } from '../../graphql/commands/registry.js';
import { type Problem } from './publication.js';
import { type ImportSummary, increment } from './summary.js';

/** Where in the file a command comes from. */
export interface Place {
  readonly line: number;
  readonly identifier: string;
}

/** A record as a publication tells it: by the events that the publication itself led to, whoever else said something. */
export interface PublishedRecord<State> {
  readonly record: LoadedRecord;
  readonly events: readonly RecordedEvent[];
  readonly state: State;
}

/** Sends the commands of one file and counts what they did. */
export class Sender<C extends Caller> {
  constructor(
    readonly handler: CommandHandler<C>,
    readonly caller: C,
    readonly file: string,
    readonly tlp: Tlp,
    readonly summary: ImportSummary,
    readonly step: (commands?: number) => void,
  ) {}

  get handling() {
    return { tlp: this.tlp, audience: [] };
  }

  /**
   * Checks and executes one command.
   * @param command its mutation
   * @param of what is lost when it is refused
   * @returns whether it was taken: `recorded`, or taken without anything to record
   */
  async send(
    kind: string,
    command: string,
    raw: object,
    place: Place,
    of: Problem['of'],
    newId?: string,
  ): Promise<'recorded' | 'taken' | 'refused'> {
    const { line, identifier } = place;
    const source = { document: this.file, line, identifier };
    const refused = (reason: string) => {
      this.summary.problems.push({ file: this.file, line, identifier, reason, of });
      return 'refused' as const;
    };
    try {
      const request = readCommand(kind, command, { ...raw, source }, this.caller, newId);
      const outcome = await this.handler.execute(request);
      this.step();
      if (outcome.status === 'refused') {
        const { message, field, value, rule } = outcome.refusal;
        return refused(
          [message, field && `${field}${value === undefined ? '' : ` = ${value}`}`, rule].filter(Boolean).join('; '),
        );
      }
      const { duplicate, eventIds } = outcome.receipt;
      if (duplicate || eventIds.length === 0) return 'taken';
      increment(this.summary.recorded, request.name);
      this.summary.events.recorded += eventIds.length;
      return 'recorded';
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error;
      const [{ field, value, rule } = { field: '', value: '', rule: '' }, ...more] = error.violations;
      return refused(`${field} = ${value}: ${rule}${more.length > 0 ? ` (and ${more.length} more)` : ''}`);
    }
  }

  /** The record as this publication told it before; undefined for one that is not there. */
  async published<State>(kind: string, id: string, identifier: string): Promise<PublishedRecord<State> | undefined> {
    const record = await this.handler.load(kind, id);
    if (record.revision === NO_STREAM) return undefined;
    const events: RecordedEvent[] = [];
    for await (const event of this.handler.store.readStream(streamOf(kind, id))) {
      if (event.metadata.source?.identifier === identifier) events.push(this.handler.catalogue.upcast(event));
    }
    return { record, events, state: fold(this.handler.catalogue.definition(kind), events).state as State };
  }

  /** Whether a record was voided, which its item cannot undo; said in the summary. */
  isVoided({ meta }: LoadedRecord, place: Place): boolean {
    if (meta.voided)
      this.summary.problems.push({
        file: this.file,
        ...place,
        reason: `its record was voided: ${meta.voided.reason}`,
        of: 'ITEM',
      });
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
