import { type Decide, type DecideContext, type EventOf, type Evolve, type Refusal, refuse } from '../../event-sourcing/record.js';
import { isInUse, minorOf, moneyOf } from '../../codes/currencies.js';
import { addMoney, type Money, type SumByCurrency } from '../../event-sourcing/values.js';
import { type InputsOf } from '../../fields/index.js';
import { type assistanceProjectCommands, type assistanceProjectEvents } from './assistance-project.events.js';
import {
  type AssistanceProjectState as State,
  type FundingPromise,
  type ProjectTotals,
  type Transfer,
} from './assistance-project.fields.js';

type Events = typeof assistanceProjectEvents;
type Recorded = readonly EventOf<Events>[];
type MoneyEvent =
  | 'FundsPledged'
  | 'PledgeReduced'
  | 'PledgeCancelled'
  | 'FundsCommitted'
  | 'CommitmentAdjusted'
  | 'FundsDisbursed'
  | 'FundsSpent'
  | 'FundsReturned';

type Inputs = InputsOf<typeof assistanceProjectCommands>;
type MoneyCommands = Pick<
  Inputs,
  | 'pledgeFunds'
  | 'reducePledge'
  | 'cancelPledge'
  | 'commitFunds'
  | 'adjustCommittedFunds'
  | 'disburseFunds'
  | 'spendFunds'
  | 'returnFunds'
>;

const nothing: ProjectTotals = { pledged: {}, committed: {}, disbursed: {}, spent: {}, returned: {} };
export const noMoney: Pick<State, 'totals' | 'promises'> = { totals: { INCOMING: nothing, OUTGOING: nothing }, promises: {} };

/** Sums and promises after each fact of money; nothing that a row shows but the mark of money that nothing covers. */
export const evolveMoney: Pick<Evolve<State, Events>, MoneyEvent> = {
  FundsPledged: (state, data, { id }) => promised(count(state, data, 'pledged'), id, 'PLEDGE', data),
  PledgeReduced: (state, data, { id }) =>
    changed(paid(count(state, data, 'pledged', -1), id), data.pledge, 'PLEDGE', data, -minorOf(data.amount)),
  PledgeCancelled: (state, data, { id }) =>
    changed(paid(count(state, data, 'pledged', -1), id), data.pledge, 'PLEDGE', data, -minorOf(data.amount)),
  FundsCommitted: (state, data, { id }) => promised(count(state, data, 'committed'), id, 'COMMITMENT', data),
  CommitmentAdjusted: (state, data, { id }) =>
    changed(paid(count(state, data, 'committed'), id), data.commitment, 'COMMITMENT', data, minorOf(data.amount)),
  FundsDisbursed: (state, data, { id }) => {
    const counted = paid(count(state, data, 'disbursed'), id);
    return data.commitment ? changed(counted, data.commitment, 'COMMITMENT', data, 0, minorOf(data.amount)) : counted;
  },
  FundsSpent: (state, data, { id }) => paid(count(state, data, 'spent'), id),
  FundsReturned: (state, data, { id }) => paid(count(state, data, 'returned'), id),
};

function paid(state: State, id: string): State {
  return { ...state, payments: { id, earlier: state.payments } };
}

/** Refuses what is no fact of money of this project. */
export function unknownTransfer({ promises, payments }: State, transfer: string): Refusal | undefined {
  if (transfer in promises) return undefined;
  for (let one = payments; one !== null; one = one.earlier) if (one.id === transfer) return undefined;
  const rule = 'transfer names the event of this project that recorded it';
  return refuse('UNKNOWN_TRANSFER', 'this project has no such fact of money', { field: 'transfer', value: transfer, rule });
}

function count(state: State, data: Transfer, key: keyof ProjectTotals, sign: 1 | -1 = 1): State {
  const totals = state.totals[data.direction];
  const sums = addMoney(totals[key], { ...data.amount, minor: sign * minorOf(data.amount) });
  return {
    ...state,
    unbacked: state.unbacked || data.unbacked === true,
    totals: { ...state.totals, [data.direction]: { ...totals, [key]: sums } },
  };
}

function promised(state: State, id: string, kind: FundingPromise['kind'], data: Transfer): State {
  return changed(state, id, kind, data, minorOf(data.amount));
}

