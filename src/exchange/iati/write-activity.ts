import { fromMinorUnits } from '../../codes/currencies.js';
import { type LocalizedText } from '../../event-sourcing/values.js';
import {
  budgetStatuses,
  budgetTypes,
  projectRelations,
  projectScopes,
} from '../../records/assistance-project/assistance-project.details.js';
import {
  type AssistanceProjectState,
  partnerRoles,
  projectStatuses,
  type Transfer,
} from '../../records/assistance-project/assistance-project.fields.js';
import { type TransferKind } from '../../views/donor-portfolio/transfers.projection.js';
import {
  classifiedOf,
  day,
  DEFAULT_LANGUAGE,
  locationOf,
  moneyOf,
  numberOf,
  organisationOf,
  placesOf,
  type PublishedOrganisation,
  resultOf,
  type Withheld,
} from './write-parts.js';
import { element, empty, narratives, type Xml } from './xml.js';

/** A fact of money as it is published. */
export interface PublishedTransfer {
  readonly kind: TransferKind;
  readonly data: Transfer;
  /** Signed, in minor units. */
  readonly minor: string;
  readonly currency: string;
  /** ISO 8601 days. */
  readonly day: string;
  readonly valueDate: string;
}

/** A project with what is published of it. */
export interface PublishedProject {
  readonly identifier: string;
  readonly state: AssistanceProjectState;
  readonly reporter: PublishedOrganisation;
  /** Organisations by their UUID, those that may be published. */
  readonly organisations: ReadonlyMap<string, PublishedOrganisation>;
  /** IATI identifiers of related projects, by their UUID. */
  readonly related: ReadonlyMap<string, string>;
  readonly transfers: readonly PublishedTransfer[];
  /** ISO 8601 UTC. */
  readonly updated: string;
}

/** IATI TransactionType by what the fact counts as and whether money comes or goes. */
const TYPES: Readonly<Record<TransferKind, Readonly<Record<Transfer['direction'], string>>>> = {
  PLEDGE: { OUTGOING: '12', INCOMING: '13' },
  COMMITMENT: { OUTGOING: '2', INCOMING: '11' },
  DISBURSEMENT: { OUTGOING: '3', INCOMING: '1' },
  EXPENDITURE: { OUTGOING: '4', INCOMING: '4' },
  RETURN: { OUTGOING: '7', INCOMING: '7' },
};
const OTHER_IDENTIFIERS: Readonly<Record<string, string>> = {
  INTERNAL: 'A1',
  CRS: 'A2',
  PREVIOUS: 'A3',
  FTS: 'A4',
  PREVIOUS_ORGANISATION: 'B1',
  OTHER_ORGANISATION: 'B9',
};
/** What keeps a whole activity from being published: parts that IATI 2.03 requires and the record has not. */
export function lacks({
  identifier,
  state,
  reporter,
}: Omit<PublishedProject, 'organisations' | 'related' | 'transfers' | 'updated'>): Withheld[] {
  const missing: Withheld[] = [];
  const needs = (holds: boolean, name: string, rule: string) => void (holds || missing.push({ element: name, rule }));
  needs(reporter.ref !== undefined, 'reporting-org/@ref', 'the reporting organisation has an identifier of scheme IATI');
  needs(identifier !== '', 'iati-identifier', 'the project has an identifier of scheme IATI');
  needs(
    identifier !== reporter.ref,
    'iati-identifier',
    'the identifier is not that of the reporting organisation (IATI rule 1.1.3)',
  );
  needs(
    DESCRIPTIONS.some(([kind]) => state[kind]?.length),
    'description',
    'the project has a description, objectives or a target group',
  );
  needs(
    state.plannedStart !== undefined || state.actualStart !== undefined,
    'activity-date',
    'the project has a day on which it starts',
  );
  return missing;
}

const DESCRIPTIONS = [
  ['description', '1'],
  ['objectives', '2'],
  ['targetGroups', '3'],
  ['otherDescription', '4'],
] as const;

