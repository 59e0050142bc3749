import { type EventOf } from '../../event-sourcing/record.js';
import {
  code,
  type CodeOf,
  codes,
  command,
  count,
  creates,
  event,
  eventId,
  group,
  instant,
  listOf,
  localized,
  nested,
  nullable,
  optional,
  reference,
  text,
  type ValueOf,
} from '../../fields/index.js';
import { documentReference } from '../shared/fields.js';

export const humanRightsReviewConclusions = codes('HumanRightsReviewConclusion', 'What came of a human rights review.', [
  'COMPLIANT',
  'COMPLIANT_WITH_CONCERNS',
  'NOT_COMPLIANT',
]);
export const humanRightsReviewStatuses = codes('HumanRightsReviewStatus', 'Where a human rights review stands.', [
  'REQUESTED',
  'UNDER_WAY',
  'CONCLUDED',
]);
export type ReviewStatus = CodeOf<typeof humanRightsReviewStatuses>;
export type ReviewConclusion = CodeOf<typeof humanRightsReviewConclusions>;

const concern = localized('The concern.');
const reason = text('Why.');
const requested = {
  reviewer: reference('actor', 'Who is to review it: not the State whose measure it is, nor who leads the programme.'),
  owner: reference('actor', 'The State whose measure is reviewed, or who leads the programme.'),
  measure: optional(reference('nationalMeasure', 'The measure, where one is reviewed.')),
  version: optional(count('The version of the measure; its newest, if left out.', { min: 1 })),
  programme: optional(reference('programme', 'The programme, where one is reviewed.')),
  scope: optional(localized('What is to be looked at.')),
};
const addressed = {
  concern: eventId('concern'),
  response: localized('What was done.'),
  document: optional(nested(documentReference, 'What shows it.')),
};
const concluded = {
  conclusion: code(humanRightsReviewConclusions, 'What came of it.'),
  basis: localized('What the conclusion rests on.'),
  document: optional(nested(documentReference, 'The report.')),
};
const humanRightsConcern = group('HumanRightsConcern', 'A concern that a reviewer raised.', {
  id: eventId('event', 'Id of the event that raised it.'),
  concern,
  raised: instant('When it was raised.'),
  addressed: nullable(instant('When the owner of what is reviewed said what was done; null while nothing was said.')),
  response: optional(localized('What was done.')),
  document: optional(nested(documentReference, 'What shows it.')),
});
export type ReviewConcern = ValueOf<typeof humanRightsConcern.fields>;
const humanRightsReviewOutcome = group('HumanRightsReviewOutcome', 'What came of a human rights review.', {
  ...concluded,
  at: instant('When it was concluded.'),
});

export const humanRightsReviewFields = {
  ...requested,
  startedAt: nullable(instant('When it started.')),
  concerns: listOf(nested(humanRightsConcern, 'Concerns that were raised, oldest first.')),
  outcome: nullable(nested(humanRightsReviewOutcome, 'What came of it; null while it is not concluded.')),
  reopenedAt: nullable(instant('When the reviewer looked into it again last.')),
  reopenedReason: nullable(text('Why.')),
};
export type HumanRightsReviewState = ValueOf<typeof humanRightsReviewFields>;

export const humanRightsReviewEvents = {
  ReviewRequested: event(
    'A version of a measure of a State, or a programme, is to be reviewed for its compliance with human rights. `owner` is the State, or who leads the programme.',
    '{it} was requested[: “{scope}”]',
    requested,
  ),
  ReviewStarted: event('The reviewer has started.', '{it} was started', {}),
  ConcernRaised: event(
    'The reviewer has a concern. The id of this event names the concern.',
    'a concern was raised in {it}: “{concern}”',
    { concern },
  ),
  ConcernAddressed: event(
    'The owner of what is reviewed says what was done about a concern.',
    'a concern [(“{concern}”) ]of {it} was addressed: “{response}”',
    addressed,
  ),
  ReviewConcluded: event(
    'The reviewer says what came of the review, and what the conclusion rests on.',
    '{it} was concluded: {conclusion} (“{basis}”)',
    concluded,
  ),
  ReviewReopened: event(
    'The reviewer looks into it again; the conclusion does not stand any more.',
    '{it} was reopened: {reason}',
    { reason },
  ),
};
export type HumanRightsReviewEvent = EventOf<typeof humanRightsReviewEvents>;

export const humanRightsReviewCommands = {
  requestHumanRightsReview: creates(
    'Requests a review of a version of a measure, or of a programme, for its compliance with human rights.',
    {
      reviewer: reference('actor', 'Who is to review it: not the State whose measure it is, nor who leads the programme.'),
      measure: optional(reference('nationalMeasure', 'The measure, where one is reviewed.')),
      version: optional(count('The version of the measure; its newest, if left out.', { min: 1 })),
      programme: optional(reference('programme', 'The programme, where one is reviewed.')),
      scope: optional(localized('What is to be looked at.')),
    },
  ),
  startHumanRightsReview: command('Says, as the reviewer, that the review has started.', {}),
  raiseHumanRightsConcern: command('Raises a concern, as the reviewer.', { concern }),
  addressHumanRightsConcern: command('Says, for the State or who leads the programme, what was done about a concern.', addressed),
  concludeHumanRightsReview: command('Concludes the review, as the reviewer.', concluded),
  reopenHumanRightsReview: command(
    'Looks, as the reviewer, into a concluded review again: its conclusion does not stand any more.',
    { reason },
  ),
};
