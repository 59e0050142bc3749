import { Link } from '../address.js';
import { question, useMoment } from '../api.js';
import { EVENT, type EventLine, Why } from '../parts/events.js';
import { Panel } from '../parts/panel.js';
import { day, number, plain, t, type Word } from '../words.js';
import { CommitmentBoard } from './commitment-board.js';
import { Cooperation } from './cooperation.js';
import { RecommendationTracker } from './recommendation-tracker.js';

/** Days that count as lately. */
const LATELY = 30;

const COUNTS = [
  'actors',
  'commitments',
  'partnerships',
  'activities',
  'recommendations',
  'needs',
  'projects',
  'measures',
] as const;
const LISTS: Readonly<Record<(typeof COUNTS)[number], string>> = {
  actors: 'actors',
  commitments: 'commitments',
  partnerships: 'partnerships',
  activities: 'capacityActivities',
  recommendations: 'recommendations',
  needs: 'assistanceNeeds',
  projects: 'assistanceProjects',
  measures: 'nationalMeasures',
};
const PAGE_OF: Readonly<Record<(typeof COUNTS)[number], string>> = {
  actors: '/states',
  commitments: '/commitments',
  partnerships: '/partnerships',
  activities: '/activities',
  recommendations: '/recommendations',
  needs: '/assistance',
  projects: '/assistance',
  measures: '/states',
};

type CountsAnswer = Readonly<Record<(typeof COUNTS)[number], { readonly totalCount: number }>>;

const ON_RECORD = question<CountsAnswer>(
  'OnRecord',
  COUNTS.map((name) => `${name}: ${LISTS[name]}(first: 1) { totalCount }`).join('\n    '),
);

interface DigestAnswer {
  readonly changeDigest: {
    readonly totalCount: number;
    readonly nodes: readonly {
      readonly name: string;
      readonly record: { readonly id: string; readonly __typename: string } | null;
      readonly changes: readonly { readonly sentence: string; readonly events: readonly EventLine[] }[];
    }[];
  };
}

const DIGEST = question<DigestAnswer>(
  'Lately',
  `changeDigest(from: $from, to: $to, last: 8) {
      totalCount
      nodes { name record { __typename id } changes(first: 3) { sentence events { ${EVENT} } } }
    }`,
  '$from: Known!, $to: Known',
);

/** Where cooperation stands: States by conclusions, what changed, what is overdue. */
export function Overview() {
  return (
    <>
      <h1>{t('overview')}</h1>
      <OnRecord />
      <div class="columns">
        <Cooperation />
        <CommitmentBoard title={t('overdueCommitments')} standing="OVERDUE" first={10} />
        <RecommendationTracker title={t('overdueRecommendations')} standing="OVERDUE" first={10} />
        <Lately />
      </div>
    </>
  );
}

function OnRecord() {
  return (
    <Panel title={t('onRecord')} ask={ON_RECORD}>
      {(counts, today) => (
        <ul class="figures">
          {COUNTS.map((name) => (
            <li key={name}>
              <Link to={PAGE_OF[name]}>
                <b>{number(counts[name].totalCount)}</b> {t(name satisfies Word)}
              </Link>
              {today && today[name].totalCount !== counts[name].totalCount && (
                <span class="differs"> ≠ {t('todayIs', { value: number(today[name].totalCount) })}</span>
              )}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Lately() {
  const { knownAt } = useMoment();
  const to = knownAt && /^\d{4}(-\d\d){1,2}$/.test(knownAt) ? knownAt : new Date().toISOString().slice(0, 10);
  const from = new Date(Date.parse(to) - LATELY * 86_400_000).toISOString().slice(0, 10);
  return (
    <Panel
      title={t('changed')}
      note={t('changedNote', { day: day(from) })}
      ask={DIGEST}
      variables={{ from, to: knownAt && to }}
      file="changeDigest"
      fileQuery={{ from }}
    >
      {({ changeDigest: { totalCount, nodes } }) => (
        <>
          <p>{t('firstOf', { shown: nodes.length, count: totalCount })}</p>
          <ul class="digest">
            {nodes.toReversed().map(({ name, record, changes }, i) => (
              <li key={record?.id ?? i}>
                {record ? <Link to={`/record/${record.id}`}>{name}</Link> : name}
                {record && <span class="kind"> {plain(record.__typename)}</span>}
                <ul lang="en" dir="ltr">
                  {changes.map(({ sentence, events }) => (
                    <li key={sentence}>
                      {sentence} <Why of={sentence} reason={{ decidedBy: events }} />
                    </li>
                  ))}
                </ul>
              </li>
            ))}
          </ul>
        </>
      )}
    </Panel>
  );
}
