import { type Caller } from '../../event-sourcing/command-handler.js';
import { streamOf } from '../../event-sourcing/catalogue.js';
import { toGlobalId } from '../../graphql/global-id.js';
import { OPTIONAL_DETAILS } from '../../records/assistance-project/assistance-project.events.js';
import { type AssistanceProjectState, noDetails, same } from '../../records/assistance-project/assistance-project.state.js';
import { type Activity, type Format, type Organisation, type Taken } from './publication.js';
import { actorIdOf, commandIdOf, projectIdOf } from './identity.js';
import { planTransactions, textOf } from './plan-transactions.js';
import { fieldOf, inputOf, saidOf, standingTransactions } from './transactions.js';
import { type Place, type PublishedRecord, type Sender } from './sender.js';

const KIND = 'assistanceProject';
const DETAILS = [...OPTIONAL_DETAILS, ...(Object.keys(noDetails) as (keyof typeof noDetails)[])];

type Before = PublishedRecord<AssistanceProjectState>;

/** A format whose items are activities: each becomes a project, its transactions pledges, commitments, disbursements, spending, returns and gifts. */
export function activityFormat(noun: string, read: Format<Activity>['read']): Format<Activity> {
  return {
    noun,
    read,
    mentions: ({ reporter, participants, transactions, began }) =>
      [
        reporter,
        ...participants.map(({ organisation }) => organisation),
        ...transactions.flatMap(({ provider, receiver }) => [provider, receiver].filter((one) => one !== undefined)),
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
    if (!before && !(await this.#open())) return 'notTaken';
    if (before) {
      this.sender.step();
      await this.#describe(before);
      await this.#bringStatus(before);
      await this.#assignRoles(before);
    }
    await this.#transact(before);
    await this.#reportResults(before);
    return before ? (this.#changed ? 'changed' : 'unchanged') : 'opened';
  }

  async #open(): Promise<boolean> {
    const { reporter, status, details, participants, began, updated } = this.activity;
    const partners = await Promise.all(
      participants.map(async ({ organisation, role, activity }) => ({ actor: await this.#actor(organisation), role, activity })),
    );
    const raw = {
      ...details,
      commandId: commandIdOf(this.#id, 'open'),
      occurredAt: began ?? updated,
      handling: this.sender.handling,
      reporter: await this.#actor(reporter),
      status,
      partners: partners.filter(
        ({ actor, role }, i) => partners.findIndex((one) => one.actor === actor && one.role === role) === i,
      ),
      asPublished: true,
    };
    return (await this.sender.send(KIND, 'openProject', raw, this.#place, 'ITEM', this.#id)) !== 'refused';
  }

  /** Only what the publisher says otherwise than before: what others have changed since stands. */
  async #describe({ state }: Before): Promise<void> {
    const { details } = this.activity;
    const different = DETAILS.filter((key) => details[key] !== undefined && !same(details[key], state[key]));
    const cleared = OPTIONAL_DETAILS.filter((key) => details[key] === undefined && state[key] !== undefined);
    if (different.length === 0 && cleared.length === 0) return;
    const changes = Object.fromEntries(different.map((key) => [key, details[key]]));
    await this.#send('describe', 'describeProject', { ...changes, cleared, asPublished: true });
  }

  async #bringStatus({ state, record }: Before): Promise<void> {
    const { status } = this.activity;
    if (status === state.status) return;
    const now = (record.state as AssistanceProjectState).status;
    if (now === status) return;
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

  async #assignRoles({ state, record }: Before): Promise<void> {
    const roleOf = async ({ actor, role }: { actor: string; role: string }) =>
      `${role} ${await this.sender.resolveMerged(actor)}`;
    const standing = ({ partners }: AssistanceProjectState) =>
      Promise.all(partners.filter(({ until }) => until === null).map(roleOf));
    const published = new Set(await standing(state));
    const present = new Set(await standing(record.state as AssistanceProjectState));
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
      if (until === null && published.has(text) && !told.has(text)) {
        await this.#send('end', 'endPartnerRole', { actor, role, reason: 'not in the publication any more' });
      }
    }
  }

  async #transact(before: Before | undefined): Promise<void> {
    const actor = (one: Organisation) => this.#actor(one);
    const told = await Promise.all(
      this.activity.transactions.map(async (one) => ({ transaction: one, said: await saidOf(one, actor) })),
    );
    const standing = before ? await standingTransactions(before.events, (one) => this.sender.resolveMerged(one)) : [];
    const { added, corrected: corrections, gone } = planTransactions(told, standing);
    this.sender.step(told.length - added.length);
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
      const place = { ...this.#place, line: transaction.line };
      const outcome = await this.sender.send(KIND, transaction.command, raw, place, 'PART');
      this.#changed ||= outcome === 'recorded';
    }
  }

  async #reportResults(before: Before | undefined): Promise<void> {
    const published = before?.state.results ?? [];
    for (const { line, date, input } of this.activity.results) {
      if (this.signal?.aborted) return;
      const { at: _at, ...standing } = published.find(({ reference }) => reference === input.reference) ?? { at: '' };
      if (same(standing, input)) this.sender.step();
      else await this.#send('result', 'reportResult', input, { line, occurredAt: date });
    }
    const told = new Set(this.activity.results.map(({ input }) => input.reference));
    for (const { reference } of published) {
      if (told.has(reference)) continue;
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
    { line = this.activity.line, occurredAt }: { line?: number; occurredAt?: string } = {},
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
    const outcome = await this.sender.send(KIND, command, raw, { ...this.#place, line }, 'PART');
    this.#changed ||= outcome === 'recorded';
  }

  #actor({ key }: Organisation): Promise<string> {
    return this.sender.resolveMerged(actorIdOf(key));
  }
}
