import { type EventOf } from '../../event-sourcing/record.js';
import {
  code,
  type CodeOf,
  codes,
  command,
  creates,
  day,
  event,
  eventId,
  flag,
  group,
  instant,
  internal,
  listOf,
  localized,
  nested,
  nullable,
  optional,
  reference,
  speaker,
  text,
  type ValueOf,
} from '../../fields/index.js';
import { documentReference, instrumentCitation, theme } from '../shared/fields.js';

const recommendationResponses = codes('RecommendationResponse', 'How a State takes a recommendation.', [
  'SUPPORTED',
  'SUPPORTED_IN_PART',
  'NOTED',
]);
const verificationResults = codes('VerificationResult', 'How far a recommendation was found implemented.', [
  'FULL',
  'PARTIAL',
  'NOT',
]);
export const recommendationStatuses = codes('RecommendationStatus', 'Where a recommendation stands.', [
  'ISSUED',
  'RESPONDED',
  'PLANNED',
  'IN_IMPLEMENTATION',
  'REPORTED_COMPLETE',
  'VERIFIED',
  'CLOSED',
  'SUPERSEDED',
]);
export type RecommendationStatus = CodeOf<typeof recommendationStatuses>;
const actionStatuses = codes(
  'ActionStatus',
  'Where an action stands. Whether it is overdue is a question of the moment: see `due`.',
  ['PLANNED', 'STARTED', 'COMPLETED', 'DROPPED'],
);

const agency = reference('actor', 'The agency.');
const issuer = reference('actor', 'Who made it.');
const action = eventId('action');
const evidence = listOf(nested(documentReference, 'Documents that show it.'));
const reason = text('Why.');
const by = reference('recommendation', 'The recommendation that takes its place.');
const issued = {
  state: reference('actor', 'The State to which it is made.'),
  code: optional(text('Its number where it was made: `R-12`.', { max: 100 })),
  text: localized('What is recommended.'),
  themes: listOf(theme('Challenges, conclusions and threats that it is about.')),
  instruments: listOf(nested(instrumentCitation, 'Instruments that it rests on.')),
  visit: optional(reference('assessmentVisit', 'The visit that it comes of.')),
};
const recorded = {
  response: code(recommendationResponses, 'How it takes it.'),
  text: optional(localized('What it says.')),
  document: optional(nested(documentReference, 'The document that says so.')),
};
const planned = {
  description: localized('What is to be done.'),
  due: day('By when.'),
  agency: optional(reference('actor', 'Who is to do it.')),
};
const completed = {
  action,
  report: optional(localized('What came of it.')),
};
const dropped = {
  action,
  reason,
};
const reported = {
  from: optional(day('First day of the period.')),
  to: optional(day('Last day of the period.')),
  text: localized('What was done.'),
  evidence,
};
const verified = {
  result: code(verificationResults, 'How far it was found implemented.'),
  text: optional(localized('On what ground.')),
  document: optional(nested(documentReference, 'The document that says so.')),
};
const responseToRecommendation = group('ResponseToRecommendation', 'What a State said to a recommendation.', {
  ...recorded,
  by: reference('actor', 'Who said so: the State or its delegate.'),
  at: instant('When.'),
});
const recommendationAction = group('RecommendationAction', 'Something to be done towards a recommendation.', {
  id: eventId('event', 'Id of the event that planned it.'),
  description: localized('What is to be done.'),
  due: day('By when.'),
  agency: nullable(reference('actor', 'Who is to do it.')),
  planned: internal(instant('When it was planned.')),
  status: code(actionStatuses, 'Where it stands.'),
  report: optional(localized('What came of it.')),
  reason: optional(text('Why it was dropped.')),
});
const recommendationProgress = group(
  'RecommendationProgress',
  'A report of what was done towards a recommendation in a period.',
  {
    at: instant('When it was made.'),
    by: reference('actor', 'Who made it.'),
    ...reported,
  },
);
const implementationReport = group('ImplementationReport', 'A report that a recommendation is implemented.', {
  by: reference('actor', 'Who made it, and never verifies it.'),
  recordedBy: internal(nullable(reference('actor', 'Who recorded it, for itself or for another, and never verifies it either.'))),
  forState: flag('Whether it was made for the State.'),
  at: instant('When it was made.'),
  text: optional(localized('What was achieved.')),
  evidence,
});
const implementationVerification = group('ImplementationVerification', 'What another party found of an implementation.', {
  ...verified,
  by: reference('actor', 'Who verified it.'),
  at: instant('When.'),
});

