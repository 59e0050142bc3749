import { minorOf } from '../../codes/currencies.js';
import { corrected } from '../../event-sourcing/fold.js';
import { type RecordedEvent } from '../../event-sourcing/envelope.js';
import { type DataOf } from '../../event-sourcing/record.js';
import { type assistanceProjectEvents } from '../../records/assistance-project/assistance-project.events.js';
import { type Transfer } from '../../records/assistance-project/assistance-project.fields.js';
import { type Published, type Said } from './plan-transactions.js';
import { type Organisation, type Transaction, type TransactionCommand } from './publication.js';

type InKind = DataOf<typeof assistanceProjectEvents, 'InKindContributionRecorded'>;

const COMMAND_OF: Readonly<Record<string, TransactionCommand>> = {
  FundsPledged: 'pledgeFunds',
  FundsCommitted: 'commitFunds',
  FundsDisbursed: 'disburseFunds',
  FundsSpent: 'spendFunds',
  FundsReturned: 'returnFunds',
  InKindContributionRecorded: 'recordInKindContribution',
};

/** The field of the event that holds what a transaction says: a contribution in kind has its own names for some. */
export function fieldOf({ command }: Said, field: string): string {
  if (command !== 'recordInKindContribution') return field;
  return { amount: 'estimatedValue', valueDate: 'day' }[field] ?? field;
}

/** A transaction of a file as it is compared. @param actor id of the actor that an organisation is */
export async function saidOf(one: Transaction, actor: (organisation: Organisation) => Promise<string>): Promise<Said> {
  const { command, minor, currency, date, valueDate, description, provider, receiver } = one;
  const inKind = command === 'recordInKindContribution';
  return {
    command,
    direction: inKind ? null : one.direction,
    flow: (inKind ? undefined : one.flow) ?? 'STANDARD',
    reference: (inKind ? undefined : one.reference) ?? null,
    amount: { minor, currency },
    occurredAt: date,
    valueDate,
    provider: provider ? await actor(provider) : null,
    receiver: receiver ? await actor(receiver) : null,
    providerActivity: one.providerActivity ?? null,
    receiverActivity: one.receiverActivity ?? null,
    description: description ?? null,
    recipient: one.recipient ?? null,
    sectors: one.sectors ?? null,
  };
}

/** What the command that records a transaction takes beside its id and the project's. */
export function inputOf(one: Transaction, { provider, receiver }: Said): object {
  const { command, amount, currency, date, valueDate, description } = one;
  const parties = { occurredAt: date, provider: provider ?? undefined, receiver: receiver ?? undefined, description };
  if (command === 'recordInKindContribution') return { ...parties, day: valueDate, estimatedValue: { amount, currency } };
  return {
    ...parties,
    amount: { amount, currency },
    valueDate,
    direction: one.direction,
    flow: one.flow,
    providerActivity: one.providerActivity,
    receiverActivity: one.receiverActivity,
    reference: one.reference,
    recipient: one.recipient,
    sectors: one.sectors,
    asPublished: true,
  };
}

/**
 * Transactions among the events of a project, as they count now.
 * @param resolveMerged the actor that goes on, where one was merged into another
 * @param among those alone that these events record, whoever corrected them
 */
export async function standingTransactions(
  events: readonly RecordedEvent[],
  resolveMerged: (actor: string) => Promise<string>,
  among?: ReadonlySet<RecordedEvent>,
): Promise<Published[]> {
  const standing: Published[] = [];
  for (const event of events) {
    const command = COMMAND_OF[event.type];
    if (!command || (among && !among.has(event))) continue;
    const { data, occurredAt } = corrected(event, events);
    const transfer: Partial<Transfer> = command === 'recordInKindContribution' ? asTransfer(data as InKind) : (data as Transfer);
    if (!transfer.amount || (among && transfer.amount.minor === 0)) continue;
    const { amount, provider, receiver, description, ...rest } = transfer;
    const said: Said = {
      command,
      direction: rest.direction ?? null,
      flow: rest.flow ?? 'STANDARD',
      reference: rest.reference ?? null,
      amount: { minor: minorOf(amount), currency: amount.currency },
      occurredAt: occurredAt.slice(0, 10),
      valueDate: rest.valueDate!,
      provider: provider ? await resolveMerged(provider) : null,
      receiver: receiver ? await resolveMerged(receiver) : null,
      providerActivity: rest.providerActivity ?? null,
      receiverActivity: rest.receiverActivity ?? null,
      description: description?.map(({ language, text }) => ({ language, text })) ?? null,
      recipient: rest.recipient ?? null,
      sectors: rest.sectors ?? null,
    };
    standing.push({ eventId: event.id, said });
  }
  return standing;
}

function asTransfer({ estimatedValue, day, provider, receiver, description }: InKind): Partial<Transfer> {
  return { amount: estimatedValue, valueDate: day, provider, receiver, description };
}
