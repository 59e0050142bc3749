import { z } from 'zod';
import { type Handling } from '../event-sourcing/envelope.js';
import { UUID } from '../event-sourcing/identity.js';
import { type Personal } from '../event-sourcing/personal/sealed.js';
import { type LocalizedText, type Money } from '../event-sourcing/values.js';

/**
 * When a field may be left out. Of an event or a state: `required`, `list` and `speaker` never; `optional` may be absent; `nullable` may be null. Of a
 * command: `required` never; a `list` that is left out is empty; `speaker` is no input: it is the organisation in whose name the command is sent.
 */
export type Presence = 'required' | 'list' | 'optional' | 'nullable' | 'speaker';
/** Of what a command gives: a speaker cannot be left out. */
type Given = Exclude<Presence, 'speaker'>;

/** What a single value is; each reader of descriptors (events, inputs, outputs, columns) has one `switch` over it. */
export type FieldType =
  | { readonly is: 'text'; readonly max?: number }
  | { readonly is: 'checkedText'; readonly rule: string; readonly holds: (text: string) => boolean; readonly isId?: boolean }
  | { readonly is: 'textOrReference'; readonly max?: number; readonly kindOf: KindOf }
  | { readonly is: 'personalText'; readonly max?: number }
  | { readonly is: 'localized' | 'day' | 'deadline' | 'partialDate' | 'flag' | 'handling' }
  | { readonly is: 'instant'; readonly isExact?: boolean }
  | { readonly is: 'count' | 'number'; readonly min: number; readonly max?: number }
  | { readonly is: 'money'; readonly signed: boolean; readonly zero: boolean }
  | { readonly is: 'code'; readonly list: CodeList }
  | { readonly is: 'reference'; readonly kind: string }
  | { readonly is: 'nested'; readonly group: Group }
  | { readonly is: 'working' };

/** The kind of record that a text names, by the object in which it stands; undefined where it names none. */
export type KindOf = (owner: never) => string | undefined;

declare const VALUE: unique symbol;

/** One field, described once: its type, what it says, and when it may be left out. `Value` is the type of its values. */
export interface Field<Value = unknown, P extends Presence = Presence> {
  readonly type: FieldType;
  /** A sentence for readers of the schema. */
  readonly description: string;
  readonly presence: P;
  /** Fewest entries, for a list of values of the type. */
  readonly entries?: number;
  /** Schema of a value (of an entry) in events, where it is not the one that its type has. */
  readonly stored?: z.ZodType;
  /** Name of the output, where the state has another for it. */
  readonly output?: string;
  /** Whether it is part of the state only, and no output. */
  readonly isInternal?: boolean;
  readonly [VALUE]?: Value;
}

export type Fields = Readonly<Record<string, Field>>;

/** A list of codes: an enum of the schema. */
export interface CodeList<Code extends string = string> {
  /** Name of the enum. */
  readonly name: string;
  readonly description: string;
  readonly codes: readonly [Code, ...Code[]];
}
export type CodeOf<List extends CodeList> = List['codes'][number];

/** Fields that form an object within a record. */
export interface Group<F extends Fields = Fields> {
  /** Name of the output type. */
  readonly name: string;
  /** Name of the input type: the name with `Input`, unless it is another. */
  readonly input: string;
  readonly description: string;
  readonly fields: F;
  readonly computed: ComputedFields<never>;
  /** The group whose types of the schema it has, where events hold it more strictly. */
  readonly shownAs?: Group;
}

/** An output that is worked out from its object. */
export interface Computed<State> {
  readonly field: Field;
  /** @param at the moment asked for, else now, ISO 8601 UTC */
  readonly of: (state: State, at: string) => unknown;
  /** Key of the row under which the id of a record stands that it names. */
  readonly from?: string;
}
export type ComputedFields<State> = Readonly<Record<string, Computed<State>>>;

/** Flattens an intersection, so that types are shown as plain objects. */
type Flat<T> = { [K in keyof T]: T[K] };
type Single<F> = F extends Field<infer Value, infer P> ? (P extends 'nullable' ? Value | null : Value) : never;
type KeysOf<F extends Fields, P extends Presence> = { [K in keyof F]: F[K]['presence'] extends P ? K : never }[keyof F];

/** The type of an object with these fields, in an event or a state. */
export type ValueOf<F extends Fields> = Flat<
  { readonly [K in Exclude<keyof F, KeysOf<F, 'optional'>>]: Single<F[K]> } & {
    readonly [K in KeysOf<F, 'optional'>]?: Single<F[K]>;
  }
