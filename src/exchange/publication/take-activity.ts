import { fromMinorUnits } from '../../codes/currencies.js';
import { type Caller } from '../../event-sourcing/command-handler.js';
import { streamOf } from '../../event-sourcing/catalogue.js';
import { type Money } from '../../event-sourcing/values.js';
import { toGlobalId } from '../../graphql/global-id.js';
import { OPTIONAL_DETAILS } from '../../records/assistance-project/assistance-project.details.js';
import { type AssistanceProjectState } from '../../records/assistance-project/assistance-project.fields.js';
import { noDetails, same } from '../../records/assistance-project/assistance-project.state.js';
import { type Activity, type Format, type Organisation, type Taken } from './publication.js';
import { actorIdOf, commandIdOf, projectIdOf } from './identity.js';
import { both, isEmpty, SETS, short } from './merge-activities.js';
import { addMissing, missingOf } from './missing.js';
import { notToldBy, planTransactions, textOf } from './plan-transactions.js';
import { decimal } from './values.js';
import { fieldOf, inputOf, saidOf, standingTransactions } from './transactions.js';
import { type Place, type PublishedRecord, type Sender } from './sender.js';

const KIND = 'assistanceProject';
const PLANS = ['locations', 'contacts', 'budgets', 'plannedDisbursements'] as const;
const DETAILS = [...OPTIONAL_DETAILS, ...(Object.keys(noDetails) as (keyof typeof noDetails)[]), ...PLANS];
type Detail = (typeof DETAILS)[number];
type Details = Readonly<Partial<Record<Detail, unknown>>>;
/** Events that say where a project stands. */
const STATUS_EVENTS = [
  'ProjectOpened',
  'ProjectAdvanced',
  'ProjectCompleted',
  'ProjectCancelled',
  'ProjectSuspended',
  'ProjectResumed',
];

type Before = PublishedRecord<AssistanceProjectState>;

/** A format whose items are activities: each becomes a project, its transactions pledges, commitments, disbursements, spending, returns and gifts. */
export function activityFormat(
  noun: string,
  read: Format<Activity>['read'],
): Omit<Format<Activity>, 'nothing' | 'publisher' | 'dataset' | 'merge'> {
  return {
    noun,
    read,
    mentions: ({ reporter, participants, transactions, plannedDisbursements, began }) =>
      [
        reporter,
        ...participants.map(({ organisation }) => organisation),
        ...[...transactions, ...plannedDisbursements].flatMap(({ provider, receiver }) =>
          [provider, receiver].filter((one) => one !== undefined),
        ),
      ].map((organisation) => ({ organisation, began, reports: organisation === reporter })),
    work: ({ transactions, results }) => 1 + transactions.length + results.length,
    streamOf: ({ identifier }) => streamOf(KIND, projectIdOf(identifier)),
    take: (sender, activity, signal) => new ActivityTaker(sender, activity, signal).take(),
  };
}

class ActivityTaker<C extends Caller> {
  readonly #id: string;
  readonly #place: Place;
  #changed = false;

  constructor(
    readonly sender: Sender<C>,
    readonly activity: Activity,
    readonly signal?: AbortSignal,
  ) {
    this.#id = projectIdOf(activity.identifier);
    this.#place = { line: activity.line, identifier: activity.identifier.slice(0, 500) };
  }

