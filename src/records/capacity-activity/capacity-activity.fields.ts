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
  filledListOf,
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
import { actorKindCode, country, language, scope, targetScopes } from '../shared/fields.js';

const activityKinds = codes('ActivityKind', 'What kind of activity it is.', [
  'WORKSHOP',
  'TRAINING',
  'EXERCISE',
  'BRIEFING',
  'SIDE_EVENT',
  'STUDY_VISIT',
]);
const activityModes = codes('ActivityMode', 'How people meet.', ['IN_PERSON', 'HYBRID', 'VIRTUAL']);
const activityAims = codes('ActivityAim', 'What an activity is for.', [
  'AWARENESS',
  'SKILLS',
  'KNOWLEDGE_EXCHANGE',
  'COORDINATION',
  'PREPAREDNESS',
  'POLICY',
]);
const audienceLevels = codes('AudienceLevel', 'Level that an activity is for.', [
  'INTERNATIONAL',
  'REGIONAL',
  'NATIONAL',
  'SUBNATIONAL',
  'LOCAL',
]);
const genders = codes('Gender', 'A group of people who attended.', ['FEMALE', 'MALE', 'OTHER', 'NOT_STATED']);
export const activityStatuses = codes('ActivityStatus', 'Where an activity stands.', [
  'PLANNED',
  'ANNOUNCED',
  'REGISTRATION_OPEN',
  'UNDER_WAY',
  'HELD',
  'REPORTED',
  'POSTPONED',
  'CANCELLED',
]);
export type ActivityStatus = CodeOf<typeof activityStatuses>;
const invitationStatuses = codes('InvitationStatus', 'What became of an invitation.', ['SENT', 'ACCEPTED', 'DECLINED']);

const actor = reference('actor', 'The actor.');
const reason = text('Why.');
const document = text('Address of the announcement.');
const until = day('The last day to register.');
const planned = {
  activityKind: code(activityKinds, 'What kind of activity it is.'),
  title: localized('Its title.'),
  description: optional(localized('What it is about.')),
  host: reference('actor', 'Who hosts it.'),
  coOrganisers: listOf(reference('actor', 'Who organises it with the host.')),
  participants: listOf(reference('actor', 'Who takes part, without organising it.')),
  mode: optional(code(activityModes, 'How people meet.')),
  plannedStart: day('The day on which it is planned to start.'),
  plannedEnd: day('The day on which it is planned to end.'),
  place: optional(text('Where it takes place.', { max: 500 })),
  countries: scope.countries,
  regions: scope.regions,
  aims: listOf(code(activityAims, 'What it is for.')),
  audienceLevels: listOf(code(audienceLevels, 'Levels that it is for.')),
  audienceKinds: listOf(actorKindCode('Kinds of actor that it is for.')),
  themes: scope.themes,
  targetScope: optional(code(targetScopes, 'What is to be protected.')),
  instruments: listOf(text('Instruments that it rests on: `S/RES/2341 (2017)`.', { max: 200 })),
  promotes: listOf(text('Guidance that it promotes.', { max: 500 })),
  needs: listOf(reference('assistanceNeed', 'Needs for assistance that it answers: held, it counts towards them.')),
};
const rescheduled = {
  plannedStart: day('The day on which it is now planned to start.'),
  plannedEnd: day('The day on which it is now planned to end.'),
  reason,
};
const held = {
  start: day('The day on which it started.'),
  end: day('The day on which it ended.'),
};
const reported = {
  outcome: localized('What came of it.'),
  document: optional(text('Address of the report.')),
};
const countryCount = group('CountryCount', 'How many came from a country.', {
  country: country('The country, ISO 3166-1 alpha-2.'),
  count: count('How many.'),
});
const actorKindCount = group('ActorKindCount', 'How many came for a kind of actor.', {
  kind: actorKindCode('The kind of actor.'),
  count: count('How many.'),
});
const genderCount = group('GenderCount', 'How many of a gender came.', {
  gender: code(genders, 'The gender.'),
  count: count('How many.'),
});
const recorded = {
  total: count('How many attended in all.'),
  byCountry: listOf(nested(countryCount, 'How many from each country; they make the total.')),
  byActorKind: listOf(nested(actorKindCount, 'How many for each kind of actor; they make the total.')),
  byGender: listOf(nested(genderCount, 'How many of each gender; they make the total.')),
};
const material = group(
  'ActivityMaterial',
  'A document or other material of an activity.',
  {
    url: text('Its address.'),
    title: optional(localized('Its title.')),
    language: optional(language('Its language.')),
  },
  { input: 'MaterialInput' },
);
const materials = filledListOf(nested(material, 'The materials.'));
const earlierDates = group('EarlierDates', 'Days that an activity was planned for before.', {
  ...held,
  reason: text('Why it moved.'),
});
const activityInvitation = group('ActivityInvitation', 'An invitation to an actor.', {
  actor: reference('actor', 'Who was invited.'),
  status: code(invitationStatuses, 'What became of it.'),
  reason: optional(text('Why it was declined.')),
});
const activityAttendance = group('ActivityAttendance', 'How many attended: counts, never names.', recorded);
export type Attendance = ValueOf<typeof recorded>;
const activityOutcome = group('ActivityOutcome', 'What came of an activity.', {
  ...reported,
  at: instant('When it was reported.'),
});