>;

/** The type of these fields as a command gives them. */
export type InputOf<F extends Fields> = Flat<
  { readonly [K in KeysOf<F, 'required'>]: InputValue<F[K]> } & {
    readonly [K in KeysOf<F, 'list' | 'optional' | 'nullable'>]?: InputValue<F[K]>;
  }
>;
type InputValue<F> = F extends Field<infer Value> ? Value : never;

/** A list of codes that becomes an enum. */
export function codes<const Code extends string>(name: string, description: string, list: readonly Code[]): CodeList<Code> {
  return { name, description, codes: list as readonly [Code, ...Code[]] };
}

/** Fields that form an object; `input` names its input type where that is not the name with `Input`. */
export function group<F extends Fields>(
  name: string,
  description: string,
  fields: F,
  { input = `${name}Input`, computed = {} }: { readonly input?: string; readonly computed?: ComputedFields<ValueOf<F>> } = {},
): Group<F> {
  return { name, input, description, fields, computed };
}

function required<Value>(type: FieldType, description: string): Field<Value, 'required'> {
  return { type, description, presence: 'required' };
}

/** A text in one language or none, not blank: a name, a reason, an address. At most `max` characters (2,000). */
export function text(description: string, options: { readonly max?: number } = {}): Field<string, 'required'> {
  return required({ is: 'text', ...options }, description);
}

/** A text that a rule of the domain checks; `rule` says it as a sentence that goes on from the field's name. */
export function checkedText(description: string, rule: string, holds: (text: string) => boolean): Field<string, 'required'> {
  return required({ is: 'checkedText', rule, holds }, description);
}

/** An event of the record, by its UUID, or what within the record it made (`noun`: `action`). */
export function eventId(noun: string, description = `The ${noun}: id of the event that made it.`): Field<string, 'required'> {
  return required(
    {
      is: 'checkedText',
      rule: noun === 'event' ? 'is the id of an event, a UUID' : `is the id of the event that made the ${noun}, a UUID`,
      holds: (one) => UUID.test(one),
      isId: true,
    },
    description,
  );
}

/** The public id of a record of any kind, `<kind>_<uuid>`. */
export function publicId(description: string, rule = 'is a public id: <kind>_<uuid>'): Field<string, 'required'> {
  const holds = (id: string) => UUID.test(id.slice(id.lastIndexOf('_') + 1)) && id.lastIndexOf('_') > 0;
  return { ...required<string>({ is: 'checkedText', rule, holds, isId: true }, description), stored: z.string() };
}

/** A text that names a record by its public id where `kindOf` gives a kind. */
export function textOrReference<Owner>(
  description: string,
  kindOf: (owner: Owner) => string | undefined,
  options: { readonly max?: number } = {},
): Field<string, 'required'> {
  return required({ is: 'textOrReference', kindOf, ...options }, description);
}

/** A personal text: the engine seals it on append. */
export function personalText(description: string, options: { readonly max?: number } = {}): Field<Personal, 'required'> {
  return required({ is: 'personalText', ...options }, description);
}

/** A text that people read, in one language or more. */
export function localized(description: string): Field<LocalizedText, 'required'> {
  return required({ is: 'localized' }, description);
}

/** A calendar day, `2021-01-27`. */
export function day(description: string): Field<string, 'required'> {
  return required({ is: 'day' }, description);
}

/** When something is due: a day, or a month or a year of which the last day counts (`dueDay`). */
export function deadline(description: string): Field<string, 'required'> {
  return required({ is: 'deadline' }, description);
}

/** When something happened, ISO 8601 UTC: the beginning of the time that was said; outputs show it as exactly as it was said. */
export function instant(description: string): Field<string, 'required'> {
  return required({ is: 'instant' }, description);
}

/** An instant that a command says, and no other time: when an access ends. */
export function exactInstant(description: string): Field<string, 'required'> {
  return required({ is: 'instant', isExact: true }, description);
}

/** A moment as exactly as it is known. */
export function partialDate(description: string): Field<string, 'required'> {
  return required({ is: 'partialDate' }, description);
}

export function flag(description: string): Field<boolean, 'required'> {
  return required({ is: 'flag' }, description);
}

/** A whole number from `min` (0) to `max`. */
export function count(
  description: string,
  { min = 0, max }: { readonly min?: number; readonly max?: number } = {},
): Field<number, 'required'> {
  return required({ is: 'count', min, max }, description);
}

