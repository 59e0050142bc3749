import { z } from 'zod';
import { event, type EventOf } from '../../event-sourcing/record.js';
import { day, localizedText, money, recordId } from '../../event-sourcing/values.js';

/** Where a project stands (IATI ActivityStatus 1 to 6, in this order). */
export const PROJECT_STATUSES = ['PIPELINE', 'IMPLEMENTATION', 'FINALISATION', 'CLOSED', 'CANCELLED', 'SUSPENDED'] as const;
export type ProjectStatus = (typeof PROJECT_STATUSES)[number];

/** Statuses of a project that goes on, in the order in which it passes them. */
export const STAGES = ['PIPELINE', 'IMPLEMENTATION', 'FINALISATION'] as const;
export type ProjectStage = (typeof STAGES)[number];

/** IATI OrganisationRole 1 to 4, in this order. */
export const PARTNER_ROLES = ['FUNDING', 'ACCOUNTABLE', 'EXTENDING', 'IMPLEMENTING'] as const;
/** IATI ActivityScope 1 to 8, in this order. */
export const PROJECT_SCOPES = [
  'GLOBAL',
  'REGIONAL',
  'MULTI_NATIONAL',
  'NATIONAL',
  'SUB_NATIONAL_MANY_FIRST_LEVEL',
  'SUB_NATIONAL_ONE_FIRST_LEVEL',
  'SUB_NATIONAL_ONE_SECOND_LEVEL',
  'SINGLE_LOCATION',
] as const;
/** IATI RelatedActivityType 1 to 5, in this order. */
export const PROJECT_RELATIONS = ['PARENT', 'CHILD', 'SIBLING', 'CO_FUNDED', 'THIRD_PARTY'] as const;
/** Whose code a region is: of the OECD DAC, UN M49, or a group of our own. */
export const REGION_VOCABULARIES = ['DAC', 'M49', 'OWN'] as const;
/** IATI ResultType 1, 2, 3 and 9. */
export const RESULT_TYPES = ['OUTPUT', 'OUTCOME', 'IMPACT', 'OTHER'] as const;
/** IATI IndicatorMeasure 1 to 5, in this order. */
export const INDICATOR_MEASURES = ['UNIT', 'PERCENTAGE', 'NOMINAL', 'ORDINAL', 'QUALITATIVE'] as const;
export const MILESTONE_STATUSES = ['PLANNED', 'REACHED', 'MISSED'] as const;
/** Whether money comes to the reporting organisation or goes out from it. */
export const TRANSFER_DIRECTIONS = ['INCOMING', 'OUTGOING'] as const;
export type TransferDirection = (typeof TRANSFER_DIRECTIONS)[number];
/**
 * What a fact of money is among others about the same money (flow types of OCHA's Financial Tracking Service): money may be parked with somebody until it
 * is given on, passed through, or carried over from an earlier year, and may then be told elsewhere too; sums of different flows are kept apart.
 */
export const TRANSFER_FLOWS = ['STANDARD', 'PARKED', 'PASS_THROUGH', 'CARRYOVER'] as const;
export type TransferFlow = (typeof TRANSFER_FLOWS)[number];
/** Rules that data published by others may depart from; they are then recorded as published, and the departure is shown. */
export const DEPARTURES = ['RECIPIENT_PERCENTAGES', 'SECTOR_PERCENTAGES', 'ACTUAL_DATE_IN_THE_FUTURE'] as const;
export type Departure = (typeof DEPARTURES)[number];

/** IATI BudgetType 1 and 2, in this order. */
export const BUDGET_TYPES = ['ORIGINAL', 'REVISED'] as const;
/** IATI BudgetStatus 1 and 2, in this order. */
export const BUDGET_STATUSES = ['INDICATIVE', 'COMMITTED'] as const;

const percentage = z.number().min(0).max(100);
const code = z.string().min(1);
const place = {
  country: code.optional(),
  region: code.optional(),
  vocabulary: z.enum(REGION_VOCABULARIES).optional(),
};
const classified = { vocabulary: code, code, name: localizedText.optional() };
/** Money planned for a period; no movement of money, and never added to one. */
const planned = { type: z.enum(BUDGET_TYPES).optional(), start: day, amount: money, valueDate: day };

