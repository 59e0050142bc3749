import { z } from 'zod';
import { TARGET_SCOPES } from '../../codes/target-scopes.js';
import { event, type EventOf } from '../../event-sourcing/record.js';
import { day, type LocalizedText, localizedText, recordId } from '../../event-sourcing/values.js';

export const ACTIVITY_KINDS = ['WORKSHOP', 'TRAINING', 'EXERCISE', 'BRIEFING', 'SIDE_EVENT', 'STUDY_VISIT'] as const;
export const ACTIVITY_MODES = ['IN_PERSON', 'HYBRID', 'VIRTUAL'] as const;
export const ACTIVITY_STATUSES = [
  'PLANNED',
  'ANNOUNCED',
  'REGISTRATION_OPEN',
  'UNDER_WAY',
  'HELD',
  'REPORTED',
  'POSTPONED',
  'CANCELLED',
] as const;
export type ActivityStatus = (typeof ACTIVITY_STATUSES)[number];
export const ACTIVITY_AIMS = ['AWARENESS', 'SKILLS', 'KNOWLEDGE_EXCHANGE', 'COORDINATION', 'PREPAREDNESS', 'POLICY'] as const;
/** Level of government, or of the audience, that an activity is for. */
export const AUDIENCE_LEVELS = ['INTERNATIONAL', 'REGIONAL', 'NATIONAL', 'SUBNATIONAL', 'LOCAL'] as const;
export const INVITATION_STATUSES = ['SENT', 'ACCEPTED', 'DECLINED'] as const;
export const GENDERS = ['FEMALE', 'MALE', 'OTHER', 'NOT_STATED'] as const;

const material = z.strictObject({ url: z.string(), title: localizedText.optional(), language: z.string().optional() });
const count = z.int().min(0);
const schedule = { plannedStart: day, plannedEnd: day };

export const capacityActivityEvents = {
  ActivityPlanned: event(
    'An activity is planned.',
    z.strictObject({
      activityKind: z.enum(ACTIVITY_KINDS),
      title: localizedText,
      description: localizedText.optional(),
      host: recordId,
      coOrganisers: z.array(recordId),
      participants: z.array(recordId),
      mode: z.enum(ACTIVITY_MODES).optional(),
      ...schedule,
      place: z.string().optional(),
      countries: z.array(z.string()),
      regions: z.array(z.string()),
      aims: z.array(z.enum(ACTIVITY_AIMS)),
      audienceLevels: z.array(z.enum(AUDIENCE_LEVELS)),
      audienceKinds: z.array(z.string()),
      themes: z.array(z.string()),
      targetScope: z.enum(TARGET_SCOPES).optional(),
      instruments: z.array(z.string()),
      promotes: z.array(z.string()),
      needs: z.array(recordId),
    }),
    2,
  ),
  CoOrganiserAdded: event('Another actor organises it too.', z.strictObject({ actor: recordId })),
  ParticipantAdded: event('An actor takes part, without organising it.', z.strictObject({ actor: recordId })),
  ActivityAnnounced: event('The activity is announced.', z.strictObject({ document: z.string().optional() })),
  RegistrationOpened: event('Registration is open.', z.strictObject({ until: day.optional() })),
  InvitationSent: event('An actor is invited.', z.strictObject({ actor: recordId })),
  InvitationAccepted: event('The invited actor accepts.', z.strictObject({ actor: recordId })),
  InvitationDeclined: event('The invited actor declines.', z.strictObject({ actor: recordId, reason: z.string().optional() })),
  ActivityRescheduled: event('The activity has other days.', z.strictObject({ ...schedule, reason: z.string() })),
  ActivityStarted: event('The activity has started.', z.strictObject({})),
  AttendanceRecorded: event(
    'How many attended: counts, never names. A later count takes the place of an earlier one.',
    z.strictObject({
      total: count,
      byCountry: z.array(z.strictObject({ country: z.string(), count })),
      byActorKind: z.array(z.strictObject({ kind: z.string(), count })),
      byGender: z.array(z.strictObject({ gender: z.enum(GENDERS), count })),
    }),
  ),
  ActivityHeld: event('The activity was held on these days.', z.strictObject({ start: day, end: day })),
  OutcomeReported: event('What came of it.', z.strictObject({ outcome: localizedText, document: z.string().optional() })),
  MaterialsShared: event('Materials of the activity are shared.', z.strictObject({ materials: z.array(material).min(1) })),
  ActivityPostponed: event('The activity is put off; other days are not set yet.', z.strictObject({ reason: z.string() })),
  ActivityCancelled: event('The activity will not be held.', z.strictObject({ reason: z.string() })),
} as const;

export type CapacityActivityEvent = EventOf<typeof capacityActivityEvents>;
type Planned = z.output<typeof capacityActivityEvents.ActivityPlanned.schema>;
export type Attendance = z.output<typeof capacityActivityEvents.AttendanceRecorded.schema>;

export interface CapacityActivityState extends Planned {
  readonly status: ActivityStatus;
  /** Days that it was planned for before, oldest first. */
  readonly earlierDates: readonly { readonly start: string; readonly end: string; readonly reason: string }[];
  readonly invitations: readonly {
    readonly actor: string;
    readonly status: (typeof INVITATION_STATUSES)[number];
    readonly reason?: string;
  }[];
  readonly registrationUntil: string | null;
  readonly attendance: Attendance | null;
  readonly heldStart: string | null;
  readonly heldEnd: string | null;
  readonly outcomes: readonly { readonly outcome: LocalizedText; readonly document?: string; readonly at: string }[];
  readonly materials: readonly z.output<typeof material>[];
  readonly reason: string | null;
}
