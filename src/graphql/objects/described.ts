import { Float, ID, Int, ObjectType, type ReturnTypeFunc } from '@nestjs/graphql';
import {
  type CodeList,
  type Computed as ComputedField,
  type Field,
  type FieldType,
  type Fields,
  type Group,
} from '../../fields/index.js';
import { idAt } from '../global-id.js';
import { precisionsOf, type RecordRow } from '../request-context.js';
import { sayMoment } from '../../event-sourcing/occurred.js';
import { Handling } from '../schema/common-types.js';
import { Day, Instant, PartialDate } from '../scalars.js';
import { codeEnum } from './code-enum.js';
import { Computed, type FieldInfo, resolveField, OutputField } from './computed.js';
import { Localized, MayName, Money, NestedObject, PersonalList, RecordRef } from './fields.js';

type ObjectClass = abstract new () => object;

/** The name of the object type of a kind of record. */
export function typeNameOf(kind: string): string {
  return kind[0]!.toUpperCase() + kind.slice(1);
}

/** The enum of a list of codes. */
export function enumOf({ name, description, codes }: CodeList): object {
  return codeEnum(name, description, codes);
}

/** Declares the fields of an object type on its class. */
export function declareOutputs(
  type: ObjectClass,
  fields: Fields,
  computed: Readonly<Record<string, ComputedField<never>>>,
): void {
  for (const [name, field] of Object.entries(fields)) {
    if (!field.isInternal) outputOf(field, name)(type.prototype as object, field.output ?? name);
  }
  for (const [name, { field, of, from }] of Object.entries(computed)) {
    if (field.type.is === 'reference') {
      RecordRef(field.type.kind, typeNameOf(field.type.kind), field.description, { from })(type.prototype as object, name);
      continue;
    }
    const { type: output, info } = scalarOf(field);
    Computed(
      output,
      field.description,
      (source: RecordRow) => shown(field, of(source as never, source.$moment?.asOf ?? new Date().toISOString()), source),
      info,
    )(type.prototype as object, name);
  }
}

function outputOf(field: Field, from: string): PropertyDecorator {
  const { type, description } = field;
  const { list, nullable } = infoOf(field);
  if (field.output !== undefined && ['localized', 'textOrReference', 'nested'].includes(type.is))
    throw new Error(`a field of type ${type.is} has its own name in outputs: ${from}`);
  switch (type.is) {
    case 'localized':
      return Localized(description, { nullable });
    case 'reference':
      return RecordRef(type.kind, typeNameOf(type.kind), description, { list, from });
    case 'textOrReference':
      return MayName(description);
    case 'nested': {
      const object = groupClass(type.group);
      const output = () => object;
      const personal = Object.entries(type.group.fields).find(
        ([, part]) => part.type.is === 'personalText' && part.presence !== 'optional',
      );
      if (personal) return PersonalList(output, description, personal[0]);
      return isOfMoment(type.group.fields)
        ? NestedObject(output, description, { list, nullable })
        : OutputField(output, description, { list, nullable });
    }
    default:
      return (target, property) => {
        const { type: output, info } = scalarOf(field);
        OutputField(output, description, info)(target, property);
        if (from !== property || isOfMoment({ [String(property)]: field }))
          resolveField(target.constructor, String(property), (source: Record<string, unknown>) =>
            property === 'id' ? idAt(source[from] as string, (source as RecordRow).$moment) : shown(field, source[from], source),
          );
      };
  }
}

/** A value as callers read it: a moment as exactly as it was said. */
function shown({ type }: Field, value: unknown, source: object): unknown {
  if (type.is !== 'instant' || type.isExact || typeof value !== 'string') return value;
  return sayMoment(value, precisionsOf(source));
}

function infoOf({ presence, entries }: Field): Required<FieldInfo> {
  return { list: entries !== undefined, nullable: presence === 'optional' || presence === 'nullable' };
}

function scalarOf(field: Field): { readonly type: ReturnTypeFunc; readonly info: FieldInfo } {
  return { type: typeOf(field.type), info: infoOf(field) };
}

function typeOf(type: FieldType): ReturnTypeFunc {
  switch (type.is) {
    case 'checkedText':
      return () => (type.isId ? ID : String);
    case 'day':
      return () => Day;
    case 'instant':
      return () => (type.isExact ? Instant : PartialDate);
    case 'deadline':
    case 'partialDate':
      return () => PartialDate;
    case 'flag':
      return () => Boolean;
    case 'count':
      return () => Int;
    case 'number':
      return () => Float;
    case 'handling':
      return () => Handling;
    case 'money':
      return () => Money;
    case 'code': {
      const enumeration = enumOf(type.list);
      return () => enumeration as never;
    }
    case 'nested': {
      const object = groupClass(type.group);
      return () => object as never;
    }
    default:
      return () => String;
  }
}

/** Whether an object of these fields needs to know its moment: its id says it, and the records that it names are read at it. */
function isOfMoment(fields: Fields): boolean {
  return Object.entries(fields).some(
    ([name, { type }]) =>
      type.is === 'reference' ||
      (type.is === 'instant' && !type.isExact) ||
      (type.is === 'checkedText' && type.isId && name === 'id') ||
      (type.is === 'nested' && isOfMoment(type.group.fields)),
  );
}

const classes = new Map<Group, ObjectClass>();

/** The class of a group's object type. */
export function groupClass(group: Group): ObjectClass {
  if (group.shownAs) return groupClass(group.shownAs);
  const known = classes.get(group);
  if (known) return known;
  const type = { [group.name]: class {} }[group.name]!;
  classes.set(group, type);
  ObjectType(group.name, { description: group.description })(type);
  declareOutputs(type, group.fields, group.computed);
  return type;
}
