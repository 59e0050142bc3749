import { z } from 'zod';
import { event, type EventOf } from '../../event-sourcing/record.js';
import { day, type LocalizedText, localizedText, recordId } from '../../event-sourcing/values.js';

/** What an actor may be in cooperation; anybody can be any of them. */
export const ACTOR_ROLES = ['COORDINATOR', 'DONOR', 'IMPLEMENTER', 'ASSESSOR', 'OBSERVER'] as const;
/** How one actor belongs to another. */
export const AFFILIATION_KINDS = ['PART_OF', 'MEMBER_OF', 'ADMINISTERED_BY', 'REPORTS_TO'] as const;
/** Ways to reach an organisation. Persons are not recorded. */
export const CONTACT_CHANNELS = ['WEBSITE', 'EMAIL', 'PHONE', 'ADDRESS', 'SOCIAL'] as const;
export const ACTOR_STATUSES = ['ACTIVE', 'DEACTIVATED', 'MERGED'] as const;

const role = z.enum(ACTOR_ROLES);
const identifier = { scheme: z.string(), value: z.string() };
const affiliation = { parent: recordId, kind: z.enum(AFFILIATION_KINDS) };
const validity = { from: day.optional(), to: day.optional() };

export const actorEvents = {
  ActorRegistered: event(
    'An actor is on record.',
    z.strictObject({
      actorKind: z.string(),
      name: localizedText,
      country: z.string().optional(),
      regions: z.array(z.string()),
      identifiers: z.array(z.strictObject({ ...identifier, ...validity })),
    }),
  ),
  ActorNamed: event('The actor has this name in this language.', z.strictObject({ language: z.string(), text: z.string() })),
  ActorIdentifierAssigned: event(
    'A register knows the actor by this identifier.',
    z.strictObject({ ...identifier, ...validity }),
  ),
  ActorIdentifierWithdrawn: event(
    'The identifier is not the actor’s any more.',
    z.strictObject({ ...identifier, reason: z.string().optional() }),
  ),
  ActorAffiliated: event(
    'The actor says that it belongs to another. It counts once that one has agreed: at once, where it was said in its name.',
    z.strictObject({ ...affiliation, from: day.optional() }),
  ),
  ActorAffiliationAgreed: event(
    'The one to whom the actor says that it belongs has agreed: from here on it counts.',
    z.strictObject(affiliation),
  ),
  ActorAffiliationDeclined: event(
    'The one to whom the actor says that it belongs does not agree.',
    z.strictObject({ ...affiliation, reason: z.string().optional() }),
  ),
  ActorAffiliationEnded: event('It belongs to it no longer.', z.strictObject({ ...affiliation, to: day.optional() })),
  ActorRoleGranted: event('The actor has a role in cooperation.', z.strictObject({ role })),
  ActorRoleWithdrawn: event('The actor has that role no longer.', z.strictObject({ role })),
  ActorContactPointSet: event(
    'The organisation is reached this way; a value of null ends the contact point.',
    z.strictObject({ channel: z.enum(CONTACT_CHANNELS), label: z.string().optional(), value: z.string().nullable() }),
  ),
  ActorMandateGranted: event(
    'Another organisation may speak for the actor until the end of a day: in everything but records of actors, or in what is named.',
    z.strictObject({
      to: recordId,
      kinds: z.array(z.string()),
      commands: z.array(z.string()),
      records: z.array(z.string()),
      until: day,
      reason: z.string(),
    }),
  ),
  ActorMandateEnded: event(
    'It may speak for the actor no longer.',
    z.strictObject({ mandate: z.uuid(), reason: z.string().optional() }),
  ),
  ActorMergedInto: event(
    'This record and another are of the same actor; the other goes on.',
    z.strictObject({ survivor: recordId, reason: z.string() }),
  ),
  ActorMergeReverted: event('They are two actors after all.', z.strictObject({ reason: z.string() })),
  ActorDeactivated: event('The actor takes no part any more.', z.strictObject({ reason: z.string() })),
} as const;
export type ActorEvent = EventOf<typeof actorEvents>;

type Identifier = z.output<typeof actorEvents.ActorIdentifierAssigned.schema>;

/** Leave for another organisation to speak for the actor. Lists that are empty leave nothing out, but records of actors. */
export interface Mandate extends z.output<typeof actorEvents.ActorMandateGranted.schema> {
  /** Id of the event that granted it. */
  readonly id: string;
  /** When that was, ISO 8601 UTC. */
  readonly grantedAt: string;
}

/** That the actor belongs to another. */
export interface Affiliation {
  readonly parent: string;
  readonly kind: (typeof AFFILIATION_KINDS)[number];
  readonly from: string | null;
  readonly to: string | null;
  /** Whether the parent has agreed: until then it counts for nothing. */
  readonly agreed: boolean;
  /** When it was said, or agreed to: ISO 8601 UTC. */
  readonly saidAt: string;
  /** Whether it has ended, or was declined. */
  readonly ended: boolean;
}

export interface ActorState {
  readonly actorKind: string;
  readonly name: LocalizedText;
  readonly country?: string;
  readonly regions: readonly string[];
  readonly identifiers: readonly Identifier[];
  readonly affiliations: readonly Affiliation[];
  /** Mandates that have not been ended; one that has run out is there still. */
  readonly mandates: readonly Mandate[];
  readonly roles: readonly (typeof ACTOR_ROLES)[number][];
  readonly contactPoints: readonly {
    readonly channel: (typeof CONTACT_CHANNELS)[number];
    readonly label?: string;
    readonly value: string;
  }[];
  readonly mergedInto: string | null;
  readonly deactivated: string | null;
}
