import { place } from '../codes.js';
import { question } from '../api.js';
import { EVENT, type Reason, Why } from '../parts/events.js';
import { ListPanel } from '../parts/list-panel.js';
import { Links, type Titled } from '../parts/record-link.js';
import { day, label, number, t } from '../words.js';

interface Entry extends Reason {
  readonly readiness: string;
  readonly daysSinceTest: number | null;
  readonly nextTest: string | null;
  readonly testsMissed: number;
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
  readonly warningNetworkReadiness: { readonly totalCount: number; readonly nodes: readonly Entry[] };
}>(
  'Networks',
  `warningNetworkReadiness(first: $first) {
      totalCount
      nodes {
        readiness daysSinceTest nextTest testsMissed rule
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
          { id: 'name', title: t('name'), value: ({ network }) => network.name, show: ({ network }) => <Links of={[network]} /> },
          {
            id: 'readiness',
            title: t('readiness'),
            value: ({ readiness }) => label(readiness),
            show: (entry) => <Why text={label(entry.readiness)} of={entry.network.name} reason={entry} />,
          },
          {
            id: 'operator',
            title: t('who'),
            value: ({ network }) => network.operator?.name,
            show: ({ network }) => <Links of={[network.operator]} />,
          },
          { id: 'kind', title: t('kind'), value: ({ network }) => label(network.networkKind) },
          { id: 'level', title: t('level'), value: ({ network }) => label(network.level) },
          {
            id: 'where',
            title: t('where'),
            value: ({ network }) => [...network.countries, ...network.regions].map(place).join(', '),
          },
          { id: 'nodes', title: t('nodes'), isNumber: true, value: ({ network }) => number(network.nodeCount) },
          { id: 'next', title: t('nextTest'), value: ({ nextTest }) => day(nextTest) },
        ]}
      />
    </>
  );
}
