import { InputType } from '@nestjs/graphql';
import { plainToInstance } from 'class-transformer';
import { getMetadataStorage, validateSync, type ValidationError } from 'class-validator';
import { type Caller, type CommandRequest } from '../../event-sourcing/command-handler.js';
import { inWords, withArticle } from '../../event-sourcing/nouns.js';
import { declareCommand } from '../../fields/command.js';
import { fromGlobalId, UUID, withoutMoments } from '../global-id.js';
import { type CommandInput, RecordCommand } from './command.js';
import { referencesOf } from './references.js';

export type CommandClass = new () => CommandInput;

/** What the schema and the handler need to know of a command. */
export interface CommandSpec {
  /** The mutation: `declareCommitment`. */
  readonly name: string;
  readonly description: string;
  readonly type: CommandClass;
  readonly creates: boolean;
  /** Type of the event that it corrects: it is `correctRecord` in the event's own fields. */
  readonly corrects?: string;
}

const specs = new Map<CommandClass, CommandSpec>();

rememberRules();

/** class-validator looks through the rules of all classes for those of one, at each validation; they are declared once, so they are found once. */
function rememberRules(): void {
  const storage = getMetadataStorage();
  type Find = typeof storage.getTargetValidationMetadatas;
  const find: Find = storage.getTargetValidationMetadatas.bind(storage);
  const found = new Map<unknown, Map<string | undefined, ReturnType<Find>>>();
  // `schema` names the class that holds an object of this type, or is undefined.
  storage.getTargetValidationMetadatas = (type, schema, ...options) => {
    if (options.some(Boolean)) return find(type, schema, ...options);
    let ofType = found.get(type);
    if (!ofType) found.set(type, (ofType = new Map<string | undefined, ReturnType<Find>>()));
    let rules = ofType.get(schema);
    if (!rules) ofType.set(schema, (rules = find(type, schema, ...options)));
    return rules;
  };
}

/** Declares a command class: its mutation is the class name with a small first letter, its input type `<ClassName>Input`. */
export function Command(description: string): ClassDecorator {
  return (target) => {
    const type = target as unknown as CommandClass;
    InputType(`${type.name}Input`, { description })(type);
    const name = type.name[0]!.toLowerCase() + type.name.slice(1);
    declareCommand(name);
    specs.set(type, { name, description, type, creates: !(type.prototype instanceof RecordCommand) });
  };
}

/** Declares the class of a correction of events of a type. It is sent as `correctRecord`, by whose rights it is judged. */
export function declareCorrection(type: CommandClass, event: string, description: string): CommandSpec {
  InputType(`${type.name}Input`, { description })(type);
  const name = type.name[0]!.toLowerCase() + type.name.slice(1);
  const spec: CommandSpec = { name, description, type, creates: false, corrects: event };
  specs.set(type, spec);
  return spec;
}

/** What `@Command` declared of a class, or undefined. */
export function findCommandSpec(type: CommandClass): CommandSpec | undefined {
  return specs.get(type);
}

/** @param command its class, or its mutation. @throws where no `@Command` declares it */
export function commandSpec(command: CommandClass | string): CommandSpec {
  const spec = typeof command === 'string' ? [...specs.values()].find(({ name }) => name === command) : specs.get(command);
  if (!spec) throw new Error(`${typeof command === 'string' ? command : command.name} is not declared by @Command`);
  return spec;
}

/** One broken rule of an input. */
export interface Violation {
  /** Path of the field: `statement.0.language`. */
  readonly field: string;
  readonly value: string;
  readonly rule: string;
}

/** An input that breaks the rules of its command's class. */
export class InvalidInput extends Error {
  readonly code = 'BAD_USER_INPUT';
  constructor(readonly violations: readonly Violation[]) {
    const [first] = violations;
    super(`${first?.field}: ${first?.value} breaks the rule: ${first?.rule}`);
  }
}

/**
 * Checks a raw input by its command's class and makes the request for the command handler, ids as plain UUIDs.
 * @param kind the kind of record that the command is for
 * @param wanted the command's class, or its mutation
 * @param newId UUID for a record that is made; by default the handler chooses
 * @throws {InvalidInput} with every broken rule
 */
export function readCommand<C extends Caller>(
  kind: string,
  wanted: CommandClass | string,
  raw: object,
  caller: C,
  newId?: string,
): CommandRequest<C> {
  const { name, creates, type, corrects } = commandSpec(wanted);
  const command = plainToInstance(type, withoutMoments(raw)) as CommandInput &
    Partial<Pick<RecordCommand, 'id' | 'expectedRevision' | 'handling'>>;
  const violations = validateSync(command, { whitelist: true, forbidNonWhitelisted: true }).flatMap((error) => flatten(error));
  const id =
    command.id === undefined ? newId : (fromGlobalId(kind, command.id) ?? (UUID.test(command.id) ? command.id : undefined));
  if (command.id !== undefined && !id)
    violations.push({
      field: 'id',
      value: short(command.id),
      rule: `is the id of ${withArticle(inWords(kind))}: ${kind}_<uuid>`,
    });
  if (violations.length > 0) throw new InvalidInput(violations);
  const { commandId, occurredAt, source, onBehalfOf, expectedRevision, handling, id: _id, ...input } = command;
  return {
    kind,
    name: corrects === undefined ? name : 'correctRecord',
    creates,
    id,
    input: corrects === undefined ? plain(input) : correctionIn(corrects, input),
    references: referencesOf(Object.assign(Object.create(type.prototype as object) as object, input)),
    caller,
    commandId,
    occurredAt,
    source: source && plain(source),
    onBehalfOf,
    expectedRevision,
    handling: handling && plain(handling),
  };
}

/** The input of `correctRecord` for a correction in an event's own fields, where null means something. */
function correctionIn(type: string, input: object): object {
  const { event, correctionReason, eventOccurredAt, ...fields } = input as Record<string, unknown>;
  const given = Object.entries({ ...fields, occurredAt: eventOccurredAt ?? undefined }).filter(
    ([, value]) => value !== undefined,
  );
  return {
    eventId: event,
    type,
    values: Object.fromEntries(given.map(([name, value]) => [name, plain(value)])),
    reason: correctionReason,
  };
}

function flatten(error: ValidationError, path = ''): Violation[] {
  const field = path ? `${path}.${error.property}` : error.property;
  const own = Object.entries(error.constraints ?? {}).map(([name, message]) => {
    const rule = name === 'whitelistValidation' ? 'is left out: there is no such field' : message;
    return { field, value: short(error.value), rule };
  });
  return [...own, ...(error.children ?? []).flatMap((child) => flatten(child, field))];
}

function short(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 200 ? `${text.slice(0, 200)}… (${text.length} characters)` : text;
}

/** A JSON value without class prototypes and without keys that hold nothing. */
function plain<T>(value: T): T {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((item: unknown) => plain(item ?? null)) as T;
  const held = Object.entries(value).filter(([, inner]: [string, unknown]) => inner !== null && inner !== undefined);
  return Object.fromEntries(held.map(([key, inner]: [string, unknown]) => [key, plain(inner)])) as T;
}
