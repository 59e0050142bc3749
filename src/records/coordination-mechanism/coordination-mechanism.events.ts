import { z } from 'zod';
import { event, type EventOf } from '../../event-sourcing/record.js';
import { localizedText, recordId } from '../../event-sourcing/values.js';
import { type DatedDocument, documentReference } from '../shared/documents.js';
import { type Membership } from '../shared/membership.js';

/** Whether it still meets is a question of the moment: see when it last met. */
export const MECHANISM_STATUSES = ['ESTABLISHED', 'DISSOLVED'] as const;

const meeting = z.strictObject({
  attended: z.array(recordId),
  summary: localizedText.optional(),
  document: documentReference.optional(),
});

export const coordinationMechanismEvents = {
  MechanismEstablished: event(
    'Agencies of a State coordinate in a mechanism.',
    z.strictObject({
      state: recordId,
      name: localizedText,
      purpose: localizedText.optional(),
      mandate: documentReference.optional(),
      themes: z.array(z.string()),
    }),
  ),
  LeadAgencyAppointed: event('An agency leads it, in place of the one before.', z.strictObject({ agency: recordId })),
  MemberAgencyAdded: event('An agency is a member.', z.strictObject({ agency: recordId })),
  MemberAgencyRemoved: event(
    'An agency is a member no longer.',
    z.strictObject({ agency: recordId, reason: z.string().optional() }),
  ),
  ChainOfCommandDefined: event(
    'Who commands whom is set out in a document, in place of the one before.',
    z.strictObject({ document: documentReference, summary: localizedText.optional() }),
  ),
  MechanismMet: event('It has met: which organisations, never which persons.', meeting),
  MechanismDissolved: event('It is no more.', z.strictObject({ reason: z.string() })),
} as const;

export type CoordinationMechanismEvent = EventOf<typeof coordinationMechanismEvents>;
type Established = z.output<typeof coordinationMechanismEvents.MechanismEstablished.schema>;

export interface CoordinationMechanismState extends Established {
  readonly status: (typeof MECHANISM_STATUSES)[number];
  /** The agency that leads it at present. */
  readonly lead: string | null;
  readonly leads: readonly Membership[];
  readonly members: readonly Membership[];
  /** Documents that set the chain of command, oldest first: the last one holds. */
  readonly chainOfCommand: readonly DatedDocument[];
  readonly meetings: readonly (z.output<typeof meeting> & { readonly at: string })[];
  readonly dissolvedAt: string | null;
  readonly dissolvedReason: string | null;
}
