import { type Sentences } from '../../event-sourcing/sentence.js';
import { type humanRightsReviewEvents } from './human-rights-review.events.js';

/** How a history of this kind is told. */
export const humanRightsReviewSentences: Sentences<typeof humanRightsReviewEvents> = {
  it: 'the human-rights review by {reviewer} of [version {version} of ][{measure}][{programme}]',
  events: {
    ReviewRequested: '{it} was requested[: “{scope}”]',
    ReviewStarted: '{it} was started',
    ConcernRaised: 'a concern was raised in {it}: “{concern}”',
    ConcernAddressed: 'a concern [(“{concern}”) ]of {it} was addressed: “{response}”',
    ReviewConcluded: '{it} was concluded: {conclusion} (“{basis}”)',
    ReviewReopened: '{it} was reopened: {reason}',
  },
};
