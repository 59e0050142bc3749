import { NAMES } from 'concord:records';
import { Link, useAddress } from '../address.js';
import { question } from '../api.js';
import { nameOf, type Named } from '../parts/record-link.js';
import { Panel } from '../parts/panel.js';
import { Table } from '../parts/table.js';
import { label, plain, t } from '../words.js';

interface Answer {
  readonly search: {
    readonly totalCount: number;
    readonly nodes: readonly {
      readonly recordId: string;
      readonly record: Named | null;
      readonly matches: readonly {
        readonly field: string;
        readonly snippet: readonly { readonly text: string; readonly matched: boolean }[];
      }[];
    }[];
  };
}

const SEARCH = question<Answer>(
  'Search',
  `search(text: $text, first: 50) {
      totalCount
      nodes { recordId record { __typename id ${NAMES} } matches { field snippet { text matched } } }
    }`,
  '$text: String!',
);

/** Records in which all the words stand. */
export function Search() {
  const { query } = useAddress();
  const text = query.get('text') ?? '';
  return (
    <>
      <h1>{t('search')}</h1>
      {text && (
        <Panel title={t('results')} ask={SEARCH} variables={{ text }}>
          {({ search: { totalCount, nodes } }, today) => (
            <>
              <p role="status">{t('resultsFor', { count: totalCount, text })}</p>
              <Table
                caption={t('results')}
                rows={nodes}
                today={today?.search.nodes}
                idOf={({ recordId }) => recordId}
                columns={[
                  {
                    id: 'record',
                    title: t('record'),
                    value: ({ record }) => nameOf(record),
                    show: ({ recordId, record }) => <Link to={`/record/${recordId}`}>{nameOf(record)}</Link>,
                  },
                  { id: 'kind', title: t('kind'), value: ({ record }) => label(plain(record?.__typename ?? '')) },
                  {
                    id: 'match',
                    title: t('match'),
                    value: ({ matches }) => matches.map(({ field }) => field).join(', '),
                    show: ({ matches }) =>
                      matches.map(({ field, snippet }) => (
                        <p key={field}>
                          {plain(field)}:{' '}
                          {snippet.map(({ text: part, matched }, i) => (matched ? <mark key={i}>{part}</mark> : part))}
                        </p>
                      )),
                  },
                ]}
              />
            </>
          )}
        </Panel>
      )}
    </>
  );
}
