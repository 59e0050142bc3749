import { type CoordinationMechanismState } from '../records/coordination-mechanism/coordination-mechanism.fields.js';
import { StatusRule } from './status-rule.js';

/** Whether agencies of a State coordinate in a mechanism, at a moment; never recorded. */
export type MechanismStanding = 'ESTABLISHED' | 'DISSOLVED' | 'NOT_REPORTED';

/** Events that a standing rests on. */
export const DECIDING: Readonly<Record<MechanismStanding, readonly string[]>> = {
  ESTABLISHED: ['MechanismEstablished'],
  DISSOLVED: ['MechanismDissolved'],
  NOT_REPORTED: [],
};

/**
 * mechanism-standing/1. A State has an established mechanism where one of those on record was not dissolved, and a dissolved one where all of them were.
 * Without any it is not reported: nobody has said that there is none.
 */
export function standingOf(mechanisms: readonly Pick<CoordinationMechanismState, 'status'>[]): MechanismStanding {
  if (mechanisms.length === 0) return 'NOT_REPORTED';
  return mechanisms.some(({ status }) => status === 'ESTABLISHED') ? 'ESTABLISHED' : 'DISSOLVED';
}

export const mechanismStanding = new StatusRule<typeof standingOf>(
  'mechanism-standing',
  'Whether agencies of a State coordinate in a mechanism.',
  [{ description: 'Whether one of its mechanisms on record was not dissolved.', thresholds: [], apply: standingOf }],
);
