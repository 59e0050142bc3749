import { z } from 'zod';
import {
  code,
  type CodeOf,
  codes,
  day,
  flag,
  group,
  instant,
  internal,
  listOf,
  localized,
  money,
  nested,
  nullable,
  number,
  optional,
  reference,
  text,
  type ValueOf,
  working,
} from '../../fields/index.js';
import { type SumByCurrency } from '../../event-sourcing/values.js';
import { detailsHeld, missing, place, sector, sideActivities } from './assistance-project.details.js';

/** Where a project stands (IATI ActivityStatus 1 to 6, in this order). */
export const projectStatuses = codes('ProjectStatus', 'Where a project stands (IATI ActivityStatus).', [
  'PIPELINE',
  'IMPLEMENTATION',
  'FINALISATION',
  'CLOSED',
  'CANCELLED',
  'SUSPENDED',
]);
export type ProjectStatus = CodeOf<typeof projectStatuses>;
/** Statuses of a project that goes on, in the order in which it passes them. */
export const projectStages = codes('ProjectStage', 'The stages of a project that goes on.', [
  'PIPELINE',
  'IMPLEMENTATION',
  'FINALISATION',
]);
export type ProjectStage = CodeOf<typeof projectStages>;
/** IATI OrganisationRole 1 to 4, in this order. */
export const partnerRoles = codes('PartnerRole', 'What an actor does in a project (IATI OrganisationRole).', [
  'FUNDING',
  'ACCOUNTABLE',
  'EXTENDING',
  'IMPLEMENTING',
]);
/** IATI ResultType 1, 2, 3 and 9. */
const resultTypes = codes('ResultType', 'What kind of result it is (IATI ResultType).', ['OUTPUT', 'OUTCOME', 'IMPACT', 'OTHER']);
/** IATI IndicatorMeasure 1 to 5, in this order. */
export const indicatorMeasures = codes('IndicatorMeasure', 'How an indicator is measured (IATI IndicatorMeasure).', [
  'UNIT',
  'PERCENTAGE',
  'NOMINAL',
  'ORDINAL',
  'QUALITATIVE',
]);
const milestoneStatuses = codes('MilestoneStatus', 'Where a step of a project stands.', ['PLANNED', 'REACHED', 'MISSED']);
const transferDirections = codes('TransferDirection', 'Whether money comes to the reporting organisation or goes out from it.', [
  'INCOMING',
  'OUTGOING',
]);
export type TransferDirection = CodeOf<typeof transferDirections>;
/** Flow types of OCHA's Financial Tracking Service. */
const transferFlows = codes(
  'TransferFlow',
  'What a fact of money is among others about the same money: parked until it is given on, passed through, or carried over from an earlier year, and then perhaps told elsewhere too. Sums of different flows are kept apart.',
  ['STANDARD', 'PARKED', 'PASS_THROUGH', 'CARRYOVER'],
);
export type TransferFlow = CodeOf<typeof transferFlows>;
/** Rules that data published by others may depart from; they are then recorded as published, and the departure is shown. */
const departureKinds = codes('ProjectDeparture', 'A rule of the register from which published data departs.', [
  'RECIPIENT_PERCENTAGES',
  'SECTOR_PERCENTAGES',
  'ACTUAL_DATE_IN_THE_FUTURE',
]);
export type Departure = CodeOf<typeof departureKinds>;

export const reporter = reference('actor', 'The organisation that reports on it.');
export const status = code(projectStatuses, 'Where it stands.');
export const departures = listOf(
  code(departureKinds, 'Rules of the register from which it departs, being recorded as published.'),
);
const role = code(partnerRoles, 'What it does.');
export const partnerRole = {
  actor: reference('actor', 'The actor.'),
  role,
  activity: optional(text('Identifier of its own activity that stands behind it.', { max: 500 })),
};
export const partner = group('ProjectPartner', 'An actor in its role in a project.', partnerRole);

/** A fact of money as commands give it, beside its amount. */
export const transferGiven = {
  valueDate: day('The day whose value the amount has.'),
  direction: optional(
    code(
      transferDirections,
      'Seen from the reporting organisation; if left out, OUTGOING where it provides, or nobody is named, and INCOMING where another provides.',
    ),
  ),
  provider: optional(reference('actor', 'Whose money it is.')),
  receiver: optional(reference('actor', 'Who gets it.')),
  ...sideActivities,
  reference: optional(text('Reference in the books of who reports it.', { max: 500 })),
  description: optional(localized('What it is for.')),
  flow: optional(code(transferFlows, 'What it is among other facts about the same money; STANDARD, if left out.')),
  recipient: optional(nested(place, 'Whom it is for, where it is not for all that the project is for.')),
  sectors: optional(listOf(nested(sector, 'What it is for, where it is not for all that the project works on.'))),
};
const { valueDate, direction: _direction, recipient, sectors, ...about } = transferGiven;
/** A fact of money as events say it. The amount is positive but where publishers report negative ones. */
export const transfer = {
  amount: money('The amount.'),
  valueDate,
  direction: code(transferDirections, 'Seen from the reporting organisation.'),
  ...about,
  unbacked: optional({ ...flag('True: nothing on record covers this published money.'), stored: z.literal(true) }),
  recipient,
  sectors,
};
export type Transfer = ValueOf<typeof transfer>;

