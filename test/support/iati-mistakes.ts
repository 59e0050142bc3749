import { type Effect } from '../../src/exchange/publication/publication.js';
import { type Node, node } from './iati-documents.js';

type Change = (one: Node) => Node | undefined;

/** A mistake that may be made in an activity. */
interface Kind {
  readonly name: string;
  /** The element that is spoilt, from the activity down; of several one is chosen. */
  readonly path: readonly string[];
  readonly spoil: Change;
  readonly effect: Effect | 'NOT_READ';
  /** The element on whose line the mistake is, in the spoilt one; itself, if left out. */
  readonly where?: (spoilt: Node) => Node;
  /** The element that is lost by it, as the first so many names of `path`; or how the spoilt one is read instead. */
  readonly costs: number | Change;
}

/** An activity with a mistake in it. */
export interface Mistaken {
  readonly name: string;
  readonly activity: Node;
  /** The element on whose line the mistake is. */
  readonly at: Node;
  readonly effect: Kind['effect'];
  /** The activity without what is lost; undefined where all of it is. */
  readonly left: Node | undefined;
}

const has = (name: string, value: string | undefined): Change => {
  return ({ attributes: { [name]: _old, ...others }, ...one }) => ({
    ...one,
    attributes: value === undefined ? others : { ...others, [name]: value },
  });
};
const says =
  (text: string): Change =>
  ({ name, attributes }) =>
    node(name, attributes, text);
const without =
  (child: string): Change =>
  (one) => ({ ...one, children: one.children.filter(({ name }) => name !== child) });
const asItIs: Change = (one) => one;
/** Changes a child, and leaves the element where the mistake is. */
const within =
  (child: string, change: Change): Change =>
  (one) => ({ ...one, children: one.children.flatMap((inner) => (inner.name === child ? (change(inner) ?? []) : inner)) });
const last = ({ children }: Node) => children.at(-1)!;
const and =
  (...more: Node[]): Change =>
  (one) => ({ ...one, children: [...one.children, ...more] });

const BAD_DAYS = ['2021/03/01', '2021-02-30', '01.03.2021', ''];
const BAD_AMOUNTS = ['many', '1,000', '10.505', '1234567890123456', ''];
const LONG = 'x'.repeat(30_000);

