import { InputType } from '@nestjs/graphql';
import { type DescribedCommand, type Field, type Fields, type Group } from '../../fields/index.js';
import { enumOf } from '../objects/described.js';
import { CommandInput, CreateCommand, HandlingInput, RecordCommand } from './command.js';
import {
  Amount,
  CheckedText,
  Code,
  Count,
  DayField,
  DeadlineField,
  each,
  Flag,
  Localized,
  Nested,
  PartialDateField,
  Quantity,
  Reference,
  Text,
  TextOrReference,
} from './fields.js';
import { Command, type CommandClass } from './registry.js';

/** An object of an input type: its lists are empty where they are left out. */
type Lists = Readonly<Record<string, unknown>>;

const FORMS = { record: RecordCommand, creates: CreateCommand, unlabelled: CommandInput } as const;

/** The class of a command: its input type, and the rules by which class-validator checks it. */
export function commandClass(name: string, { description, fields, form }: DescribedCommand): CommandClass {
  const className = name[0]!.toUpperCase() + name.slice(1);
  const base = FORMS[form] as CommandClass;
  const type = { [className]: class extends base {} }[className]!;
  declareInputs(type, fields);
  Command(description)(type);
  return type;
}

const classes = new Map<Group, new () => object>();

/** The class of a group's input type. */
export function inputGroupClass(group: Group): new () => object {
  if (group.shownAs) throw new Error(`the input ${group.input} is declared by the group that this one is shown as`);
  const known = classes.get(group) ?? sameInput(group);
  if (known) return known;
  const type = { [group.input]: class {} }[group.input]!;
  classes.set(group, type);
  declareInputs(type, group.fields);
  InputType(group.input, { description: group.description })(type);
  return type;
}

/** The class of a group with the same input: events hold some groups more strictly than commands give them. */
function sameInput({ input, fields }: Group): (new () => object) | undefined {
  const names = Object.keys(fields).sort().join();
  const same = [...classes].find(([other]) => other.input === input && Object.keys(other.fields).sort().join() === names);
  return same?.[1];
}

function declareInputs(type: new () => object, fields: Fields): void {
  for (const [name, field] of Object.entries(fields))
    if (field.presence !== 'speaker') inputOf(field)(type.prototype as object, name);
}

/** The input of a field, with its rules. @throws for a type that no input has */
export function inputOf({ type, description, presence, entries }: Field): PropertyDecorator {
  const options = { optional: presence !== 'required', list: entries !== undefined, min: entries };
  switch (type.is) {
    case 'text':
      return Text(description, { ...options, max: type.max });
    case 'personalText':
      return Text(description, { ...options, max: type.max });
    case 'checkedText':
      return CheckedText(description, type.rule, type.holds, options);
    case 'textOrReference':
      return TextOrReference(description, type.kindOf, { max: type.max });
    case 'localized':
      return Localized(description, options);
    case 'day':
      return DayField(description, options);
    case 'deadline':
      return DeadlineField(description, options);
    case 'partialDate':
      return PartialDateField(description, options);
    case 'flag':
      return Flag(description, options);
    case 'count':
      return Count(description, { ...options, min: type.min, max: type.max });
    case 'number':
      return Quantity(description, { ...options, min: type.min, max: type.max });
    case 'money':
      return Amount(description, { ...options, signed: type.signed, zero: type.zero });
    case 'code':
      return Code(enumOf(type.list), description, options);
    case 'reference':
      return Reference(type.kind, description, options);
    case 'handling':
      return Nested(() => HandlingInput, description, options);
    case 'nested': {
      const input = inputGroupClass(type.group);
      const lists = Object.entries(type.group.fields).flatMap(([name, part]) => (part.presence === 'list' ? [name] : []));
      const withLists = (value: unknown) =>
        value instanceof input
          ? Object.assign(value, Object.fromEntries(lists.map((name) => [name, (value as Lists)[name] ?? []])))
          : value;
      return Nested(() => input, description, options, each(options.list, withLists));
    }
    case 'instant':
    case 'working':
      throw new Error(`a value of type ${type.is} is no input: ${description}`);
  }
}
