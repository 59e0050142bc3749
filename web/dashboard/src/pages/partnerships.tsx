import { question } from '../api.js';
import { counted, linked } from '../parts/columns.js';
import { ListPanel, type Rows } from '../parts/list-panel.js';
import { Network } from '../parts/network.js';
import { Panel } from '../parts/panel.js';
import { type Titled } from '../parts/record-link.js';
import { Table } from '../parts/table.js';
import { day, label, t } from '../words.js';

interface Node {
  readonly partnerships: number;
  readonly actor: Titled & { readonly actorKind: string };
}

interface Graph {
  readonly partnershipGraph: {
    readonly nodes: Rows<Node>;
    readonly links: Rows<{ readonly source: Titled; readonly target: Titled }>;
  };
}

const GRAPH = question<Graph>(
  'PartnershipGraph',
  `partnershipGraph {
      nodes(first: 200) { nodes { partnerships actor { id name actorKind } } }
      links(first: 500) { nodes { source { id name } target { id name } } }
    }`,
);

interface Row extends Titled {
  readonly status: string;
  readonly kind: string;
  readonly memberCount: number;
  readonly modalities: readonly string[];
  readonly began: string;
  readonly members: readonly { readonly actor: Titled | null }[];
}

const LIST = question<{ readonly partnerships: Rows<Row> }>(
  'Partnerships',
  `partnerships(first: $first, orderBy: { field: BEGAN }) {
      totalCount
      nodes { id name status kind memberCount modalities began members { actor { id name } } }
    }`,
  '$first: Int',
);

/** Who is with whom, as a picture and in tables. */
export function Partnerships() {
  return (
    <>
      <h1>{t('partnerships')}</h1>
      <Panel title={t('graph')} note={t('graphNote')} ask={GRAPH} file="partnerships">
        {({ partnershipGraph: { nodes, links } }, today) => (
          <>
            <Network
              title={t('graph')}
              nodes={nodes.nodes.map(({ actor }) => ({ ...actor, group: actor.actorKind }))}
              links={links.nodes.map(({ source, target }) => [source.id, target.id] as const)}
            />
            <Table
              caption={t('actors')}
              rows={nodes.nodes}
              today={today?.partnershipGraph.nodes.nodes}
              idOf={({ actor }) => actor.id}
              columns={[
                linked('actor', t('actor'), ({ actor }: Node) => actor),
                { id: 'kind', title: t('kind'), value: ({ actor }) => label(actor.actorKind) },
                counted('partnerships', t('partnerships'), ({ partnerships }: Node) => partnerships),
                {
                  id: 'partners',
                  title: t('partners'),
                  value: ({ actor }) => partnersOf(actor.id, links.nodes).join(', '),
                },
              ]}
            />
          </>
        )}
      </Panel>
      <ListPanel
        title={t('partnerships')}
        ask={LIST}
        file="partnerships"
        rowsOf={({ partnerships }) => partnerships}
        idOf={({ id }) => id}
        first={25}
        columns={[
          linked('name', t('name'), (partnership: Row) => partnership),
          { id: 'kind', title: t('kind'), value: ({ kind }) => label(kind) },
          { id: 'status', title: t('status'), value: ({ status }) => label(status) },
          { id: 'modalities', title: t('modalities'), value: ({ modalities }) => modalities.map(label).join(', ') },
          linked('members', t('members'), ({ members }: Row) => members.map(({ actor }) => actor)),
          { id: 'since', title: t('since'), value: ({ began }) => day(began.slice(0, 10)) },
        ]}
      />
    </>
  );
}

function partnersOf(id: string, links: Graph['partnershipGraph']['links']['nodes']): string[] {
  const names = links.flatMap(({ source, target }) => (source.id === id ? target.name : target.id === id ? source.name : []));
  return [...new Set(names)].sort((a, b) => a.localeCompare(b));
}
