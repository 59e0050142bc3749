import { type EventOf } from '../../event-sourcing/record.js';
import {
  command,
  count,
  createsUnlabelled,
  event,
  exactInstant,
  instant,
  internal,
  nullable,
  optional,
  publicId,
  reference,
  text,
  type ValueOf,
} from '../../fields/index.js';

/** Minutes that an access lasts at the most: a working day. */
export const MAX_MINUTES = 480;

const target = {
  record: optional(publicId('The record: `<kind>_<uuid>`.')),
  organisation: optional(reference('actor', 'The organisation whose readable records are opened, in place of one record.')),
};
const reason = text('Why it cannot wait.');
const user = text('Pseudonymous id of the user who reads.');
const until = exactInstant('Until when it lasts, if it is not ended before.');
const ended = { reason: optional(text('Why.')) };

export const emergencyAccessFields = {
  user,
  ...target,
  record: internal(target.record),
  reason,
  until,
  endedAt: nullable(instant('When it was ended before its time.')),
};
export type EmergencyAccessState = ValueOf<typeof emergencyAccessFields>;

export const emergencyAccessEvents = {
  EmergencyAccessOpened: event(
    'A user reads what its label keeps from it, for a reason and a limited time: one record, or what an organisation may read.',
    '{it} [to {record}][to what {organisation} may read] began: {reason}',
    { user, ...target, reason, until },
  ),
  EmergencyAccessEnded: event('It ended before its time.', '{it} ended before its time[: {reason}]', ended),
};
export type EmergencyAccessEvent = EventOf<typeof emergencyAccessEvents>;

export const emergencyAccessCommands = {
  breakGlass: createsUnlabelled(
    'Reads, for a reason and a limited time, what its label keeps from you: one record, or what an organisation may read. The originator is notified at once. For callers whose role the configuration allows it.',
    {
      ...target,
      reason,
      minutes: count(`For how many minutes, at most ${MAX_MINUTES}.`, { min: 1, max: MAX_MINUTES }),
    },
  ),
  endEmergencyAccess: command(
    'Ends an emergency access before its time: for who opened it, and for the organisation that it reads.',
    ended,
  ),
};