export const contribution = {
  provider: optional(reference('actor', 'Who gave it; left out where nobody says.')),
  receiver: optional(reference('actor', 'Who got it.')),
  description: localized('What was given.'),
  day: day('When.'),
  quantity: optional({ ...number('How much.'), stored: z.number() }),
  unit: optional(text('Of what: `hours`, `vehicles`.', { max: 100 })),
  estimatedValue: optional(money('What it is estimated to be worth; never counted as money.')),
};
export const evaluation = {
  evaluator: optional(reference('actor', 'Who evaluated it.')),
  title: localized('Title of the evaluation.'),
  day: day('When it was made.'),
  document: optional(text('Address of the document.')),
  findings: optional(localized('What it found.')),
};
export const milestone = { title: localized('What is to be reached.'), due: day('By when.') };
const period = group('IndicatorPeriod', 'What an indicator was to reach, and reached, in a period.', {
  start: optional(day('First day.')),
  end: optional(day('Last day.')),
  target: optional(text('What was to be reached.', { max: 500 })),
  actual: optional(text('What was reached.', { max: 500 })),
});
const indicator = group('ResultIndicator', 'What a result is measured by.', {
  title: localized('Its title.'),
  measure: optional(code(indicatorMeasures, 'How it is measured.')),
  baseline: optional(text('Where it began.', { max: 500 })),
  periods: listOf(nested(period, 'Its periods.')),
});
export const result = {
  reference: text('Its reference within the project: one of your own for each result.', { max: 500 }),
  type: code(resultTypes, 'What kind of result it is.'),
  title: localized('Its title.'),
  description: optional(localized('What it is.')),
  indicators: listOf(nested(indicator, 'What it is measured by.')),
};
export type ProjectResult = ValueOf<typeof result>;

/** Sums of a project by direction and currency, in minor units. */
export interface ProjectTotals {
  readonly pledged: SumByCurrency;
  readonly committed: SumByCurrency;
  readonly disbursed: SumByCurrency;
  readonly spent: SumByCurrency;
  readonly returned: SumByCurrency;
}

/** A pledge or a commitment as later events left it, in minor units; `drawn` was disbursed against it. */
export interface FundingPromise {
  readonly kind: 'PLEDGE' | 'COMMITMENT';
  readonly minor: number;
  readonly drawn: number;
  readonly currency: string;
  readonly direction: TransferDirection;
  readonly provider?: string;
  readonly receiver?: string;
  readonly flow?: TransferFlow;
}

/** Events of money, each with those before it: one more costs the same, however many there are. */
export interface Payments {
  readonly id: string;
  readonly earlier: Payments | null;
}

export const assistanceProjectFields = {
  ...detailsHeld,
  reporter,
  status,
  partners: listOf(
    nested(
      group('ProjectPartner', partner.description, {
        ...partnerRole,
        since: instant('Since when, as reported.'),
        until: nullable(instant('Until when; null while it has the role.')),
      }),
      'Who takes part or took part in it, in which role.',
    ),
  ),
  departures,
  missing,
  unbacked: internal(flag('Whether published money is not covered by commitments or disbursements.')),
  milestones: listOf(
    nested(
      group('ProjectMilestone', 'A step of a project.', {
        id: text('Id of the event that planned it: names it in commands.'),
        ...milestone,
        earlierDues: listOf(day('Days by which it was due before, oldest first.')),
        status: code(milestoneStatuses, 'Where it stands, as reported.'),
        at: nullable(instant('When it was reported reached or missed.')),
        note: optional(localized('How it was reached.')),
        reason: optional(text('Why it was missed.')),
      }),
      'Its steps, in the order in which they were planned.',
    ),
  ),
  results: listOf(
    nested(
      group('ProjectResult', 'A result of a project, as last reported.', { ...result, at: instant('When it was reported.') }),
      'Its results.',
    ),
  ),
  evaluations: listOf(nested(group('ProjectEvaluation', 'An evaluation of a project.', evaluation), 'Evaluations of it.')),
  inKind: listOf(
    nested(
      group('InKindContribution', 'Goods, services or people given instead of funds.', contribution),
      'What was given instead of funds.',
    ),
  ),
  stage: internal(code(projectStages, 'The stage in which it goes on after a suspension.')),
  endedReason: nullable(text('Why it is suspended or was cancelled.')),
  cancelledAt: internal(nullable(instant('When it was cancelled.'))),
  toldApart: internal(listOf(text('Events of money that are not to be matched with other tellings.'))),
  totals: working<Readonly<Record<TransferDirection, ProjectTotals>>>('Sums of its money, needed to decide.'),
  promises: working<Readonly<Record<string, FundingPromise>>>('Pledges and commitments by the ids of their events.'),
  payments: nullable(working<Payments>('Ids of the other events of money, the last one first.')),
};
export type AssistanceProjectState = ValueOf<typeof assistanceProjectFields>;
