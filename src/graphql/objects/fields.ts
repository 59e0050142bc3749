import { ObjectType } from '@nestjs/graphql';
import { GraphQLList, GraphQLNonNull, GraphQLString } from 'graphql';
import { fromMinorUnits, minorOf } from '../../codes/currencies.js';
import { type LocalizedText } from '../../event-sourcing/values.js';
import { pickLanguage } from '../language.js';
import { NOT_SHOWN, withoutHidden } from '../read/known-ids.js';
import { readerOf } from '../read/record-rows.js';
import { partOf, type PointInTime, type RecordRow, type RequestContext } from '../request-context.js';
import { Decimal } from '../scalars.js';
import { addField, Computed, type FieldInfo, outputType, resolveField, OutputField } from './computed.js';

@ObjectType('LocalizedText', { description: 'A text in one language.' })
export class LocalizedTextObject {
  @OutputField(() => String, 'BCP 47 language tag.')
  language!: string;

  @OutputField(() => String, 'The text.')
  text!: string;
}

@ObjectType({ description: 'An amount in one currency. Amounts in different currencies are never added.' })
export class Money {
  @Computed<{ minor: number; currency: string; decimals?: number }>(
    () => Decimal,
    'Decimal amount with all of the currency’s decimals.',
    (money) => fromMinorUnits(minorOf(money), money.currency),
  )
  amount!: string;

  @OutputField(() => String, 'ISO 4217 code.')
  currency!: string;
}

/**
 * Text that people read: `name(language: "fr")` picks one text, falling back to the request's languages, English, and what there is;
 * `nameTranslations` gives all. Property type `LocalizedText`.
 */
export function Localized(description: string, { nullable = false }: FieldInfo = {}): PropertyDecorator {
  return ({ constructor: target }, property) => {
    const name = String(property);
    const texts = (source: Record<string, unknown>) => source[name] as LocalizedText | undefined;
    addField(target, name, () => ({
      description: `${description} In the language asked for, or the nearest there is.`,
      type: nullable ? GraphQLString : new GraphQLNonNull(GraphQLString),
      args: { language: { type: GraphQLString, description: 'BCP 47 tag of the language wished for: `fr`.' } },
      resolve: (source: Record<string, unknown>, { language }: { language?: string | null }, { languages }: RequestContext) =>
        pickLanguage(texts(source), language ? [language, ...languages] : languages),
    }));
    addField(target, `${name}Translations`, (schema) => ({
      description: `${description} In all its languages.`,
      type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(outputType(schema, 'LocalizedText')))),
      resolve: (source: Record<string, unknown>) => texts(source) ?? [],
    }));
  };
}

/**
 * A record that this object names: the document holds its UUID under `from` (by default the property's own name); null where the viewer may not see it.
 * `type` is the GraphQL type's name, `kind` the record's.
 */
export function RecordRef(
  kind: string,
  type: string,
  description: string,
  { list = false, from }: FieldInfo & { readonly from?: string } = {},
): PropertyDecorator {
  return ({ constructor: target }, property) => {
    const key = from ?? String(property);
    addField(target, String(property), (schema, { pool, modules }) => ({
      description: list
        ? `${description} Those that you may see.`
        : `${description} Null where there is none or you may not see it.`,
      type: list ? new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(outputType(schema, type)))) : outputType(schema, type),
      extensions: { related: { kind, key, list } },
      resolve: (source: Record<string, unknown>, _args: object, context: RequestContext) => {
        const value = source[key] as string | readonly string[] | null | undefined;
        const joined = (source.$joined as Record<string, RecordRow | null> | undefined)?.[key];
        if (joined !== undefined) return joined;
        if (value === null || value === undefined) return list ? [] : null;
        const reader = readerOf(pool, modules, context, kind, (source.$moment as PointInTime | undefined) ?? {});
        if (!list) return reader.load(value as string);
        return Promise.all((value as readonly string[]).map((id) => reader.load(id))).then((rows) =>
          rows.filter((row) => row !== null),
        );
      },
    }));
  };
}

/** A text that may be the id of a record: where the viewer may not see that, it says so. */
export function MayName(description: string): PropertyDecorator {
  return ({ constructor: target }, property) => {
    addField(target, String(property), (_schema, { unfiltered }) => ({
      description: `${description} “${NOT_SHOWN}”, where that is so.`,
      type: new GraphQLNonNull(GraphQLString),
      resolve: async (source: Record<string, unknown>, _args: object, context: RequestContext) =>
        (await withoutHidden(unfiltered, context, source[String(property)])) ?? NOT_SHOWN,
    }));
  };
}

/**
 * An object, or a list of them, within a record. Its own `RecordRef` fields are read at the record's moment, which this hands down;
 * objects without such fields can be `OutputField`.
 */
export function NestedObject(
  type: () => { readonly name: string },
  description: string,
  { nullable = false, list = false }: FieldInfo = {},
): PropertyDecorator {
  return (target, property) => {
    const name = String(property);
    OutputField(type as never, description, { nullable, list })(target, property);
    resolveField(target.constructor, name, (source: Record<string, unknown>) => {
      const value = source[name];
      if (Array.isArray(value)) return value.map((part) => partOf(source, part as object));
      return value === null || value === undefined ? (list ? [] : null) : partOf(source, value);
    });
  };
}

/** A list of objects with a personal value under `key`, opened. Those whose value was erased are left out. */
export function PersonalList(type: () => { readonly name: string }, description: string, key: string): PropertyDecorator {
  return (target, property) => {
    const name = String(property);
    OutputField(type as never, description, { list: true })(target, property);
    resolveField(target.constructor, name, async (source: Record<string, readonly object[]>, _context, { handler }) => {
      const opened = await handler.personal.open(source[name] ?? []);
      return opened.filter((one) => (one as Record<string, unknown>)[key] !== null);
    });
  };
}