/** What is said of a project as a whole. Codes are those of IATI 2.03. */
const details = {
  title: localizedText,
  description: localizedText.optional(),
  objectives: localizedText.optional(),
  targetGroups: localizedText.optional(),
  otherDescription: localizedText.optional(),
  plannedStart: day.optional(),
  actualStart: day.optional(),
  plannedEnd: day.optional(),
  actualEnd: day.optional(),
  scope: z.enum(PROJECT_SCOPES).optional(),
  collaborationType: code.optional(),
  flowType: code.optional(),
  financeType: code.optional(),
  tiedStatus: code.optional(),
  aidTypes: z.array(z.strictObject({ vocabulary: code, code })),
  recipients: z.array(z.strictObject({ ...place, percentage: percentage.optional() })),
  sectors: z.array(z.strictObject({ ...classified, percentage: percentage.optional() })),
  tags: z.array(z.strictObject({ vocabulary: code, code, name: localizedText.optional() })),
  themes: z.array(code),
  identifiers: z.array(z.strictObject({ scheme: code, value: code })),
  documents: z.array(
    z.strictObject({
      url: z.string(),
      title: localizedText.optional(),
      categories: z.array(code),
      languages: z.array(code),
      date: day.optional(),
      format: z.string().optional(),
    }),
  ),
  related: z.array(
    z.strictObject({ relation: z.enum(PROJECT_RELATIONS), project: recordId.optional(), identifier: code.optional() }),
  ),
  locations: z
    .array(
      z.strictObject({
        reference: z.string().optional(),
        name: localizedText.optional(),
        description: localizedText.optional(),
        latitude: z.number().min(-90).max(90).optional(),
        longitude: z.number().min(-180).max(180).optional(),
        /** Codes of the place or its administrative areas in a gazetteer (IATI GeographicVocabulary). */
        areas: z.array(z.strictObject({ vocabulary: code, level: z.string().optional(), code })),
      }),
    )
    .optional(),
  /** Offices; no persons. */
  contacts: z
    .array(
      z.strictObject({
        organisation: localizedText.optional(),
        department: localizedText.optional(),
        website: z.string().optional(),
        address: localizedText.optional(),
      }),
    )
    .optional(),
  budgets: z.array(z.strictObject({ ...planned, end: day, status: z.enum(BUDGET_STATUSES).optional() })).optional(),
  plannedDisbursements: z
    .array(
      z.strictObject({
        ...planned,
        end: day.optional(),
        provider: recordId.optional(),
        receiver: recordId.optional(),
        providerActivity: z.string().optional(),
        receiverActivity: z.string().optional(),
      }),
    )
    .optional(),
};
const detailsSchema = z.strictObject(details);
export type ProjectDetails = z.output<typeof detailsSchema>;

/** Details that a project may be without, so that they can be taken away. */
export const OPTIONAL_DETAILS = [
  'description',
  'objectives',
  'targetGroups',
  'otherDescription',
  'plannedStart',
  'actualStart',
  'plannedEnd',
  'actualEnd',
  'scope',
  'collaborationType',
  'flowType',
  'financeType',
  'tiedStatus',
] as const satisfies readonly (keyof ProjectDetails)[];

const departures = z.array(z.enum(DEPARTURES)).optional();
/** What datasets say of the project that could not be taken: sums without it are not whole. */
const missing = z
  .array(z.strictObject({ dataset: z.string(), element: z.string(), rule: z.string(), count: z.int().min(1) }))
  .optional();
const partnerRole = { actor: recordId, role: z.enum(PARTNER_ROLES), activity: z.string().optional() };

/**
 * A fact of money. `direction` is seen from the reporting organisation; `amount` is positive but where publishers report negative ones;
 * `unbacked` marks published money for which nothing covers it (see the rules of the command); `flow` is STANDARD where nothing is said.
 */
const transfer = {
  amount: money,
  valueDate: day,
  direction: z.enum(TRANSFER_DIRECTIONS),
  provider: recordId.optional(),
  receiver: recordId.optional(),
  providerActivity: z.string().optional(),
  receiverActivity: z.string().optional(),
  reference: z.string().optional(),
  description: localizedText.optional(),
  flow: z.enum(TRANSFER_FLOWS).optional(),
  unbacked: z.literal(true).optional(),
  /** Whom this money is for, where it is not for all that the project is for. */
  recipient: z.strictObject(place).optional(),
  /** What this money is for, where it is not for all that the project works on. */
  sectors: z.array(z.strictObject(classified)).optional(),
};
const transferSchema = z.strictObject(transfer);
export type Transfer = z.output<typeof transferSchema>;

const indicator = z.strictObject({
  title: localizedText,
  measure: z.enum(INDICATOR_MEASURES).optional(),
  baseline: z.string().optional(),
  periods: z.array(
    z.strictObject({
      start: day.optional(),
      end: day.optional(),
      target: z.string().optional(),
      actual: z.string().optional(),
    }),
  ),
});
const resultSchema = z.strictObject({
  reference: z.string(),
  type: z.enum(RESULT_TYPES),
  title: localizedText,
  description: localizedText.optional(),
  indicators: z.array(indicator),
});
export type ProjectResult = z.output<typeof resultSchema>;

