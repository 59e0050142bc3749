import { type ExecutionResult } from 'graphql';
import { type AuditUnavailable } from '../../access/read-audit.js';
import { type Reads } from '../../access/reads.js';
import { conflict } from '../errors.js';

/** An answer when what it shows is written down; the refusal in its place where that cannot be done. */
export async function settled<Result extends ExecutionResult>(
  result: Result,
  reads: Pick<Reads, 'pending' | 'settle'> | undefined,
): Promise<Result | ExecutionResult> {
  if (!reads?.pending) return result;
  return reads.settle().then(
    () => result,
    (error: AuditUnavailable) => ({ errors: [notWritten(error)] }),
  );
}

/** What is said where a read cannot be written down. */
export function notWritten(_error: AuditUnavailable) {
  return conflict('this answer shows records whose reads are written down, which cannot be done at present: ask again later');
}