/** An activity of IATI 2.03, its elements in the order of the schema. @param withhold called with parts that cannot be published */
export function writeActivity(project: PublishedProject, withhold: (withheld: Withheld) => void): Xml {
  const { identifier, state, reporter, organisations, transfers, updated } = project;
  const seen = (id: string | undefined, name: string) => {
    const found = id === undefined ? undefined : organisations.get(id);
    if (id !== undefined && !found) withhold({ element: name, rule: 'the organisation is CLEAR' });
    return found;
  };
  const participants = state.partners.flatMap(({ actor, role, activity, until }) => {
    const organisation = until === null ? seen(actor, 'participating-org') : undefined;
    return organisation
      ? [organisationOf('participating-org', organisation, { role: numberOf(partnerRoles, role), 'activity-id': activity })]
      : [];
  });
  // The schema requires one: who reports is accountable for what it reports.
  if (participants.length === 0) participants.push(organisationOf('participating-org', reporter, { role: '2' }));
  const party = (name: 'provider' | 'receiver', id: string | undefined, activity: string | undefined, within: string) => {
    const organisation = seen(id, `${within}/${name}-org`);
    return organisation ? organisationOf(`${name}-org`, organisation, { [`${name}-activity-id`]: activity }) : empty;
  };
  const text = (name: string, value: LocalizedText | undefined, attributes = {}) =>
    value?.length ? element(name, attributes, narratives(value, DEFAULT_LANGUAGE)) : empty;
  const code = (name: string, value: string | undefined, attributes = {}) =>
    value === undefined ? empty : element(name, { code: value, ...attributes });
  return element(
    'iati-activity',
    { 'xml:lang': DEFAULT_LANGUAGE, 'last-updated-datetime': updated },
    element('iati-identifier', {}, identifier),
    organisationOf('reporting-org', reporter),
    text('title', state.title),
    ...DESCRIPTIONS.map(([kind, type]) => text('description', state[kind], { type })),
    ...participants,
    ...state.identifiers
      .filter(({ scheme }) => scheme !== 'IATI')
      .map(({ scheme, value }) => element('other-identifier', { ref: value, type: OTHER_IDENTIFIERS[scheme] ?? 'A9' })),
    code('activity-status', numberOf(projectStatuses, state.status)),
    ...(['plannedStart', 'actualStart', 'plannedEnd', 'actualEnd'] as const).map((kind, i) =>
      state[kind] ? element('activity-date', { type: String(i + 1), 'iso-date': state[kind] }) : empty,
    ),
    ...(state.contacts ?? []).map(({ organisation, department, website, address }) =>
      element(
        'contact-info',
        {},
        text('organisation', organisation),
        text('department', department),
        website ? element('website', {}, website) : empty,
        text('mailing-address', address),
      ),
    ),
    state.scope ? code('activity-scope', numberOf(projectScopes, state.scope)) : empty,
    ...placesOf(state.recipients),
    ...(state.locations ?? []).map(locationOf),
    ...state.sectors.map((one) => classifiedOf('sector', one)),
    ...state.tags.map((one) => classifiedOf('tag', one)),
    code('collaboration-type', state.collaborationType),
    code('default-flow-type', state.flowType),
    code('default-finance-type', state.financeType),
    ...state.aidTypes.map(({ vocabulary, code: aid }) => code('default-aid-type', aid, { vocabulary })),
    code('default-tied-status', state.tiedStatus),
    ...(state.budgets ?? []).map(({ type, status, start, end, amount, valueDate }) =>
      element(
        'budget',
        { type: type && numberOf(budgetTypes, type), status: status && numberOf(budgetStatuses, status) },
        day('period-start', start),
        day('period-end', end),
        moneyOf(amount, valueDate),
      ),
    ),
    ...(state.plannedDisbursements ?? []).map((one) =>
      element(
        'planned-disbursement',
        { type: one.type && numberOf(budgetTypes, one.type) },
        day('period-start', one.start),
        day('period-end', one.end),
        moneyOf(one.amount, one.valueDate),
        party('provider', one.provider, one.providerActivity, 'planned-disbursement'),
        party('receiver', one.receiver, one.receiverActivity, 'planned-disbursement'),
      ),
    ),
    ...transfers.map(({ kind, data, minor, currency, day: on, valueDate }) =>
      element(
        'transaction',
        { ref: data.reference },
        element('transaction-type', { code: TYPES[kind][data.direction] }),
        day('transaction-date', on),
        element('value', { currency, 'value-date': valueDate }, fromMinorUnits(minor, currency)),
        text('description', data.description),
        party('provider', data.provider, data.providerActivity, 'transaction'),
        party('receiver', data.receiver, data.receiverActivity, 'transaction'),
        ...(data.sectors ?? []).map((one) => classifiedOf('sector', one)),
        ...(data.recipient ? placesOf([data.recipient]) : []),
      ),
    ),
    ...state.documents.map(({ url, format, title, categories, languages, date }) =>
      element(
        'document-link',
        { url, format: format ?? 'application/octet-stream' },
        text('title', title ?? [{ language: DEFAULT_LANGUAGE, text: url }]),
        ...categories.map((one) => code('category', one)),
        ...languages.map((one) => code('language', one)),
        day('document-date', date),
      ),
    ),
    ...state.related.flatMap(({ relation, project: id, identifier: named }) => {
      const ref = named ?? (id === undefined ? undefined : project.related.get(id));
      if (ref !== undefined) return [element('related-activity', { ref, type: numberOf(projectRelations, relation) })];
      withhold({ element: 'related-activity', rule: 'the related project is CLEAR and has an identifier of scheme IATI' });
      return [];
    }),
    ...state.results.flatMap((one) => resultOf(one, text, withhold)),
  );
}
