import { type ActorKind, IATI_TYPE_OF_KIND } from '../../codes/actor-kinds.js';
import { countryAt } from '../../codes/countries.js';
import { isInUse, toMinorUnits } from '../../codes/currencies.js';
import { parseOccurred } from '../../event-sourcing/occurred.js';
import { type TransferFlow } from '../../records/assistance-project/assistance-project.fields.js';
import { missingOf } from '../publication/missing.js';
import {
  type Activity,
  type Found,
  type Organisation,
  type Reading,
  type Transaction,
  type TransactionCommand,
} from '../publication/publication.js';
import { decimal, plainName } from '../publication/values.js';
import { type Column, type Row } from './read-rows.js';

const COMMANDS: Readonly<Record<string, TransactionCommand>> = {
  pledge: 'pledgeFunds',
  commitment: 'commitFunds',
  paid: 'disburseFunds',
};
const FLOWS: Readonly<Record<string, TransferFlow>> = {
  Standard: 'STANDARD',
  Parked: 'PARKED',
  'Pass through': 'PASS_THROUGH',
  Carryover: 'CARRYOVER',
};
const CONTRIBUTIONS = { financial: false, 'in kind': true } as const;
const KINDS: Readonly<Record<string, ActorKind>> = {
  Government: 'NATIONAL_AGENCY',
  'UN agency': 'UN_ENTITY',
  'Pooled fund': 'INTL_ORG',
  'Inter-governmental': 'INTL_ORG',
  'Financial institution': 'INTL_ORG',
  'Red Cross/Red Crescent': 'CIVIL_SOCIETY',
  NGO: 'CIVIL_SOCIETY',
  'Private organization/foundation': 'PRIVATE',
  Other: 'CIVIL_SOCIETY',
};
/** What stands for several where a cell has room for one. */
const SEVERAL = 'Multiple';
const LONGEST_TITLE = 150;

/** Reads and checks one flow: a project of assistance with one movement of money, or one contribution in kind. @param today day of the import */
export function readFlow(row: Row, today: string): Reading<Activity> {
  const { line, values, notRead } = row;
  if (!values) return { line, problems: [{ line, rule: row.rule!, effect: 'ITEM' }], notRead };
  const reader = new FlowReader(values, line);
  const identifier = /^\d+$/.test(values.id) ? `FTS:${values.id}` : reader.refuse('id', 'is the number of a flow');
  const activity = identifier === undefined ? undefined : reader.activity(identifier, today);
  const { problems } = reader;
  return {
    line,
    identifier,
    problems,
    notRead,
    ...(problems.every(({ effect }) => effect !== 'ITEM') ? { item: activity } : {}),
  };
}

class FlowReader {
  readonly problems: Found[] = [];

  constructor(
    readonly values: Readonly<Record<Column, string>>,
    readonly line: number,
  ) {}

  /** Notes that a cell breaks a rule, so that the flow cannot be taken. */
  refuse(column: Column, rule: string): undefined {
    this.problems.push({ line: this.line, element: column, value: this.values[column], rule, effect: 'ITEM' });
  }

  /** Notes that a cell breaks a rule: the flow is taken without it. @param part what is left out with it */
  leaveOut(column: Column, rule: string, part?: string, value = this.values[column]): undefined {
    this.problems.push({ line: this.line, element: column, value, rule, effect: 'PART', part });
  }

  activity(identifier: string, today: string): Activity | undefined {
    const { values, line } = this;
    const provider = this.#organisation('srcOrganization', 'srcOrganizationTypes');
    const receiver = this.#organisation('destOrganization', 'destOrganizationTypes');
    const reporter = receiver ?? provider;
    if (!reporter)
      return this.refuse('destOrganization', 'a flow names the organisation that it comes from, or the one that it goes to');
    const date = this.#day('date', today);
    const command = this.#code('status', COMMANDS);
    const flow = this.#code('flowType', FLOWS);
    const inKind = this.#code('contributionType', CONTRIBUTIONS);
    const money = this.#money();
    const details = this.#details(identifier, flow);
    const use = money && date ? isInUse(money.currency, date) : true;
    if (use !== true) this.leaveOut('originalCurrency', use.rule, 'transaction');
    const transaction: Transaction | undefined =
      date && command && flow && inKind !== undefined && money && use === true
        ? {
            line,
            command: inKind ? 'recordInKindContribution' : command,
            date,
            valueDate: date,
            direction: receiver ? 'INCOMING' : 'OUTGOING',
            flow,
            ...money,
            reference: values.refCode || undefined,
            description: inKind ? details.title : undefined,
            provider,
            receiver,
          }
        : undefined;
    const updated = parseOccurred(values.updatedAt)?.occurredAt;
    return {
      line,
      identifier,
      reporter,
      status: command && (command === 'pledgeFunds' ? 'PIPELINE' : 'IMPLEMENTATION'),
      details,
      participants: [
        ...(provider ? [{ organisation: provider, role: 'FUNDING' }] : []),
        ...(receiver ? [{ organisation: receiver, role: 'IMPLEMENTING' }] : []),
      ],
      // Of what was parked and is given on since, nothing is left here.
      transactions: !transaction || transaction.minor === 0 ? [] : [transaction],
      results: [],
      plannedDisbursements: [],
      missing: missingOf(this.problems),
      updated: updated !== undefined && updated.slice(0, 10) <= today ? updated : undefined,
      began: date,
    };
  }

