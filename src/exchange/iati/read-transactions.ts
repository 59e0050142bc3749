import { toMinorUnits } from '../../codes/currencies.js';
import { type Organisation, type Transaction, type TransactionCommand } from '../publication/publication.js';
import { decimal } from '../publication/values.js';
import { type XmlElement } from './read-activities.js';
import { type ActivityReader, all, first } from './reading.js';

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
  return all(reader.activity, 'transaction')
    .flatMap((element) => readTransaction(reader, element, reporter) ?? [])
    .sort((a, b) => (a.date === b.date ? a.line - b.line : a.date < b.date ? -1 : 1));
}

function readTransaction(reader: ActivityReader, element: XmlElement, reporter: Organisation): Transaction | undefined {
  const type = required(reader, element, 'transaction-type');
  const kind = type && reader.code<Kind | 'NOT_KEPT'>(type, 'code', TYPES);
  const dated = required(reader, element, 'transaction-date');
  const date = dated && reader.day(dated);
  if (dated && date && date > reader.today) return reader.fail(dated, `transaction-date ${date} lies in the future`);
  const value = readValue(reader, element);
  if (!kind || !date || !value) return undefined;
  if (kind === 'NOT_KEPT') return reader.leaveOut(element, `transactions of type ${type.attributes.code} are not kept`);
  if (value.minor === 0) return reader.leaveOut(element, 'a transaction of 0');
  const [command, direction] = kind;
  const from = first(element, 'provider-org');
  const to = first(element, 'receiver-org');
  // By the standard, whoever is not named is the reporting organisation on its own side of the transaction.
  const provider = (from && reader.organisation(from)) ?? (direction === 'OUTGOING' ? reporter : undefined);
  const receiver = (to && reader.organisation(to)) ?? (direction === 'INCOMING' ? reporter : undefined);
  return {
    line: element.line,
    command,
    date,
    valueDate: value.date ?? date,
    direction,
    ...value.money,
    minor: value.minor,
    reference: element.attributes.ref?.trim() || undefined,
    description: reader.text(first(element, 'description')),
    provider,
    receiver,
    providerActivity: from?.attributes['provider-activity-id']?.trim() || undefined,
    receiverActivity: to?.attributes['receiver-activity-id']?.trim() || undefined,
  };
}

function required(reader: ActivityReader, element: XmlElement, name: string): XmlElement | undefined {
  return first(element, name) ?? reader.fail(element, `${name} is missing`);
}

function readValue(reader: ActivityReader, transaction: XmlElement) {
  const element = required(reader, transaction, 'value');
  if (!element) return undefined;
  const currency = element.attributes.currency?.trim() || reader.activity.attributes['default-currency']?.trim();
  if (!currency) return reader.fail(element, 'value has no currency, and the activity no default-currency');
  const amount = decimal(element.text);
  if (amount === undefined) return reader.fail(element, `value: ${element.text || 'nothing'} is not a number`);
  const minor = toMinorUnits(amount, currency);
  if (typeof minor !== 'number') return reader.fail(element, `value: ${amount} ${currency}: ${minor.rule}`);
  const date = element.attributes['value-date'] ? reader.day(element, 'value-date') : undefined;
  return { money: { amount, currency }, minor, date };
}
