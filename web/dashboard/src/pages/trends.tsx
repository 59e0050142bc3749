import { question } from '../api.js';
import { counted, explained, linked } from '../parts/columns.js';
import { EVENT, type Reason } from '../parts/events.js';
import { ListPanel, type Rows } from '../parts/list-panel.js';
import { type Titled } from '../parts/record-link.js';
import { day, label, t } from '../words.js';

interface Entry extends Reason {
  readonly standing: string;
  readonly latestAssessment: { readonly level: string; readonly at: string; readonly by: Titled | null } | null;
  readonly coverage: {
    readonly activities: number;
    readonly guidance: number;
    readonly programmes: number;
    readonly projects: number;
  };
  readonly trend: Titled & { readonly themes: readonly string[] };
}

const TRENDS = question<{ readonly threatTrendCoverage: Rows<Entry> }>(
  'Trends',
  `threatTrendCoverage(first: $first) {
      totalCount
      nodes {
        standing rule
        latestAssessment { level at by { id name } }
        coverage { activities guidance programmes projects }
        trend { id name: title themes }
        decidedBy { ${EVENT} }
      }
    }`,
  '$first: Int',
);

/** Trends in threats, and what covers them. */
export function Trends() {
  return (
    <>
      <h1>{t('trends')}</h1>
      <ListPanel
        title={t('trends')}
        ask={TRENDS}
        file="threatTrendCoverage"
        rowsOf={({ threatTrendCoverage }) => threatTrendCoverage}
        idOf={({ trend }) => trend.id}
        first={50}
        columns={[
          linked('title', t('title'), ({ trend }: Entry) => trend),
          explained(
            'standing',
            t('standing'),
            ({ standing }: Entry) => standing,
            ({ trend }) => trend.name,
          ),
          {
            id: 'level',
            title: t('level'),
            value: ({ latestAssessment }) => latestAssessment && label(latestAssessment.level),
          },
          { id: 'at', title: t('assessed'), value: ({ latestAssessment }) => day(latestAssessment?.at.slice(0, 10)) },
          linked('by', t('who'), ({ latestAssessment }: Entry) => latestAssessment?.by),
          { id: 'themes', title: t('themes'), value: ({ trend }) => trend.themes.join(', ') },
          ...(['activities', 'guidance', 'programmes', 'projects'] as const).map((what) =>
            counted(what, t(what), ({ coverage }: Entry) => coverage[what]),
          ),
        ]}
      />
    </>
  );
}
