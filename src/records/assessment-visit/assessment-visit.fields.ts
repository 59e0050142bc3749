import { z } from 'zod';
import { isTheme } from '../../codes/themes.js';
import {
  checkedText,
  code,
  type CodeOf,
  codes,
  count,
  day,
  eventId,
  type Fields,
  type Group,
  group,
  handling,
  instant,
  internal,
  listOf,
  localized,
  nested,
  nullable,
  optional,
  reference,
  text,
  type ValueOf,
  working,
} from '../../fields/index.js';
import { documentReference, instrumentCitation } from '../shared/fields.js';
import { releaseExtents, visitParts } from '../shared/visit-release.js';

const visitTypes = codes('VisitType', 'What kind of visit it is.', [
  'COMPREHENSIVE',
  'FOCUSED',
  'REGIONAL',
  'FOLLOW_UP',
  'ADVOCACY',
]);
export const visitModes = codes('VisitMode', 'How a visit is made.', ['PHYSICAL', 'HYBRID', 'VIRTUAL']);
/** That the time for observations has lapsed, or that a response is late, is computed for a moment, never recorded. */
export const visitStatuses = codes(
  'VisitStatus',
  'Where a visit stands. Whether time has lapsed is a question of the moment: see its clocks.',
  [
    'PROPOSED',
    'CONSENT_REQUESTED',
    'DECLINED',
    'CONSENTED',
    'SCHEDULED',
    'POSTPONED',
    'UNDER_WAY',
    'COMPLETED',
    'PRELIMINARY_ASSESSMENT_SHARED',
    'DRAFT_SENT',
    'OBSERVATIONS_RECEIVED',
    'ADOPTED',
    'TRANSMITTED',
    'RESPONSE_RECEIVED',
    'CLOSED',
    'CANCELLED',
  ],
);
export type VisitStatus = CodeOf<typeof visitStatuses>;
const visitConsents = codes('VisitConsent', 'What the State says to a visit. DECLINED after it was given: withdrawn.', [
  'NOT_REQUESTED',
  'REQUESTED',
  'GIVEN',
  'DECLINED',
]);
const findingKinds = codes('FindingKind', 'What a finding says of the State.', ['PROGRESS', 'SHORTFALL', 'GOOD_PRACTICE']);
const clockStandings = codes('ClockStanding', 'How a time limit stands on a day.', ['RUNNING', 'LATE', 'MET', 'MET_LATE']);
export const visitClockNames = codes(
  'VisitClockName',
  'A time limit of a visit: 30 days for observations on the draft, six calendar months for the response to the report.',
  ['OBSERVATIONS', 'RESPONSE'],
);
export type VisitClockName = CodeOf<typeof visitClockNames>;

export const instruments = listOf(nested(instrumentCitation, 'Instruments that it rests on.'));
export const document = nested(documentReference, 'The document.');

export const proposal = {
  state: reference('actor', 'The State visited.'),
  assessor: reference('actor', 'Who assesses it.'),
  visitType: code(visitTypes, 'What kind of visit it is.'),
  mode: code(visitModes, 'How it is made.'),
  purpose: optional(localized('What it is for.')),
  instruments,
  follows: optional(reference('assessmentVisit', 'The visit that it follows.')),
};
export const finding = {
  challenge: checkedText(
    'The challenge that it is about: `CH-01`.',
    'is a challenge such as CH-01',
    (one) => one.startsWith('CH-') && isTheme(one),
  ),
  findingKind: code(findingKinds, 'What it says of the State.'),
  text: localized('What was found.'),
  instruments,
};
export const statement = { document: optional(document), text: optional(localized('What it says.')) };
export const reminder = {
  clock: code(visitClockNames, 'The time limit.'),
  due: day('Its last day.'),
  daysLeft: { ...count('Days until then when it was issued, below zero where it had lapsed.'), stored: z.int() },
  rule: text('Name and version of the rule.'),
};
export const consent = {
  extent: code(releaseExtents, 'All of it, or parts.'),
  parts: listOf(code(visitParts, 'The parts, of a partial release.')),
  audience: handling('To whom: a label with its audience. State and assessor need not be named.'),
};
/** The label of the visit before any release, to which it goes back where that is withdrawn. */
export const otherwise = handling('The label of the visit before any release.');

