import { Field, Float, ID, InputType, Int, type ReturnTypeFunc } from '@nestjs/graphql';
import { Transform, Type } from 'class-transformer';
import { IsOptional, ValidateBy } from 'class-validator';
import { moneyOf, toMinorUnits } from '../../codes/currencies.js';
import { isLanguage } from '../../codes/languages.js';
import { isRecordable, parseOccurred, WITHIN_YEARS } from '../../event-sourcing/occurred.js';
import { LONGEST_TEXT, type LocalizedText, type Money, MOST_ENTRIES } from '../../event-sourcing/values.js';
import { fromGlobalId, UUID } from '../global-id.js';
import { Day, Decimal, PartialDate } from '../scalars.js';
import { declareReference, type KindOf } from './references.js';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsDefined,
  IsIn,
  IsInt,
  IsNumber,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from './rules.js';

/** What a field of a command may be beside its type. */
export interface FieldOptions {
  /** May be left out. */
  readonly optional?: boolean;
  /** A list of them, without repeats where they are references or codes. */
  readonly list?: boolean;
  /** Fewest entries of a list (0 by default). */
  readonly min?: number;
}

/** Characters of what a record is known by. */
const LONGEST_NAME = 1_000;
const NAMES = ['name', 'title'];

function field(
  type: ReturnTypeFunc,
  description: string,
  options: FieldOptions,
  ...rules: PropertyDecorator[]
): PropertyDecorator {
  const { optional = false, list = false, min = 0 } = options;
  return (target, property) => {
    Field(list ? () => [type() as never] : type, { description, nullable: optional })(target, property);
    if (optional) IsOptional()(target, property);
    if (list) for (const rule of [IsArray(), ArrayMinSize(min), ArrayMaxSize(MOST_ENTRIES)]) rule(target, property);
    for (const rule of rules) rule(target, property);
  };
}

/** A rule with the sentence that users see; for a list it holds for each entry. */
function rule(name: string, sentence: string, holds: (value: unknown) => boolean, list = false): PropertyDecorator {
  return ValidateBy({ name, validator: { validate: holds, defaultMessage: () => sentence } }, { each: list });
}

/** Converts what is given before it is checked: the value, or each entry of a list. */
export function each(list: boolean | undefined, convert: (value: unknown) => unknown): PropertyDecorator {
  return Transform(({ value }: { value: unknown }) => (list && Array.isArray(value) ? value.map(convert) : convert(value)));
}

const isText = (value: unknown) =>
  typeof value === 'string' && value.trim() !== '' && !value.includes('\0') && value.isWellFormed();

/** A text in one language or none: a code, a name, a reference. */
export function Text(description: string, options: FieldOptions & { readonly max?: number } = {}): PropertyDecorator {
  const { max = 2_000, list } = options;
  const sentence = 'is a text in well-formed Unicode that is not blank and has no NUL';
  return field(() => String, description, options, rule('text', sentence, isText, list), MaxLength(max, { each: list }));
}

/** A text that a rule of the domain checks; `sentence` says the rule. */
export function CheckedText(
  description: string,
  sentence: string,
  holds: (text: string) => boolean,
  options: FieldOptions = {},
): PropertyDecorator {
  return field(
    () => String,
    description,
    options,
    rule('code', sentence, (value) => typeof value === 'string' && holds(value), options.list),
  );
}

@InputType({ description: 'A text in one language.' })
export class LocalizedTextInput {
  @CheckedText('BCP 47 language tag: `en`, `fr`, `zh-Hans`.', 'is a BCP 47 language tag such as "en" or "zh-Hans"', isLanguage)
  language!: string;

  @Text('The text.', { max: LONGEST_TEXT })
  text!: string;
}

/** A text that people read, in one language or more, each at most once; property type `LocalizedText`. Names and titles are short. */
export function Localized(description: string, options: { readonly optional?: boolean } = {}): PropertyDecorator {
  return (target, property) => localized(description, options, NAMES.includes(String(property)))(target, property);
}

