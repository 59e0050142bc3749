import { createHash } from 'node:crypto';
import { type Catalogue, parseStream, shapesOf } from '../catalogue.js';
import { type EventStore } from '../event-store.js';
import { type AnyRecordDefinition } from '../record.js';
import { digestOf, physical, type Projection } from './projection.js';
import { type Column, columnName, type Columns, recordTable } from './record-table.js';
import { COMMON } from './record-lines.js';
import { VERSION_OPENS } from './row-security.js';
import { RecordWriter } from './record-writer.js';

/** Raised by hand when the way in which rows are made changes without any definition changing. */
const ROWS_VERSION = 7;

/** A record's table of versions: rows that say what held when, and when that was known. */
export function recordProjection(
  definition: AnyRecordDefinition,
  columns: Columns<never>,
  store: EventStore,
  catalogue: Catalogue,
): Projection {
  const { kind, extract } = definition;
  const table = recordTable(kind);
  const source = extract?.from ?? kind;
  const own = Object.entries<Column>(columns);
  const shape = JSON.stringify([
    ROWS_VERSION,
    own.map(([name, { type, order, of }]) => [name, type, order, String(of)]),
    Object.entries(shapesOf(definition)).map(([type, { version }]) => [type, version]),
    Object.entries(definition.evolve as Record<string, unknown>).map(([type, evolve]) => [type, String(evolve)]),
    definition.hidden,
    ...(extract ? [String(extract.shows)] : []),
  ]);
  return {
    name: table,
    fingerprint: createHash('sha256').update(shape).digest('hex').slice(0, 16),
    tables: [table],
    // Of an extract, the memo is the whole record.
    readable: [{ table, where: () => VERSION_OPENS, without: ['memo'] }],
    yearly: true,
    streams: `${source}-`,
    handles: ({ stream }) => stream.startsWith(`${source}-`) && parseStream(stream).kind === source,
    create: (generation) => [
      `create table ${physical(table, generation)} (
        id uuid not null, period smallint not null,
        valid_from timestamptz not null, valid_to timestamptz not null,
        known_from bigint not null, known_to bigint not null, next_known bigint not null,
        current boolean not null, revision int not null, last_effective timestamptz not null,
        ${own.map(([name, column]) => `${columnName(name)} ${column.type}${column.order ? ' not null' : ''},`).join(' ')}
        readers text[] not null, labels json, sight smallint not null, began timestamptz not null, voided boolean not null, doc json not null, memo json,
        primary key (id, period, valid_from, known_from, sight))`,
    ],
    index: (generation) => {
      const name = physical(table, generation);
      const ordered = ['began', ...own.filter(([, column]) => column.order).map(([one]) => columnName(one))];
      return [
        `create index on ${name} (id) where current`,
        ...ordered.flatMap((column) => [
          `create index on ${name} (${column}, id) where current`,
          // With their times in it, versions that did not hold at the moment asked for are passed by within the index.
          `create index on ${name} (period, ${column}, id, valid_from, valid_to)`,
        ]),
        ...own.filter(([, c]) => c.type === 'uuid').map(([one]) => `create index on ${name} (${columnName(one)}) where current`),
        ...own
          .filter(([, c]) => c.type.endsWith('[]') || c.type === 'tsvector')
          .map(([one]) => `create index on ${name} using gin (${columnName(one)}) where current`),
      ];
    },
    // Revision and memo are kept in the current row alone, so they differ by the batches in which rows were made.
    digest: (generation) =>
      digestOf(physical(table, generation), [
        ...COMMON.filter((column) => column !== 'revision' && column !== 'last_effective'),
        ...['readers', 'labels', 'sight', 'began', 'voided', 'doc'],
        ...own.map(([name]) => columnName(name)),
      ]),
    writer: (generation) => new RecordWriter(definition, own, physical(table, generation), store, catalogue),
  };
}
