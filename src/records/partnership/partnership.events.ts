import { z } from 'zod';
import { event, type EventOf } from '../../event-sourcing/record.js';
import { day, localizedText, recordId } from '../../event-sourcing/values.js';
import { type DatedDocument, documentReference } from '../shared/documents.js';
import { type Side } from '../shared/handshake.js';
import { type Membership } from '../shared/membership.js';

export const PARTNERSHIP_KINDS = ['AGREEMENT', 'MEMORANDUM', 'COMPACT', 'NETWORK', 'JOINT_PROGRAMME', 'OTHER'] as const;
export const PARTNERSHIP_LEVELS = ['NATIONAL', 'REGIONAL', 'INTERNATIONAL'] as const;
export const PARTNERSHIP_SECTORS = ['PUBLIC', 'PUBLIC_PRIVATE', 'PRIVATE'] as const;
export type PartnershipSector = (typeof PARTNERSHIP_SECTORS)[number];
export const PARTNERSHIP_MODALITIES = [
  'INFORMATION_SHARING',
  'GOOD_PRACTICE_EXCHANGE',
  'JOINT_TRAINING',
  'COMMUNICATION_NETWORK',
  'EMERGENCY_WARNING_NETWORK',
  'JOINT_RISK_ASSESSMENT',
  'JOINT_LAW_ENFORCEMENT',
  'INTEROPERABILITY',
  'RESEARCH',
  'TECHNICAL_ASSISTANCE',
] as const;
/** Lapsed is computed for a moment from the end of the term, never recorded. */
export const PARTNERSHIP_STATUSES = ['PROPOSED', 'ACTIVE', 'SUSPENDED', 'ENDED'] as const;
export type PartnershipStatus = (typeof PARTNERSHIP_STATUSES)[number];
export const REQUEST_STATUSES = ['OPEN', 'ANSWERED', 'DECLINED'] as const;
/** Which side of a public-private partnership an actor is on. */
export const PARTY_SECTORS = ['PUBLIC', 'PRIVATE'] as const;
export type PartySector = (typeof PARTY_SECTORS)[number];

const modality = z.enum(PARTNERSHIP_MODALITIES);
/** What the party was when it was taken in: rules rest on what was known then. */
const party = { party: recordId, sector: z.enum(PARTY_SECTORS) };

export const partnershipEvents = {
  PartnershipProposed: event(
    'A partnership is proposed to its founding parties.',
    z.strictObject({
      name: localizedText,
      purpose: localizedText.optional(),
      kind: z.enum(PARTNERSHIP_KINDS),
      level: z.enum(PARTNERSHIP_LEVELS),
      sector: z.enum(PARTNERSHIP_SECTORS),
      modalities: z.array(modality),
      founders: z.array(z.strictObject(party)).min(1),
      termStart: day.optional(),
      termEnd: day.optional(),
      document: documentReference.optional(),
    }),
  ),
  PartnershipEndorsed: event('A founding party agrees.', z.strictObject(party)),
  PartnershipEndorsementDeclined: event(
    'A founding party does not agree.',
    z.strictObject({ party: recordId, reason: z.string().optional() }),
  ),
  PartnershipActivated: event('The partnership is in effect; the parties that endorsed it are its members.', z.strictObject({})),
  MemberJoined: event(
    'An actor is taken in as a member. It is one once it has agreed: at once, where this was said in its name.',
    z.strictObject(party),
  ),
  MembershipAgreed: event('An actor that is taken in agrees: from here on it is a member.', z.strictObject({ party: recordId })),
  MemberLeft: event('An actor is a member no longer.', z.strictObject({ party: recordId, reason: z.string().optional() })),
  ModalityAdded: event('The partners cooperate in this way too.', z.strictObject({ modality })),
  ModalityRemoved: event('The partners cooperate in this way no longer.', z.strictObject({ modality })),
  PartnershipTermsAmended: event(
    'The terms are those of a new document.',
    z.strictObject({ document: documentReference, summary: localizedText.optional() }),
  ),
  InformationRequestMade: event(
    'One partner asks another for information; what is asked is not recorded. The id of this event names the request.',
    z.strictObject({ from: recordId, to: recordId, subject: z.string(), answerBy: day.optional() }),
  ),
  InformationRequestAnswered: event(
    'The request was answered; what was said is not recorded.',
    z.strictObject({ request: z.uuid(), by: recordId }),
  ),
  InformationRequestDeclined: event(
    'The request was declined.',
    z.strictObject({ request: z.uuid(), by: recordId, reason: z.string().optional() }),
  ),
  PartnershipSuspended: event('The partnership rests.', z.strictObject({ reason: z.string() })),
  PartnershipResumed: event('The partnership goes on.', z.strictObject({})),
  PartnershipRenewed: event('The term is longer; without an end, it is open.', z.strictObject({ termEnd: day.optional() })),
  PartnershipEnded: event('The partnership is over.', z.strictObject({ reason: z.string() })),
} as const;

export type PartnershipEvent = EventOf<typeof partnershipEvents>;
type Proposed = z.output<typeof partnershipEvents.PartnershipProposed.schema>;

export interface PartnershipState extends Omit<Proposed, 'document' | 'founders'> {
  readonly status: PartnershipStatus;
  readonly founders: readonly (Side & { readonly sector: PartySector })[];
  /** Actors that are taken in and have not agreed: they are no members yet. */
  readonly invited: readonly { readonly actor: string; readonly sector: PartySector; readonly at: string }[];
  readonly members: readonly (Membership & { readonly sector: PartySector })[];
  readonly documents: readonly DatedDocument[];
  readonly requests: readonly {
    readonly id: string;
    readonly from: string;
    readonly to: string;
    readonly subject: string;
    readonly answerBy: string | null;
    readonly made: string;
    readonly status: (typeof REQUEST_STATUSES)[number];
    readonly settled: string | null;
  }[];
  readonly endedReason: string | null;
  readonly endedAt: string | null;
}
