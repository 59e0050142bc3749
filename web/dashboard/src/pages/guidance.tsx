import { question } from '../api.js';
import { counted, explained, linked } from '../parts/columns.js';
import { EVENT, type Reason } from '../parts/events.js';
import { ListPanel, type Rows } from '../parts/list-panel.js';
import { type Titled } from '../parts/record-link.js';
import { day, label, number, t } from '../words.js';

interface Entry extends Reason {
  readonly standing: string;
  readonly adopters: number;
  readonly promotions: number;
  readonly issues: readonly {
    readonly edition: number;
    readonly expected: string | null;
    readonly published: string | null;
  }[];
  readonly guidance: Titled & { readonly guidanceKind: string; readonly publishers: readonly Titled[] };
}

const GUIDANCE = question<{ readonly guidanceLibrary: Rows<Entry> }>(
  'Guidance',
  `guidanceLibrary(first: $first) {
      totalCount
      nodes {
        standing adopters promotions rule
        issues { edition expected published }
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
          linked('title', t('title'), ({ guidance }: Entry) => guidance),
          { id: 'kind', title: t('kind'), value: ({ guidance }) => label(guidance.guidanceKind) },
          explained(
            'standing',
            t('standing'),
            ({ standing }: Entry) => standing,
            ({ guidance }) => guidance.name,
          ),
          linked('who', t('who'), ({ guidance }: Entry) => guidance.publishers),
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
          counted('adopters', t('adopters'), ({ adopters }: Entry) => adopters),
          counted('promotions', t('promotions'), ({ promotions }: Entry) => promotions),
        ]}
      />
    </>
  );
}
