import fc from 'fast-check';
import { temporaryFile } from './temporary-file.js';

/** An element of an IATI document. */
export interface Node {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Node[];
  readonly text: string;
}

export function node(name: string, attributes: Readonly<Record<string, string>> = {}, ...within: (Node | string)[]): Node {
  const children = within.filter((one) => typeof one !== 'string');
  return { name, attributes, children, text: within.filter((one) => typeof one === 'string').join('') };
}

const escaped = (text: string) => text.replace(/[&<"]/g, (one) => `&#${one.charCodeAt(0)};`);

/** A document as XML, a start tag a line. @returns the text, and the line of each element */
export function written(
  activities: readonly Node[],
  version = '2.03',
): { readonly text: string; readonly lines: Map<Node, number> } {
  const lines = new Map<Node, number>();
  const rows = ['<?xml version="1.0" encoding="UTF-8"?>', `<iati-activities version="${version}">`];
  const write = (one: Node) => {
    lines.set(one, rows.length + 1);
    const attributes = Object.entries(one.attributes).map(([name, value]) => ` ${name}="${escaped(value)}"`);
    const start = `<${one.name}${attributes.join('')}>${escaped(one.text)}`;
    if (one.children.length === 0) return void rows.push(`${start}</${one.name}>`);
    rows.push(start);
    one.children.forEach(write);
    rows.push(`</${one.name}>`);
  };
  activities.forEach(write);
  return { text: `${[...rows, '</iati-activities>'].join('\n')}\n`, lines };
}

/** A file of activities in a folder of its own, for the time of the test. @returns its path */
export function documentFile(activities: readonly Node[]): Promise<string> {
  return temporaryFile('activities.xml', written(activities).text);
}

const text = (name: string, words: string, attributes = {}) => node(name, attributes, node('narrative', {}, words));
const code = (name: string, value: string, more = {}) => node(name, { code: value, ...more });
const date = (name: string, day: string, more = {}) => node(name, { 'iso-date': day, ...more });
const organisation = (name: string, one: string, more = {}) =>
  text(name, `Ministry of ${one}`, { ref: `XM-DAC-${one.length}-${one}`, type: '10', ...more });
const money = (amount: string, currency: string, day: string) => node('value', { currency, 'value-date': day }, amount);

const word = fc.constantFrom('water', 'borders', 'ports', 'crowds', 'Ärger & <Zorn>');
const place = fc.constantFrom('Norway', 'Japan', 'Peru');
const day = fc.integer({ min: 0, max: 700 }).map((n) => new Date(Date.UTC(2021, 0, 1 + n)).toISOString().slice(0, 10));
const amount = fc.constantFrom('10', '20.5', '3000', '-7');
const currency = fc.constantFrom('USD', 'EUR');

const transaction = fc
  .record({
    type: fc.constantFrom('1', '2', '3', '4', '11', '12'),
    day,
    amount,
    currency,
    word,
    place,
    ref: fc.constantFrom('a', 'b', undefined),
  })
  .map((of) =>
    node(
      'transaction',
      { ...(of.ref ? { ref: of.ref } : {}), humanitarian: '1' },
      code('transaction-type', of.type),
      date('transaction-date', of.day),
      money(of.amount, of.currency, of.day),
      text('description', of.word),
      organisation('provider-org', of.place, { 'provider-activity-id': `A-${of.place}` }),
      organisation('receiver-org', 'Kenya'),
      code('sector', '15130', { vocabulary: '1' }),
      code('recipient-country', 'KE'),
      code('aid-type', 'C01'),
    ),
  );
const result = fc
  .record({ word, target: fc.constantFrom('40', '50'), actual: fc.constantFrom('7', '38') })
  .map(({ word, target, actual }) =>
    node(
      'result',
      { type: '1' },
      text('title', word),
      text('description', `about ${word}`),
      node(
        'indicator',
        { measure: '1' },
        text('title', 'Officers'),
        node(
          'period',
          {},
          date('period-start', '2021-01-01'),
          date('period-end', '2021-06-30'),
          node('target', { value: target }),
          node('actual', { value: actual }),
        ),
      ),
    ),
  );
const period = (start: string, end: string) => [date('period-start', start), date('period-end', end)];
const budget = fc
  .record({ amount, currency, year: fc.constantFrom('2022', '2023') })
  .map(({ amount, currency, year }) =>
    node(
      'budget',
      { type: '1', status: '2' },
      ...period(`${year}-01-01`, `${year}-12-31`),
      money(amount, currency, `${year}-01-01`),
    ),
  );
const planned = fc
  .record({ amount, currency, place })
  .map(({ amount, currency, place }) =>
    node(
      'planned-disbursement',
      { type: '1' },
      ...period('2022-01-01', '2022-06-30'),
      money(amount, currency, '2022-01-01'),
      organisation('receiver-org', place),
    ),
  );
const location = fc
  .constantFrom('6.8216 -58.1618', '1.29 36.82')
  .map((pos) =>
    node(
      'location',
      { ref: pos },
      text('name', `Place ${pos}`),
      code('administrative', '1', { vocabulary: 'G1', level: '1' }),
      node('point', {}, node('pos', {}, pos)),
    ),
  );
const documentLink = word.map((one) =>
  node(
    'document-link',
    { url: `https://example.org/${one.length}`, format: 'application/pdf' },
    text('title', one),
    code('category', 'A07'),
    code('language', 'en'),
    date('document-date', '2021-05-01'),
  ),
);

const some = <T>(one: fc.Arbitrary<T>, most = 2) => fc.array(one, { maxLength: most });
/** At most one of each, by a property that tells them apart. */
const each = (one: fc.Arbitrary<Node>) => fc.uniqueArray(one, { maxLength: 2, selector: (found) => JSON.stringify(found) });

/** Activities that hold every kind of element which is read and some that are not, in the order of the schema of IATI 2.03. @param identifier of the activity */
export function goodActivity(identifier: string): fc.Arbitrary<Node> {
  return fc
    .record({
      word,
      other: word,
      place,
      status: fc.constantFrom('1', '2', '3', '4', '5', '6'),
      planned: fc.constantFrom('2020-06-01', '2021-01-01', '2021-05-01'),
      start: day,
      shares: fc.constantFrom(['60', '40'], ['100', '0']),
      scope: fc.constantFrom('1', '4'),
      updated: fc.constantFrom('2023-01-01T00:00:00Z', '2023-02-01T00:00:00Z'),
      contacts: some(word, 1),
      transactions: some(transaction, 4),
      results: fc.uniqueArray(result, { maxLength: 2, selector: ({ children: [title] }) => title!.children[0]!.text }),
      budgets: each(budget),
      disbursements: each(planned),
      locations: each(location),
      documents: each(documentLink),
    })
    .map((of) =>
      node(
        'iati-activity',
        { 'default-currency': 'USD', 'xml:lang': 'en', 'last-updated-datetime': of.updated },
        node('iati-identifier', {}, identifier),
        text('reporting-org', 'UNODC', { ref: 'XM-DAC-41128', type: '40' }),
        text('title', `About ${of.word}`),
        text('description', `All of ${of.other}`, { type: '1' }),
        organisation('participating-org', of.place, { role: '1' }),
        organisation('participating-org', 'Kenya', { role: '4' }),
        node('other-identifier', { ref: `CRS-${of.word.length}`, type: 'A2' }),
        code('activity-status', of.status),
        date('activity-date', of.planned, { type: '1' }),
        date('activity-date', of.start, { type: '2' }),
        ...of.contacts.map((one) =>
          node('contact-info', {}, text('organisation', one), node('website', {}, 'https://example.org')),
        ),
        code('activity-scope', of.scope),
        code('recipient-country', 'KE', { percentage: of.shares[0] }),
        code('recipient-country', 'UG', { percentage: of.shares[1] }),
        ...of.locations,
        code('sector', '15130', { vocabulary: '1', percentage: '100' }),
        code('tag', '16', { vocabulary: '2' }),
        node('humanitarian-scope', { type: '1', code: 'EQ', vocabulary: '1-2' }),
        code('collaboration-type', '1'),
        code('default-flow-type', '10'),
        code('default-finance-type', '110'),
        code('default-aid-type', 'C01', { vocabulary: '1' }),
        code('default-tied-status', '5'),
        ...of.budgets,
        ...of.disbursements,
        ...of.transactions,
        ...of.documents,
        node('related-activity', { ref: `P-${of.word.length}`, type: '1' }),
        ...of.results,
      ),
    );
}
