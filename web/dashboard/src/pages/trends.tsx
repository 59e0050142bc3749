import { question } from '../api.js';
import { EVENT, type Reason, Why } from '../parts/events.js';
import { ListPanel } from '../parts/list-panel.js';
import { Links, type Titled } from '../parts/record-link.js';
import { day, label, number, t } from '../words.js';

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

const TRENDS = question<{ readonly threatTrendCoverage: { readonly totalCount: number; readonly nodes: readonly Entry[] } }>(
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
          { id: 'title', title: t('title'), value: ({ trend }) => trend.name, show: ({ trend }) => <Links of={[trend]} /> },
          {
            id: 'standing',
            title: t('standing'),
            value: ({ standing }) => label(standing),
            show: (entry) => <Why text={label(entry.standing)} of={entry.trend.name} reason={entry} />,
          },
          {
            id: 'level',
            title: t('level'),
            value: ({ latestAssessment }) => latestAssessment && label(latestAssessment.level),
          },
          { id: 'at', title: t('assessed'), value: ({ latestAssessment }) => day(latestAssessment?.at.slice(0, 10)) },
          {
            id: 'by',
            title: t('who'),
            value: ({ latestAssessment }) => latestAssessment?.by?.name,
            show: ({ latestAssessment }) => <Links of={[latestAssessment?.by]} />,
          },
          { id: 'themes', title: t('themes'), value: ({ trend }) => trend.themes.join(', ') },
          ...(['activities', 'guidance', 'programmes', 'projects'] as const).map((what) => ({
            id: what,
            title: t(what),
            isNumber: true,
            value: ({ coverage }: Entry) => number(coverage[what]),
          })),
        ]}
      />
    </>
  );
}
