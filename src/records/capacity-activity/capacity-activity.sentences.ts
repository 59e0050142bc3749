import { type Sentences } from '../../event-sourcing/sentence.js';
import { type capacityActivityEvents } from './capacity-activity.events.js';

/** How a history of this kind is told. */
export const capacityActivitySentences: Sentences<typeof capacityActivityEvents> = {
  it: 'the {activityKind} “{title}”',
  events: {
    ActivityPlanned: '{it} was planned by {host}[ with {coOrganisers}] for {plannedStart} to {plannedEnd}[, in {place}]',
    CoOrganiserAdded: '{actor} became a co-organiser of {it}',
    ParticipantAdded: '{actor} became a participant in {it}',
    ActivityAnnounced: '{it} was announced',
    RegistrationOpened: 'registration for {it} was opened[, until {until}]',
    InvitationSent: '{actor} was invited to {it}',
    InvitationAccepted: '{actor} accepted the invitation to {it}',
    InvitationDeclined: '{actor} declined the invitation to {it}[: {reason}]',
    ActivityRescheduled: '{it} was moved to {plannedStart} to {plannedEnd}: {reason}',
    ActivityStarted: '{it} started',
    AttendanceRecorded: 'the attendance of {it} was recorded: {total} in all',
    ActivityHeld: '{it} was held, from {start} to {end}',
    OutcomeReported: 'the outcome of {it} was reported: “{outcome}”',
    MaterialsShared: 'materials of {it} were shared[: {materials.title}]',
    ActivityPostponed: '{it} was postponed: {reason}',
    ActivityCancelled: '{it} was cancelled: {reason}',
  },
};
