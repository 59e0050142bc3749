import { question } from '../api.js';
import { EVENT, type Reason, Why } from '../parts/events.js';
import { ListPanel } from '../parts/list-panel.js';
import { Links, type Titled } from '../parts/record-link.js';
import { day, label, number, t } from '../words.js';

interface Entry extends Reason {
  readonly standing: string;
  readonly adopters: number;
  readonly promotions: number;
  readonly issues: readonly {
    readonly edition: number;
    readonly expected: string | null;
    readonly published: string | null;
    readonly slippage: number | null;
  }[];
  readonly guidance: Titled & { readonly guidanceKind: string; readonly publishers: readonly Titled[] };
}

const GUIDANCE = question<{ readonly guidanceLibrary: { readonly totalCount: number; readonly nodes: readonly Entry[] } }>(
  'Guidance',
  `guidanceLibrary(first: $first) {
      totalCount
      nodes {
        standing adopters promotions rule
        issues { edition expected published slippage }
        guidance { id name: title guidanceKind publishers { id name } }
        decidedBy { ${EVENT} }
      }
    }`,
  '$first: Int',
);

/** Guidance, with what is expected and who takes it up. */
export function Guidance() {
  return (
    <>
      <h1>{t('guidance')}</h1>
      <ListPanel
        title={t('guidance')}
        ask={GUIDANCE}
        file="guidanceLibrary"
        rowsOf={({ guidanceLibrary }) => guidanceLibrary}
        idOf={({ guidance }) => guidance.id}
        first={50}
        columns={[
          {
            id: 'title',
            title: t('title'),
            value: ({ guidance }) => guidance.name,
            show: ({ guidance }) => <Links of={[guidance]} />,
          },
          { id: 'kind', title: t('kind'), value: ({ guidance }) => label(guidance.guidanceKind) },
          {
            id: 'standing',
            title: t('standing'),
            value: ({ standing }) => label(standing),
            show: (entry) => <Why text={label(entry.standing)} of={entry.guidance.name} reason={entry} />,
          },
          {
            id: 'who',
            title: t('who'),
            value: ({ guidance }) => guidance.publishers.map(({ name }) => name).join(', '),
            show: ({ guidance }) => <Links of={guidance.publishers} />,
          },
          { id: 'edition', title: t('edition'), value: ({ issues }) => issues.map(({ edition }) => number(edition)).join(' · ') },
          {
            id: 'expected',
            title: t('expected'),
            value: ({ issues }) => issues.map(({ expected }) => day(expected) || '—').join(' · '),
          },
          {
            id: 'published',
            title: t('published'),
            value: ({ issues }) => issues.map(({ published }) => day(published) || '—').join(' · '),
          },
          { id: 'adopters', title: t('adopters'), isNumber: true, value: ({ adopters }) => number(adopters) },
          { id: 'promotions', title: t('promotions'), isNumber: true, value: ({ promotions }) => number(promotions) },
        ]}
      />
    </>
  );
}
