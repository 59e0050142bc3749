import { type Columns } from '../event-sourcing/projections/record-table.js';
import { type AnyRecordDefinition, type RecordDefinition } from '../event-sourcing/record.js';
import { type Sentences } from '../event-sourcing/sentence.js';
import { columnsOf } from './columns.js';
import { type DescribedCommands } from './command.js';
import { type DescribedEvent } from './event.js';
import { type ComputedFields, type Fields } from './field.js';

/** A kind of record, whole: its rules, its fields, its commands and what is read of it. */
export interface RecordKind<State = never> {
  readonly definition: AnyRecordDefinition;
  /** Name of the output type: `Commitment`. */
  readonly name: string;
  readonly description: string;
  /** The connection on Query: `commitments`. The single record is the definition's kind: `commitment`. */
  readonly plural: string;
  readonly fields: Fields;
  readonly computed: ComputedFields<never>;
  readonly columns: Columns<State>;
  readonly commands: DescribedCommands;
  readonly sentences?: Sentences;
  /** Where reads of this record go instead: a merged actor's to the one it was merged into. */
  readonly redirect?: (document: Record<string, unknown>) => string | undefined | null;
}

interface Parts<State> extends Pick<RecordKind, 'description' | 'plural' | 'fields' | 'commands' | 'redirect'> {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly definition: RecordDefinition<State, any, any>;
  /** Outputs that are worked out from the state. */
  readonly computed?: ComputedFields<State>;
  /** Names of fields, computed ones among them, that lists are filtered and ordered by. */
  readonly filters: readonly string[];
  /** Further columns, drawn from the state. */
  readonly columns?: Columns<State>;
  /** How it is named in sentences: `{actor}’s commitment “{statement}”`. An extract is not narrated and has none. */
  readonly it?: string;
  /** Codes that sentences say otherwise than their names do. */
  readonly words?: Sentences['words'];
}

/** Puts a kind of record together. @throws for a filter by what is no field or cannot be a column */
export function recordKind<State>(parts: Parts<State>): RecordKind<State> {
  const { definition, fields, computed = {}, filters, columns = {}, it, words, ...rest } = parts;
  const events = Object.entries(definition.events as Readonly<Record<string, DescribedEvent>>);
  return {
    ...rest,
    definition,
    name: definition.kind[0]!.toUpperCase() + definition.kind.slice(1),
    fields,
    computed: computed,
    columns: { ...columnsOf(fields, computed, filters), ...columns } as Columns<State>,
    sentences:
      it === undefined
        ? undefined
        : { it, words, events: Object.fromEntries(events.map(([type, { sentence }]) => [type, sentence])) },
  };
}
