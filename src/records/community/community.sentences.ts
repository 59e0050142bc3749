import { type Sentences } from '../../event-sourcing/sentence.js';
import { type communityEvents } from './community.events.js';

/** How a history of this kind is told. */
export const communitySentences: Sentences<typeof communityEvents> = {
  it: 'the community “{name}”',
  events: {
    CommunityFormed: '{it} was formed by {steward}[: “{purpose}”]',
    CommunityMemberAdded: '{member} was added to {it}',
    CommunityMemberRemoved: '{member} was removed from {it}[: {reason}]',
    CommunityDissolved: '{it} was dissolved: {reason}',
  },
};
