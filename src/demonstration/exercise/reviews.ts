import * as cast from './actors.js';
import { document, en, marked, type Scene, type Story } from './scene.js';

/** Plans for open-air events, and what a review for their compliance with human rights finds: nothing of one that is then amended, concerns, and a no. */
export function reviews(scene: Scene): void {
  const [amended, withConcerns, found, awaited] = scene.some(cast.STATES, 4) as [string, string, string, string];
  const first = reviewed(scene, amended, 60);
  conclude(first.review, 'COMPLIANT', 120);
  first.plan.say('amendMeasure', 400, { summary: en('Cameras at the gates.') }, { by: first.owner });

  const second = reviewed(scene, withConcerns, 80);
  const concerns = ['Pictures are kept for years.', 'Protests are not told from festivals.'].map((text) =>
    second.review.say('raiseHumanRightsConcern', 130, { concern: en(text) }, { by: scene.actor(cast.WATCHERS) }),
  );
  const answer = { concern: concerns[0], response: en('Pictures are kept for a month.') };
  second.review.say('addressHumanRightsConcern', 160, answer, { by: second.owner });
  conclude(second.review, 'COMPLIANT_WITH_CONCERNS', 190);

  const third = reviewed(scene, found, 100);
  conclude(third.review, 'NOT_COMPLIANT', 200);
  const ruling = { reason: 'A court has ruled on searches.' };
  third.review.say('reopenHumanRightsReview', 500, ruling, { by: scene.actor(cast.WATCHERS) });

  reviewed(scene, awaited, 600);
}

/** A State's plan, adopted, with a review of it that has started. */
function reviewed(scene: Scene, state: string, on: number): { plan: Story; review: Story; owner: string } {
  const owner = scene.actor(cast.officeOf(state));
  const name = `${state} plan for open-air events`;
  const plan = scene.record('nationalMeasure', name);
  plan.say('registerMeasure', on, {
    state: scene.actor(state),
    measureKind: 'CONTINGENCY_PLAN',
    name: marked(name),
    scope: 'SOFT_TARGETS',
    themes: ['CO-03', 'CH-09'],
  });
  plan.say('adoptMeasure', on + 5, { document: document(name) }, { by: owner });
  const review = scene.record('humanRightsReview', `${name}, review`);
  const request = { measure: plan.ref, reviewer: scene.actor(cast.WATCHERS), scope: marked('cameras, searches and crowds') };
  review.say('requestHumanRightsReview', on + 20, request, { by: owner });
  review.say('startHumanRightsReview', on + 30, {}, { by: scene.actor(cast.WATCHERS) });
  return { plan, review, owner };
}

function conclude(review: Story, conclusion: string, on: number): void {
  const input = { conclusion, basis: en('The text, and two hearings.'), document: document(`${review.name}, report`) };
  review.say('concludeHumanRightsReview', on, input, { by: review.scene.actor(cast.WATCHERS) });
}
