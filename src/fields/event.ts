import { z } from 'zod';
import { handlingSchema } from '../event-sourcing/common-events.js';
import { personal } from '../event-sourcing/personal/sealed.js';
import {
  type DataOf,
  type Decision,
  type EventOf,
  type EventShape,
  type EventShapes,
  type Refusal,
  refuse,
} from '../event-sourcing/record.js';
import { day, deadline, localizedText, money, recordId } from '../event-sourcing/values.js';
import { type Field, type Fields, type Group, type InputOf, type ValueOf } from './field.js';

/** An event whose data has these fields. */
export interface DescribedEvent<F extends Fields = Fields> extends EventShape<z.ZodType<ValueOf<F>>> {
  readonly fields: F;
  /** Its sentence: a clause that goes on from a date (`src/event-sourcing/sentence.ts`). */
  readonly sentence: string;
}

interface EventOptions<F extends Fields> {
  /** Rises by one with every change of shape. */
  readonly version?: number;
  /** Rules that several fields make together: the field that breaks one, the rule as a sentence, and whether data keeps it. */
  readonly checks?: readonly (readonly [field: keyof F & string, rule: string, holds: (data: ValueOf<F>) => boolean])[];
}

/**
 * Defines an event.
 * @param description what it means, as a sentence
 * @param sentence its sentence: `{it} was dissolved: {reason}`
 */
export function event<const F extends Fields>(
  description: string,
  sentence: string,
  fields: F,
  { version = 1, checks = [] }: EventOptions<F> = {},
): DescribedEvent<F> {
  const plain = objectSchema(fields) as unknown as z.ZodType<ValueOf<F>>;
  const schema = checks.reduce((checked, [field, error, holds]) => checked.refine(holds, { path: [field], error }), plain);
  return { description, sentence, fields, schema, version };
}

/** The schema of an object in events: it has these fields and no others. */
export function objectSchema(fields: Fields): z.ZodObject {
  return z.strictObject(Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, fieldSchema(field)])));
}

function fieldSchema(field: Field): z.ZodType {
  const one = field.stored ?? valueSchema(field);
  const list = field.entries ? z.array(one).min(field.entries) : z.array(one);
  const value = field.entries === undefined ? one : list;
  if (field.presence === 'optional') return value.optional();
  return field.presence === 'nullable' ? value.nullable() : value;
}

function valueSchema({ type }: Field): z.ZodType {
  switch (type.is) {
    case 'checkedText':
      return type.isId ? z.uuid() : z.string();
    case 'text':
    case 'textOrReference':
      return z.string();
    case 'personalText':
      return personal(z.string());
    case 'localized':
      return localizedText;
    case 'day':
      return day;
    case 'deadline':
      return deadline;
    case 'instant':
      return z.iso.datetime();
    case 'partialDate':
      return z.string();
    case 'flag':
      return z.boolean();
    case 'count':
      return bounded(z.int().min(type.min), type.max);
    case 'number':
      return bounded(z.number().min(type.min), type.max);
    case 'money':
      return money;
    case 'code':
      return z.enum(type.list.codes);
    case 'handling':
      return handlingSchema;
    case 'reference':
      return recordId;
    case 'nested':
      return groupSchema(type.group);
    case 'working':
      throw new Error('a working value is no field of an event');
  }
}

function bounded(schema: z.ZodNumber, max: number | undefined): z.ZodType {
  return max === undefined ? schema : schema.max(max);
}

const groups = new WeakMap<Group, z.ZodObject>();

function groupSchema(group: Group): z.ZodObject {
  let schema = groups.get(group);
  if (!schema) groups.set(group, (schema = objectSchema(group.fields)));
  return schema;
}

type Described = Readonly<Record<string, DescribedEvent>>;

/**
 * A decision to record one event that says what its command says. Lists that the command leaves out are empty, and repeated references and codes are
 * said once; a `speaker` is the organisation in whose name the command is sent.
 * @param guard gives the reason why the command is refused, `[]` where there is nothing to record, or undefined
 */
export function says<
  Events extends Described,
  Type extends keyof Events & string,
  State,
  Command extends InputOf<Events[Type]['fields']>,
>(
  events: Events,
  type: Type,
  guard?: (...asked: Parameters<Decision<State, EventShapes, Command>>) => Refusal | readonly [] | undefined,
): Decision<State, Events, Command> {
  return (command, state, context) =>
    guard?.(command, state, context) ?? said(events, type, command as Readonly<Record<string, unknown>>, context.party);
}

/** The event that says what a command says, in the name of a party; a refusal where a party has to speak and none does. */
export function said<Events extends Described, Type extends keyof Events & string>(
  events: Events,
  type: Type,
  input: Readonly<Record<string, unknown>>,
  party: string | null,
): readonly EventOf<Events>[] | Refusal {
  const { fields } = events[type]!;
  const speakers = Object.values(fields).some(({ presence }) => presence === 'speaker');
  const missing = speakers ? partyMissing(party) : undefined;
  if (missing) return missing;
  const entries = Object.entries(fields).map(([name, field]) => [name, saidOf(field, input[name], party)] as const);
  const data = Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as DataOf<Events, Type>;
  return [{ type, data }];
}

/** Refuses a command from nobody in particular, where an organisation has to speak. */
export function partyMissing(party: string | null): Refusal | undefined {
  if (party !== null) return undefined;
  return refuse('PARTY_MISSING', 'say for which organisation you speak', {
    field: 'onBehalfOf',
    rule: 'a report is made by an organisation',
  });
}

function saidOf({ type, presence, entries }: Field, value: unknown, party: string | null): unknown {
  if (presence === 'speaker') return party;
  if (value === undefined) return presence === 'list' ? [] : presence === 'nullable' ? null : undefined;
  if (entries === undefined || type.is === 'nested') return value;
  return [...new Set(value as readonly unknown[])];
}
