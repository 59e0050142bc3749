import { useState } from 'preact/hooks';
import { coded, place } from '../codes.js';
import { question } from '../api.js';
import { Bars } from '../parts/bars.js';
import { EVENT, type Reason, Why } from '../parts/events.js';
import { ListPanel } from '../parts/list-panel.js';
import { Panel } from '../parts/panel.js';
import { Links, type Titled } from '../parts/record-link.js';
import { type Column, Table } from '../parts/table.js';
import { day, label, money, number, t, type Word } from '../words.js';

interface Totals {
  readonly money: readonly { readonly amount: string; readonly currency: string }[];
  readonly counts: readonly { readonly number: number; readonly unit: string }[];
}
const TOTALS = '{ money { amount currency } counts { number unit } }';

const totalsOf = ({ money: sums, counts }: Totals) =>
  [
    ...sums.map(({ amount, currency }) => money(amount, currency)),
    ...counts.map(({ number: many, unit }) => `${number(many)} ${label(unit)}`),
  ].join('; ');

interface Need extends Reason {
  readonly coverage: string;
  readonly needed: Totals;
  readonly promised: Totals;
  readonly delivered: Totals;
  readonly need: Titled & {
    readonly subject: string;
    readonly priority: string | null;
    readonly neededBy: string | null;
    readonly state: Titled | null;
  };
  readonly providers: readonly Titled[];
}

const NEEDS = question<{
  readonly needsAndOffers: { readonly needs: { readonly totalCount: number; readonly nodes: readonly Need[] } };
}>(
  'Needs',
  `needsAndOffers {
      needs(coverage: $coverage, first: $first) {
        totalCount
        nodes {
          coverage rule
          needed ${TOTALS} promised ${TOTALS} delivered ${TOTALS}
          need { id name: title subject priority neededBy state { id name } }
          providers { id name }
          decidedBy { ${EVENT} }
        }
      }
    }`,
  '$coverage: [NeedCoverage!], $first: Int',
);

interface Offer {
  readonly open: boolean;
  readonly offered: Totals;
  readonly promised: Totals;
  readonly remaining: Totals;
  readonly offer: Titled & {
    readonly subjects: readonly string[];
    readonly validUntil: string | null;
    readonly provider: Titled | null;
  };
}

const OFFERS = question<{
  readonly needsAndOffers: { readonly offers: { readonly totalCount: number; readonly nodes: readonly Offer[] } };
}>(
  'Offers',
  `needsAndOffers {
      offers(first: $first) {
        totalCount
        nodes {
          open offered ${TOTALS} promised ${TOTALS} remaining ${TOTALS}
          offer { id name: title subjects validUntil provider { id name } }
        }
      }
    }`,
  '$first: Int',
);

interface Match {
  readonly id: string;
  readonly status: string;
  readonly need: Titled | null;
  readonly offer: Titled | null;
  readonly provider: Titled | null;
  readonly recipient: Titled | null;
  readonly projects: readonly Titled[];
}

const MATCHES = question<{ readonly assistanceMatches: { readonly totalCount: number; readonly nodes: readonly Match[] } }>(
  'Matches',
  `assistanceMatches(first: $first) {
      totalCount
      nodes {
        id status need { id name: title } offer { id name: title }
        provider { id name } recipient { id name } projects { id name: title }
      }
    }`,
  '$first: Int',
);

const needColumns = (): Column<Need>[] => [
  { id: 'need', title: t('what'), value: ({ need }) => need.name, show: ({ need }) => <Links of={[need]} /> },
  { id: 'state', title: t('state'), value: ({ need }) => need.state?.name, show: ({ need }) => <Links of={[need.state]} /> },
  {
    id: 'coverage',
    title: t('coverage'),
    value: ({ coverage }) => label(coverage),
    show: (row) => <Why text={label(row.coverage)} of={row.need.name} reason={row} />,
  },
  { id: 'subject', title: t('subject'), value: ({ need }) => label(need.subject) },
  { id: 'priority', title: t('priority'), value: ({ need }) => need.priority && label(need.priority) },
  { id: 'by', title: t('neededBy'), value: ({ need }) => day(need.neededBy) },
  { id: 'needed', title: t('needed'), isNumber: true, value: ({ needed }) => totalsOf(needed) },
  { id: 'promised', title: t('promised'), isNumber: true, value: ({ promised }) => totalsOf(promised) },
  { id: 'delivered', title: t('delivered'), isNumber: true, value: ({ delivered }) => totalsOf(delivered) },
];