export const capacityActivityFields = {
  ...planned,
  status: code(activityStatuses, 'Where it stands.'),
  earlierDates: listOf(nested(earlierDates, 'Days that it was planned for before, oldest first.')),
  invitations: listOf(nested(activityInvitation, 'Invitations and what became of them.')),
  registrationUntil: nullable(day('The last day to register.')),
  attendance: nullable(nested(activityAttendance, 'How many attended, as last counted.')),
  heldStart: nullable(day('The day on which it started.')),
  heldEnd: nullable(day('The day on which it ended.')),
  outcomes: listOf(nested(activityOutcome, 'What came of it.')),
  materials: listOf(nested(material, 'Materials that were shared.')),
  reason: nullable(text('Why it was postponed or cancelled.')),
};
export type CapacityActivityState = ValueOf<typeof capacityActivityFields>;

export const capacityActivityEvents = {
  ActivityPlanned: event(
    'An activity is planned.',
    '{it} was planned by {host}[ with {coOrganisers}] for {plannedStart} to {plannedEnd}[, in {place}]',
    planned,
    { version: 2 },
  ),
  CoOrganiserAdded: event('Another actor organises it too.', '{actor} became a co-organiser of {it}', { actor }),
  ParticipantAdded: event('An actor takes part, without organising it.', '{actor} became a participant in {it}', { actor }),
  ActivityAnnounced: event('The activity is announced.', '{it} was announced', { document: optional(document) }),
  RegistrationOpened: event('Registration is open.', 'registration for {it} was opened[, until {until}]', {
    until: optional(until),
  }),
  InvitationSent: event('An actor is invited.', '{actor} was invited to {it}', { actor }),
  InvitationAccepted: event('The invited actor accepts.', '{actor} accepted the invitation to {it}', { actor }),
  InvitationDeclined: event('The invited actor declines.', '{actor} declined the invitation to {it}[: {reason}]', {
    actor,
    reason: optional(reason),
  }),
  ActivityRescheduled: event(
    'The activity has other days.',
    '{it} was moved to {plannedStart} to {plannedEnd}: {reason}',
    rescheduled,
  ),
  ActivityStarted: event('The activity has started.', '{it} started', {}),
  AttendanceRecorded: event(
    'How many attended: counts, never names. A later count takes the place of an earlier one.',
    'the attendance of {it} was recorded: {total} in all',
    recorded,
  ),
  ActivityHeld: event('The activity was held on these days.', '{it} was held, from {start} to {end}', held),
  OutcomeReported: event('What came of it.', 'the outcome of {it} was reported: “{outcome}”', reported),
  MaterialsShared: event('Materials of the activity are shared.', 'materials of {it} were shared[: {materials.title}]', {
    materials,
  }),
  ActivityPostponed: event('The activity is put off; other days are not set yet.', '{it} was postponed: {reason}', { reason }),
  ActivityCancelled: event('The activity will not be held.', '{it} was cancelled: {reason}', { reason }),
};
export type CapacityActivityEvent = EventOf<typeof capacityActivityEvents>;

export const capacityActivityCommands = {
  planActivity: creates('Plans an activity: a workshop, training, exercise, briefing, side event or study visit.', planned),
  addActivityCoOrganiser: command('Records that another actor organises the activity too.', { actor }),
  addActivityParticipant: command('Records that an actor takes part, without organising the activity.', { actor }),
  announceActivity: command('Announces the activity.', { document: optional(document) }),
  openActivityRegistration: command('Opens registration.', { until: optional(until) }),
  inviteToActivity: command('Invites an actor.', { actor }),
  acceptActivityInvitation: command('Accepts an invitation, as the invited actor.', {}),
  declineActivityInvitation: command('Declines an invitation, as the invited actor.', { reason: optional(reason) }),
  rescheduleActivity: command('Sets other days for the activity.', rescheduled),
  startActivity: command('Records that the activity has started.', {}),
  recordAttendance: command(
    'Records how many attended: counts, never names. A later count takes the place of an earlier one.',
    recorded,
  ),
  recordActivityHeld: command('Records that the activity was held.', held),
  reportActivityOutcome: command('Reports what came of the activity.', reported),
  shareActivityMaterials: command('Shares materials of the activity.', { materials }),
  postponeActivity: command('Puts the activity off; other days are set later.', { reason }),
  cancelActivity: command('Cancels the activity.', { reason }),
};
