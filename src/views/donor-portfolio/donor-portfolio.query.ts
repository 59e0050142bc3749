import { type Pool } from 'pg';
import { held, run, seenAmong, Statement, visibleTo } from '../../graphql/read/sql.js';
import { type PointInTime } from '../../graphql/request-context.js';
import { allocation, RECIPIENTS, SECTORS } from './allocation.js';
import { matchSql, toldSql } from './matches.js';
import { VisibleSql } from '../shared/visible-sql.js';

/** What a portfolio can be broken down by; currencies and flows always are, for they are never added. */
export const DIMENSIONS = ['DONOR', 'RECIPIENT', 'SECTOR', 'THEME', 'YEAR', 'PROJECT'] as const;
export type Dimension = (typeof DIMENSIONS)[number];

export interface PortfolioFilter {
  readonly donors?: readonly string[] | null;
  readonly recipients?: readonly string[] | null;
  readonly sectors?: readonly string[] | null;
  readonly themes?: readonly string[] | null;
  readonly currencies?: readonly string[] | null;
  readonly projects?: readonly string[] | null;
  readonly years?: { readonly from?: number | null; readonly to?: number | null } | null;
  readonly directions?: readonly string[] | null;
  readonly flows?: readonly string[] | null;
}

/** One line: sums in minor units of the currency, as integers. */
export interface PortfolioLine {
  readonly donor: string | null;
  readonly recipient: string | null;
  readonly sector: string | null;
  readonly theme: string | null;
  readonly year: number | null;
  readonly project: string | null;
  readonly currency: string;
  readonly flow: string;
  readonly pledged: string;
  readonly committed: string;
  readonly disbursed: string;
  readonly spent: string;
  readonly returned: string;
  readonly transactions: number;
  /** Whether a project of the line holds less than its publisher says. */
  readonly incomplete: boolean;
  /** How many of them are reported more than once; they count once. */
  readonly matched: number;
}

const COLUMN: Readonly<Record<Dimension, string>> = {
  DONOR: 't.donor',
  RECIPIENT: 'recipient.code',
  SECTOR: 'sector.code',
  THEME: 'theme.code',
  YEAR: 'extract(year from t.occurred_at)::int',
  PROJECT: 't.project',
};

/** Pledged, committed, disbursed, spent and returned, by the dimensions asked for and always by currency and flow, at a moment, for one viewer. */
export async function donorPortfolio(
  pool: Pool,
  keys: readonly string[],
  moment: PointInTime,
  filter: PortfolioFilter,
  by: readonly Dimension[],
): Promise<readonly PortfolioLine[]> {
  const statement = new Statement(keys);
  const among = (into: string[], column: string, values: readonly unknown[] | null | undefined, type: string, to = statement) => {
    if (values) into.push(`${column} = any(${to.value(values, `${type}[]`)})`);
  };
  const narrow = (to: Statement): readonly string[] => {
    const where: string[] = [];
    if (filter.donors) where.push(`t.donor = any(${seenAmong(to, keys, moment, 'actor', to.value(filter.donors, 'uuid[]'))})`);
    among(where, 't.project', filter.projects, 'uuid', to);
    among(where, 't.currency', filter.currencies, 'text', to);
    among(where, 't.direction', filter.directions, 'text', to);
    among(where, 't.flow', filter.flows, 'text', to);
    return where;
  };
  // What comes after this looks at a part of a fact, or of the time in which giver and taker have it in their books.
  const within: string[] = [];
  if (filter.years?.from != null) within.push(`${COLUMN.YEAR} >= ${statement.value(filter.years.from, 'int')}`);
  if (filter.years?.to != null) within.push(`${COLUMN.YEAR} <= ${statement.value(filter.years.to, 'int')}`);
  among(within, 'recipient.code', filter.recipients, 'text');
  among(within, 'sector.code', filter.sectors, 'text');
  among(within, 'theme.code', filter.themes, 'text');

  const uses = (dimension: Dimension, values: unknown) => by.includes(dimension) || values != null;
  const joins: string[] = [];
  let minor = 't.minor';
  const seen = (alias: string) =>
    `${held(statement, moment, 'assistance_project', alias)} and ${visibleTo(statement, keys, alias)}`;
  if (uses('RECIPIENT', filter.recipients) || uses('SECTOR', filter.sectors) || uses('THEME', filter.themes)) {
    joins.push(`join rm.assistance_project p on p.id = t.project and ${seen('p')}`);
  }
  if (uses('RECIPIENT', filter.recipients)) {
    joins.push(allocation('recipient', minor, RECIPIENTS));
    minor = 'recipient.minor';
  }
  if (uses('SECTOR', filter.sectors)) {
    joins.push(allocation('sector', minor, SECTORS));
    minor = 'sector.minor';
  }
  if (uses('THEME', filter.themes)) joins.push("left join lateral json_array_elements_text(p.doc->'themes') theme(code) on true");

  const grouped = DIMENSIONS.filter((dimension) => by.includes(dimension));
  const named = DIMENSIONS.map(
    (dimension) => `${by.includes(dimension) ? COLUMN[dimension] : 'null'} as ${dimension.toLowerCase()}`,
  );
  const sum = (kind: string, name: string) => `coalesce(sum(${minor}) filter (where t.kind = '${kind}'), 0) as ${name}`;
  const parts = [
    'transaction%',
    ...(uses('RECIPIENT', filter.recipients) ? ['recipient%'] : []),
    ...(uses('SECTOR', filter.sectors) ? ['sector%'] : []),
  ];
  const incomplete = `t.project in (select i.id from rm.assistance_project i where i.missing <> '{}' and ${seen('i')}
    and exists (select from unnest(i.missing) element where element like any(${statement.value(parts, 'text[]')})))`;
  const match = await matchSql(pool, statement, moment, narrow);
  const sums = `with ${toldSql(statement, moment, narrow(statement))}, ${match}
    select ${named.join(', ')}, t.currency, t.flow,
      ${sum('PLEDGE', 'pledged')}, ${sum('COMMITMENT', 'committed')}, ${sum('DISBURSEMENT', 'disbursed')}, ${sum('EXPENDITURE', 'spent')},
      ${sum('RETURN', 'returned')}, count(distinct t.event_id)::int as transactions, bool_or(${incomplete}) as incomplete,
      count(distinct t.event_id) filter (where t.event_id in (select counted from match))::int as matched
    from told t ${joins.join(' ')}
    where ${['t.event_id not in (select repeated from match)', ...within].join(' and ')}
    group by ${[...grouped.map((dimension) => COLUMN[dimension]), 't.flow', 't.currency'].join(', ')}`;
  // Donors as they may be seen: a merged one is the one that it was merged into, and all who are hidden are one line, with what names no donor.
  const lineOf = ['d.id', 'l.recipient', 'l.sector', 'l.theme', 'l.year', 'l.project', 'l.flow', 'l.currency'];
  const added = ['pledged', 'committed', 'disbursed', 'spent', 'returned'].map((name) => `sum(l.${name})::text as ${name}`);
  const text = `select d.id as donor, ${[...lineOf.slice(1), ...added].join(', ')}, sum(l.transactions)::int as transactions, bool_or(l.incomplete) as incomplete,
      sum(l.matched)::int as matched
    from (${sums}) l ${new VisibleSql(moment, keys, statement).actor('d', 'l.donor::uuid')}
    group by ${lineOf.join(', ')} order by ${[...lineOf].reverse().join(', ')}`;
  return run<PortfolioLine>(pool, text, statement);
}
