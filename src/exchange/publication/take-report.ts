import { fromMinorUnits, minorOf } from '../../codes/currencies.js';
import { type Caller } from '../../event-sourcing/command-handler.js';
import { toGlobalId } from '../../graphql/global-id.js';
import { type ActorState } from '../../records/actor/actor.fields.js';
import { same } from '../../records/assistance-project/assistance-project.state.js';
import { actorIdOf, commandIdOf } from './identity.js';
import { type OrganisationReport, type Taken } from './publication.js';
import { type Sender } from './sender.js';
import { decimal } from './values.js';

/** Records the budgets of an organisation, which is an actor by now, as this dataset has them. */
export async function takeReport<C extends Caller>(
  sender: Sender<C>,
  { line, identifier, organisation, budgets }: OrganisationReport,
): Promise<Taken> {
  const place = { line, identifier: identifier.slice(0, 500) };
  const id = await sender.resolveMerged(actorIdOf(organisation.key));
  const record = await sender.handler.load('actor', id);
  if (sender.isVoided(record, place)) return 'notTaken';
  const { dataset } = sender.origin;
  const told = await Promise.all(
    budgets.map(async ({ recipient, ...one }) => ({
      ...one,
      ...(recipient ? { recipient: await sender.resolveMerged(actorIdOf(recipient.key)) } : {}),
    })),
  );
  const before = (record.state as ActorState).budgets.filter((one) => one.dataset === dataset);
  const standing = before.map(({ dataset: _dataset, amount, ...one }) => ({
    ...one,
    amount: { amount: decimal(fromMinorUnits(minorOf(amount), amount.currency)), currency: amount.currency },
  }));
  if (same(told, standing)) {
    sender.step();
    return 'unchanged';
  }
  const raw = {
    commandId: commandIdOf(id, 'budgets', dataset, record.revision),
    id: toGlobalId('actor', id),
    dataset,
    budgets: told,
  };
  const outcome = await sender.send('actor', 'publishActorBudgets', raw, place, 'ITEM');
  if (outcome === 'refused') return 'notTaken';
  return outcome === 'taken' ? 'unchanged' : before.length > 0 ? 'changed' : 'opened';
}
