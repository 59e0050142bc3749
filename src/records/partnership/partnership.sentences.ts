import { type Sentences } from '../../event-sourcing/sentence.js';
import { type partnershipEvents } from './partnership.events.js';

/** How a history of this kind is told. */
export const partnershipSentences: Sentences<typeof partnershipEvents> = {
  it: 'the partnership “{name}”',
  events: {
    PartnershipProposed: '{it} ({kind}) was proposed to {founders.party}',
    PartnershipEndorsed: '{party} endorsed {it}',
    PartnershipEndorsementDeclined: '{party} declined to endorse {it}[: {reason}]',
    PartnershipActivated: '{it} took effect',
    MemberJoined: '{party} was taken into {it}',
    MembershipAgreed: '{party} agreed to be a member of {it}',
    MemberLeft: '{party} left {it}[: {reason}]',
    ModalityAdded: '{modality} was added to {it}',
    ModalityRemoved: '{modality} was removed from {it}',
    PartnershipTermsAmended: 'the terms of {it} were amended[: “{summary}”]',
    InformationRequestMade: '{from} asked {to} for information within {it}: {subject}[; an answer is asked for by {answerBy}]',
    InformationRequestAnswered: '{by} answered the request for information [“{request}” ]within {it}',
    InformationRequestDeclined: '{by} declined the request for information [“{request}” ]within {it}[: {reason}]',
    PartnershipSuspended: '{it} was suspended: {reason}',
    PartnershipResumed: '{it} was resumed',
    PartnershipRenewed: '{it} was renewed[ until {termEnd}]',
    PartnershipEnded: '{it} ended: {reason}',
  },
};