/** Needs, offers, matches and money. */
export function Assistance() {
  return (
    <>
      <h1>{t('assistance')}</h1>
      <ListPanel
        title={t('uncoveredNeeds')}
        ask={NEEDS}
        variables={{ coverage: ['UNCOVERED', 'PARTLY_COVERED'] }}
        file="assistanceNeeds"
        rowsOf={({ needsAndOffers }) => needsAndOffers.needs}
        idOf={({ need }) => need.id}
        columns={needColumns()}
        first={25}
      />
      <Money />
      <ListPanel
        title={t('needs')}
        ask={NEEDS}
        file="assistanceNeeds"
        rowsOf={({ needsAndOffers }) => needsAndOffers.needs}
        idOf={({ need }) => need.id}
        columns={needColumns()}
        first={25}
      />
      <ListPanel
        title={t('offers')}
        ask={OFFERS}
        file="assistanceOffers"
        rowsOf={({ needsAndOffers }) => needsAndOffers.offers}
        idOf={({ offer }) => offer.id}
        first={25}
        columns={[
          { id: 'offer', title: t('what'), value: ({ offer }) => offer.name, show: ({ offer }) => <Links of={[offer]} /> },
          {
            id: 'provider',
            title: t('provider'),
            value: ({ offer }) => offer.provider?.name,
            show: ({ offer }) => <Links of={[offer.provider]} />,
          },
          { id: 'subject', title: t('subject'), value: ({ offer }) => offer.subjects.map(label).join(', ') },
          { id: 'open', title: t('open'), value: ({ open }) => t(open ? 'yes' : 'no') },
          { id: 'offered', title: t('offers'), isNumber: true, value: ({ offered }) => totalsOf(offered) },
          { id: 'promised', title: t('promised'), isNumber: true, value: ({ promised }) => totalsOf(promised) },
          { id: 'remaining', title: t('remaining'), isNumber: true, value: ({ remaining }) => totalsOf(remaining) },
        ]}
      />
      <ListPanel
        title={t('matches')}
        ask={MATCHES}
        file="assistanceMatches"
        rowsOf={({ assistanceMatches }) => assistanceMatches}
        idOf={({ id }) => id}
        first={25}
        columns={[
          { id: 'need', title: t('needs'), value: ({ need }) => need?.name, show: ({ need }) => <Links of={[need]} /> },
          { id: 'offer', title: t('offers'), value: ({ offer }) => offer?.name, show: ({ offer }) => <Links of={[offer]} /> },
          {
            id: 'status',
            title: t('status'),
            value: ({ status }) => label(status),
            show: ({ id, status }) => <Links of={[{ id, name: label(status) }]} />,
          },
          {
            id: 'provider',
            title: t('provider'),
            value: ({ provider }) => provider?.name,
            show: ({ provider }) => <Links of={[provider]} />,
          },
          {
            id: 'recipient',
            title: t('recipient'),
            value: ({ recipient }) => recipient?.name,
            show: ({ recipient }) => <Links of={[recipient]} />,
          },
          {
            id: 'projects',
            title: t('projects'),
            value: ({ projects }) => projects.map(({ name }) => name).join(', '),
            show: ({ projects }) => <Links of={projects} />,
          },
        ]}
      />
    </>
  );
}

const BY = { DONOR: 'byDonor', RECIPIENT: 'byRecipient', THEME: 'byTheme', YEAR: 'byYear' } as const satisfies Readonly<
  Record<string, Word>
>;
type Dimension = keyof typeof BY;
const SUMS = ['pledged', 'committed', 'disbursed', 'outstanding'] as const;

interface Line extends Readonly<Record<(typeof SUMS)[number], string>> {
  readonly currency: string;
  readonly flow: string;
  readonly donor: Titled | null;
  readonly recipient: string | null;
  readonly theme: string | null;
  readonly year: number | null;
  readonly incomplete: boolean;
}

const MONEY = question<{ readonly donorPortfolio: { readonly nodes: readonly Line[] } }>(
  'Money',
  `donorPortfolio(by: [$by], first: 500) {
      nodes { currency flow donor { id name } recipient theme year incomplete ${SUMS.join(' ')} }
    }`,
  '$by: PortfolioDimension!',
);

const titleOf = ({ donor, recipient, theme, year }: Line) =>
  donor?.name ??
  (recipient ? place(recipient) : undefined) ??
  (theme ? coded(theme) : undefined) ??
  (year === null ? '—' : String(year));

/** Money by donor, recipient, theme or year, of one currency and of one flow. */
function Money() {
  const [by, setBy] = useState<Dimension>('DONOR');
  const [currency, setCurrency] = useState<string>();
  return (
    <Panel title={t('money')} note={t('moneyNote')} ask={MONEY} variables={{ by }} file="donorPortfolio" fileQuery={{ by }}>
      {({ donorPortfolio: { nodes } }, today) => {
        const currencies = [...new Set(nodes.map((line) => line.currency))].sort();
        const shown = currencies.find((one) => one === currency) ?? currencies[0] ?? '';
        const isShown = (line: Line) => line.currency === shown && line.flow === 'STANDARD';
        const lines = nodes.filter(isShown);
        return (
          <>
            <p class="choice">
              <label>
                {t('by')}{' '}
                <select value={by} onChange={(event) => setBy(event.currentTarget.value as Dimension)}>
                  {Object.entries(BY).map(([dimension, word]) => (
                    <option key={dimension} value={dimension}>
                      {t(word)}
                    </option>
                  ))}
                </select>
              </label>{' '}
              <label>
                {t('currency')}{' '}
                <select value={shown} onChange={(event) => setCurrency(event.currentTarget.value)}>
                  {currencies.map((one) => (
                    <option key={one}>{one}</option>
                  ))}
                </select>
              </label>
            </p>
            <Bars
              title={t('money')}
              series={SUMS.slice(0, 3).map((sum) => t(sum))}
              bars={lines.map((line) => ({
                id: titleOf(line),
                title: titleOf(line),
                values: SUMS.slice(0, 3).map((sum) => Math.max(0, Number(line[sum]))),
              }))}
              show={(value) => money(String(value), shown)}
            />
            <Table
              caption={t('money')}
              rows={lines}
              today={today?.donorPortfolio.nodes.filter(isShown)}
              idOf={titleOf}
              columns={[
                {
                  id: 'of',
                  title: t(BY[by]),
                  value: titleOf,
                  show: (line) => (line.donor ? <Links of={[line.donor]} /> : titleOf(line)),
                },
                ...SUMS.map((sum): Column<Line> => ({
                  id: sum,
                  title: t(sum),
                  isNumber: true,
                  value: (line) => money(line[sum], shown),
                })),
              ]}
            />
          </>
        );
      }}
    </Panel>
  );
}
