import * as command from '../../records/human-rights-review/human-rights-review.commands.js';
import * as cast from './actors.js';
import { en, marked, type Scene, type Story } from './scene.js';

/** How a review ends; OPEN: it does not, in the time of the exercise. */
export type ReviewEnd = 'COMPLIANT' | 'COMPLIANT_WITH_CONCERNS' | 'NOT_COMPLIANT' | 'OPEN';

/** A review of a measure or a programme by those who watch over human rights; `owner` is who answers their concern. */
export function review(scene: Scene, of: Story, owner: string, on: number, end: ReviewEnd): void {
  const story = scene.record('humanRightsReview', `Review of ${of.name}`);
  const watchers = { by: scene.actor(cast.WATCHERS) };
  const subject = of.kind === 'programme' ? { programme: of.ref } : { measure: of.ref };
  const scope = marked('whom it watches, and for how long it keeps what it sees');
  story.say(command.RequestHumanRightsReview, on, { ...subject, reviewer: watchers.by, scope });
  story.say(command.StartHumanRightsReview, on + 10, {}, watchers);
  if (end === 'OPEN') return;
  if (end !== 'COMPLIANT') {
    const raised = { concern: en('Pictures of passers-by are kept for a year.') };
    const concern = story.say(command.RaiseHumanRightsConcern, on + 20, raised, watchers);
    const response = { concern, response: en('For thirty days from now on.') };
    story.say(command.AddressHumanRightsConcern, on + 40, response, { by: scene.actor(owner) });
  }
  const basis = en('Its text, and talks with those concerned.');
  story.say(command.ConcludeHumanRightsReview, on + 60, { conclusion: end, basis }, watchers);
}
