import { type Sentences } from '../../event-sourcing/sentence.js';
import { type guidanceMaterialEvents } from './guidance-material.events.js';

/** How a history of this kind is told. */
export const guidanceMaterialSentences: Sentences<typeof guidanceMaterialEvents> = {
  it: 'the guidance “{title}”',
  events: {
    GuidanceInitiated: 'work on {it} ({guidanceKind}) was begun by {publishers}',
    EditionAnnounced: 'edition {edition} of {it} was announced for {expected}',
    EditionPublished: 'edition {edition} of {it} was published',
    AddendumAnnounced: 'the addendum “{title}” to edition {edition} of {it} was announced[ for {expected}]',
    AddendumPublished: 'the addendum “{title}” to edition {edition} of {it} was published',
    GuidancePromoted: '[edition {edition} of ]{it} was promoted at {activity}',
    GuidanceAdoptedByActor: '{actor} adopted edition {edition} of {it}',
    EditionSuperseded: 'edition {edition} of {it} was superseded by edition {by}',
    GuidanceWithdrawn: '{it} was withdrawn: {reason}',
  },
};