/** A promise made larger by `minor` (smaller, if negative), or drawn on. What comes before the promise itself, by a late report, waits for it here. */
function changed(
  state: State,
  id: string,
  kind: FundingPromise['kind'],
  { amount, direction, provider, receiver, flow }: Transfer,
  minor: number,
  drawn = 0,
): State {
  const before = state.promises[id] ?? {
    kind,
    minor: 0,
    drawn: 0,
    currency: amount.currency,
    direction,
    provider,
    receiver,
    flow,
  };
  const after = { ...before, minor: before.minor + minor, drawn: before.drawn + drawn };
  return { ...state, promises: { ...state.promises, [id]: after } };
}

export const decideMoney: Decide<State, Events, MoneyCommands> = {
  pledgeFunds: (command, state, context) =>
    acceptsMoney(command, state, context) ?? [{ type: 'FundsPledged', data: transferOf(command, state) }],

  reducePledge: ({ pledge, amount, valueDate, reason }, state) => {
    const found = promise(state, 'PLEDGE', 'pledge', pledge) ?? inCurrency(state, 'pledge', pledge, amount);
    if (found) return found;
    const { minor: left, currency } = state.promises[pledge]!;
    if (amount.minor > left) {
      return tooMuch('PLEDGE_EXCEEDED', amount, left, `a pledge in ${currency} is reduced by at most what is left of it`);
    }
    return [{ type: 'PledgeReduced', data: { ...ofPromise(state, pledge, amount, valueDate), pledge, reason } }];
  },

  cancelPledge: ({ pledge, valueDate, reason }, state) => {
    const found = promise(state, 'PLEDGE', 'pledge', pledge);
    if (found) return found;
    const { minor, currency } = state.promises[pledge]!;
    if (minor === 0) return [];
    return [
      { type: 'PledgeCancelled', data: { ...ofPromise(state, pledge, moneyOf(minor, currency), valueDate), pledge, reason } },
    ];
  },

  commitFunds: (command, state, context) =>
    acceptsMoney(command, state, context) ?? [{ type: 'FundsCommitted', data: transferOf(command, state) }],

  adjustCommittedFunds: ({ commitment, amount, valueDate, reason }, state) => {
    const found = promise(state, 'COMMITMENT', 'commitment', commitment) ?? inCurrency(state, 'commitment', commitment, amount);
    if (found) return found;
    const { minor, drawn, direction, currency } = state.promises[commitment]!;
    const rule = 'a commitment stays at least as large as what was disbursed against it';
    if (minor + amount.minor < drawn) return tooMuch('COMMITMENT_DRAWN', amount, drawn - minor, rule);
    const free = Math.min(uncommitted(state, direction, currency), unspent(state, currency));
    if (amount.minor < 0 && -amount.minor > free) {
      const rule = 'commitments stay at least as large as what was disbursed and spent';
      return tooMuch('COMMITMENT_DRAWN', amount, -Math.max(free, 0), rule);
    }
    const data = { ...ofPromise(state, commitment, amount, valueDate), commitment, reason };
    return [{ type: 'CommitmentAdjusted', data }];
  },

  disburseFunds: (command, state, context) => {
    const { commitment, amount } = command;
    const wrong =
      acceptsMoney(command, state, context) ??
      (commitment === undefined
        ? undefined
        : (promise(state, 'COMMITMENT', 'commitment', commitment) ?? inCurrency(state, 'commitment', commitment, amount)));
    if (wrong) return wrong;
    const from = commitment === undefined ? undefined : state.promises[commitment]!;
    const data = { ...transferOf({ ...from, ...command }, state), commitment };
    const lefts = [uncommitted(state, data.direction, amount.currency), ...(from ? [from.minor - from.drawn] : [])];
    const rule = 'what is disbursed is at most what is committed, in each currency; adjust the commitment first';
    return covered(command, Math.min(...lefts), 'NOT_COMMITTED', rule, (mark) => [
      { type: 'FundsDisbursed', data: { ...data, ...mark } },
    ]);
  },

  spendFunds: (command, state, context) => {
    const wrong = acceptsMoney(command, state, context);
    if (wrong) return wrong;
    const data = transferOf({ direction: 'OUTGOING', ...command }, state);
    const rule = 'what is spent is at most what is committed to or by the project, in each currency';
    return covered(command, unspent(state, command.amount.currency), 'NOT_COMMITTED', rule, (mark) => [
      { type: 'FundsSpent', data: { ...data, ...mark } },
    ]);
  },

  returnFunds: (command, state) => {
    const wrong = positive(command);
    if (wrong) return wrong;
    const data = { ...transferOf(command, state), reason: command.reason };
    const { disbursed, returned } = state.totals[data.direction];
    const { currency } = command.amount;
    const rule = 'what goes back is at most what was disbursed, in each currency';
    return covered(command, of(disbursed, currency) - of(returned, currency), 'NOT_DISBURSED', rule, (mark) => [
      { type: 'FundsReturned', data: { ...data, ...mark } },
    ]);
  },
};

