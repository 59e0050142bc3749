import { type Pool } from 'pg';
import { recordTable } from '../../event-sourcing/projections/record-table.js';
import { wordQuery } from '../../event-sourcing/projections/folded-words.js';
import { labelOf, noteRead } from '../../access/reads.js';
import { badUserInput } from '../../graphql/errors.js';
import { type RecordModule } from '../../graphql/objects/record-module.js';
import { type Connection, connectionOf, encodeCursor, type PageArguments, pageOf } from '../../graphql/read/page.js';
import { held, opensTo, run, Statement, visibleTo } from '../../graphql/read/sql.js';
import { type PointInTime } from '../../graphql/request-context.js';
import { isInPlace, isOnTheme, restsOn } from '../../graphql/read/place-filters.js';
import {
  ALL_CONFIGURATIONS,
  type Fragment,
  foldedFragments,
  fragmentsOf,
  HEADLINE,
  MOST_TERMS,
  spaced,
  termsOf,
} from './words.js';

/** What is searched, beside the words; all conditions hold together. */
export interface SearchScope {
  readonly modules: readonly RecordModule[];
  /** Countries and regions, with all that overlap them. */
  readonly places?: readonly string[];
  readonly themes?: readonly string[];
  /** Plain UUIDs. */
  readonly instruments?: readonly string[];
  /** Days between which a record begins. */
  readonly began?: { readonly from?: string | null; readonly to?: string | null };
}

/** A record that was found. */
export interface Found {
  readonly kind: string;
  /** Plain UUID. */
  readonly id: string;
  readonly matches: readonly Match[];
}

/** A text of a record for which it was found. */
export interface Match {
  readonly field: string;
  readonly language: string | null;
  readonly snippet: readonly Fragment[];
}

interface FoundRow {
  readonly kind: string;
  readonly id: string;
  readonly score: string;
  /** Who may read it, with blanks between them. */
  readonly readers: string;
  /** The texts that match, as `position.n`. */
  readonly places: readonly string[];
}

const ORDER = 'search';
/** Characters of a text in which a snippet is looked for that only case, accents or a beginning make match. */
const LONGEST_SHOWN = 20_000;

/**
 * A page of the records that a viewer may see and in which, at a moment, all words stand, best first. Texts that were ever said are looked up by their words;
 * each counts only where the record's version that held, and that the viewer may read, has it.
 * @throws BAD_USER_INPUT for a text without words, or with too many
 */
export async function searchRecords(
  pool: Pool,
  keys: readonly string[],
  moment: PointInTime,
  text: string,
  scope: SearchScope,
  page: PageArguments,
): Promise<Connection<Found>> {
  const asked = pageOf(page, ORDER);
  const terms = termsOf(text);
  if (terms.length === 0) throw badUserInput({ field: 'text', value: text, rule: 'has a word' });
  if (terms.length > MOST_TERMS)
    throw badUserInput({ field: 'text', value: text, rule: `has at most ${MOST_TERMS} words and phrases` });
  const statement = new Statement(keys);
  const found = foundBy(statement, keys, moment, terms, scope);
  let beyond = '';
  if (asked.from) {
    const [value, id] = asked.from;
    const [score, kind] = value.split(' ');
    const from = `(${statement.value(score, 'numeric')}, ${statement.value(kind, 'text')}, ${statement.value(id, 'uuid')})`;
    beyond = `where (score, kind, id) ${asked.backwards ? '<' : '>'} ${from}`;
  }
  const way = asked.backwards ? 'desc' : 'asc';
  const rows = await run<FoundRow>(
    pool,
    `select kind, id, score, places, readers from (${found}) f ${beyond} order by score ${way}, kind ${way}, id ${way}
      limit ${statement.value(asked.size + 1, 'int')}`,
    statement,
  );
  const matches = await matchesOf(
    pool,
    keys,
    rows.slice(0, asked.size).flatMap(({ places }) => places),
    terms,
  );
  for (const { kind, id, readers } of rows.slice(0, asked.size)) noteRead(keys, 'SEARCH', kind, id, labelOf(readers.split(' ')));
  return connectionOf(
    asked,
    rows,
    ({ kind, id, places }): Found => ({ kind, id, matches: unique(places.flatMap((place) => matches.get(place) ?? [])) }),
    ({ score, kind, id }) => encodeCursor(ORDER, [`${score} ${kind}`, id]),
    async () => {
      const counting = new Statement(keys);
      const all = foundBy(counting, keys, moment, terms, scope);
      const [counted] = await run<{ count: string }>(pool, `select count(*) from (${all}) f`, counting);
      return Number(counted!.count);
    },
  );
}

