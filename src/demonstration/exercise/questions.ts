import * as cast from './actors.js';
import { marked, type Scene } from './scene.js';

/** Questions that those who watch over the exercise have saved. */
export function questions(scene: Scene): void {
  const by = scene.actor(cast.WATCHERS);
  const overdue = scene.record('savedQuestion', 'Overdue commitments');
  const list = 'commitmentBoard?standing=OVERDUE&columns=commitment.id,commitment.statement,commitment.due,daysLeft';
  overdue.say('saveQuestion', 300, { name: 'overdue-commitments', description: marked('what is owed and late'), list }, { by });
  const money = scene.record('savedQuestion', 'Money by donor');
  const document = '{ donorPortfolio(by: [DONOR, YEAR]) { nodes { donor { id name } year currency committed disbursed } } }';
  money.say('saveQuestion', 310, { name: 'money-by-donor', description: marked('money by donor'), document }, { by });
}