function localized(description: string, options: { readonly optional?: boolean }, isName: boolean): PropertyDecorator {
  const limit = isName ? ` At most ${LONGEST_NAME} characters in each.` : '';
  // A text that is too long for any field says so by itself.
  const fits = (value: unknown) =>
    !Array.isArray(value) ||
    (value as LocalizedText).every((entry) => !(entry?.text?.length > LONGEST_NAME) || entry.text.length > LONGEST_TEXT);
  return field(
    () => LocalizedTextInput,
    `${description} The first entry is the language it was said in.${limit}`,
    { ...options, list: true, min: 1 },
    ValidateNested({ each: true }),
    Type(() => LocalizedTextInput),
    ...(isName ? [rule('name', `has at most ${LONGEST_NAME} characters in each language`, fits)] : []),
    rule('languages', 'has each language once', (value) => {
      const tags = Array.isArray(value) ? (value as LocalizedText).map(({ language }) => language?.toLowerCase?.()) : [];
      return new Set(tags).size === tags.length;
    }),
  );
}

/** A value of a registered enum (`registerEnumType`); property type the enum's. */
export function Code(enumeration: object, description: string, options: FieldOptions = {}): PropertyDecorator {
  return field(() => enumeration as never, description, options, IsIn(Object.values(enumeration), { each: options.list }));
}

/** Public id of another record (`actor_…`), given to the rules as a plain UUID. That it exists and is visible is checked by the command handler. */
export function Reference(kind: string, description: string, options: FieldOptions = {}): PropertyDecorator {
  return (target, property) => {
    declareReference(target, property, kind);
    field(
      () => ID,
      description,
      options,
      each(options.list, (value) => (typeof value === 'string' ? (fromGlobalId(kind, value) ?? value) : value)),
      rule(
        'reference',
        `is the id of a record of this kind: ${kind}_<uuid>`,
        (value) => typeof value === 'string' && UUID.test(value),
        options.list,
      ),
    )(target, property);
  };
}

/** A text that names a record by its public id where `kindOf` gives a kind, and stays as it is; anything else where it gives none. */
export function TextOrReference<Owner extends object>(
  description: string,
  kindOf: (owner: Owner) => string | undefined,
  options: { readonly max?: number } = {},
): PropertyDecorator {
  return (target, property) => {
    declareReference(target, property, kindOf as KindOf);
    Text(description, options)(target, property);
    ValidateBy({
      name: 'textOrReference',
      validator: {
        validate: (value, args) => {
          const kind = kindOf(args!.object as Owner);
          return kind === undefined || (typeof value === 'string' && fromGlobalId(kind, value) !== undefined);
        },
        defaultMessage: (args) => `is the id of a record of this kind: ${kindOf(args!.object as Owner)}_<uuid>`,
      },
    })(target, property);
  };
}

/** A calendar day; property type string. */
export function DayField(description: string, options: FieldOptions = {}): PropertyDecorator {
  return field(
    () => Day,
    description,
    options,
    rule('day', `is a day that exists, such as 2021-01-27, and ${WITHIN_YEARS}`, isDay, options.list),
  );
}

/** A day, a month or a year by which something is due; property type string. */
export function DeadlineField(description: string, options: FieldOptions = {}): PropertyDecorator {
  const holds = (v: unknown) => typeof v === 'string' && isRecordable(v) && parseOccurred(v)?.precision !== 'instant';
  const sentence = `is a year, a month or a day that exists, such as 2027-03, and ${WITHIN_YEARS}`;
  return field(() => PartialDate, description, options, rule('deadline', sentence, holds, options.list));
}

/** A moment as exactly as it is known; property type string. */
export function PartialDateField(description: string, options: FieldOptions = {}): PropertyDecorator {
  return field(() => PartialDate, description, options, IsPartialDate());
}

export function IsPartialDate(): PropertyDecorator {
  return rule(
    'partialDate',
    `is a year, a month, a day that exists, or an instant, and ${WITHIN_YEARS}`,
    (v) => typeof v === 'string' && isRecordable(v),
  );
}

