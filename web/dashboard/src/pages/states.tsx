import { Link } from '../address.js';
import { place } from '../codes.js';
import { question, useAnswer } from '../api.js';
import { type Column, explained, linked, stateOf } from '../parts/columns.js';
import { EVENT, type Reason } from '../parts/events.js';
import { ListPanel, type Rows } from '../parts/list-panel.js';
import { type Titled } from '../parts/record-link.js';
import { day, label, t } from '../words.js';
import { CommitmentBoard } from './commitment-board.js';
import { Cooperation } from './cooperation.js';
import { Measures } from './measures.js';
import { RecommendationTracker } from './recommendation-tracker.js';

interface Standing extends Reason {
  readonly state: Titled;
  readonly standing: string;
  readonly lastMet: string | null;
  readonly mechanisms: readonly Titled[];
}

const MECHANISMS = question<{ readonly mechanismDirectory: Rows<Standing> }>(
  'Mechanisms',
  `mechanismDirectory(states: $states, first: 100) {
      nodes { standing lastMet rule state { id name } mechanisms { id name } decidedBy { ${EVENT} } }
    }`,
  '$states: [ID!]',
);

/** All States, or the profile of one. */
export function States({ id }: { readonly id: string | undefined }) {
  if (id) return <Profile id={id} />;
  return (
    <>
      <h1>{t('states')}</h1>
      <Cooperation />
      <Measures />
      <Mechanisms />
    </>
  );
}

function Mechanisms({ state }: { readonly state?: string }) {
  return (
    <ListPanel
      title={t('mechanisms')}
      ask={MECHANISMS}
      variables={{ states: state && [state] }}
      file="mechanismDirectory"
      fileQuery={state ? { states: state } : {}}
      rowsOf={({ mechanismDirectory }) => mechanismDirectory}
      idOf={(row) => row.state.id}
      columns={[
        stateOf(),
        explained(
          'standing',
          t('standing'),
          ({ standing }: Standing) => standing,
          (row) => row.state.name,
        ),
        linked('mechanisms', t('name'), ({ mechanisms }: Standing) => mechanisms),
        { id: 'met', title: t('lastMet'), value: ({ lastMet }) => day(lastMet) },
      ]}
    />
  );
}

const HEAD = question<{
  readonly actor:
    (Titled & { readonly country: string | null; readonly regions: readonly string[]; readonly actorKind: string }) | null;
}>('State', 'actor(id: $id) { id name actorKind country regions }', '$id: ID!');

interface Row extends Titled {
  readonly status: string;
  readonly began: string;
}

type ProfileAnswer = {
  readonly stateProfile: Readonly<Record<string, Rows<Row>>> | null;
};

const list = (field: string, title: string, status = 'status') =>
  question<ProfileAnswer>(
    `State${field}`,
    `stateProfile(id: $id) { ${field}(first: $first) { totalCount nodes { id name: ${title} status: ${status} began } } }`,
    '$id: ID!, $first: Int',
  );

/** Lists of the profile: the API's field, the name in the interface, the question, and the list under `/export` that can be asked for one State. */
const LISTS = [
  ['needs', 'needs', list('needs', 'title'), 'assistanceNeeds'],
  ['visits', 'visits', list('visits', 'visitType'), 'assessmentVisits'],
  ['visitReleases', 'released', list('visitReleases', 'visitType', 'extent'), 'visitReleases'],
  ['partnerships', 'partnerships', list('partnerships', 'name'), undefined],
  ['projectsForIt', 'projects', list('projectsForIt', 'title'), undefined],
  ['activitiesForIt', 'activities', list('activitiesForIt', 'title'), undefined],
  ['agencies', 'agencies', list('agencies', 'name'), undefined],
] as const;

/** Visits have no name: their type is shown. */
const isCode = (text: string) => /^[A-Z_]+$/.test(text);

const rowColumns = (): Column<Row>[] => [
  linked('name', t('name'), ({ id, name }) => ({ id, name: isCode(name) ? label(name) : name })),
  { id: 'status', title: t('status'), value: ({ status }) => (status ? label(status) : '') },
  { id: 'began', title: t('since'), value: ({ began }) => day(began.slice(0, 10)) },
];

function Profile({ id }: { readonly id: string }) {
  const { answer, error } = useAnswer(HEAD, { id });
  if (error) return <p role="alert">{error.message}</p>;
  if (!answer) return <p class="loading">{t('loading')}</p>;
  const { actor } = answer;
  if (!actor) return <h1>{t('noRecord')}</h1>;
  return (
    <>
      <h1>{actor.name}</h1>
      <p class="note">
        {[label(actor.actorKind), actor.country && place(actor.country), ...actor.regions.map(place)].filter(Boolean).join(' · ')}
        {' · '}
        <Link to={`/record/${id}`}>{t('history')}</Link>
      </p>
      {actor.actorKind === 'STATE' && (
        <>
          <Cooperation state={id} />
          <Measures state={id} />
          <div class="columns">
            <Mechanisms state={id} />
            <RecommendationTracker title={t('recommendations')} state={id} first={10} />
            {LISTS.map(([field, title, ask, file]) => (
              <ListPanel
                key={field}
                title={t(title)}
                note={field === 'visits' ? t('visitsNote') : undefined}
                ask={ask}
                variables={{ id }}
                file={file}
                fileQuery={{ state: id }}
                rowsOf={({ stateProfile }) => stateProfile?.[field] ?? { nodes: [] }}
                idOf={(row) => row.id}
                columns={rowColumns()}
                first={10}
              />
            ))}
          </div>
        </>
      )}
      <CommitmentBoard title={t('commitments')} actor={id} first={10} />
    </>
  );
}
