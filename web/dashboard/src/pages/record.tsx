import { DETAILS, NAMES } from 'concord:records';
import { useMemo } from 'preact/hooks';
import { Link, useAddress } from '../address.js';
import { question, useAnswer } from '../api.js';
import { useNews } from '../news.js';
import { EVENT, type EventLine } from '../parts/events.js';
import { Panel } from '../parts/panel.js';
import { Links, nameOf, type Named, type Titled } from '../parts/record-link.js';
import { CommandButton, Recording } from '../parts/record-form.js';
import { Fields, Value } from '../parts/value.js';
import { day, instant, label, number, plain, t } from '../words.js';

interface Head {
  readonly node:
    | (Named & {
        readonly revision?: number;
        readonly handling?: Handling;
        readonly voided?: { readonly reason: string } | null;
        readonly originator?: Titled | null;
      })
    | null;
}

interface Handling {
  readonly tlp: string;
  readonly audience: readonly string[];
}

const HEAD = question<Head>(
  'Record',
  `node(id: $id) {
      __typename id
      ... on Record { revision voided { reason } handling { tlp audience } originator { id name } ${NAMES} }
    }`,
  '$id: ID!',
);

interface HistoryAnswer {
  readonly node: { readonly timeline?: { readonly totalCount: number; readonly nodes: readonly HistoryEvent[] } } | null;
}

interface HistoryEvent extends EventLine {
  readonly position: string;
  readonly data: object;
  readonly user: string;
  readonly actor: Titled | null;
  readonly onBehalfOf: Titled | null;
  readonly handling: Handling | null;
  readonly proof: string | null;
}

const HISTORY = question<HistoryAnswer>(
  'History',
  `node(id: $id) {
      id
      ... on Record {
        timeline(first: 500) {
          totalCount
          nodes { ${EVENT} position data user proof actor { id name } onBehalfOf { id name } handling { tlp audience } }
        }
      }
    }`,
  '$id: ID!',
);

/** Any record: what is on record of it, and every event that made it so. */
export function Record({ id }: { readonly id: string | undefined }) {
  return id ? <OneRecord id={id} /> : <NewRecord />;
}

function NewRecord() {
  const { reader } = useNews();
  return (
    <>
      <h1>{t('newRecord')}</h1>
      <Recording />
      {!reader && <p>{t('signInHelp')}</p>}
    </>
  );
}

const kindOf = (typename: string) => typename.charAt(0).toLowerCase() + typename.slice(1);

function OneRecord({ id }: { readonly id: string }) {
  const { answer, error } = useAnswer(HEAD, { id });
  if (error) return <p role="alert">{error.message}</p>;
  if (!answer) return <p class="loading">{t('loading')}</p>;
  const { node } = answer;
  if (!node) return <h1>{t('noRecord')}</h1>;
  return (
    <>
      <h1>{nameOf(node)}</h1>
      <p class="note">
        {plain(node.__typename)}
        {node.handling && ` · ${t('handling')}: TLP:${node.handling.tlp.replace('_', '+')}`}
        {node.originator && (
          <>
            {` · ${t('originator')}: `}
            <Links of={[node.originator]} />
          </>
        )}
        {node.revision !== undefined && ` · ${t('revision')} ${number(node.revision)}`}
      </p>
      {node.__typename === 'Actor' && (
        <p>
          <Link to={`/states/${node.id}`}>{t('profile')}</Link>
        </p>
      )}
      {node.voided && <p role="status">{t('voided', { reason: node.voided.reason })}</p>}
      <Recording id={node.id} kind={kindOf(node.__typename)} />
      <div class="columns">
        <Details id={node.id} kind={node.__typename} />
        <History id={node.id} kind={kindOf(node.__typename)} />
      </div>
    </>
  );
}

function Details({ id, kind }: { readonly id: string; readonly kind: string }) {
  const ask = useMemo(
    () =>
      question<{ readonly node: object | null }>(
        `${kind}Details`,
        `node(id: $id) { ... on ${kind} { ${DETAILS[kind] ?? 'id'} } }`,
        '$id: ID!',
      ),
    [kind],
  );
  return (
    <Panel title={t('details')} ask={ask} variables={{ id }}>
      {({ node }, today) => <Fields of={node ?? {}} today={today?.node ?? undefined} />}
    </Panel>
  );
}

function History({ id, kind }: { readonly id: string; readonly kind: string }) {
  const opened = useAddress().query.get('event');
  return (
    <Panel
      title={t('history')}
      note={t('historyNote')}
      ask={HISTORY}
      variables={{ id }}
      file="events"
      fileQuery={{ records: id }}
    >
      {({ node }, today) => {
        const { nodes = [], totalCount = 0 } = node?.timeline ?? {};
        const later = (today?.node?.timeline?.totalCount ?? totalCount) - totalCount;
        return (
          <>
            {later > 0 && <p class="differs">≠ {t('laterEvents', { count: later })}</p>}
            <ol class="history">
              {nodes.map((event) => (
                <HistoryItem key={event.id} event={event} kind={kind} isOpen={event.id === opened} />
              ))}
            </ol>
          </>
        );
      }}
    </Panel>
  );
}

interface ItemProps {
  readonly event: HistoryEvent;
  readonly kind: string;
  readonly isOpen: boolean;
}

function HistoryItem({ event, kind, isOpen }: ItemProps) {
  const { type, occurredAt, recordedAt, source, actor, onBehalfOf, user, data, handling, proof, position } = event;
  return (
    <li
      ref={(item) => {
        if (isOpen) item?.scrollIntoView({ block: 'center' });
      }}
      class={isOpen ? 'opened' : undefined}
    >
      <details open={isOpen}>
        <summary>
          {day(occurredAt)} · <b>{plain(type)}</b>
        </summary>
        <h3>{t('said')}</h3>
        <Value of={data} />
        <dl class="fields">
          <div>
            <dt>{t('recorded')}</dt>
            <dd>
              {instant(recordedAt)} UTC · {t('position')} {number(position)}
            </dd>
          </div>
          <div>
            <dt>{t('who')}</dt>
            <dd>
              {actor ? <Links of={[actor]} /> : user}
              {onBehalfOf && onBehalfOf.id !== actor?.id && (
                <>
                  {' → '}
                  <Links of={[onBehalfOf]} />
                </>
              )}
            </dd>
          </div>
          {source && (
            <div>
              <dt>{t('source')}</dt>
              <dd>
                <bdi>{source.document}</bdi> {source.identifier}
              </dd>
            </div>
          )}
          {handling && (
            <div>
              <dt>{t('handling')}</dt>
              <dd>{label(handling.tlp)}</dd>
            </div>
          )}
          <div>
            <dt>{t('proof')}</dt>
            <dd>
              {proof ? (
                <pre tabIndex={0} dir="ltr">
                  {proof}
                </pre>
              ) : (
                t('proofNone')
              )}
            </dd>
          </div>
        </dl>
        <CommandButton
          id={event.recordId}
          kind={kind}
          command="correctRecord"
          given={{ eventId: event.id }}
          text={t('correctThis')}
        />
      </details>
    </li>
  );
}
