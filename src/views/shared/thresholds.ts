import { type Pool } from 'pg';
import { held, run, Statement, visibleTo } from '../../graphql/read/sql.js';
import { type PointInTime } from '../../graphql/request-context.js';
import { type Threshold, THRESHOLDS } from '../../records/rule-threshold/rule-threshold.fields.js';

/** A threshold in force: its number, and the record that set it (null for the number that holds where nothing is set). */
export interface ThresholdInForce {
  readonly value: number;
  readonly id: string | null;
}

const KEYS = ['public'];

/** The thresholds in force at a moment, by what was known at it: for each the last one set. Their label is CLEAR, so they are the same for all readers. */
export async function thresholdsAt(pool: Pool, moment: PointInTime): Promise<Readonly<Record<Threshold, ThresholdInForce>>> {
  const statement = new Statement(KEYS);
  const rows = await run<{ threshold: Threshold; value: string; id: string }>(
    pool,
    `select distinct on (r.threshold) r.threshold, r.value, r.id from rm.rule_threshold r
      where ${held(statement, moment, 'rule_threshold', 'r')} and ${visibleTo(statement, KEYS, 'r')} and not r.voided order by r.threshold, r.began desc, r.id desc`,
    statement,
  );
  const set = new Map(rows.map(({ threshold, value, id }) => [threshold, { value: Number(value), id }]));
  const inForce = Object.entries(THRESHOLDS).map(([name, { value }]) => [
    name,
    set.get(name as Threshold) ?? { value, id: null },
  ]);
  return Object.fromEntries(inForce) as Record<Threshold, ThresholdInForce>;
}
