import { Field, ID, InterfaceType, ObjectType } from '@nestjs/graphql';
import { type GraphQLSchema } from 'graphql';
import { type Columns } from '../../event-sourcing/projections/record-table.js';
import { type AnyRecordDefinition } from '../../event-sourcing/record.js';
import { type Sentences } from '../../event-sourcing/sentence.js';
import { type DescribedEvent, type RecordKind } from '../../fields/index.js';
import { correctionOf } from '../commands/corrections.js';
import { commandClass } from '../commands/described.js';
import { type CommandClass, type CommandSpec, findCommandSpec } from '../commands/registry.js';
import { idAt, toGlobalId } from '../global-id.js';
import { type RecordRow } from '../request-context.js';
import { resolveField } from './computed.js';
import { declareOutputs } from './described.js';

@InterfaceType({ description: 'Anything with an id that `node` finds.' })
export abstract class Node {
  @Field(() => ID, {
    description:
      'Public id, such as `commitment_018f…`; nothing may be read into it. Under `at` it says the moment as well, so that caches keep moments apart.',
  })
  id!: string;
}

/** What every kind of record shows; the fields that need the read side are added with the schema. */
@InterfaceType('Record', { implements: () => [Node], description: 'A record of cooperation, made of events.' })
export abstract class RecordObject extends Node {}

/** Declares the object type of a kind of record; its class extends `RecordObject`. */
export function RecordType(description: string): ClassDecorator {
  return ObjectType({ description, implements: () => [Node, RecordObject] });
}

/** One kind of record, whole: its rules, its table, its GraphQL type and its commands. */
export interface RecordModule {
  readonly definition: AnyRecordDefinition;
  readonly columns: Columns<never>;
  /** The GraphQL object type; its name is the class's. */
  readonly type: abstract new () => RecordObject;
  /** The connection on Query: `commitments`. The single record is the definition's kind: `commitment`. */
  readonly plural: string;
  readonly commands: readonly CommandSpec[];
  /** Corrections of its events, each in the event's own fields. */
  readonly corrections: readonly CommandSpec[];
  /** Its sentences for people. */
  readonly sentences?: Sentences;
  /** Where reads of this record go instead: a merged actor's to the one it was merged into. */
  readonly redirect?: (document: Record<string, unknown>) => string | undefined | null;
  /** Checks what a command of its own says against the schema that is served. @throws BAD_USER_INPUT with the field below `input` */
  readonly check?: (schema: GraphQLSchema, input: object) => void;
}

/**
 * Puts a kind of record together.
 * @param parts.commands the exports of `<record>.commands.ts`; those that are no commands are passed over
 */
export function recordModule<State>(
  parts: Omit<RecordModule, 'commands' | 'corrections' | 'columns' | 'definition'> & {
    readonly definition: AnyRecordDefinition;
    readonly columns: Columns<State>;
    readonly commands: readonly unknown[];
    readonly corrections?: readonly CommandSpec[];
  },
): RecordModule {
  const { kind } = parts.definition;
  resolveField(parts.type, 'id', ({ $id, $moment }: RecordRow) => idAt(toGlobalId(kind, $id), $moment));
  const commands = parts.commands
    .map((exported) => findCommandSpec(exported as CommandClass))
    .filter((spec) => spec !== undefined);
  return { ...parts, columns: parts.columns, commands, corrections: parts.corrections ?? [] };
}

const made = new Set<RecordKind>();

/**
 * Makes the output type and the commands of a described kind of record, once: what is declared to Nest stays declared in this process.
 * @throws {Error} where it was made before
 */
export function moduleOf(kind: RecordKind): RecordModule {
  if (made.has(kind)) throw new Error(`${kind.name} is declared already: take its module from src/records`);
  made.add(kind);
  const { name, description, fields, computed, commands, ...parts } = kind;
  const type = { [name]: class extends RecordObject {} }[name]!;
  declareOutputs(type, fields, computed);
  RecordType(description)(type);
  const classes = Object.entries(commands).map(([command, described]) => commandClass(command, described));
  // An extract has the events of the record that it is an extract of.
  const events = parts.definition.extract ? {} : (parts.definition.events as Readonly<Record<string, DescribedEvent>>);
  const corrections = Object.entries(events).map(([event, shape]) => correctionOf(event, shape));
  return recordModule({ ...parts, type, commands: classes, corrections });
}