const of = (sums: SumByCurrency, currency: string) => sums[currency] ?? 0;

/** What is committed in this direction and not disbursed yet. */
function uncommitted({ totals }: State, direction: Transfer['direction'], currency: string): number {
  return of(totals[direction].committed, currency) - of(totals[direction].disbursed, currency);
}

/** What is committed to or by the project and not spent by it. */
function unspent({ totals: { INCOMING, OUTGOING } }: State, currency: string): number {
  const committed = of(INCOMING.committed, currency) + of(OUTGOING.committed, currency);
  return committed - of(INCOMING.spent, currency) - of(OUTGOING.spent, currency);
}

type Funding = Pick<Inputs['pledgeFunds'], 'amount' | 'valueDate' | 'asPublished'>;

/** Published money stands as it is published, marked where nothing covers it; all other is refused then. */
function covered(
  { amount, asPublished }: Funding,
  left: number,
  code: string,
  rule: string,
  record: (mark: { unbacked?: true }) => Recorded,
): Recorded | Refusal {
  if (amount.minor <= left) return record({});
  return asPublished ? record({ unbacked: true }) : tooMuch(code, amount, left, rule);
}

function acceptsMoney(command: Funding, state: State, { occurredAt }: DecideContext): Refusal | undefined {
  const cancelled = state.cancelledAt !== null && occurredAt > state.cancelledAt;
  if (cancelled && !command.asPublished) {
    const rule = 'a cancelled project takes no more money; what is returned, and what came before, is recorded';
    return refuse('PROJECT_CANCELLED', rule, { field: 'id', rule });
  }
  return positive(command) ?? heldThen(command, occurredAt);
}

/** What was owed in a currency may be valued a day after it ended: the earlier of the days counts. */
function heldThen(
  { amount: { currency }, valueDate }: Pick<Transfer, 'amount' | 'valueDate'>,
  occurredAt: string,
): Refusal | undefined {
  const use = isInUse(currency, [valueDate, occurredAt.slice(0, 10)].sort()[0]!);
  return use === true
    ? undefined
    : refuse('CURRENCY_WITHDRAWN', use.rule, { field: 'amount.currency', value: currency, rule: use.rule });
}

function positive({ amount, asPublished }: Funding): Refusal | undefined {
  if (amount.minor > 0 || asPublished) return undefined;
  const rule = 'an amount is more than zero; only published data may have negative ones';
  return refuse('AMOUNT_NOT_POSITIVE', rule, { field: 'amount', value: amount, rule });
}

function promise(state: State, kind: FundingPromise['kind'], field: string, id: string): Refusal | undefined {
  if (state.promises[id]?.kind === kind) return undefined;
  const rule = `${field} names the event of this project that recorded it`;
  return refuse(`UNKNOWN_${kind}`, `this project has no such ${field}`, { field, value: id, rule });
}

function inCurrency(state: State, field: string, id: string, { currency }: Money): Refusal | undefined {
  const expected = state.promises[id]!.currency;
  if (currency === expected) return undefined;
  const rule = `the ${field} is in ${expected}; currencies are never converted`;
  return refuse('OTHER_CURRENCY', rule, { field: 'amount.currency', value: currency, rule });
}

function tooMuch(code: string, amount: Money, left: number, rule: string): Refusal {
  return refuse(code, `${rule} (${left} ${amount.currency} in minor units)`, { field: 'amount', value: amount, rule });
}

/** The parts of a transfer that commands give; money of another provider comes in, all other goes out. */
function transferOf(command: Partial<Transfer> & Pick<Transfer, 'amount' | 'valueDate'>, { reporter }: State): Transfer {
  const { amount, valueDate, provider, receiver, providerActivity, receiverActivity, reference, description, flow } = command;
  const { recipient, sectors } = command;
  const direction = command.direction ?? (provider !== undefined && provider !== reporter ? 'INCOMING' : 'OUTGOING');
  const about = { reference, description, flow, recipient, sectors };
  return { amount, valueDate, direction, provider, receiver, providerActivity, receiverActivity, ...about };
}

function ofPromise(state: State, id: string, amount: Money, valueDate: string): Transfer {
  const { direction, provider, receiver, flow } = state.promises[id]!;
  return { amount, valueDate, direction, provider, receiver, flow };
}
