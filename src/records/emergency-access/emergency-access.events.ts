import { z } from 'zod';
import { event, type EventOf } from '../../event-sourcing/record.js';
import { recordId } from '../../event-sourcing/values.js';

/** Minutes that an access lasts at the most: a working day. */
export const MAX_MINUTES = 480;

export const emergencyAccessEvents = {
  EmergencyAccessOpened: event(
    'A user reads what its label keeps from it, for a reason and a limited time: one record, or what an organisation may read.',
    z.strictObject({
      user: z.string(),
      record: z.string().optional(),
      organisation: recordId.optional(),
      reason: z.string(),
      until: z.iso.datetime(),
    }),
  ),
  EmergencyAccessEnded: event('It ended before its time.', z.strictObject({ reason: z.string().optional() })),
} as const;

export type EmergencyAccessEvent = EventOf<typeof emergencyAccessEvents>;
type Opened = z.output<typeof emergencyAccessEvents.EmergencyAccessOpened.schema>;

export interface EmergencyAccessState extends Opened {
  /** When it ended before its time. */
  readonly endedAt: string | null;
}