  async take(): Promise<Taken> {
    const before = await this.sender.published<AssistanceProjectState>(KIND, this.#id, this.#place.identifier);
    if (before && this.sender.isVoided(before.record, this.#place)) return 'notTaken';
    const details = await this.#details();
    const lostBefore = this.sender.summary.problems.length;
    if (!before && !(await this.#open(details))) return 'notTaken';
    if (before) {
      this.sender.step();
      await this.#describe(before, details);
      await this.#bringStatus(before);
      await this.#assignRoles(before);
    }
    await this.#transact(before);
    await this.#reportResults(before);
    await this.#markMissing(before, lostBefore);
    return before ? (this.#changed ? 'changed' : 'unchanged') : 'opened';
  }

  /** The activity's details with its planned disbursements, whose organisations are actors by now. */
  async #details(): Promise<Details> {
    const { details, plannedDisbursements } = this.activity;
    const planned = await Promise.all(
      plannedDisbursements.map(async ({ provider, receiver, ...one }) => ({
        ...one,
        ...(provider ? { provider: await this.#actor(provider) } : {}),
        ...(receiver ? { receiver: await this.#actor(receiver) } : {}),
      })),
    );
    return { ...details, ...(planned.length > 0 ? { plannedDisbursements: planned } : {}) };
  }

  async #open(details: Details): Promise<boolean> {
    const { reporter, status, participants, missing, began, updated } = this.activity;
    const partners = await Promise.all(
      participants.map(async ({ organisation, role, activity }) => ({ actor: await this.#actor(organisation), role, activity })),
    );
    const raw = {
      ...withoutEmpty(details),
      commandId: commandIdOf(this.#id, 'open'),
      occurredAt: began ?? updated,
      handling: this.sender.handling,
      reporter: await this.#actor(reporter),
      ...(status === undefined ? {} : { status }),
      partners: partners.filter(
        ({ actor, role }, i) => partners.findIndex((one) => one.actor === actor && one.role === role) === i,
      ),
      ...(missing.length > 0 ? { missing: this.#ofThis(missing) } : {}),
      asPublished: true,
    };
    const taken = await this.sender.sendWhatCan(KIND, 'openProject', raw, this.#place, 'ITEM', this.#id);
    return taken !== 'refused';
  }

  #ofThis(missing: Activity['missing']) {
    return missing.map((one) => ({ dataset: this.sender.origin.dataset, ...one }));
  }

  /** Only what this dataset says otherwise than before: what others have changed since stands, and where it contradicts another dataset that one stands. */
  async #describe(before: Before, details: Details): Promise<void> {
    const { state } = before;
    const changes: Record<string, unknown> = {};
    const cleared: string[] = [];
    for (const key of DETAILS) {
      const [told, mine] = [details[key], asTold(key, state[key])];
      if (isEmpty(told) ? isEmpty(mine) : same(told, mine)) continue;
      const theirs = [...before.others].map(([dataset, other]) => ({ dataset, value: asTold(key, other.state[key]) }));
      const others = theirs.filter(({ value }) => !isEmpty(value));
      if (others.length === 0) {
        if (!isEmpty(told)) changes[key] = told;
        else if ((OPTIONAL_DETAILS as readonly string[]).includes(key)) cleared.push(key);
        else changes[key] = [];
      } else if (SETS.has(key) || key === 'plannedDisbursements') {
        const standing = asTold(key, (before.record.state as AssistanceProjectState)[key]);
        const value = joined(standing, mine, told, others);
        if (!same(value, standing)) changes[key] = value;
      } else if (!isEmpty(told) && !others.some(({ value }) => same(value, told))) {
        this.#contradicts(key, told, others[0]!.value, others[0]!.dataset);
      }
    }
    if (Object.keys(changes).length === 0 && cleared.length === 0) return;
    await this.#send('describe', 'describeProject', { ...changes, cleared, asPublished: true });
  }

  #contradicts(element: string, told: unknown, standing: unknown, dataset: string): void {
    const rule = `the dataset “${dataset}” says otherwise, which stands: ${short(standing)}`;
    this.sender.report(this.#place, { element, value: short(told), rule, effect: 'PART' });
  }

  /** What could not be taken of the activity, in reading it and in recording it, is marked in its record. */
  async #markMissing(before: Before | undefined, problemsBefore: number): Promise<void> {
    const { identifier } = this.#place;
    const refused = this.sender.summary.problems
      .slice(problemsBefore)
      .filter((problem) => problem.identifier === identifier && problem.part !== undefined);
    const own = this.#ofThis(addMissing([this.activity.missing, missingOf(refused)]));
    const told = before ? before.state.missing : refused.length > 0 ? this.#ofThis(this.activity.missing) : own;
    const mine = told.filter(({ dataset }) => dataset === this.sender.origin.dataset);
    if (same(own, mine)) return;
    const { state } = await this.sender.handler.load(KIND, this.#id);
    const others = (state as AssistanceProjectState).missing.filter(({ dataset }) => dataset !== this.sender.origin.dataset);
    await this.#send('missing', 'describeProject', { missing: [...others, ...own], asPublished: true });
  }

  async #bringStatus({ state, record, events, others }: Before): Promise<void> {
    const { status } = this.activity;
    const tells = (of: Before['events']) => of.some(({ type }) => STATUS_EVENTS.includes(type));
    const mine = tells(events) ? state.status : undefined;
    if (status === undefined || status === mine) return;
    const now = (record.state as AssistanceProjectState).status;
    if (now === status) return;
    const other = [...others].find(([, said]) => tells(said.events));
    if (mine === undefined && other) return this.#contradicts('activity-status', status, now, other[0]);
    const reason = 'as published';
    if (status === 'PIPELINE' || status === 'IMPLEMENTATION' || status === 'FINALISATION') {
      return this.#send('advance', 'advanceProject', { to: status, asPublished: true });
    }
    // What is not under way cannot be closed, suspended or given up: it was under way before.
    if (now !== 'IMPLEMENTATION' && now !== 'FINALISATION') {
      await this.#send('advance', 'advanceProject', { to: 'IMPLEMENTATION', asPublished: true });
    }
    if (status === 'CLOSED') await this.#send('complete', 'completeProject', {});
    if (status === 'CANCELLED') await this.#send('cancel', 'cancelProject', { reason });
    if (status === 'SUSPENDED') await this.#send('suspend', 'suspendProject', { reason });
  }

  async #assignRoles({ state, record, others }: Before): Promise<void> {
    const roleOf = async ({ actor, role }: { actor: string; role: string }) =>
      `${role} ${await this.sender.resolveMerged(actor)}`;
    const standing = ({ partners }: AssistanceProjectState) =>
      Promise.all(partners.filter(({ until }) => until === null).map(roleOf));
    const published = new Set(await standing(state));
    const present = new Set(await standing(record.state as AssistanceProjectState));
    const toldByOthers = new Set((await Promise.all([...others.values()].map((said) => standing(said.state)))).flat());
    const told = new Set<string>();
    for (const { organisation, role, activity } of this.activity.participants) {
      const actor = await this.#actor(organisation);
      const text = `${role} ${actor}`;
      if (told.has(text)) continue;
      told.add(text);
      if (!published.has(text) && !present.has(text)) await this.#send('assign', 'assignPartnerRole', { actor, role, activity });
    }
    for (const { actor, role, until } of (record.state as AssistanceProjectState).partners) {
      const text = await roleOf({ actor, role });
      if (until === null && published.has(text) && !told.has(text) && !toldByOthers.has(text)) {
        await this.#send('end', 'endPartnerRole', { actor, role, reason: 'not in the publication any more' });
      }
    }
  }

  async #transact(before: Before | undefined): Promise<void> {
    const actor = (one: Organisation) => this.#actor(one);
    const all = await Promise.all(
      this.activity.transactions.map(async (one) => ({ transaction: one, said: await saidOf(one, actor) })),
    );
    const survivor = (one: string) => this.sender.resolveMerged(one);
    const own = new Set(before?.events);
    const byOthers = before ? [...before.others.values()].flatMap(({ events }) => events) : [];
    const others =
      byOthers.length === 0
        ? []
        : await standingTransactions(
            before!.all.filter((one) => !own.has(one)),
            survivor,
            new Set(byOthers),
          );
    const told = notToldBy(others, all);
    const standing = before ? await standingTransactions(before.events, survivor) : [];
    const { added, corrected: corrections, gone } = planTransactions(told, standing);
    this.sender.step(all.length - added.length);
    for (const { eventId, said, field, value, line } of corrections) {
      await this.#correct(eventId, fieldOf(said, field), value, 'as published now', line);
    }
    for (const { eventId, said } of gone) {
      const nothing = { minor: 0, currency: said.amount.currency };
      await this.#correct(eventId, fieldOf(said, 'amount'), nothing, 'not in the publication any more', this.activity.line);
    }
    const used = new Map<string, number>();
    for (const { transaction, said } of added) {
      if (this.signal?.aborted) return;
      const text = textOf(said);
      let nth = used.get(text) ?? 0;
      while (before && this.sender.taken(before.record, commandIdOf(this.#id, text, nth))) nth++;
      used.set(text, nth + 1);
      const commandId = commandIdOf(this.#id, text, nth);
      const raw = { commandId, id: toGlobalId(KIND, this.#id), ...inputOf(transaction, said) };
      const place = { ...this.#place, line: transaction.line, file: transaction.file };
      const outcome = await this.sender.send(KIND, transaction.command, raw, place, 'PART', undefined, 'transaction');
      this.#changed ||= outcome === 'recorded';
    }
  }

  async #reportResults(before: Before | undefined): Promise<void> {
    const published = before?.state.results ?? [];
    const byOthers = new Map(
      [...(before?.others ?? [])].flatMap(([dataset, { state }]) =>
        state.results.map(({ at: _at, ...result }) => [result.reference, { dataset, result }] as const),
      ),
    );
    for (const { line, file, date, input } of this.activity.results) {
      if (this.signal?.aborted) return;
      const other = byOthers.get(input.reference);
      if (other && !published.some(({ reference }) => reference === input.reference)) {
        this.sender.step();
        if (!same(other.result, input)) this.#contradicts(`result ${input.reference}`, input, other.result, other.dataset);
        continue;
      }
      const { at: _at, ...standing } = published.find(({ reference }) => reference === input.reference) ?? { at: '' };
      if (same(standing, input)) this.sender.step();
      else await this.#send('result', 'reportResult', input, { line, file, occurredAt: date, part: 'result' });
    }
    const told = new Set(this.activity.results.map(({ input }) => input.reference));
    for (const { reference } of published) {
      if (told.has(reference) || byOthers.has(reference)) continue;
      await this.#send('withdraw', 'withdrawResult', { reference, reason: 'not in the publication any more' });
    }
  }

  #correct(eventId: string, field: string, value: unknown, reason: string, line: number): Promise<void> {
    return this.#send('correct', 'correctRecord', { eventId, field, value, reason }, { line });
  }

  /** A change to a project that is there: named after the revision it follows, so that what comes back later can be changed again. */
  async #send(
    what: string,
    command: string,
    input: object,
    {
      line = this.activity.line,
      file,
      occurredAt,
      part,
    }: { line?: number; file?: string; occurredAt?: string; part?: string } = {},
  ): Promise<void> {
    const { revision, lastEffective } = await this.sender.handler.load(KIND, this.#id);
    const { updated } = this.activity;
    const raw = {
      commandId: commandIdOf(this.#id, what, revision),
      id: toGlobalId(KIND, this.#id),
      // A publication older than what is on record says today what it says.
      occurredAt: occurredAt ?? (updated !== undefined && updated > lastEffective ? updated : undefined),
      ...input,
    };
    const place = { ...this.#place, line, file };
    const outcome =
      command === 'describeProject'
        ? await this.sender.sendWhatCan(KIND, command, raw, place, 'PART')
        : await this.sender.send(KIND, command, raw, place, 'PART', undefined, part);
    this.#changed ||= outcome === 'recorded';
  }

  #actor({ key }: Organisation): Promise<string> {
    return this.sender.resolveMerged(actorIdOf(key));
  }
}

/** Lists and plans that say nothing, which the command does without. */
function withoutEmpty(details: Details): Details {
  return Object.fromEntries(
    Object.entries(details).filter(([key, value]) => !((PLANS as readonly string[]).includes(key) && isEmpty(value))),
  );
}

/** A detail of a state as a file tells it: planned money as decimals. */
function asTold(key: Detail, value: unknown): unknown {
  if (key !== 'budgets' && key !== 'plannedDisbursements') return value;
  return (value as readonly { readonly amount: Money }[] | undefined)?.map(({ amount: { minor, currency }, ...one }) => ({
    ...one,
    amount: { amount: decimal(fromMinorUnits(minor, currency)), currency },
  }));
}

/** What stands of a set of things, without what this dataset no longer says and no other does, and with what it says besides. */
function joined(standing: unknown, mine: unknown, told: unknown, others: readonly { readonly value: unknown }[]): unknown[] {
  const list = (value: unknown) => (value ?? []) as readonly unknown[];
  const has = (value: unknown, one: unknown) => list(value).some((other) => same(other, one));
  const isGone = (one: unknown) => has(mine, one) && !has(told, one) && !others.some(({ value }) => has(value, one));
  return both(
    list(standing).filter((one) => !isGone(one)),
    list(told),
  );
}