export const visitFinding = group('VisitFinding', 'Something that a visit has found.', {
  id: eventId('finding', 'Id of the event that recorded it.'),
  ...finding,
  at: instant('When it was recorded.'),
  revised: nullable(instant('When it was revised last.')),
});

const at = instant('When.');
const paper = group('VisitPaper', 'Something said or sent in the course of a visit.', { at, ...statement });
/** A paper of which the document, or more, is always on record. */
function paperWith<F extends Fields>(fields: F): Group<{ at: typeof at } & F> {
  return { ...group('VisitPaper', paper.description, { at, ...fields }), shownAs: paper };
}

export const visitPapers = {
  preliminaryAssessment: nullable(nested(paper, 'The preliminary assessment.')),
  report: nullable(nested(paperWith({ document }), 'The report as it was adopted.')),
  observations: nullable(nested(paper, 'The State’s observations on the draft.')),
  response: nullable(nested(paper, 'The State’s response to the report.')),
};

export const visitClock = group(
  'VisitClock',
  'How a time limit of a visit stands on a day. Late is shown, and refuses nothing.',
  {
    due: day('The last day.'),
    standing: code(clockStandings, 'How it stands.'),
    met: nullable(day('The day on which it was met.')),
    daysLeft: nullable(count('Days until it is due, below zero where it is late; null where it was met.')),
    on: day('The day for which it is said: that of the moment asked for, today without `at`.'),
    rule: text('Name and version of the rule.'),
  },
);
const clockReminder = group('VisitClockReminder', 'A reminder that a time limit of a visit is about to end, or has lapsed.', {
  ...reminder,
  at: instant('When it was issued.'),
});
const releaseConsent = group('VisitReleaseConsent', 'The State’s consent to release a visit.', {
  ...consent,
  otherwise: internal(otherwise),
  by: reference('actor', 'Who gave it: the State or its delegate.'),
  at,
});
const releaseWithdrawal = group(
  'VisitReleaseWithdrawal',
  'That a State consents to a release no longer. What was read before is not unsaid by it.',
  {
    by: reference('actor', 'Who withdrew it: the State or its delegate.'),
    at,
    reason: text('Why.'),
  },
);

export const visitDays = {
  plannedStart: nullable(day('The day on which it is to start.')),
  plannedEnd: nullable(day('The day on which it is to end.')),
  started: nullable(instant('When it started.')),
  completed: nullable(instant('When it was completed.')),
};

export const assessmentVisitFields = {
  ...proposal,
  consent: code(visitConsents, 'What the State says to it.'),
  consentAt: nullable(instant('When the consent was asked for, given or declined.')),
  declinedReason: nullable(text('Why it was declined.')),
  ...visitDays,
  scheduledAt: internal(nullable(instant('When the days were set.'))),
  postponedReason: nullable(text('Why other days are to be set.')),
  postponedAt: internal(nullable(instant('When it was put off.'))),
  ...visitPapers,
  findings: listOf(nested(visitFinding, 'What was found, oldest first.')),
  /** `on` is the last day on which it can have been sent: the clock runs from it. */
  draft: nullable(
    nested(
      paperWith({ document, on: internal(day('The last day on which it can have been sent.')) }),
      'The draft report as it was sent to the State.',
    ),
  ),
  transmission: nullable(nested(paperWith({ document: optional(document) }), 'Its transmission to the State.')),
  /** The last day on which the State can have received the report: the clock runs from it. */
  receivedOn: nullable(day('The day on which the State received the report.')),
  reminders: listOf(nested(clockReminder, 'Reminders that were issued of its time limits, oldest first.')),
  release: nullable(nested(releaseConsent, 'The State’s consent to release it; null where there is none that stands.')),
  releaseWithdrawn: nullable(nested(releaseWithdrawal, 'That the State withdrew its consent to release it.')),
  closed: nullable(working<{ readonly at: string; readonly reason?: string }>('When it was closed, and why.')),
  cancelled: nullable(working<{ readonly at: string; readonly reason: string }>('When it was cancelled, and why.')),
};
export type AssessmentVisitState = ValueOf<typeof assessmentVisitFields>;
