import { type PoolClient } from 'pg';
import { type Catalogue, parseStream } from '../../event-sourcing/catalogue.js';
import { type RecordedEvent } from '../../event-sourcing/envelope.js';
import { recordTable } from '../../event-sourcing/projections/record-table.js';
import { wordVector } from '../../event-sourcing/projections/folded-words.js';
import { copyRows, type CopyValue } from '../../platform/copy-rows.js';
import { digestOf, physical, type Projection } from '../../event-sourcing/projections/projection.js';
import { configurationOf, spaced } from './words.js';
import { type SaidText, textsOf } from './texts.js';

const COLUMNS = ['position', 'n', 'kind', 'id', 'field', 'language', 'configuration', 'text', 'folded'] as const;
/** Fields by which people know a record: found first. */
const NAMING = ['name', 'otherNames', 'title', 'statement', 'symbol'];
/** Characters of a text that are searched, so that no text has more words than PostgreSQL can take. */
const SEARCHED = 100_000;

/**
 * Every text that was ever said of a record, with its words. It only tells where to look: whether a text still stands in a record, at which moment, and who
 * may read it is for the record's own table to say, so nothing here is given to anybody that is not in there too.
 */
export function searchProjection(catalogue: Catalogue): Projection {
  return {
    name: 'search_text',
    fingerprint: 'search_text/2',
    tables: ['search_text'],
    readable: [{ table: 'search_text', where: textOpens }],
    show: () => [extractShows(catalogue)],
    // The only text of a label is its reason, which no record shows.
    handles: ({ type }) => type !== 'HandlingChanged',
    create: (generation) => [
      `create table ${physical('search_text', generation)} (
        position bigint not null, n int not null, kind text not null, id uuid not null, field text not null, language text,
        configuration regconfig not null, text text not null, folded tsvector not null,
        words tsvector not null generated always as (setweight(to_tsvector(configuration, ${spaced(`left(text, ${SEARCHED})`)}) || folded,
          case when field in (${NAMING.map((field) => `'${field}'`).join(',')}) then 'A' else 'D' end::"char")) stored,
        primary key (position, n))`,
    ],
    index: (generation) => [`create index on ${physical('search_text', generation)} using gin (words)`],
    digest: (generation) => digestOf(physical('search_text', generation), COLUMNS),
    writer: (generation) => ({
      apply: (client: PoolClient, events: readonly RecordedEvent[]) =>
        copyRows(client, physical('search_text', generation), COLUMNS, rows(catalogue, events)),
      reset: () => {
        // It remembers nothing.
      },
    }),
  };
}

/** SQL: what the event says may stand in what the keys open of its record, or it stands in what they open of an extract of it. */
function textOpens(name: string): string {
  return `exists (select from rm.event_effect e where e.position = ${name}.position
    and (e.opens or rm.extract_shows(${name}.kind, ${name}.id, ${name}.text)))`;
}

/** DDL of a function: whether the caller sees an extract of a record in which a text stands (null: an extract of it). */
function extractShows(catalogue: Catalogue): string {
  const extracts = catalogue.definitions.filter(({ extract }) => extract);
  const shown = extracts.map(
    ({
      kind,
      extract,
    }) => `or extract_shows.kind = '${extract!.from}' and exists (select from rm.${recordTable(kind)} r where r.id = extract_shows.record
      and (extract_shows.said is null or strpos(r.doc::text, to_json(extract_shows.said)::text) > 0))`,
  );
  return `create or replace function rm.extract_shows(kind text, record uuid, said text) returns boolean language plpgsql stable as $$
    begin return false ${shown.join(' ')}; end $$`;
}

function* rows(catalogue: Catalogue, events: readonly RecordedEvent[]): Generator<CopyValue[]> {
  for (const recorded of events) {
    const { stream, type, position, data } = catalogue.upcast(recorded);
    const { kind, id } = parseStream(stream);
    const corrected = type === 'RecordCorrected' ? (data as { field: string }).field : undefined;
    const said = textsOf(catalogue.shape(kind, type), data);
    for (const [n, { field, language, text }] of said.entries())
      yield [
        position,
        n,
        kind,
        id,
        fieldOf(field, corrected),
        language,
        configurationOf(language),
        text,
        wordVector([text.slice(0, SEARCHED)]),
      ];
  }
}

/** A corrected text is found under the field that it corrects; an event that is a text in a language names its record. */
function fieldOf(field: SaidText['field'], corrected: string | undefined): string {
  if (corrected !== undefined && /^value\b/.test(field)) return corrected.replace(/\.\d+|\.text$/g, '');
  return field === '' ? 'name' : field;
}