const queryIn = (configuration: string, term: string) => `phraseto_tsquery(${configuration}, ${spaced(term)})`;
/** SQL of the words of a term as a text has them folded; those of a phrase stand next to each other. */
const foldedIn = (statement: Statement, term: string) => statement.value(wordQuery(term, true), 'tsquery');

/** SQL of the records that are found; the smaller the `score`, the better. */
function foundBy(
  statement: Statement,
  keys: readonly string[],
  moment: PointInTime,
  terms: readonly string[],
  { modules, places, themes, instruments, began }: SearchScope,
): string {
  const asked = terms.map((term) => statement.value(term, 'text'));
  const folded = terms.map((term) => foldedIn(statement, term));
  const anyWord = asked
    .flatMap((term, i) => [...ALL_CONFIGURATIONS.map((configuration) => queryIn(`'${configuration}'`, term)), folded[i]!])
    .join(' || ');
  const parts = modules.map((module) => {
    const { kind, extract } = module.definition;
    const where = [
      `t.kind = '${extract?.from ?? kind}'`,
      held(statement, moment, recordTable(kind), 'r'),
      visibleTo(statement, keys, 'r'),
      'not r.voided',
    ];
    if (places) where.push(isInPlace(statement, module, keys, moment, places));
    if (themes) where.push(isOnTheme(statement, module, themes));
    if (instruments) where.push(restsOn(statement, module, keys, moment, instruments));
    if (began?.from) where.push(`r.began >= ${statement.value(began.from, 'date')}`);
    if (began?.to) where.push(`r.began < ${statement.value(began.to, 'date')} + 1`);
    // The document is JSON as it was written, so a text stands in it as a string of its own.
    where.push('strpos(r.doc::text, to_json(t.text)::text) > 0');
    return `select '${kind}' as kind, r.id, r.readers, t.position, t.n, t.words, t.queries from text t join rm.${recordTable(kind)} r on r.id = t.id where ${where.join(' and ')}`;
  });
  // A word that a language leaves out of account ("the") is in all its texts.
  const queries = asked.map((term) => queryIn('t.configuration', term)).join(', ');
  const each = asked
    .map((_, i) => `bool_or(numnode(queries[${i + 1}]) = 0 or words @@ (queries[${i + 1}] || ${folded[i]!}))`)
    .join(' and ');
  return `with text as materialized (select t.kind, t.id, t.position, t.n, t.text, t.words, array[${queries}] as queries
      from rm.search_text t join rm.event_effect e on e.position = t.position
      where t.words @@ (${anyWord}) and (e.follows or e.readers @> e.record_readers or ${opensTo(statement, keys, 'e.readers', 't.id')}))
    select kind, id, - round(sum((select sum(ts_rank(words, q || f)) from unnest(queries, array[${folded.join(', ')}]) u (q, f)))::numeric, 5) as score,
      array_agg(position || '.' || n order by position, n) as places, min(array_to_string(readers, ' ')) as readers
    from (${parts.join(' union all ')}) m group by kind, id having ${each}`;
}

async function matchesOf(
  pool: Pool,
  keys: readonly string[],
  places: readonly string[],
  terms: readonly string[],
): Promise<Map<string, Match>> {
  if (places.length === 0) return new Map();
  const statement = new Statement(keys);
  const asked = terms.map((term) => queryIn('t.configuration', statement.value(term, 'text'))).join(' || ');
  const rows = await run<{ place: string; field: string; language: string | null; headline: string; text: string }>(
    pool,
    `select k.place, t.field, t.language, ts_headline(t.configuration, ${spaced('t.text')}, ${asked}, '${HEADLINE}') as headline, left(t.text, ${LONGEST_SHOWN}) as text
      from unnest(${statement.value(places, 'text[]')}) k (place) join rm.search_text t
        on t.position = split_part(k.place, '.', 1)::bigint and t.n = split_part(k.place, '.', 2)::int`,
    statement,
  );
  return new Map(
    rows.map(({ place, field, language, headline, text }) => {
      const snippet = fragmentsOf(headline);
      const isMarked = snippet.some(({ matched }) => matched);
      return [place, { field, language, snippet: isMarked ? snippet : foldedFragments(text, terms) }];
    }),
  );
}

/** Each match once: a record may have been told the same more than once. */
function unique(matches: readonly Match[]): Match[] {
  return [...new Map(matches.map((match) => [JSON.stringify(match), match])).values()];
}
