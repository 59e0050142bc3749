import { type Sentences } from '../../event-sourcing/sentence.js';
import { type emergencyAccessEvents } from './emergency-access.events.js';

/** How a history of this kind is told. */
export const emergencyAccessSentences: Sentences<typeof emergencyAccessEvents> = {
  it: 'the emergency access of {user}',
  events: {
    EmergencyAccessOpened: '{it} [to {record}][to what {organisation} may read] began: {reason}',
    EmergencyAccessEnded: '{it} ended before its time[: {reason}]',
  },
};
