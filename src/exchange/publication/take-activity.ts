import { moneyOf } from '../../codes/currencies.js';
import { type Caller } from '../../event-sourcing/command-handler.js';
import { type RecordedEvent } from '../../event-sourcing/envelope.js';
import { corrected } from '../../event-sourcing/fold.js';
import { type DataOf } from '../../event-sourcing/record.js';
import { type Money } from '../../event-sourcing/values.js';
import { streamOf } from '../../event-sourcing/catalogue.js';
import { toGlobalId } from '../../graphql/global-id.js';
import { type assistanceProjectEvents } from '../../records/assistance-project/assistance-project.events.js';
import { type AssistanceProjectState } from '../../records/assistance-project/assistance-project.fields.js';
import { same } from '../../records/assistance-project/assistance-project.state.js';
import { type Activity, type Format, type Organisation, type Taken } from './publication.js';
import { actorIdOf, commandIdOf, projectIdOf } from './identity.js';
import { type Details, planDetails, withoutEmpty } from './describe-activity.js';
import { short } from './merge-activities.js';
import { addMissing, isOfStatus, missingOf } from './missing.js';
import { notToldBy, planTransactions, type Said, textOf } from './plan-transactions.js';
import { fieldOf, inputOf, saidOf, standingTransactions } from './transactions.js';
import { type Place, type PublishedRecord, type Sender } from './sender.js';

const KIND = 'assistanceProject';
/** Transactions that are recorded together: between two such groups an import can be stopped. */
const TOGETHER = 50;
/** Events that say where a project stands. */
const STATUS_EVENTS = ['ProjectAdvanced', 'ProjectCompleted', 'ProjectCancelled', 'ProjectSuspended', 'ProjectResumed'];

type Before = PublishedRecord<AssistanceProjectState>;

/** Where a part of an activity stands: in another file, where several tell of it. */
interface Where {
  readonly line: number;
  readonly file?: string;
}

/** How items that are activities are taken: each becomes a project, its transactions pledges, commitments, disbursements, spending, returns and gifts. */
export const activities: Pick<Format<Activity>, 'mentions' | 'work' | 'streamOf' | 'take'> = {
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
      await this.#bringBeginning(before);
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
    const taken = await this.sender.sendWhatCan(KIND, 'openProject', raw, this.#place, 'ITEM', this.#id, {
      title: [{ language: 'und', text: this.#place.identifier }],
    });
    return taken !== 'refused';
  }

  /** A project begins on the earliest day that is reported for it: nothing of it counts before. What others report of it may have begun earlier. */
  async #bringBeginning({ record, all, events }: Before): Promise<void> {
    const { began } = this.activity;
    if (!began) return;
    const own = new Set(events);
    const others = all.filter((event) => !own.has(event)).map((event) => corrected(event, all).occurredAt.slice(0, 10));
    const begins = [began, ...others].sort()[0]!;
    if (begins !== record.meta.beganAt.slice(0, 10)) {
      await this.#correct(all[0]!.id, 'occurredAt', begins, 'as published now', this.activity);
    }
  }

  #ofThis(missing: Activity['missing']) {
    return missing.map((one) => ({ dataset: this.sender.origin.dataset, ...one }));
  }

  async #describe(before: Before, details: Details): Promise<void> {
    const { changes, cleared, contradicted } = planDetails(before, details);
    for (const { detail, told, standing, dataset } of contradicted) this.#contradicts(detail, told, standing, dataset);
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
    const mine = events.some(saysStatus) ? state.status : undefined;
    if (status === undefined || status === mine) return;
    const now = (record.state as AssistanceProjectState).status;
    if (now === status) return;
    const other = [...others].find(([, said]) => said.events.some(saysStatus));
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
    const standing = before ? await standingTransactions(before.events, survivor) : [];
    const told = notToldBy(others, standing, all);
    const { added, corrected: corrections, gone } = planTransactions(told, standing);
    this.sender.step(all.length - added.length);
    for (const { eventId, said, field, value, ...at } of corrections) {
      const now = field === 'amount' ? stored(value as Said['amount']) : value;
      await this.#correct(eventId, fieldOf(said, field), now, 'as published now', at);
    }
    for (const { eventId, said } of gone) {
      const nothing = stored({ ...said.amount, minor: 0 });
      await this.#correct(eventId, fieldOf(said, 'amount'), nothing, 'not in the publication any more', this.activity);
    }
    const used = new Map<string, number>();
    const commands = added.map(({ transaction, said }) => {
      const text = textOf(said);
      let nth = used.get(text) ?? 0;
      while (before && this.sender.taken(before.record, commandIdOf(this.#id, text, nth))) nth++;
      used.set(text, nth + 1);
      const commandId = commandIdOf(this.#id, text, nth);
      const raw = { commandId, id: toGlobalId(KIND, this.#id), ...inputOf(transaction, said) };
      return { command: transaction.command, raw, place: { ...this.#place, line: transaction.line, file: transaction.file } };
    });
    for (let at = 0; at < commands.length && !this.signal?.aborted; at += TOGETHER) {
      const outcomes = await this.sender.sendAll(KIND, commands.slice(at, at + TOGETHER), 'PART', 'transaction');
      this.#changed ||= outcomes.includes('recorded');
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

  #correct(eventId: string, field: string, value: unknown, reason: string, { line, file }: Where): Promise<void> {
    return this.#send('correct', 'correctRecord', { eventId, field, value, reason }, { line, file });
  }

  /** A change to a project that is there: named after the revision it follows, so that what comes back later can be changed again. */
  async #send(
    what: string,
    command: string,
    input: object,
    { line = this.activity.line, file, occurredAt, part }: Partial<Where> & { occurredAt?: string; part?: string } = {},
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
        ? await this.sender.sendWhatCan(KIND, command, raw, place, 'PART', undefined, { title: undefined })
        : await this.sender.send(KIND, command, raw, place, 'PART', undefined, part);
    this.#changed ||= outcome === 'recorded';
  }

  #actor({ key }: Organisation): Promise<string> {
    return this.sender.resolveMerged(actorIdOf(key));
  }
}

/** Whether an event says where the project stands: one that opened it without a status does not, though the project has one. */
function saysStatus({ type, data }: RecordedEvent): boolean {
  if (type !== 'ProjectOpened') return STATUS_EVENTS.includes(type);
  const { missing = [] } = data as DataOf<typeof assistanceProjectEvents, 'ProjectOpened'>;
  return !missing.some(isOfStatus);
}

/** An amount in minor units as events hold it. */
function stored({ minor, currency }: Said['amount']): Money {
  return moneyOf(minor, currency);
}
