import { StatusRule } from './status-rule.js';
import { type MeasureStatus } from '../records/national-measure/national-measure.fields.js';

/** Statuses from the furthest: what holds, what is prepared, that there is none, what holds no more, and that nothing was said. */
const FURTHEST = [
  'DEPLOYED',
  'IN_FORCE',
  'ADOPTED',
  'DRAFTED',
  'UNDER_DEVELOPMENT',
  'ABSENT',
  'REPLACED',
  'REPEALED',
  'NOT_REPORTED',
] as const satisfies readonly MeasureStatus[];

/** Events that a standing rests on. */
export const DECIDING: Readonly<Record<MeasureStatus, readonly string[]>> = {
  DEPLOYED: ['MeasureDeployed'],
  IN_FORCE: ['MeasureEnteredIntoForce'],
  ADOPTED: ['MeasureAdopted'],
  DRAFTED: ['MeasureDrafted'],
  UNDER_DEVELOPMENT: ['MeasureDevelopmentStarted'],
  ABSENT: ['MeasureReportedAbsent'],
  REPLACED: ['MeasureReplaced'],
  REPEALED: ['MeasureRepealed'],
  NOT_REPORTED: ['MeasureRegistered'],
};

/**
 * measure-standing/1. A State stands, in one kind of measure, where the furthest of its measures of that kind stands by its own word. That it has none counts
 * less than any measure that holds or is prepared, and more than one that holds no more. Without a word of the State it is not reported, whatever others report.
 */
export function standingOf(statuses: readonly MeasureStatus[]): MeasureStatus {
  return FURTHEST.find((status) => statuses.includes(status)) ?? 'NOT_REPORTED';
}

export const measureStanding = new StatusRule<typeof standingOf>(
  'measure-standing',
  'Where a State stands in one kind of measure, by its own word.',
  [{ description: 'Where the furthest of its measures of that kind stands.', thresholds: [], apply: standingOf }],
);
