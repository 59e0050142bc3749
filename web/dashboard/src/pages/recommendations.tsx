import { question } from '../api.js';
import { ChosenStanding } from '../parts/chosen.js';
import { type Rows } from '../parts/list-panel.js';
import { Tally } from '../parts/tally.js';
import { label, t } from '../words.js';
import { RecommendationTracker } from './recommendation-tracker.js';

const STANDINGS = [
  'OVERDUE',
  'DUE',
  'UPCOMING',
  'AWAITING_RESPONSE',
  'REPORTED_COMPLETE',
  'VERIFIED',
  'FOUND_INCOMPLETE',
  'NOTHING_DUE',
  'ENDED',
] as const;

interface Answer {
  readonly recommendationTally: Rows<{
    readonly status: string;
    readonly recommendations: number;
    readonly openActions: number;
    readonly overdueActions: number;
  }>;
}

const TALLY = question<Answer>(
  'RecommendationTally',
  'recommendationTally(by: [STATUS]) { nodes { status recommendations openActions overdueActions } }',
);

/** The board of recommendations. */
export function Recommendations() {
  return (
    <>
      <h1>{t('recommendations')}</h1>
      <Tally
        title={t('byStatus')}
        ask={TALLY}
        file="recommendationTally"
        fileQuery={{ by: 'STATUS' }}
        rowsOf={({ recommendationTally }) => recommendationTally}
        head={t('status')}
        titleOf={({ status }) => label(status)}
        counts={{
          [t('recommendations')]: ({ recommendations }) => recommendations,
          [t('dueActions')]: ({ openActions }) => openActions,
          [t('overdueActions')]: ({ overdueActions }) => overdueActions,
        }}
      />
      <ChosenStanding of={STANDINGS}>
        {(standing) => <RecommendationTracker key={standing} title={t('board')} standing={standing} />}
      </ChosenStanding>
    </>
  );
}
