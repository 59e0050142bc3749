import { t } from '../words.js';
import { ChosenStanding } from '../parts/chosen.js';
import { CommitmentBoard } from './commitment-board.js';

const STANDINGS = ['OVERDUE', 'DUE', 'UPCOMING', 'WITHOUT_DATE', 'ENDED'] as const;

/** The board of commitments. */
export function Commitments() {
  return (
    <>
      <h1>{t('commitments')}</h1>
      <ChosenStanding of={STANDINGS}>
        {(standing) => <CommitmentBoard key={standing} title={t('board')} standing={standing} />}
      </ChosenStanding>
    </>
  );
}
