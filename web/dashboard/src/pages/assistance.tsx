import { question } from '../api.js';
import { type Column, explained, linked } from '../parts/columns.js';
import { EVENT, type Reason } from '../parts/events.js';
import { ListPanel, type Rows } from '../parts/list-panel.js';
import { type Titled } from '../parts/record-link.js';
import { day, label, money, number, t } from '../words.js';
import { Money } from './money.js';

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
}

const NEEDS = question<{ readonly needsAndOffers: { readonly needs: Rows<Need> } }>(
  'Needs',
  `needsAndOffers {
      needs(coverage: $coverage, first: $first) {
        totalCount
        nodes {
          coverage rule
          needed ${TOTALS} promised ${TOTALS} delivered ${TOTALS}
          need { id name: title subject priority neededBy state { id name } }
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

const OFFERS = question<{ readonly needsAndOffers: { readonly offers: Rows<Offer> } }>(
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

const MATCHES = question<{ readonly assistanceMatches: Rows<Match> }>(
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

/** An amount of money and counts of things, as one text. */
const summed = <Row,>(id: string, title: string, of: (row: Row) => Totals): Column<Row> => ({
  id,
  title,
  isNumber: true,
  value: (row) => totalsOf(of(row)),
});

/** Needs, offers, matches and money. */
export function Assistance() {
  return (
    <>
      <h1>{t('assistance')}</h1>
      <Needs title={t('uncoveredNeeds')} coverage={['UNCOVERED', 'PARTLY_COVERED']} />
      <Money />
      <Needs title={t('needs')} />
      <ListPanel
        title={t('offers')}
        ask={OFFERS}
        file="assistanceOffers"
        rowsOf={({ needsAndOffers }) => needsAndOffers.offers}
        idOf={({ offer }) => offer.id}
        first={25}
        columns={[
          linked('offer', t('what'), ({ offer }: Offer) => offer),
          linked('provider', t('provider'), ({ offer }: Offer) => offer.provider),
          { id: 'subject', title: t('subject'), value: ({ offer }) => offer.subjects.map(label).join(', ') },
          { id: 'open', title: t('open'), value: ({ open }) => t(open ? 'yes' : 'no') },
          summed('offered', t('offers'), ({ offered }: Offer) => offered),
          summed('promised', t('promised'), ({ promised }: Offer) => promised),
          summed('remaining', t('remaining'), ({ remaining }: Offer) => remaining),
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
          linked('need', t('needs'), ({ need }: Match) => need),
          linked('offer', t('offers'), ({ offer }: Match) => offer),
          linked('status', t('status'), ({ id, status }: Match) => ({ id, name: label(status) })),
          linked('provider', t('provider'), ({ provider }: Match) => provider),
          linked('recipient', t('recipient'), ({ recipient }: Match) => recipient),
          linked('projects', t('projects'), ({ projects }: Match) => projects),
        ]}
      />
    </>
  );
}

interface NeedsProps {
  readonly title: string;
  /** Only needs of these, as the API names them; all, if left out. */
  readonly coverage?: readonly string[];
}

function Needs({ title, coverage }: NeedsProps) {
  return (
    <ListPanel
      title={title}
      ask={NEEDS}
      variables={{ coverage }}
      file="assistanceNeeds"
      rowsOf={({ needsAndOffers }) => needsAndOffers.needs}
      idOf={({ need }) => need.id}
      first={25}
      columns={[
        linked('need', t('what'), ({ need }: Need) => need),
        linked('state', t('state'), ({ need }: Need) => need.state),
        explained(
          'coverage',
          t('coverage'),
          (row: Need) => row.coverage,
          ({ need }) => need.name,
        ),
        { id: 'subject', title: t('subject'), value: ({ need }) => label(need.subject) },
        { id: 'priority', title: t('priority'), value: ({ need }) => need.priority && label(need.priority) },
        { id: 'by', title: t('neededBy'), value: ({ need }) => day(need.neededBy) },
        summed('needed', t('needed'), ({ needed }: Need) => needed),
        summed('promised', t('promised'), ({ promised }: Need) => promised),
        summed('delivered', t('delivered'), ({ delivered }: Need) => delivered),
      ]}
    />
  );
}