  #details(identifier: string, flow: TransferFlow | undefined) {
    const { values } = this;
    const whole = values.description.replaceAll('\0', '');
    if (!whole) this.leaveOut('description', 'says what the flow is for; its number stands for it');
    const cut = whole.length > LONGEST_TITLE;
    const title = !whole ? identifier : cut ? `${whole.slice(0, LONGEST_TITLE).replace(/\s+\S*$/, '')}…` : whole;
    const start = this.#year('destUsageYearStart');
    const end = this.#year('destUsageYearEnd');
    const wrong = start !== undefined && end !== undefined && end < start;
    if (wrong) this.leaveOut('destUsageYearEnd', `is not before destUsageYearStart, ${start}`);
    const tag = (code: string, name: string) => ({ vocabulary: '99', code, name: english(name) });
    return {
      title: [{ language: 'und', text: title }],
      ...(cut ? { description: [{ language: 'und', text: whole }] } : {}),
      ...(start ? { plannedStart: `${start}-01-01` } : {}),
      ...(end && !wrong ? { plannedEnd: `${end}-12-31` } : {}),
      aidTypes: [],
      recipients: list(values.destLocations).flatMap((code) => this.#country(code) ?? []),
      sectors: list(values.destGlobalClusters).map((name) => tag(name, name)),
      tags: [
        ...(flow && flow !== 'STANDARD' ? [tag(flow, values.flowType)] : []),
        ...(values.destPlanCode ? [tag(values.destPlanCode, values.destPlan || values.destPlanCode)] : []),
        ...(values.destProjectCode ? [tag(values.destProjectCode, values.destProject || values.destProjectCode)] : []),
        ...[...list(values.destEmergency), ...list(values.keywords)]
          .filter((name) => name !== SEVERAL)
          .map((name) => tag(name, name)),
      ],
      themes: [],
      identifiers: [{ scheme: 'FTS', value: identifier.slice('FTS:'.length) }],
      documents: [],
      related: [],
    };
  }

  /** Where several organisations share an end of the flow, or nobody is named, it is not said who. */
  #organisation(column: 'srcOrganization' | 'destOrganization', types: Column): Organisation | undefined {
    const name = this.values[column].replaceAll('\0', '');
    if (!name || name === SEVERAL) return undefined;
    const known = this.#code(types, KINDS, types);
    const kind = known ?? 'CIVIL_SOCIETY';
    const actorKind = kind === 'NATIONAL_AGENCY' && name.endsWith(', Government of') ? 'STATE' : kind;
    return { key: `${IATI_TYPE_OF_KIND[actorKind]}:${plainName(name)}`, name: english(name), actorKind, line: this.line };
  }

  /** In the original currency where that is given, as a movement of money is; nothing is converted. */
  #money(): Pick<Transaction, 'amount' | 'minor' | 'currency'> | undefined {
    const { originalAmount, originalCurrency } = this.values;
    const dollars = this.#amount('amountUSD', 'USD');
    if (originalAmount === '' || !dollars) return dollars;
    if (!originalCurrency) return this.leaveOut('originalCurrency', 'says in which currency originalAmount is', 'transaction');
    const original = this.#amount('originalAmount', originalCurrency);
    return original?.minor === 0 ? dollars : original;
  }

  #amount(column: 'amountUSD' | 'originalAmount', currency: string) {
    const amount = decimal(this.values[column]);
    if (amount === undefined) return this.leaveOut(column, 'is a number', 'transaction');
    const minor = toMinorUnits(amount, currency);
    return typeof minor === 'number'
      ? { amount, minor, currency }
      : this.leaveOut(column, `${minor.rule} (${currency})`, 'transaction');
  }

  #code<T>(column: Column, codes: Readonly<Record<string, T>>, part = 'transaction'): T | undefined {
    const value = this.values[column];
    return Object.hasOwn(codes, value) ? codes[value] : this.leaveOut(column, `is one of ${Object.keys(codes).join(', ')}`, part);
  }

  #day(column: Column, today: string): string | undefined {
    const value = this.values[column];
    if (parseOccurred(value)?.precision !== 'day') {
      const rule = /^\d{4}-\d{2}-\d{2}$/.test(value) ? 'is a day that exists' : 'is a day, written YYYY-MM-DD';
      return this.leaveOut(column, rule, 'transaction');
    }
    return value <= today ? value : this.leaveOut(column, 'does not lie in the future', 'transaction');
  }

  #year(column: Column): string | undefined {
    const value = this.values[column];
    return value === '' || /^\d{4}$/.test(value) ? value : this.leaveOut(column, 'is a year');
  }

  #country(text: string): { readonly country: string } | undefined {
    const country = countryAt(text, this.values.date || undefined);
    return typeof country === 'string' ? { country } : this.leaveOut('destLocations', country.rule, 'recipient', text);
  }
}

function english(text: string) {
  return [{ language: 'en', text }];
}

/** Entries of a cell that holds several, each once. */
function list(cell: string): string[] {
  return [...new Set(cell.split(',').map((one) => one.trim()))].filter((one) => one !== '');
}
