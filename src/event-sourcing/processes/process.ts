import { type CommandRequest } from '../command-handler.js';
import { type RecordedEvent } from '../envelope.js';
import { type LoadedRecord } from '../record-loader.js';
import { type Labelled } from '../sight.js';
import { type Refusal } from '../record.js';

/** A command that a process sends. Without `occurredAt` it happened when the event did that it answers, or now where the process was woken. */
export interface ProcessCommand extends Pick<
  CommandRequest,
  'kind' | 'name' | 'id' | 'input' | 'references' | 'handling' | 'onBehalfOf' | 'source'
> {
  readonly creates?: boolean;
  /** null: now. */
  readonly occurredAt?: string | null;
  /** The organisation whose record it becomes, where it makes one; else it is recorded by nobody but the process. */
  readonly actor?: string;
  /**
   * Records that it tells something of, beside its own and the event that it answers: readers of its own record who may not see one of them may not see what
   * it leads to.
   */
  readonly tells?: readonly { readonly meta: Labelled }[];
  /** Tells it from another command of the same name to the same record, where one reaction sends both. */
  readonly key?: string;
  /** What to send instead where the rules refuse it. */
  readonly otherwise?: (refusal: Refusal) => ProcessCommand;
}

/** What a process does about an event, or when it is woken. */
export interface Reaction {
  readonly commands?: readonly ProcessCommand[];
  /** Streams that belong together from here on: `linked(subject)` gives them. */
  readonly links?: readonly { readonly subject: string; readonly linked: string }[];
  /** When to be woken under a key, ISO 8601 UTC, in place of an earlier time; null: not at all. */
  readonly wake?: readonly { readonly key: string; readonly at: string | null }[];
}

/** What a reaction may know beside its event: the records as the log has them now, and what earlier events linked. Never a read model, which may lag. */
export interface ReactionContext {
  readonly load: (kind: string, id: string) => Promise<LoadedRecord>;
  /** A record's events in their present shapes, oldest first. */
  readonly events: (kind: string, id: string) => Promise<readonly RecordedEvent[]>;
  /** Streams linked to this one, in order of their names. */
  readonly linked: (subject: string) => Promise<readonly string[]>;
  /** ISO 8601 UTC. */
  readonly now: string;
}

/**
 * What spans records: reacts to events by commands. A reaction is repeated after a crash, so it asks of the records how they stand and commands what is
 * still to be done; a command that was taken before is answered with its first receipt, and is not taken again.
 */
export interface Process {
  /** Names its checkpoint and its user (`process:<name>`), so that it never changes. */
  readonly name: string;
  /** Types of the events that it reads, by kind of record. */
  readonly reads: Readonly<Record<string, readonly string[]>>;
  /** Whether an event of these has something for it, by its data alone, in whatever version: most are then passed by at no cost. */
  readonly concerns?: (event: RecordedEvent) => boolean;
  /** @param event in its present shape */
  react(event: RecordedEvent, context: ReactionContext): Promise<Reaction> | Reaction;
  /** What to do at a time that was asked for by `wake`; the key is to be woken no more unless the reaction says when. */
  wake?(key: string, context: ReactionContext): Promise<Reaction> | Reaction;
}

/** The name of a process where the names of others are, too: of its checkpoint, and of the user of its events. */
export function processUser({ name }: Pick<Process, 'name'>): string {
  return `process:${name}`;
}
