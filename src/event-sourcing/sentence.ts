import { z } from 'zod';
import { TLP } from './envelope.js';
import { type EventShapes } from './record.js';

/**
 * How a kind of record is described in English. A template is a clause that goes on from a date ("On 27 January 2021 …"): `{due}` stands for a field of the event
 * (`{founders.party}` for one in each entry of a list), `{it}` for the record's name, `{speaker}` for the organisation that said so; what stands in
 * `[…]` is left out where a field in it says nothing.
 */
export interface Sentences<Shapes extends EventShapes = EventShapes> {
  /** The record's name, from fields that one of its events gives to the state: `{actor}’s commitment “{statement}”`. */
  readonly it: string;
  /** Codes that read otherwise than their names do: `REPORTS_TO` as “reporting to”. */
  readonly words?: Readonly<Record<string, string>>;
  /** One for each event; what has none has the event's description. */
  readonly events: { readonly [Type in keyof Shapes & string]?: string };
}

/** How a field's value is written: a code of an enum in words, a handling label as it is. */
export type Wording = 'CODE' | 'TLP' | undefined;

/** A template, parsed. */
export type Sentence = readonly (string | Field | { readonly optional: Sentence })[];

/** A field of the event's data, by its path. */
export interface Field {
  readonly path: readonly string[];
  readonly wording?: Wording;
}

/** What templates may name beside the fields of the event. */
const SPECIAL = ['it', 'speaker'];

/** Parses a template. @throws where it is not well-formed, or names a field that the event does not have */
export function parseSentence(template: string, schema: z.ZodType): Sentence {
  const tokens = template.split(/(\{[\w.]+\}|\[|\])/).filter((token) => token !== '');
  return parse(tokens, schema, template, false);
}

/** Parses a record's name by the first of its events that has all fields that it names. @throws where none has */
export function parseName(template: string, schemas: readonly z.ZodType[]): Sentence {
  const names = [...template.matchAll(/\{([\w.]+)\}/g)].map(([, name]) => name!);
  const fitting = schemas.find((schema) => names.every((name) => fieldAt(name, schema) !== undefined));
  if (!fitting) throw new Error(`“${template}” names what no event of the record has`);
  return parseSentence(template, fitting);
}

function parse(tokens: string[], schema: z.ZodType, template: string, inside: boolean): Sentence {
  const parts: (Sentence[number] | { optional: Sentence })[] = [];
  for (let token = tokens.shift(); token !== undefined; token = tokens.shift()) {
    if (token === '[') parts.push({ optional: parse(tokens, schema, template, true) });
    else if (token === ']') {
      if (!inside) throw new Error(`“${template}” closes a bracket that it did not open`);
      return parts;
    } else if (token.startsWith('{')) parts.push(fieldOf(token.slice(1, -1), schema, template));
    else parts.push(token);
  }
  if (inside) throw new Error(`“${template}” leaves a bracket open`);
  return parts;
}

function fieldOf(name: string, schema: z.ZodType, template: string): Field {
  const field = SPECIAL.includes(name) ? { path: [name] } : fieldAt(name, schema);
  if (!field) throw new Error(`“${template}” names {${name}}, which the event does not have`);
  return field;
}

/** The field at a path (`founders.0.party`, `founders.party`); undefined where the event has none. */
export function fieldAt(name: string, schema: z.ZodType): Field | undefined {
  const path = name.split('.');
  const names = path.filter((key) => !/^\d+$/.test(key));
  const found = names.reduce<z.ZodType | undefined>((at, key) => below(at, key), schema);
  if (!found) return undefined;
  const bare = unwrapped(found);
  if (!(bare instanceof z.ZodEnum)) return { path };
  return { path, wording: bare.options.every((one) => (TLP as readonly unknown[]).includes(one)) ? 'TLP' : 'CODE' };
}

function below(schema: z.ZodType | undefined, key: string): z.ZodType | undefined {
  const bare = schema && unwrapped(schema);
  return bare instanceof z.ZodObject ? (bare.shape as Record<string, z.ZodType>)[key] : undefined;
}

/** What stands within optional, nullable and lists. */
function unwrapped(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return unwrapped(schema.unwrap() as z.ZodType);
  return schema instanceof z.ZodArray ? unwrapped(schema.element as z.ZodType) : schema;
}

/** The values at a path: those of each entry where it passes a list without saying which entry. */
export function valuesAt(data: unknown, [key, ...rest]: readonly string[]): unknown {
  if (key === undefined || data === null || data === undefined) return data;
  if (Array.isArray(data) && /^\d+$/.test(key)) return valuesAt(data[Number(key)], rest);
  if (Array.isArray(data)) return data.map((entry: unknown) => valuesAt(entry, [key, ...rest]));
  return valuesAt((data as Record<string, unknown>)[key], rest);
}
