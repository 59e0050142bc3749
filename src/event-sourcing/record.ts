import { type Precisions } from './occurred.js';
import { type z } from 'zod';
import { type CommonEvent } from './common-events.js';
import { type Folded } from './fold.js';
import { type Handling, type Precision, type RecordedEvent, type SourceReference } from './envelope.js';
import { type Rights } from './rights.js';

/** The one definition of an event: its version, and the schema that gives its type, its check on append and its JSON Schema. */
export interface EventShape<Schema extends z.ZodType = z.ZodType> {
  /** Rises by one with every change of shape; upcasters change older ones. */
  readonly version: number;
  readonly schema: Schema;
  readonly description: string;
}

export type EventShapes = Readonly<Record<string, EventShape>>;

/** Defines one event of version 1 (or the version given). */
export function event<Schema extends z.ZodType>(description: string, schema: Schema, version = 1): EventShape<Schema> {
  return { description, schema, version };
}

/** Data of the event `Type` among `Shapes`. */
export type DataOf<Shapes extends EventShapes, Type extends keyof Shapes> = z.output<Shapes[Type]['schema']>;

/** The discriminated union of a record's events, as `decide` returns them. */
export type EventOf<Shapes extends EventShapes> = {
  [Type in keyof Shapes & string]: { readonly type: Type; readonly data: DataOf<Shapes, Type> };
}[keyof Shapes & string];

/** What `evolve` may know of an event beside its data. */
export interface Happened {
  readonly id: string;
  /** ISO 8601 UTC, after corrections. */
  readonly occurredAt: string;
  readonly precision: Precision;
  /** The organisation that said so: `onBehalfOf` where given, else the recording one. */
  readonly party: string | null;
  /** The organisation that recorded it, for itself or for another. */
  readonly speaker: string | null;
  /** Pseudonym of the user who recorded it. */
  readonly user: string;
  readonly source?: SourceReference;
}

/** One total function an event: never throws, whatever order late reports bring about. */
export type Evolve<State, Shapes extends EventShapes> = {
  readonly [Type in keyof Shapes & string]: (state: State, data: DataOf<Shapes, Type>, happened: Happened) => State;
};

/** A command that the rules do not allow, as a value. Codes are stable; `field`, `value` and `rule` say what to mend. */
export interface Refusal {
  readonly refused: true;
  readonly code: string;
  readonly message: string;
  readonly field?: string;
  readonly value?: string;
  readonly rule?: string;
}

/** Makes a refusal; `value` is shown as JSON. */
export function refuse(code: string, message: string, about: { field?: string; value?: unknown; rule?: string } = {}): Refusal {
  const value =
    about.value === undefined ? undefined : typeof about.value === 'string' ? about.value : JSON.stringify(about.value);
  return { refused: true, code, message, field: about.field, value, rule: about.rule };
}

export function isRefusal(outcome: unknown): outcome is Refusal {
  return typeof outcome === 'object' && outcome !== null && (outcome as Refusal).refused === true;
}

/** What is true of every kind of record. */
export interface RecordMeta {
  /** False before the first event. */
  readonly exists: boolean;
  readonly handling: Handling;
  /** Whose record it is to label: the organisation that the first event speaks for, and the user who recorded it. */
  readonly originator: { readonly actor: string | null; readonly user: string };
  /** When the record begins in the world. */
  readonly beganAt: string;
  /** How exactly moments of the record were said, where that is no day or instant. */
  readonly precisions: Precisions;
  /** That it should never have been made, by the organisation and the user who said so; null where that was never said, or taken back. */
  readonly voided: { readonly reason: string; readonly at: string; readonly by: string | null; readonly user: string } | null;
  readonly sources: readonly { readonly document: string; readonly hash?: string; readonly title?: string }[];
  /** Keys of its personal data that are destroyed. */
  readonly erasures: readonly { readonly keyId: string; readonly reason: string; readonly at: string }[];
}

/** Another record that a command names, as it stands. */
export interface Referenced {
  readonly id: string;
  readonly kind: string;
  readonly meta: RecordMeta;
  readonly state: unknown;
}

/** What `decide` may know beside command and state: time, identity and the records that the command names. */
export interface DecideContext {
  readonly id: string;
  /** When the command is decided, ISO 8601 UTC. */
  readonly now: string;
  readonly occurredAt: string;
  readonly precision: Precision;
  /** The organisation that speaks: `onBehalfOf` where given, else the caller's. */
  readonly party: string | null;
  /** The caller's own organisation, whoever it speaks for. */
  readonly speaker: string | null;
  /** The party and the actors that it belongs to, with their consent, in a way that lets it speak for them. */
  readonly voices: readonly string[];
  /** All who stand behind the command: speaker, party, and whoever they may speak for by themselves. None of them judges its own. */
  readonly behind: readonly string[];
  /** Whether the caller may show the record to more readers: it is the originator itself, not through `onBehalfOf`. */
  readonly isOriginator: boolean;
  readonly user: string;
  /** The label that the command states: of the record that it makes, or of its events alone. */
  readonly handling?: Handling;
  readonly meta: RecordMeta;
  /** The record under this id, which the command (or the state, by `needs`) names. */
  readonly reference: (id: string) => Referenced | undefined;
}

/** An event that a command decides on. `handling` is its label where it is not the record's and the command states none. */
export interface Decided {
  readonly type: string;
  readonly data: unknown;
  readonly handling?: Handling;
}

