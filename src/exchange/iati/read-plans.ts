import { budgetStatuses, budgetTypes } from '../../records/assistance-project/assistance-project.details.js';
import { type PlannedDisbursement } from '../publication/publication.js';
import { type XmlElement } from './read-activities.js';
import { readMoney, required } from './read-transactions.js';
import { type ActivityReader, all, first } from './reading.js';

/** Codes `1`, `2`, … of a list of ours that keeps the order of IATI's. */
export function numbered<const Names extends readonly string[]>(names: Names): Readonly<Record<string, Names[number]>> {
  return Object.fromEntries(names.map((name, i) => [String(i + 1), name]));
}

const TYPES = numbered(budgetTypes.codes);
/** IATI BudgetStatus. */
export const STATUSES = numbered(budgetStatuses.codes);

/** The activity's budgets, as the command that describes a project takes them. */
export function readBudgets(reader: ActivityReader): object[] {
  return reader.parts(reader.activity, 'budget', (element) => {
    const planned = readPlanned(reader, element);
    if (planned && !planned.end) return undefined;
    const status = element.attributes.status ? reader.code<string>(element, 'status', STATUSES) : undefined;
    return planned && { ...planned, ...(status ? { status } : {}) };
  });
}

/** The activity's planned disbursements. */
export function readPlannedDisbursements(reader: ActivityReader): PlannedDisbursement[] {
  return reader.parts(reader.activity, 'planned-disbursement', (element) => {
    const planned = readPlanned(reader, element, true);
    if (!planned) return undefined;
    const from = first(element, 'provider-org');
    const to = first(element, 'receiver-org');
    return {
      ...planned,
      provider: from && reader.organisation(from),
      receiver: to && reader.organisation(to),
      providerActivity: from?.attributes['provider-activity-id']?.trim() || undefined,
      receiverActivity: to?.attributes['receiver-activity-id']?.trim() || undefined,
    };
  });
}

/** Period, amount and type of planned money. */
export function readPlanned(reader: ActivityReader, element: XmlElement, openEnd = false) {
  const type = element.attributes.type ? reader.code<string>(element, 'type', TYPES) : undefined;
  const from = required(reader, element, 'period-start');
  const start = from && reader.day(from);
  const to = openEnd ? first(element, 'period-end') : required(reader, element, 'period-end');
  const end = to && reader.day(to);
  const money = readMoney(reader, element, start);
  if (!start || !money || (to && !end)) return undefined;
  if (end && end < start) return reader.leaveOut(to, 'does not lie before period-start', 'period-end', end);
  const { amount, currency, valueDate } = money;
  return { ...(type ? { type } : {}), start, ...(end ? { end } : {}), amount: { amount, currency }, valueDate };
}

/** The activity's locations. */
export function readLocations(reader: ActivityReader): object[] {
  return reader.parts(reader.activity, 'location', (element) => {
    const reference = element.attributes.ref?.trim();
    const name = reader.text(first(element, 'name'));
    const description = reader.text(first(element, 'description'));
    const point = first(element, 'point');
    const position = point && readPosition(reader, point);
    const areas = ['location-id', 'administrative'].flatMap((kind) =>
      all(element, kind).flatMap((one) => {
        const { vocabulary, code, level } = one.attributes;
        if (!vocabulary?.trim() || !code?.trim()) {
          return reader.leaveOut(one, 'has a vocabulary and a code', `location/${kind}`) ?? [];
        }
        return [{ vocabulary: vocabulary.trim(), ...(level?.trim() ? { level: level.trim() } : {}), code: code.trim() }];
      }),
    );
    if (!name && !position && areas.length === 0) return reader.leaveOut(element, 'has a name, a point or a code');
    return {
      ...(reference ? { reference } : {}),
      ...(name ? { name } : {}),
      ...(description ? { description } : {}),
      ...position,
      areas,
    };
  });
}

function readPosition(reader: ActivityReader, point: XmlElement) {
  const pos = first(point, 'pos');
  const text = (pos?.text ?? '').trim();
  const [latitude = NaN, longitude = NaN, ...more] = text.split(/\s*,\s*|\s+/).map((part) => (part === '' ? NaN : Number(part)));
  const isPosition = more.length === 0 && Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180;
  if (isPosition && text.includes(','))
    reader.notKept(pos!, 'is two numbers with a blank between them; the comma is read as one', 'NOTE', text);
  if (isPosition) return { latitude, longitude };
  return reader.leaveOut(
    pos ?? point,
    'is a latitude from -90 to 90 and a longitude from -180 to 180',
    'location/point/pos',
    pos?.text ?? '',
  );
}

/** The offices that answer questions about the activity. Names of persons, their posts, telephones and addresses of mail are not read. */
export function readContacts(reader: ActivityReader): object[] {
  return reader.each(reader.activity, 'contact-info', (element) => {
    const organisation = reader.text(first(element, 'organisation'));
    const department = reader.text(first(element, 'department'));
    const website = first(element, 'website')?.text || undefined;
    const address = reader.text(first(element, 'mailing-address'));
    if (!organisation && !department && !website && !address) return undefined;
    return {
      ...(organisation ? { organisation } : {}),
      ...(department ? { department } : {}),
      ...(website ? { website } : {}),
      ...(address ? { address } : {}),
    };
  });
}