export const assistanceProjectEvents = {
  ProjectOpened: event(
    'A project of assistance is on record, in whatever status it stands.',
    z.strictObject({
      reporter: recordId,
      status: z.enum(PROJECT_STATUSES),
      ...details,
      partners: z.array(z.strictObject(partnerRole)),
      departures,
      missing,
    }),
  ),
  ProjectDescribed: event(
    'What is said of the project has changed: each detail given takes the place of what was there, each detail in `cleared` no longer holds.',
    detailsSchema.partial().extend({ cleared: z.array(z.enum(OPTIONAL_DETAILS)).optional(), departures, missing }),
  ),
  PartnerRoleAssigned: event('An actor has a role in the project.', z.strictObject(partnerRole)),
  PartnerRoleEnded: event(
    'An actor has that role no longer.',
    z.strictObject({ actor: recordId, role: z.enum(PARTNER_ROLES), reason: z.string().optional() }),
  ),
  FundsPledged: event('Funds are announced, not yet bound. The id of this event names the pledge.', transferSchema, 2),
  PledgeReduced: event(
    'A pledge is smaller by this amount.',
    z.strictObject({ ...transfer, pledge: z.uuid(), reason: z.string().optional() }),
    2,
  ),
  PledgeCancelled: event(
    'A pledge is taken back: `amount` is what was left of it.',
    z.strictObject({ ...transfer, pledge: z.uuid(), reason: z.string() }),
    2,
  ),
  FundsCommitted: event('Funds are bound by a written obligation. The id of this event names the commitment.', transferSchema, 2),
  CommitmentAdjusted: event(
    'A commitment of funds is larger, or smaller for a negative amount.',
    z.strictObject({ ...transfer, commitment: z.uuid(), reason: z.string() }),
    2,
  ),
  FundsDisbursed: event(
    'Funds were paid out to, or came in from, another organisation.',
    z.strictObject({ ...transfer, commitment: z.uuid().optional() }),
    2,
  ),
  FundsSpent: event('Funds were spent on goods and services for the project.', transferSchema, 2),
  FundsReturned: event(
    'Funds that had been disbursed went back.',
    z.strictObject({ ...transfer, reason: z.string().optional() }),
    2,
  ),
  TransferToldApart: event(
    'A fact of money is not the fact that another telling is matched with: both count.',
    z.strictObject({ transfer: z.uuid(), reason: z.string() }),
  ),
  TransferToldTogether: event(
    'A fact of money that was told apart may be matched with another telling again.',
    z.strictObject({ transfer: z.uuid() }),
  ),
  InKindContributionRecorded: event(
    'Goods, services or people were given instead of funds; the value is an estimate and is no money.',
    z.strictObject({
      provider: recordId.optional(),
      receiver: recordId.optional(),
      description: localizedText,
      day,
      quantity: z.number().optional(),
      unit: z.string().optional(),
      estimatedValue: money.optional(),
    }),
    2,
  ),
  MilestonePlanned: event(
    'A step of the project is due on a day. The id of this event names the milestone.',
    z.strictObject({ title: localizedText, due: day }),
  ),
  MilestoneReached: event('The step is done.', z.strictObject({ milestone: z.uuid(), note: localizedText.optional() })),
  MilestoneMissed: event(
    'The step was not done in time; `newDue` is when it is expected now.',
    z.strictObject({ milestone: z.uuid(), reason: z.string(), newDue: day.optional() }),
  ),
  ResultReported: event('A result with its indicators; a later report under the same reference takes its place.', resultSchema),
  ResultWithdrawn: event('A reported result no longer stands.', z.strictObject({ reference: z.string(), reason: z.string() })),
  EvaluationRecorded: event(
    'Somebody evaluated the project.',
    z.strictObject({
      evaluator: recordId.optional(),
      title: localizedText,
      day,
      document: z.string().optional(),
      findings: localizedText.optional(),
    }),
  ),
  ProjectAdvanced: event('The project has come to another stage.', z.strictObject({ to: z.enum(STAGES) })),
  ProjectSuspended: event('Work on the project rests.', z.strictObject({ reason: z.string() })),
  ProjectResumed: event('Work goes on in the stage in which it was suspended.', z.strictObject({})),
  ProjectCompleted: event('The project is closed.', z.strictObject({ actualEnd: day.optional() })),
  ProjectCancelled: event('The project is given up.', z.strictObject({ reason: z.string() })),
} as const;

/** Version 2 brought `flow` of money, and contributions in kind whose giver nobody names. */
const asBefore = [(old: Record<string, unknown>) => old];
export const assistanceProjectUpcasters = Object.fromEntries(
  Object.entries(assistanceProjectEvents).flatMap(([type, { version }]) => (version === 2 ? [[type, asBefore]] : [])),
);

export type AssistanceProjectEvent = EventOf<typeof assistanceProjectEvents>;