@InputType('MoneyInput', { description: 'An amount in one currency.' })
export class MoneyInput {
  @Field(() => Decimal, { description: 'Decimal amount, with at most as many decimals as the currency has.' })
  amount!: string;

  @Field({ description: 'ISO 4217 code: `USD`.' })
  currency!: string;
}

/** An amount of money; property type `Money` (minor units). Positive unless `signed`; not zero unless `zero`. */
export function Amount(
  description: string,
  options: { readonly optional?: boolean; readonly signed?: boolean; readonly zero?: boolean } = {},
): PropertyDecorator {
  let broken = '';
  const convert = (value: unknown): unknown => {
    const { amount, currency } = (value ?? {}) as { amount?: unknown; currency?: unknown };
    if (amount === undefined) return value;
    if (typeof amount !== 'string' || typeof currency !== 'string') return { rule: 'is an amount and a currency, both as text' };
    const minor = toMinorUnits(amount, currency);
    return typeof minor === 'number' ? (moneyOf(minor, currency) satisfies Money) : { amount, currency, rule: minor.rule };
  };
  return field(
    () => MoneyInput,
    description,
    options,
    each(false, convert),
    ValidateBy({
      name: 'money',
      validator: {
        validate: (value: unknown) => {
          const { minor, rule: why } = (value ?? {}) as { minor?: number; rule?: string };
          broken = why ?? 'is an amount and a currency';
          if (minor === 0 && options.zero) return true;
          if (minor !== undefined && minor <= 0 && !options.signed) broken = 'is more than zero';
          else if (minor === 0) broken = 'is not zero';
          else return minor !== undefined;
          return false;
        },
        defaultMessage: () => broken,
      },
    }),
  );
}

/** A whole number from `min` (0) to `max`. */
export function Count(
  description: string,
  options: { readonly optional?: boolean; readonly min?: number; readonly max?: number } = {},
) {
  const { optional, min = 0, max = 2_147_483_647 } = options;
  return field(() => Int, description, { optional }, IsInt(), Min(min), Max(max));
}

/** A number, such as a percentage. */
export function Quantity(
  description: string,
  options: { readonly optional?: boolean; readonly min?: number; readonly max?: number } = {},
) {
  const { optional, min = 0, max = Number.MAX_SAFE_INTEGER } = options;
  return field(() => Float, description, { optional }, IsNumber(), Min(min), Max(max));
}

export function Flag(description: string, options: { readonly optional?: boolean } = {}): PropertyDecorator {
  return field(() => Boolean, description, options, IsBoolean());
}

/** An input object, or a list of them, with rules of its own. */
export function Nested(
  type: () => new () => object,
  description: string,
  options: FieldOptions = {},
  ...more: PropertyDecorator[]
): PropertyDecorator {
  const given = options.optional ? [] : [IsDefined()];
  return field(
    type as ReturnTypeFunc,
    description,
    options,
    ...given,
    ValidateNested({ each: options.list }),
    Type(type),
    ...more,
  );
}

/** `actor_<uuid>` and `user_<id>` as the audience entries `org:<uuid>` and `user:<id>`. */
export function IsAudience(): PropertyDecorator {
  const convert = (value: unknown) =>
    typeof value === 'string' ? value.replace(/^actor_/, 'org:').replace(/^(community|user)_/, '$1:') : value;
  return (target, property) => {
    each(true, convert)(target, property);
    const sentence = 'holds organisations (actor_<uuid>), communities (community_<uuid>) and users (user_<id>)';
    const holds = (v: unknown) => typeof v === 'string' && /^((org|community):[0-9a-f-]{36}|user:[\w.@-]{1,100})$/.test(v);
    rule('audience', sentence, holds, true)(target, property);
  };
}

function isDay(value: unknown): boolean {
  return typeof value === 'string' && parseOccurred(value)?.precision === 'day' && isRecordable(value);
}
