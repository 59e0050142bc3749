import { question } from '../api.js';
import { Link } from '../address.js';
import { ListPanel } from '../parts/list-panel.js';
import { Network } from '../parts/network.js';
import { Panel } from '../parts/panel.js';
import { Links, type Titled } from '../parts/record-link.js';
import { Table } from '../parts/table.js';
import { day, label, number, t } from '../words.js';

interface Graph {
  readonly partnershipGraph: {
    readonly nodes: {
      readonly nodes: readonly {
        readonly partners: number;
        readonly partnerships: number;
        readonly actor: Titled & { readonly actorKind: string };
      }[];
    };
    readonly links: {
      readonly nodes: readonly {
        readonly source: Titled;
        readonly target: Titled;
        readonly partnership: Titled;
        readonly since: string;
        readonly modalities: readonly string[];
      }[];
    };
  };
}

const GRAPH = question<Graph>(
  'PartnershipGraph',
  `partnershipGraph {
      nodes(first: 200) { nodes { partners partnerships actor { id name actorKind } } }
      links(first: 500) { nodes { since modalities source { id name } target { id name } partnership { id name } } }
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

const LIST = question<{ readonly partnerships: { readonly totalCount: number; readonly nodes: readonly Row[] } }>(
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
                { id: 'actor', title: t('actor'), value: ({ actor }) => actor.name, show: ({ actor }) => <Links of={[actor]} /> },
                { id: 'kind', title: t('kind'), value: ({ actor }) => label(actor.actorKind) },
                {
                  id: 'partnerships',
                  title: t('partnerships'),
                  isNumber: true,
                  value: ({ partnerships }) => number(partnerships),
                },
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
          {
            id: 'name',
            title: t('name'),
            value: ({ name }) => name,
            show: ({ id, name }) => <Link to={`/record/${id}`}>{name}</Link>,
          },
          { id: 'kind', title: t('kind'), value: ({ kind }) => label(kind) },
          { id: 'status', title: t('status'), value: ({ status }) => label(status) },
          { id: 'modalities', title: t('modalities'), value: ({ modalities }) => modalities.map(label).join(', ') },
          {
            id: 'members',
            title: t('members'),
            value: ({ members }) => members.map(({ actor }) => actor?.name).join(', '),
            show: ({ members }) => <Links of={members.map(({ actor }) => actor)} />,
          },
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