/** A number from `min` (0) to `max`, such as a percentage. */
export function number(
  description: string,
  { min = 0, max }: { readonly min?: number; readonly max?: number } = {},
): Field<number, 'required'> {
  return required({ is: 'number', min, max }, description);
}

/** An amount of money in one currency; more than zero unless `signed`, and not zero unless `zero`. */
export function money(description: string, { signed = false, zero = false } = {}): Field<Money, 'required'> {
  return required({ is: 'money', signed, zero }, description);
}

/** A handling label: who may read. */
export function handling(description: string): Field<Handling, 'required'> {
  return required({ is: 'handling' }, description);
}

/** One of a list of codes. */
export function code<Code extends string>(list: CodeList<Code>, description: string): Field<Code, 'required'> {
  return required({ is: 'code', list }, description);
}

/** Another record, named by its UUID; commands give its public id, outputs the record itself. */
export function reference(kind: string, description: string): Field<string, 'required'> {
  return required({ is: 'reference', kind }, description);
}

/** The organisation in whose name a command is sent: filled in by `says`. */
export function speaker(description: string): Field<string, 'speaker'> {
  return { ...reference('actor', description), presence: 'speaker' };
}

/** An object within the record. */
export function nested<F extends Fields>(of: Group<F>, description: string): Field<ValueOf<F>, 'required'> {
  return required({ is: 'nested', group: of }, description);
}

/** What deciding needs and nobody is shown, of any type. */
export function working<Value>(description: string): Field<Value, 'required'> {
  return { ...required<Value>({ is: 'working' }, description), isInternal: true };
}

/** May be absent. */
export function optional<Value>(field: Field<Value, Given>): Field<Value, 'optional'> {
  return { ...field, presence: 'optional' };
}

/** The same fields, of which each may be absent. */
export function partial<F extends Fields>(
  fields: F,
): { readonly [K in keyof F]: F[K] extends Field<infer Value> ? Field<Value, 'optional'> : never } {
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [name, optional(field as Field<unknown, Given>)]),
  ) as never;
}

/** May be null. */
export function nullable<Value>(field: Field<Value, Given>): Field<Value, 'nullable'> {
  return { ...field, presence: 'nullable' };
}

/** A list; a command that leaves it out says that it is empty. */
export function listOf<Value>(field: Field<Value>): Field<readonly Value[], 'list'> {
  return { ...field, entries: 0, presence: 'list' } as Field<readonly Value[], 'list'>;
}

/** A list that has `entries` or more. */
export function filledListOf<Value>(field: Field<Value>, entries = 1): Field<readonly Value[], 'required'> {
  return { ...field, entries, presence: 'required' } as Field<readonly Value[], 'required'>;
}

/** A field of the state that is no output. */
export function internal<F extends Field>(field: F): F {
  return { ...field, isInternal: true };
}

/** A field of the state whose output has another name. */
export function shownAs<F extends Field>(output: string, field: F): F {
  return { ...field, output };
}

/** The same field, with another description. */
export function described<F extends Field>(field: F, description: string): F {
  return { ...field, description };
}

/** An output that is worked out from the state: `computed(count('How many are members.'), (state) => …)`. */
export function computed<State>(field: Field, of: (state: State, at: string) => unknown): Computed<State> {
  return { field, of };
}

/** The record of another kind that is kept under the same id: an extract of this one, or what this one is an extract of. */
export function sameRecord(kind: string, description: string): Computed<object> {
  return { field: reference(kind, description), of: () => undefined, from: '$id' };
}

/** A value with every field empty, but those given: what a record's state is before its first event. */
export function blank<F extends Fields>(fields: F, given: Partial<ValueOf<F>> = {}): ValueOf<F> {
  const entries = Object.entries(fields).filter(([, { presence }]) => presence !== 'optional');
  return { ...Object.fromEntries(entries.map(([name, field]) => [name, blankOf(field)])), ...given } as ValueOf<F>;
}

function blankOf({ type, presence, entries }: Field): unknown {
  if (presence === 'nullable') return null;
  if (entries !== undefined || type.is === 'localized') return [];
  if (type.is === 'code') return type.list.codes[0];
  if (type.is === 'flag') return false;
  if (type.is === 'count' || type.is === 'number') return 0;
  return type.is === 'nested' ? blank(type.group.fields) : '';
}
