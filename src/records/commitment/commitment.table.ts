import { code, codes, type Columns, day, number, plainDay, reference } from '../../event-sourcing/projections/record-table.js';
import { lastDay } from '../shared/days.js';
import { type CommitmentState } from './commitment.js';

/** What commitments are filtered and ordered by. */
export const commitmentColumns: Columns<CommitmentState> = {
  actor: reference('actor', 'Who undertook it.', (state) => state.actor),
  recipient: reference('actor', 'For whom it was undertaken.', (state) => state.recipient),
  status: code('Where it stands.', (state) => state.status, 'CommitmentStatus'),
  verdict: code('Whether the reported fulfilment is borne out.', (state) => state.verdict, 'FulfilmentVerdict'),
  cites: codes('What it cites: `CO-04`, a symbol or an id.', (state) => state.cites.map(({ reference }) => reference)),
  due: day('The day by which it is due.', (state) => state.due),
  lastProgress: plainDay('The day of the last progress reported.', (state) => lastDay(state.progress.map(({ at }) => at))),
  slips: number('How many times the day moved to a later one.', (state) => slips(state)),
};

/** How many times the due day moved to a later one. */
export function slips({ due, earlierDues }: Pick<CommitmentState, 'due' | 'earlierDues'>): number {
  const dues = [...earlierDues, due];
  return dues.filter((day, i) => i > 0 && day !== null && dues[i - 1] !== null && day > dues[i - 1]!).length;
}
