import { createHash } from 'node:crypto';
import countries from 'i18n-iso-countries';
import { type ActorKind, IATI_TYPE_OF_KIND } from '../../codes/actor-kinds.js';
import { toMinorUnits } from '../../codes/currencies.js';
import { parseOccurred } from '../../event-sourcing/occurred.js';
import { type TransferFlow } from '../../records/assistance-project/assistance-project.events.js';
import {
  type Activity,
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
  const { line, values, text, notRead } = row;
  if (!values) return { line, problems: [{ line, reason: row.reason!, of: 'ITEM' }], notRead };
  const reader = new FlowReader(values, line);
  const identifier = /^\d+$/.test(values.id) ? `FTS:${values.id}` : reader.fail('id', 'is the number of a flow');
  const activity = identifier === undefined ? undefined : reader.activity(identifier, today);
  const problems = reader.reasons.map((reason) => ({ line, reason, of: 'ITEM' as const }));
  const digest = createHash('sha256').update(text).digest('base64');
  return { line, identifier, problems, notRead, digest, ...(problems.length === 0 ? { item: activity } : {}) };
}

class FlowReader {
  readonly reasons: string[] = [];

  constructor(
    readonly values: Readonly<Record<Column, string>>,
    readonly line: number,
  ) {}

  /** Notes that a cell breaks a rule. */
  fail(column: Column, rule: string): undefined {
    this.reasons.push(`${column} = ${this.values[column] || 'nothing'}: ${rule}`);
  }

  activity(identifier: string, today: string): Activity | undefined {
    const { values, line } = this;
    const provider = this.#organisation('srcOrganization', 'srcOrganizationTypes');
    const receiver = this.#organisation('destOrganization', 'destOrganizationTypes');
    const reporter = receiver ?? provider;
    if (!reporter) this.fail('destOrganization', 'a flow names the organisation that it comes from, or the one that it goes to');
    const date = this.#day('date', today);
    const command = this.#code('status', COMMANDS);
    const flow = this.#code('flowType', FLOWS);
    const inKind = this.#code('contributionType', CONTRIBUTIONS);
    const money = this.#money();
    const details = this.#details(identifier, flow);
    if (!reporter || !date || !command || !flow || inKind === undefined || !money) return undefined;
    const transaction: Transaction = {
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
    };
    const updated = parseOccurred(values.updatedAt)?.occurredAt;
    return {
      line,
      identifier,
      reporter,
      status: command === 'pledgeFunds' ? 'PIPELINE' : 'IMPLEMENTATION',
      details,
      participants: [
        ...(provider ? [{ organisation: provider, role: 'FUNDING' }] : []),
        ...(receiver ? [{ organisation: receiver, role: 'IMPLEMENTING' }] : []),
      ],
      // Of what was parked and is given on since, nothing is left here.
      transactions: money.minor === 0 ? [] : [transaction],
      results: [],
      updated: updated !== undefined && updated.slice(0, 10) <= today ? updated : undefined,
      began: date,
    };
  }

  #details(identifier: string, flow: TransferFlow | undefined) {
    const { values } = this;
    const whole = values.description.replaceAll('\0', '');
    if (!whole) this.fail('description', 'says what the flow is for');
    const cut = whole.length > LONGEST_TITLE;
    const title = cut ? `${whole.slice(0, LONGEST_TITLE).replace(/\s+\S*$/, '')}…` : whole;
    const start = this.#year('destUsageYearStart');
    const end = this.#year('destUsageYearEnd');
    if (start && end && end < start) this.fail('destUsageYearEnd', `is not before destUsageYearStart, ${start}`);
    const tag = (code: string, name: string) => ({ vocabulary: '99', code, name: english(name) });
    return {
      title: [{ language: 'und', text: title }],
      ...(cut ? { description: [{ language: 'und', text: whole }] } : {}),
      ...(start ? { plannedStart: `${start}-01-01` } : {}),
      ...(end ? { plannedEnd: `${end}-12-31` } : {}),
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
    const kind = this.#code(types, KINDS);
    if (!kind) return undefined;
    const actorKind = kind === 'NATIONAL_AGENCY' && name.endsWith(', Government of') ? 'STATE' : kind;
    return { key: `${IATI_TYPE_OF_KIND[actorKind]}:${plainName(name)}`, name: english(name), actorKind, line: this.line };
  }

  /** In the original currency where that is given, as a movement of money is; nothing is converted. */
  #money(): Pick<Transaction, 'amount' | 'minor' | 'currency'> | undefined {
    const { originalAmount, originalCurrency } = this.values;
    const dollars = this.#amount('amountUSD', 'USD');
    if (originalAmount === '' || !dollars) return dollars;
    if (!originalCurrency) return this.fail('originalCurrency', 'says in which currency originalAmount is');
    const original = this.#amount('originalAmount', originalCurrency);
    return original?.minor === 0 ? dollars : original;
  }

  #amount(column: 'amountUSD' | 'originalAmount', currency: string) {
    const amount = decimal(this.values[column]);
    if (amount === undefined) return this.fail(column, 'is a number');
    const minor = toMinorUnits(amount, currency);
    return typeof minor === 'number' ? { amount, minor, currency } : this.fail(column, `${minor.rule} (${currency})`);
  }

  #code<T>(column: Column, codes: Readonly<Record<string, T>>): T | undefined {
    const value = this.values[column];
    return Object.hasOwn(codes, value) ? codes[value] : this.fail(column, `is one of ${Object.keys(codes).join(', ')}`);
  }

  #day(column: Column, today: string): string | undefined {
    const value = this.values[column];
    if (parseOccurred(value)?.precision !== 'day') return this.fail(column, 'is a day that exists, such as 2021-01-27');
    return value <= today ? value : this.fail(column, 'does not lie in the future');
  }

  #year(column: Column): string | undefined {
    const value = this.values[column];
    return value === '' || /^\d{4}$/.test(value) ? value : this.fail(column, 'is a year');
  }

  #country(code: string): { readonly country: string } | undefined {
    const country = /^[A-Z]{3}$/.test(code) ? countries.alpha3ToAlpha2(code) : undefined;
    return country === undefined ? this.fail('destLocations', `${code} is not an ISO 3166-1 alpha-3 code`) : { country };
  }
}

function english(text: string) {
  return [{ language: 'en', text }];
}

/** Entries of a cell that holds several, each once. */
function list(cell: string): string[] {
  return [...new Set(cell.split(',').map((one) => one.trim()))].filter((one) => one !== '');
}
