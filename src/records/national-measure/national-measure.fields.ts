import { z } from 'zod';
import { type EventOf } from '../../event-sourcing/record.js';
import {
  code,
  type CodeOf,
  codes,
  command,
  count,
  creates,
  day,
  event,
  group,
  instant,
  internal,
  listOf,
  localized,
  nested,
  nullable,
  optional,
  reference,
  shownAs,
  speaker,
  text,
  type ValueOf,
  working,
} from '../../fields/index.js';
import { documentReference, targetScopes, theme } from '../shared/fields.js';

export const measureKinds = codes('MeasureKind', 'What kind of measure it is.', [
  'DEFINITION',
  'STRATEGY',
  'LEGISLATION',
  'RISK_ASSESSMENT',
  'CONTINGENCY_PLAN',
  'PREPAREDNESS_PROTOCOL',
  'CRISIS_SYSTEM',
]);
export type MeasureKind = CodeOf<typeof measureKinds>;
export const measureStatuses = codes(
  'MeasureStatus',
  'Where a measure stands. NOT_REPORTED says that the State has said nothing, which is no "no"; ABSENT, that the State says it has none; ADOPTED and IN_FORCE do not say DEPLOYED.',
  ['NOT_REPORTED', 'ABSENT', 'UNDER_DEVELOPMENT', 'DRAFTED', 'ADOPTED', 'IN_FORCE', 'DEPLOYED', 'REPEALED', 'REPLACED'],
);
export type MeasureStatus = CodeOf<typeof measureStatuses>;

const reason = text('Why.');
const note = localized('What is to be said of it.');
const document = nested(documentReference, 'The draft.');
const version = count('Number of the version.', { min: 1 });
const name = localized('The name under which it is adopted, where that is another one.');
const summary = localized('What changes.');
const by = reference('nationalMeasure', 'The measure that takes its place.');
const registered = {
  state: reference('actor', 'The State.'),
  measureKind: code(measureKinds, 'What kind of measure it is.'),
  name: localized('Its name.'),
  scope: optional(code(targetScopes, 'What it is to protect.')),
  participants: listOf(reference('actor', 'Agencies, companies, communities and others that take part in it.')),
  themes: listOf(theme('Challenges, conclusions and threats that it answers.')),
};
const completed = {
  outcome: localized('What came of it.'),
  nextReview: optional(day('The day by which the next one is due; by the cycle, if left out and there is one.')),
};
const set = {
  nextReview: day('The day by which it is due.'),
  cycleMonths: optional({
    ...count('Every how many months the measure is reviewed.', { min: 1, max: 1200 }),
    stored: z.int().min(1),
  }),
};
/** That nothing is reported is nothing that anybody reports. */
const statusSaid = {
  ...code(measureStatuses, 'Where it stands.'),
  stored: z.enum(measureStatuses.codes).exclude(['NOT_REPORTED']),
};
const reported = {
  status: statusSaid,
  note: optional(note),
  document: optional(nested(documentReference, 'What the report rests on.')),
};
const measureVersion = group(
  'MeasureVersion',
  'A version of a measure: the first is as it was adopted, each other one as it was amended.',
  {
    number: count('Its number; the first is 1.'),
    since: instant('Since when it is the version.'),
    summary: optional(localized('What it changed.')),
    document: optional(nested(documentReference, 'Its text.')),
  },
);
export type MeasureVersion = ValueOf<typeof measureVersion.fields>;
const measureReview = group('MeasureReview', 'A review of a measure that was completed.', {
  at: instant('When it was completed.'),
  outcome: localized('What came of it.'),
});
const measureReport = group('MeasureReport', 'What a party that does not speak for the State reported.', {
  by: reference('actor', 'Who reported it.'),
  at: instant('When.'),
  ...reported,
});
const measureDispute = group('MeasureDispute', 'That a party that does not speak for the State disputes what it says.', {
  by: reference('actor', 'Who disputes it.'),
  at: instant('When.'),
  status: code(measureStatuses, 'What the State said then.'),
  reason,
});

export const nationalMeasureFields = {
  ...registered,
  preparation: working<'NOT_REPORTED' | 'ABSENT' | 'UNDER_DEVELOPMENT' | 'DRAFTED'>(
    'What the State said last before it adopted the measure, and when.',
  ),
  preparationSince: internal(nullable(instant('Since when.'))),
  draft: nullable(nested(documentReference, 'The last draft.')),
  adoptedAt: nullable(instant('When it was adopted or enacted.')),
  inForceAt: nullable(instant('When it entered into force.')),
  deployedAt: nullable(instant('When it was deployed.')),
  endedAt: nullable(instant('When it was repealed or replaced.')),
  endedReason: nullable(text('Why it was repealed.')),
  supersededBy: shownAs('replacedBy', nullable(reference('nationalMeasure', 'The measure that took its place.'))),
  versions: listOf(nested(measureVersion, 'Its versions, in order of number.')),
  reviewSince: nullable(instant('Since when it is under review; null while it is not.')),
  reviews: listOf(nested(measureReview, 'Its reviews, oldest first.')),
  nextReview: internal(nullable(day('The day by which the next review is due.'))),
  cycleMonths: nullable(count('Every how many months it is reviewed.')),
  reports: listOf(nested(measureReport, 'What others reported of it, oldest first. It does not change its status.')),
  disputes: listOf(nested(measureDispute, 'Who disputed what the State said, oldest first.')),
};
export type NationalMeasureState = ValueOf<typeof nationalMeasureFields>;

