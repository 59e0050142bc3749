import { place } from '../codes.js';
import { question } from '../api.js';
import { counted, explained, linked } from '../parts/columns.js';
import { EVENT, type Reason } from '../parts/events.js';
import { ListPanel, type Rows } from '../parts/list-panel.js';
import { type Titled } from '../parts/record-link.js';
import { day, label, t } from '../words.js';

interface Entry extends Reason {
  readonly readiness: string;
  readonly nextTest: string | null;
  readonly network: Titled & {
    readonly networkKind: string;
    readonly level: string;
    readonly nodeCount: number;
    readonly countries: readonly string[];
    readonly regions: readonly string[];
    readonly operator: Titled | null;
  };
}

const NETWORKS = question<{
  readonly warningNetworkReadiness: Rows<Entry>;
}>(
  'Networks',
  `warningNetworkReadiness(first: $first) {
      totalCount
      nodes {
        readiness nextTest rule
        network { id name networkKind level nodeCount countries regions operator { id name } }
        decidedBy { ${EVENT} }
      }
    }`,
  '$first: Int',
);

/** Warning networks and whether they are ready. */
export function Networks() {
  return (
    <>
      <h1>{t('networks')}</h1>
      <ListPanel
        title={t('networks')}
        ask={NETWORKS}
        file="warningNetworkReadiness"
        rowsOf={({ warningNetworkReadiness }) => warningNetworkReadiness}
        idOf={({ network }) => network.id}
        first={50}
        columns={[
          linked('name', t('name'), ({ network }: Entry) => network),
          explained(
            'readiness',
            t('readiness'),
            ({ readiness }: Entry) => readiness,
            ({ network }) => network.name,
          ),
          linked('operator', t('who'), ({ network }: Entry) => network.operator),
          { id: 'kind', title: t('kind'), value: ({ network }) => label(network.networkKind) },
          { id: 'level', title: t('level'), value: ({ network }) => label(network.level) },
          {
            id: 'where',
            title: t('where'),
            value: ({ network }) => [...network.countries, ...network.regions].map(place).join(', '),
          },
          counted('nodes', t('nodes'), ({ network }: Entry) => network.nodeCount),
          { id: 'next', title: t('nextTest'), value: ({ nextTest }) => day(nextTest) },
        ]}
      />
    </>
  );
}
