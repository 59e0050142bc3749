import { type Pool } from 'pg';
import { type RecordModule } from '../../graphql/objects/record-module.js';
import { orderedPage } from '../../graphql/read/ordered-page.js';
import { type Connection, connectionOf, encodeCursor, type PageArguments, pageOf } from '../../graphql/read/page.js';
import { run, type Statement } from '../../graphql/read/sql.js';
import { type PointInTime } from '../../graphql/request-context.js';
import { type CooperationAnswer, type CooperationFacts, type EvidenceStanding } from '../../rules/cooperation-status.js';
import { EVENT, eventConditions, type EventRow, shownEvents } from '../timeline/timeline.graphql.js';
import { VisibleSql } from '../shared/visible-sql.js';
import { DECIDING } from './evidence.js';

/** What a status is asked of: the State and the conclusion, or the two actors and the way of cooperating. */
export type Subject = readonly string[];

/** One piece of evidence. Days are ISO 8601. */
export interface Evidence {
  readonly kind: string;
  readonly id: string;
  readonly standing: EvidenceStanding;
  readonly contact: string | null;
  readonly step: string | null;
}

/** A set of evidence that statuses are worked out from: `sql` is a list of common table expressions, `table` the one of them with its rows. */
export interface EvidenceSource {
  readonly pool: Pool;
  readonly modules: ReadonlyMap<string, RecordModule>;
  readonly moment: PointInTime;
  readonly keys: readonly string[];
  readonly table: string;
  /** Columns that say what evidence is of, with their SQL types. */
  readonly subject: readonly (readonly [column: string, type: string])[];
  /** @param of one subject alone, where it is given */
  readonly sql: (visible: VisibleSql, of?: Subject) => string;
}

/** How many pieces of evidence stand how, and when the undisputed ones were acted on last, as columns grouped by subject. */
export const FACTS = `jsonb_build_object('OPEN', count(*) filter (where standing = 'OPEN'), 'SUSPENDED', count(*) filter (where standing = 'SUSPENDED'),
    'ENDED', count(*) filter (where standing = 'ENDED'), 'ABSENT', count(*) filter (where standing = 'ABSENT'),
    'DISPUTED', count(*) filter (where standing = 'DISPUTED')) as counts,
  (max(contact) filter (where standing not in ('DISPUTED', 'ABSENT')))::text as "lastContact",
  (max(step) filter (where standing not in ('DISPUTED', 'ABSENT')))::text as "lastStep"`;

export type FactsRow = CooperationFacts & Readonly<Record<string, string>>;

/** The facts of every subject of which there is evidence. */
export async function factsOf(source: EvidenceSource): Promise<readonly FactsRow[]> {
  const visible = new VisibleSql(source.moment, source.keys);
  const names = source.subject.map(([column]) => column).join(', ');
  return run<FactsRow>(
    source.pool,
    `with recursive ${source.sql(visible)} select ${names}, ${FACTS} from ${source.table} group by ${names}`,
    visible.statement,
    'CUSTOM',
  );
}

const orderOf = (subject: Subject) =>
  ({ name: `evidence of ${subject.join(' ')}`, value: ['kind', 'text'], tie: ['id', 'uuid'] }) as const;

/** A page of the evidence of one of some subjects, by its place among them, in order of kind. */
export type EvidencePages = (n: number, page: PageArguments) => Promise<Connection<Evidence>>;

/** Pages of the evidence of some subjects. Their first pages of one size are read together. */
export function evidencePages(source: EvidenceSource, subjects: readonly Subject[]): EvidencePages {
  const firstPages = new Map<number, ReturnType<typeof firstEvidence>>();
  return async (n, page) => {
    const { name } = orderOf(subjects[n]!);
    const asked = pageOf(page, name);
    if (asked.backwards || asked.from) return evidencePage(source, subjects[n]!, page);
    const read = firstPages.get(asked.size) ?? firstEvidence(source, subjects, asked.size + 1);
    firstPages.set(asked.size, read);
    const found = (await read)[n]!;
    const cursor = ({ kind, id }: Evidence) => encodeCursor(name, [kind, id]);
    return connectionOf(
      asked,
      found,
      (one) => one,
      cursor,
      () => Promise.resolve(found[0]?.total ?? 0),
    );
  };
}

/** The first pieces of evidence of each of some subjects, each with how many there are, in one statement. */
async function firstEvidence(source: EvidenceSource, subjects: readonly Subject[], most: number) {
  const visible = new VisibleSql(source.moment, source.keys);
  const columns = source.subject.map(([column]) => column);
  const values = source.subject.map(([, type], i) =>
    visible.value(
      subjects.map((subject) => subject[i]),
      `${type}[]`,
    ),
  );
  const places = visible.value([...subjects.keys()], 'int[]');
  const text = `with recursive ${source.sql(visible)},
    asked as (select * from unnest(${places}, ${values.join(', ')}) a (n, ${columns.join(', ')})),
    found as (select a.n, d.kind, d.id, min(d.standing) as standing, max(d.contact) as contact, max(d.step) as step
      from asked a join ${source.table} d on ${columns.map((column) => `d.${column} = a.${column}`).join(' and ')} group by a.n, d.kind, d.id)
    select * from (select n, kind, id, standing, contact::text, step::text, count(*) over (partition by n)::int as total,
      row_number() over (partition by n order by kind, id) as place from found) f where place <= ${visible.value(most, 'int')} order by n, place`;
  type Row = Evidence & { readonly n: number; readonly total: number };
  const rows = await run<Row>(source.pool, text, visible.statement, 'CUSTOM');
  const found = subjects.map((): Row[] => []);
  for (const row of rows) found[row.n]!.push(row);
  return found;
}