function kinds(): Kind[] {
  const found: Kind[] = [];
  const spoil = (
    path: string,
    change: Change,
    costs: Kind['costs'],
    effect: Kind['effect'],
    how: string,
    where?: Kind['where'],
  ) => found.push({ name: `${path} ${how}`, path: path.split(' ').filter(Boolean), spoil: change, effect, costs, where });
  const badCode = (path: string, attribute: string, value: string, costs: Kind['costs']) =>
    spoil(path, has(attribute, value), costs, 'PART', `@${attribute} = ${value}`);
  const badDay = (path: string, costs: Kind['costs']) => BAD_DAYS.forEach((day) => badCode(path, 'iso-date', day, costs));
  const badMoney = (path: string, costs: number) => {
    for (const amount of BAD_AMOUNTS) spoil(`${path} value`, says(amount), costs, 'PART', `= ${amount}`);
    badCode(`${path} value`, 'currency', 'ZZZ', costs);
    badCode(`${path} value`, 'currency', 'DEM', costs);
  };

  spoil('', without('iati-identifier'), 0, 'ITEM', 'without identifier');
  spoil('', without('reporting-org'), 0, 'ITEM', 'without reporting-org');
  spoil('', without('title'), without('title'), 'PART', 'without title');
  spoil('', without('activity-status'), without('activity-status'), 'PART', 'without status');
  for (const twice of [
    node('activity-status', { code: '3' }),
    node('title', {}, node('narrative', {}, 'Other')),
    node('iati-identifier', {}, 'Z'),
    node('activity-scope', { code: '2' }),
  ])
    spoil('', and(twice), asItIs, 'PART', `with two of ${twice.name}`, last);
  spoil('transaction', and(node('value', {}, '9')), asItIs, 'PART', 'with two values', last);
  spoil('iati-identifier', says('XM-DAC-41128'), 0, 'ITEM', 'of the organisation');
  spoil('reporting-org', ({ name }) => node(name), 0, 'ITEM', 'of nobody');
  spoil('title narrative', has('xml:lang', 'en_GB'), has('xml:lang', 'en-GB'), 'NOTE', 'language');
  spoil('title narrative', has('xml:lang', 'English!'), has('xml:lang', 'und'), 'NOTE', 'no language');
  spoil('title narrative', says(LONG), 1, 'PART', 'too long');
  badCode('description', 'type', '9', 1);
  spoil('participating-org', ({ name, attributes: { role } }) => node(name, { role: role! }), 1, 'PART', 'of nobody');
  badCode('participating-org', 'role', '9', 1);
  spoil('participating-org', has('type', '77'), has('type', '90'), 'NOTE', 'type');
  badCode('other-identifier', 'type', 'Q1', 1);
  badCode('other-identifier', 'ref', '', 1);
  spoil('other-identifier', has('ref', LONG), 1, 'PART', 'too long');
  badCode('activity-status', 'code', '9', 1);
  badCode('activity-date', 'type', '7', 1);
  badDay('activity-date', 1);
  badCode('activity-scope', 'code', '44', 1);
  badCode('recipient-country', 'code', 'XX', 1);
  for (const share of ['130', '-1', 'most']) badCode('recipient-country', 'percentage', share, has('percentage', undefined));
  badCode('sector', 'code', '99999', 1);
  badCode('sector', 'vocabulary', '555', 1);
  badCode('sector', 'percentage', 'all', has('percentage', undefined));
  badCode('tag', 'vocabulary', '555', 1);
  badCode('tag', 'code', '', 1);
  spoil('tag', has('code', LONG), 1, 'PART', 'too long');
  for (const name of [
    'collaboration-type',
    'default-flow-type',
    'default-finance-type',
    'default-aid-type',
    'default-tied-status',
  ])
    badCode(name, 'code', '0', 1);
  badCode('related-activity', 'type', '9', 1);
  badCode('related-activity', 'ref', '', 1);
  badMoney('transaction', 1);
  badDay('transaction transaction-date', 1);
  badCode('transaction transaction-date', 'iso-date', '2999-01-01', 1);
  badCode('transaction value', 'value-date', '2021/03/01', has('value-date', undefined));
  badCode('transaction transaction-type', 'code', '99', 1);
  spoil('transaction', within('transaction-type', has('code', '5')), 1, 'NOT_KEPT', 'of a type that is not kept');
  spoil('transaction', within('value', says('0')), 1, 'NOT_KEPT', 'of 0');
  for (const name of ['transaction-type', 'transaction-date', 'value'])
    spoil('transaction', without(name), 1, 'PART', `without ${name}`);
  spoil('transaction provider-org', ({ name }) => node(name), 2, 'PART', 'of nobody');
  spoil('transaction provider-org', has('type', '77'), has('type', '90'), 'NOTE', 'type');
  spoil('transaction description narrative', says(LONG), 1, 'PART', 'too long');
  spoil('transaction', has('ref', LONG), 1, 'PART', 'with a long reference');
  badCode('transaction sector', 'code', '99999', 2);
  badCode('transaction recipient-country', 'code', 'XX', 2);
  badCode('result', 'type', '7', 1);
  spoil('result', without('title'), 1, 'PART', 'without title');
  spoil('result title narrative', says(LONG), 1, 'PART', 'too long');
  badCode('result indicator', 'measure', '9', has('measure', undefined));
  spoil('result indicator', without('title'), 2, 'PART', 'without title');
  badDay('result indicator period period-end', 4);
  badCode('result indicator period period-end', 'iso-date', '2020-01-01', 3);
  for (const name of ['budget', 'planned-disbursement']) {
    badMoney(name, 1);
    badDay(`${name} period-start`, 1);
    badDay(`${name} period-end`, 1);
    badCode(`${name} period-end`, 'iso-date', '2000-01-01', 1);
    badCode(name, 'type', '9', has('type', undefined));
  }
  badCode('budget', 'status', '9', has('status', undefined));
  spoil('budget', without('period-end'), 1, 'PART', 'without period-end');
  spoil('location point pos', says('95 200'), 2, 'PART', 'elsewhere');
  badCode('location administrative', 'code', '', 2);
  badCode('document-link', 'url', '', 1);
  badCode('document-link category', 'code', 'Z99', 1);
  spoil('document-link', without('category'), 1, 'PART', 'without category');
  badDay('document-link document-date', 2);
  spoil('document-link', has('format', LONG), 1, 'PART', 'with a long format');
  for (const path of ['transaction', 'result', 'location', 'title'])
    spoil(path, and(node('surprise', { code: '1' })), asItIs, 'NOT_READ', 'with an element that nobody knows');
  spoil('transaction', has('mystery', '1'), asItIs, 'NOT_READ', 'with an attribute that nobody knows');
  spoil(
    '',
    and(node('x:budget', { 'xmlns:x': 'https://example.org' })),
    asItIs,
    'NOT_READ',
    'with an element of a foreign namespace',
  );
  spoil(
    '',
    and(node('budget', { xmlns: 'https://example.org' })),
    asItIs,
    'NOT_READ',
    'with an element that looks like one of IATI',
  );
  return found;
}

export const KINDS = kinds();

interface Found {
  readonly path: readonly Node[];
}

/** The elements at a path, each with those above it. */
function at(activity: Node, [name, ...rest]: readonly string[]): Found[] {
  if (name === undefined) return [{ path: [] }];
  return activity.children
    .filter((child) => child.name === name)
    .flatMap((child) => at(child, rest).map(({ path }) => ({ path: [child, ...path] })));
}

/** The activity with another element in the place of the last of a path; without it, where there is none. */
function withOther(above: Node, [child, ...below]: readonly Node[], other: Node | undefined): Node | undefined {
  if (!child) return other;
  const next = below.length === 0 ? other : withOther(child, below, other);
  return { ...above, children: above.children.flatMap((one) => (one === child ? (next ?? []) : one)) };
}

/** The activity with a mistake of a kind at one of the places where it can be made; undefined where there is none. */
export function mistaken(activity: Node, { name, path, spoil, effect, costs, where }: Kind, nth: number): Mistaken | undefined {
  const places = at(activity, path);
  const place = places[nth % (places.length || 1)]?.path;
  if (!place) return undefined;
  const before = place.at(-1) ?? activity;
  const spoilt = spoil(before)!;
  const left =
    typeof costs === 'function'
      ? withOther(activity, place, costs(before))
      : costs === 0
        ? undefined
        : withOther(activity, place.slice(0, costs), undefined);
  return { name, activity: withOther(activity, place, spoilt)!, at: where?.(spoilt) ?? spoilt, effect, left };
}