export const recommendationFields = {
  ...issued,
  issuer,
  response: nullable(nested(responseToRecommendation, 'How the State takes it, as it said last; null where it has not said.')),
  leadAgency: nullable(reference('actor', 'The agency that leads the implementation.')),
  supportingAgencies: listOf(reference('actor', 'Agencies that support the implementation.')),
  actions: listOf(nested(recommendationAction, 'What is planned and done.')),
  progress: listOf(nested(recommendationProgress, 'Reports of progress, oldest first.')),
  completion: nullable(nested(implementationReport, 'The report that it is implemented.')),
  verification: nullable(nested(implementationVerification, 'What another party found of that.')),
  reopenedReason: nullable(text('Why it was reopened last.')),
  endedAt: internal(nullable(instant('When it was closed or superseded.'))),
  closedReason: nullable(text('Why it was closed.')),
  supersededBy: nullable(reference('recommendation', 'The recommendation that took its place.')),
};
export type RecommendationState = ValueOf<typeof recommendationFields>;

export const recommendationEvents = {
  RecommendationIssued: event('A recommendation is made to a State.', '{it} was made by {issuer}', { issuer, ...issued }),
  RecommendationResponseRecorded: event(
    'The State says how it takes the recommendation; a later response takes the place of an earlier one.',
    '{by} responded to {it}: {response}[ (“{text}”)]',
    {
      response: recorded.response,
      by: speaker('Who says so.'),
      text: recorded.text,
      document: recorded.document,
    },
  ),
  LeadAgencyDesignated: event(
    'An agency leads the implementation.',
    '{agency} was designated to lead the implementation of {it}',
    { agency },
  ),
  SupportingAgencyAdded: event(
    'An agency supports the implementation.',
    '{agency} was designated to support the implementation of {it}',
    { agency },
  ),
  ActionPlanned: event(
    'An action towards the recommendation is planned. The id of this event names the action.',
    'an action towards {it} was planned for {due}: “{description}”',
    planned,
  ),
  ActionStarted: event('The action is under way.', 'the action [“{action}” ]towards {it} was started', { action }),
  ActionCompleted: event('The action is done.', 'the action [“{action}” ]towards {it} was completed[: “{report}”]', completed),
  ActionDropped: event('The action will not be done.', 'the action [“{action}” ]towards {it} was dropped: {reason}', dropped),
  ProgressReported: event(
    'Something was done towards the recommendation in a period.',
    '{by} reported progress on {it}: “{text}”',
    { by: speaker('Who says so.'), ...reported },
  ),
  ImplementationReportedComplete: event(
    'A party reports the recommendation implemented; `forState` says whether it spoke for the State.',
    '{by} reported {it} implemented[: “{text}”]',
    {
      by: speaker('Who says so.'),
      forState: flag('Whether it was made for the State.'),
      text: optional(localized('What was achieved.')),
      evidence,
    },
  ),
  ImplementationVerified: event(
    'Another party has looked whether the recommendation is implemented; a later verification takes the place of an earlier one.',
    '{by} found {it} {result}[: “{text}”]',
    { by: speaker('Who says so.'), ...verified },
  ),
  RecommendationReopened: event('The recommendation is to be implemented after all.', '{it} was reopened: {reason}', { reason }),
  RecommendationSuperseded: event('Another recommendation has taken its place.', '{it} was superseded by {by}', { by }),
  RecommendationClosed: event('Nothing more is expected of it.', '{it} was closed[: {reason}]', {
    reason: optional(text('Why, where that is not plain.')),
  }),
};
export type RecommendationEvent = EventOf<typeof recommendationEvents>;

export const recommendationCommands = {
  issueRecommendation: creates(
    'Makes a recommendation to a State, as the organisation that speaks. One that comes of a visit is shown to nobody but the assessor and the State, unless the State has consented to release the visit’s recommendations.',
    issued,
  ),
  recordRecommendationResponse: command(
    'Records how the State takes the recommendation, as the State or its delegate: an actor affiliated to it.',
    recorded,
  ),
  designateLeadAgency: command('Designates the agency that leads the implementation, as the State or its delegate.', { agency }),
  addSupportingAgency: command('Records that an agency supports the implementation.', { agency }),
  planAction: command('Plans an action towards the recommendation, as the State, its delegate or an agency in charge.', planned),
  startAction: command('Records that an action is under way.', { action }),
  completeAction: command('Records that an action is done.', completed),
  dropAction: command('Records that an action will not be done.', dropped),
  reportProgress: command('Reports something done towards the recommendation. Anybody may report.', reported),
  reportImplementationComplete: command(
    'Reports the recommendation implemented; another party may then verify it. Anybody may report.',
    { text: optional(localized('What was achieved.')), evidence },
  ),
  verifyImplementation: command(
    'Verifies how far the recommendation is implemented: never as the party that reported it complete, and not for the State where that spoke for the State.',
    verified,
  ),
  reopenRecommendation: command('Reopens a recommendation that was reported complete, verified or closed, as its issuer.', {
    reason,
  }),
  supersedeRecommendation: command('Lets another recommendation take the place of this one, as its issuer.', { by }),
  closeRecommendation: command('Closes a verified recommendation, as its issuer.', {
    reason: optional(text('Why, where that is not plain.')),
  }),
};