export const nationalMeasureEvents = {
  MeasureRegistered: event(
    'A measure of a State is on record; where it stands is for the State to say.',
    '{it} was put on record',
    registered,
  ),
  MeasureReportedAbsent: event(
    'The State says that it has no such measure.',
    'the State reported that {it} is absent[: “{note}”]',
    { note: optional(note) },
  ),
  MeasureDevelopmentStarted: event(
    'The State says that the measure is being developed.',
    'the State reported that {it} is under development',
    {},
  ),
  MeasureDrafted: event('The State says that there is a draft.', 'the State reported that {it} was drafted', {
    document: optional(document),
  }),
  MeasureAdopted: event(
    'The State says that the measure is adopted or enacted: version 1.',
    'the State reported that {it} was adopted',
    { version, name: optional(name), document: optional(nested(documentReference, 'Its text.')) },
  ),
  MeasureEnteredIntoForce: event(
    'The State says that the measure is in force.',
    'the State reported that {it} entered into force',
    {},
  ),
  MeasureDeployed: event(
    'The State says that the measure is deployed: more than adopted or in force.',
    'the State reported that {it} was deployed[: “{note}”]',
    { note: optional(localized('How, and where.')) },
  ),
  MeasureReviewStarted: event(
    'The State says that the measure is under review; it stands meanwhile.',
    'the State reported that a review of {it} was started',
    {},
  ),
  MeasureReviewCompleted: event(
    'The State says what came of the review, and when the next one is due.',
    'the State reported that a review of {it} was completed: “{outcome}”[; the next one is due on {nextReview}]',
    completed,
  ),
  MeasureAmended: event(
    'The State says that the measure has a further version.',
    'the State reported that {it} was amended to version {version}[: “{summary}”]',
    { version, summary: optional(summary), document: optional(nested(documentReference, 'Its new text.')) },
  ),
  MeasureRepealed: event(
    'The State says that the measure does not hold any more.',
    'the State reported that {it} was repealed: {reason}',
    { reason },
  ),
  MeasureReplaced: event(
    'The State says that another of its measures has taken the place of this one.',
    'the State reported that {it} was replaced by {by}',
    { by },
  ),
  MeasureReviewDateSet: event(
    'The State says when the next review is due, and every how many months one is.',
    'the State set the next review of {it} for {nextReview}[, and one every {cycleMonths} months]',
    set,
  ),
  MeasureStatusReported: event(
    'A party that does not speak for the State reports where the measure stands; what the State says is another thing.',
    '{by} reported {it} as {status}[: “{note}”]',
    { by: speaker('Who says so.'), ...reported },
  ),
  MeasureStatusDisputed: event(
    'A party that does not speak for the State disputes what the State says.',
    '{by} disputed that {it} is {status}: {reason}',
    { by: speaker('Who says so.'), status: statusSaid, reason },
  ),
};
export type NationalMeasureEvent = EventOf<typeof nationalMeasureEvents>;

export const nationalMeasureCommands = {
  registerMeasure: creates('Puts a measure of a State on record. Where it stands is then for the State to say.', registered),
  reportMeasureAbsent: command('Says, for the State, that it has no such measure.', { note: optional(note) }),
  startMeasureDevelopment: command('Says, for the State, that the measure is being developed.', {}),
  recordMeasureDraft: command('Says, for the State, that there is a draft.', { document: optional(document) }),
  adoptMeasure: command('Says, for the State, that the measure is adopted or enacted.', {
    name: optional(name),
    document: optional(nested(documentReference, 'Its text.')),
  }),
  bringMeasureIntoForce: command('Says, for the State, that the measure is in force.', {}),
  deployMeasure: command('Says, for the State, that the measure is deployed: more than adopted or in force.', {
    note: optional(localized('How, and where.')),
  }),
  startMeasureReview: command('Says, for the State, that the measure is under review; it stands meanwhile.', {}),
  completeMeasureReview: command('Says, for the State, what came of the review.', completed),
  amendMeasure: command('Says, for the State, that the measure has a further version.', {
    summary: optional(summary),
    document: optional(nested(documentReference, 'Its new text.')),
  }),
  repealMeasure: command('Says, for the State, that the measure does not hold any more.', { reason }),
  replaceMeasure: command('Says, for the State, that another of its measures takes the place of this one.', { by }),
  setMeasureReviewDate: command('Says, for the State, when the next review is due.', set),
  reportMeasureStatus: command(
    'Reports where a measure stands, as a party that does not speak for the State. It does not change what the State says.',
    reported,
  ),
  disputeMeasureStatus: command(
    'Disputes what the State says of where its measure stands, as a party that does not speak for it.',
    { reason },
  ),
};
