import { isInUse, toMinorUnits } from '../../codes/currencies.js';
import { type Organisation, type Transaction, type TransactionCommand } from '../publication/publication.js';
import { decimal } from '../publication/values.js';
import { type XmlElement } from './read-activities.js';
import { readClassified, readPlace } from './read-places.js';
import { type ActivityReader, first } from './reading.js';

type Kind = readonly [TransactionCommand, Transaction['direction']];

/** IATI TransactionType: the command that records it and its direction; none of our events says what the others are. */
const TYPES: Readonly<Record<string, Kind | 'NOT_KEPT'>> = {
  '1': ['disburseFunds', 'INCOMING'],
  '2': ['commitFunds', 'OUTGOING'],
  '3': ['disburseFunds', 'OUTGOING'],
  '4': ['spendFunds', 'OUTGOING'],
  '5': 'NOT_KEPT',
  '6': 'NOT_KEPT',
  '7': ['returnFunds', 'OUTGOING'],
  '8': 'NOT_KEPT',
  '9': 'NOT_KEPT',
  '10': 'NOT_KEPT',
  '11': ['commitFunds', 'INCOMING'],
  '12': ['pledgeFunds', 'OUTGOING'],
  '13': ['pledgeFunds', 'INCOMING'],
};

/** The activity's transactions in the order in which they took place. */
export function readTransactions(reader: ActivityReader, reporter: Organisation): Transaction[] {
  return reader
    .parts(reader.activity, 'transaction', (element) => readTransaction(reader, element, reporter))
    .sort((a, b) => (a.date === b.date ? a.line - b.line : a.date < b.date ? -1 : 1));
}

function readTransaction(reader: ActivityReader, element: XmlElement, reporter: Organisation): Transaction | undefined {
  const type = required(reader, element, 'transaction-type');
  const kind = type && reader.code<Kind | 'NOT_KEPT'>(type, 'code', TYPES);
  const dated = required(reader, element, 'transaction-date');
  const date = dated && reader.day(dated);
  if (dated && date && date > reader.today) {
    return reader.leaveOut(dated, 'does not lie in the future', 'transaction-date/@iso-date', date);
  }
  const value = readMoney(reader, element, date);
  if (!kind || !date || !value) return undefined;
  if (kind === 'NOT_KEPT') return reader.notKept(element, `transactions of type ${type.attributes.code} are not kept`);
  if (value.minor === 0) return reader.notKept(element, 'a transaction of 0 moves nothing');
  const [command, direction] = kind;
  const from = first(element, 'provider-org');
  const to = first(element, 'receiver-org');
  // By the standard, whoever is not named is the reporting organisation on its own side of the transaction.
  const provider = (from && reader.organisation(from)) ?? (direction === 'OUTGOING' ? reporter : undefined);
  const receiver = (to && reader.organisation(to)) ?? (direction === 'INCOMING' ? reporter : undefined);
  const place = first(element, 'recipient-country') ?? first(element, 'recipient-region');
  const sectors = reader.each(element, 'sector', (one) => readClassified(reader, one, 'sector'));
  return {
    line: element.line,
    command,
    date,
    valueDate: value.valueDate,
    direction,
    amount: value.amount,
    currency: value.currency,
    minor: value.minor,
    reference: element.attributes.ref?.trim() || undefined,
    description: reader.text(first(element, 'description')),
    provider,
    receiver,
    providerActivity: from?.attributes['provider-activity-id']?.trim() || undefined,
    receiverActivity: to?.attributes['receiver-activity-id']?.trim() || undefined,
    recipient: place && readPlace(reader, place, date),
    sectors: sectors.length > 0 ? sectors : undefined,
  };
}

export function required(reader: ActivityReader, element: XmlElement, name: string): XmlElement | undefined {
  return first(element, name) ?? reader.leaveOut(element, 'is missing', name);
}

/** `value` of a transaction, a budget or a planned disbursement. @param day the day that its value has where it says none itself */
export function readMoney(reader: ActivityReader, parent: XmlElement, day: string | undefined) {
  const element = required(reader, parent, 'value');
  if (!element) return undefined;
  const own = element.attributes.currency?.trim();
  const currency = own || reader.activity.attributes['default-currency']?.trim();
  if (!currency) return reader.leaveOut(element, 'has a currency, or the activity a default-currency', 'value/@currency');
  const amount = decimal(element.text);
  if (amount === undefined) return reader.leaveOut(element, 'is a number', 'value', element.text);
  const minor = toMinorUnits(amount, currency);
  if (typeof minor !== 'number') return reader.leaveOut(element, minor.rule, 'value', `${amount} ${currency}`);
  const said = element.attributes['value-date'] ? reader.day(element, 'value-date') : undefined;
  const valueDate = said ?? day;
  if (valueDate === undefined) return undefined;
  // What was owed in a currency may be valued a day after it ended: the earlier of the two days counts.
  const held = [valueDate, ...(day === undefined ? [] : [day])].sort()[0]!;
  const use = isInUse(currency, held);
  if (use !== true)
    return reader.leaveOut(element, use.rule, own ? 'value/@currency' : 'iati-activity/@default-currency', currency);
  return { amount, currency, minor, valueDate };
}