/** `decide` for one command: the events to record (none: nothing to do) or a refusal. Never throws. */
export type Decision<State, Shapes extends EventShapes, Command> = (
  command: Command,
  state: State,
  context: DecideContext,
) => readonly ((EventOf<Shapes> | CommonEvent) & Pick<Decided, 'handling'>)[] | Refusal;

export type Decide<State, Shapes extends EventShapes, Commands> = {
  readonly [Name in keyof Commands & string]: Decision<State, Shapes, Commands[Name]>;
};

/** A correction asked for: of which event, and of which field of its data (with dots), or of its `occurredAt`. */
export interface Correction {
  readonly event: RecordedEvent;
  readonly field: string;
}

/** Lifts an event's data from one version to the next. */
export type Upcaster = (data: Record<string, unknown>) => Record<string, unknown>;

/** A kind of record: the decider and what the engine must know to keep it. */
export interface RecordDefinition<State = unknown, Shapes extends EventShapes = EventShapes, Commands = Record<string, never>> {
  /** First part of the stream name and of the public id: `commitment`. */
  readonly kind: string;
  readonly events: Shapes;
  readonly initial: State;
  readonly evolve: Evolve<State, Shapes>;
  readonly decide: Decide<State, Shapes, Commands>;
  /** Who may send which command. */
  readonly rights: Rights<State, Commands>;
  /** Upcasters by event type: the first makes version 2 of version 1, the second version 3 of version 2. */
  readonly upcasters?: Readonly<Record<string, readonly Upcaster[]>>;
  /**
   * Keys of the state that are needed to decide but are not shown in the record's row (money is summed from facts).
   * An event that changes nothing else makes no new version.
   */
  readonly hidden?: readonly (keyof State & string)[];
  /** Records of another kind that deciding needs, beside those that the command's fields name: `[kind, id]`. */
  readonly needs?: (state: State) => readonly (readonly [kind: string, id: string])[];
  /**
   * For kinds whose label is not the caller's to state: it follows from another record, whether the caller may see that one or not. `about` says which one a
   * command that makes a record is about; `handling` gives the label, or why there can be no such record (`about` is undefined for a kind that is not kept).
   */
  readonly labelled?: {
    // eslint-disable-next-line @typescript-eslint/no-explicit-any
    readonly about: (command: any) => readonly [kind: string, id: string];
    // eslint-disable-next-line @typescript-eslint/no-explicit-any
    readonly handling: (about: Referenced | undefined, command: any) => Handling | Refusal;
  };
  /** A reason why a record may not be given this label, beside who may widen it; or undefined. A command that makes a record checks its own. */
  readonly label?: (state: State, to: Handling, context: DecideContext) => Refusal | undefined;
  /**
   * A reason why the party may not correct a field of an event of the record (`correction`), or void the record (undefined), beside what holds for every
   * kind: what is one party's to say is not another's to retract. Or undefined.
   */
  readonly guardRetraction?: (state: State, correction: Correction | undefined, context: DecideContext) => Refusal | undefined;
  /**
   * A reason why a record of this kind takes no command (`command` is its name) or cannot be named by others (`command` is undefined) any more,
   * as a merged actor cannot; or undefined.
   */
  readonly closed?: (state: State, command: string | undefined) => Refusal | undefined;
  /** What a caller may want to look at again in a command that was taken (`state` is that of before), such as progress that goes back. */
  readonly remarks?: (state: State, taken: Taken) => readonly Remark[];
  /**
   * For an extract of another kind (`extractOf`): the kind in whose streams its events are, and what it shows of a record: the part, and as `meta` the
   * label, originator, beginning and sources that the part has for its readers.
   */
  readonly extract?: { readonly from: string; readonly shows: (whole: Folded<State>) => Folded };
}

/** A command that was taken. */
export interface Taken {
  readonly name: string;
  readonly input: unknown;
  /** ISO 8601 UTC. */
  readonly occurredAt: string;
}

/** A note on a command that was taken: it was recorded as it was said. */
export interface Remark {
  /** Stable code, such as `PROGRESS_GOES_BACK`. */
  readonly code: string;
  readonly message: string;
  readonly field?: string;
}

/** Any record definition, as registries and the engine handle it. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyRecordDefinition = RecordDefinition<any, any, any>;

/**
 * Defines a table of its own for a part of a record, under a label of its own: drawn from the same events, by the same fold. What is not in it is not
 * in the table that its readers ask, so that no filter, order or count can tell anything of it. It takes no commands.
 * @param kind names the table and its ids, which are those of the records that it is drawn from
 */
export function extractOf<State>(
  kind: string,
  whole: AnyRecordDefinition & { readonly initial: State },
  shows: (whole: Folded<State>) => Folded,
): AnyRecordDefinition {
  return { ...whole, kind, extract: { from: whole.kind, shows }, decide: {} };
}

/** What a row shows of a record: all of it, or an extract. */
export function shownPart({ extract }: AnyRecordDefinition, whole: Folded): Folded {
  return extract ? extract.shows(whole) : whole;
}

/** Gives a definition its types: `defineRecord<State, Commands>()({ … })`; commands are named by their GraphQL mutation. */
export function defineRecord<State, Commands>() {
  return <Shapes extends EventShapes>(definition: RecordDefinition<State, Shapes, Commands>) => definition;
}
