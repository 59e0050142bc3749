import {
  type GraphQLInputObjectType,
  type GraphQLInputType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql';
import { type InvalidInput } from '../../src/graphql/commands/registry.js';

export type Raw = Record<string, unknown>;

/** What goes around a command, and is not made up. */
export const AROUND = ['id', 'commandId', 'expectedRevision', 'source', 'handling', 'onBehalfOf', 'occurredAt', 'asPublished'];

export const TEXTS: Readonly<Record<string, readonly string[]>> = {
  language: ['en'],
  currency: ['USD', 'EUR'],
  hash: ['ab'.repeat(32)],
};

/** The least that an input has to say; texts that stand for records are `#0`. */
export function leastInput(type: GraphQLInputObjectType): Raw {
  const fields = Object.values(type.getFields()).filter(({ name, type: of }) => isNonNullType(of) && !AROUND.includes(name));
  return Object.fromEntries(fields.map(({ name, type: of }) => [name, leastValue(of, name)]));
}

function leastValue(type: GraphQLInputType, name: string): unknown {
  if (isNonNullType(type)) return leastValue(type.ofType, name);
  if (name === 'audience' && isListType(type)) return [];
  if (isListType(type)) return [leastValue(type.ofType, name)];
  if (isEnumType(type)) return type.getValues()[0]!.value;
  if (isInputObjectType(type)) return leastInput(type);
  switch (type.name) {
    case 'ID':
      return '#0';
    case 'Int':
    case 'Float':
      return 1;
    case 'Boolean':
      return true;
    case 'Day':
    case 'PartialDate':
      return '2021-06-01';
    case 'Decimal':
      return '1';
    default:
      return TEXTS[name]?.[0] ?? 'x';
  }
}

/** An input nearer to the rules that it broke: by a rule's example, by the id of an event, or without what broke it; undefined where that is required. */
export function mended(
  raw: Raw,
  { violations }: InvalidInput,
  eventId: string | undefined,
  type: GraphQLInputObjectType,
): Raw | undefined {
  const next = structuredClone(raw);
  for (const { field, rule } of violations) {
    const [, example] = /such as \W?([\w-]+)/.exec(rule) ?? [];
    const value = /the id of (an?|the) [\w ]+(, a UUID)?$/.test(rule) ? eventId : example;
    const path = field.split('.');
    const last = path.pop()!;
    const holder = path.reduce<unknown>((inner, key) => (inner as Raw | undefined)?.[key], next) as Raw | undefined;
    const broken = holder?.[last];
    if (holder && rule === 'has each language once') holder[last] = (broken as unknown[]).slice(0, 1);
    else if (holder && value !== undefined) holder[last] = Array.isArray(broken) ? [value] : value;
    else {
      const [top] = field.split('.') as [string];
      if (isNonNullType(type.getFields()[top]?.type)) return undefined;
      delete next[top];
    }
  }
  return next;
}
