import { amend, useAddress } from '../address.js';
import { coded, place } from '../codes.js';
import { question, useMoment } from '../api.js';
import { linked } from '../parts/columns.js';
import { ListPanel, type Rows } from '../parts/list-panel.js';
import { type Titled } from '../parts/record-link.js';
import { Tally } from '../parts/tally.js';
import { day, label, t, type Word } from '../words.js';

interface Activity extends Titled {
  readonly activityKind: string;
  readonly status: string;
  readonly starts: string;
  readonly ends: string;
  readonly place: string | null;
  readonly regions: readonly string[];
  readonly themes: readonly string[];
  readonly host: Titled | null;
}

const CALENDAR = question<{ readonly activityCalendar: Rows<Activity> }>(
  'Calendar',
  `activityCalendar(from: $from, to: $to, first: $first) {
      totalCount
      nodes { id name: title activityKind status starts ends place regions themes host { id name } }
    }`,
  '$from: Day!, $to: Day!, $first: Int',
);

interface CoverageLine {
  readonly region: string | null;
  readonly theme: string | null;
  readonly year: number | null;
  readonly activities: number;
  readonly held: number;
  readonly toCome: number;
  readonly joint: number;
}

const COVERAGE = question<{ readonly activityCoverage: Rows<CoverageLine> }>(
  'ActivityCoverage',
  'activityCoverage(by: [$by], first: 100) { nodes { region theme year activities held toCome joint } }',
  '$by: ActivityCoverageDimension!',
);

const BY = [
  ['REGION', 'byRegion', ({ region }: CoverageLine) => (region ? place(region) : '—')],
  ['THEME', 'byTheme', ({ theme }: CoverageLine) => (theme ? coded(theme) : '—')],
  ['YEAR', 'byYear', ({ year }: CoverageLine) => String(year ?? '—')],
] as const satisfies readonly (readonly [string, Word, (line: CoverageLine) => string])[];

const yearOf = (text: string) => Number(text.slice(0, 4));

/** When and where activities take place, and what they cover. */
export function Activities() {
  const { query } = useAddress();
  const { asOf } = useMoment();
  const present = asOf ?? new Date().toISOString();
  const from = query.get('from') ?? `${yearOf(present) - 6}-01-01`;
  const to = query.get('to') ?? `${yearOf(present) + 5}-12-31`;
  return (
    <>
      <h1>{t('activities')}</h1>
      <p class="choice">
        <label>
          {t('from')} <input type="date" value={from} onChange={(event) => amend({ from: event.currentTarget.value })} />
        </label>{' '}
        <label>
          {t('to')} <input type="date" value={to} onChange={(event) => amend({ to: event.currentTarget.value })} />
        </label>{' '}
        <a href={`/calendar.ics?${new URLSearchParams({ from, to }).toString()}`}>{t('calendarFile')}</a>
      </p>
      <ListPanel
        title={t('calendar')}
        ask={CALENDAR}
        variables={{ from, to }}
        file="activityCalendar"
        fileQuery={{ from, to }}
        rowsOf={({ activityCalendar }) => activityCalendar}
        idOf={({ id }) => id}
        first={25}
        columns={[
          linked('title', t('title'), (activity: Activity) => activity),
          { id: 'starts', title: t('from'), value: ({ starts }) => day(starts) },
          { id: 'ends', title: t('to'), value: ({ ends }) => day(ends) },
          { id: 'kind', title: t('kind'), value: ({ activityKind }) => label(activityKind) },
          { id: 'status', title: t('status'), value: ({ status }) => label(status) },
          linked('host', t('host'), ({ host }: Activity) => host),
          {
            id: 'where',
            title: t('where'),
            value: (activity) => [activity.place, ...activity.regions.map(place)].filter(Boolean).join(', '),
          },
          { id: 'themes', title: t('themes'), value: ({ themes }) => themes.join(', ') },
        ]}
      />
      <div class="columns">
        {BY.map(([by, title, titleOf]) => (
          <Tally
            key={by}
            title={t(title)}
            ask={COVERAGE}
            variables={{ by }}
            file="activityCoverage"
            fileQuery={{ by }}
            rowsOf={({ activityCoverage }) => activityCoverage}
            head={t(title)}
            titleOf={titleOf}
            counts={{
              [t('held')]: ({ held }) => held,
              [t('toCome')]: ({ toCome }) => toCome,
              [t('activities')]: ({ activities }) => activities,
              [t('joint')]: ({ joint }) => joint,
            }}
            drawn={2}
          />
        ))}
      </div>
    </>
  );
}