function evidencePage(source: EvidenceSource, subject: Subject, page: PageArguments): Promise<Connection<Evidence>> {
  return orderedPage<Evidence, Evidence>(
    source.pool,
    source.keys,
    page,
    orderOf(subject),
    (statement) => ({
      columns: 'kind, id, standing, contact::text, step::text',
      from: `(with recursive ${source.sql(new VisibleSql(source.moment, source.keys, statement), subject)}
        select kind, id, min(standing) as standing, max(contact) as contact, max(step) as step from ${source.table}
        where ${isOf(statement, source, subject)} group by kind, id) found`,
      where: [],
      plan: 'CUSTOM',
    }),
    (row) => row,
  );
}

function isOf(statement: Statement, { subject }: EvidenceSource, values: Subject): string {
  return subject.map(([column, type], i) => `${column} = ${statement.value(values[i], type)}`).join(' and ');
}

/** Most events that are given for one status. */
const MOST_EVENTS = 20;

/**
 * The events that decided each of some answers, newest first, as far as a viewer may see them: those of the evidence that stands as the answer says, or of
 * what was acted on last. One statement for all of them.
 */
export async function decidingEventsOf(
  source: EvidenceSource,
  answers: readonly (CooperationAnswer & { readonly subject: Subject })[],
): Promise<readonly (readonly EventRow[])[]> {
  const decided = answers.map((answer, n) => ({ ...answer, n })).filter(({ decidedBy }) => decidedBy !== null);
  if (decided.length === 0) return answers.map(() => []);
  const { moment, keys } = source;
  const visible = new VisibleSql(moment, keys);
  const list = (values: readonly unknown[], type: string) => visible.value(values, `${type}[]`);
  const types = Object.entries(DECIDING).flatMap(([kind, by]) =>
    Object.entries(by).flatMap(([decidedBy, events]) => events.map((type) => ({ kind, decidedBy, type }))),
  );
  const conditions = eventConditions(visible.statement, keys, {});
  if (moment.knownAt !== undefined) conditions.push(`e.position <= ${visible.value(String(moment.knownAt), 'bigint')}`);
  if (moment.asOf !== undefined) conditions.push(`e.occurred_at <= ${visible.value(moment.asOf, 'timestamptz')}`);
  const subjects = source.subject.map(([, type], i) =>
    list(
      decided.map(({ subject }) => subject[i]),
      type,
    ),
  );
  const columns = source.subject.map(([column]) => column);
  const text = `with recursive ${source.sql(visible)},
    asked as (select * from unnest(${list(
      decided.map(({ n }) => n),
      'int',
    )}, ${subjects.join(', ')},
      ${list(
        decided.map(({ decidedBy }) => decidedBy),
        'text',
      )}, ${list(
        decided.map(({ lastActed }) => lastActed),
        'date',
      )}) a (n, ${columns.join(', ')}, decided_by, acted)),
    type_of as (select * from unnest(${list(
      types.map(({ kind }) => kind),
      'text',
    )}, ${list(
      types.map(({ decidedBy }) => decidedBy),
      'text',
    )}, ${list(
      types.map(({ type }) => type),
      'text',
    )}) o (kind, decided_by, type)),
    decided as (select distinct a.n, d.id, o.type from asked a
      join ${source.table} d on ${columns.map((column) => `d.${column} = a.${column}`).join(' and ')}
        and case a.decided_by when 'CONTACT' then d.contact = a.acted and d.standing not in ('DISPUTED', 'ABSENT')
          when 'STEP' then d.step = a.acted and d.standing not in ('DISPUTED', 'ABSENT') else d.standing = a.decided_by end
      join type_of o on o.kind = d.kind and o.decided_by = a.decided_by)
    select * from (select d.n, ${EVENT}, row_number() over (partition by d.n order by e.occurred_at desc, e.position desc) as place
      from decided d join rm.timeline e on e.id = d.id and e.type = d.type where ${conditions.join(' and ')}) f
    where place <= ${MOST_EVENTS} order by n, place`;
  const rows = await run<Omit<EventRow, '$moment'> & { readonly n: number }>(source.pool, text, visible.statement, 'CUSTOM');
  const found = answers.map((): EventRow[] => []);
  const shown = shownEvents(visible.keys, rows, moment);
  for (const [i, { n }] of rows.entries()) found[n]!.push(shown[i]!);
  return found;
}
