import { type PoolClient } from 'pg';
import { minorOf } from '../../codes/currencies.js';
import { type Catalogue, parseStream } from '../../event-sourcing/catalogue.js';
import { type RecordedEvent } from '../../event-sourcing/envelope.js';
import { withValue } from '../../event-sourcing/fold.js';
import { readersOf } from '../../event-sourcing/handling.js';
import { covers, type EventReaders, eventReaders, type Labelled, labelAfter } from '../../event-sourcing/sight.js';
import { copyRows, type CopyValue } from '../../platform/copy-rows.js';
import {
  digestOf,
  NEVER,
  physical,
  type Projection,
  type ProjectionWriter,
} from '../../event-sourcing/projections/projection.js';
import { factOpens } from '../../event-sourcing/projections/row-security.js';
import { type DataOf } from '../../event-sourcing/record.js';
import { type assistanceProjectEvents } from '../../records/assistance-project/assistance-project.events.js';
import { type Transfer } from '../../records/assistance-project/assistance-project.fields.js';

/** What a transfer counts as: pledges and commitments with what reduces or adjusts them. */
export const TRANSFER_KINDS = ['PLEDGE', 'COMMITMENT', 'DISBURSEMENT', 'EXPENDITURE', 'RETURN'] as const;
export type TransferKind = (typeof TRANSFER_KINDS)[number];

/** Events of money, what each counts as, and with which sign. */
const MONEY: Readonly<Partial<Record<keyof typeof assistanceProjectEvents, readonly [TransferKind, 1 | -1]>>> = {
  FundsPledged: ['PLEDGE', 1],
  PledgeReduced: ['PLEDGE', -1],
  PledgeCancelled: ['PLEDGE', -1],
  FundsCommitted: ['COMMITMENT', 1],
  CommitmentAdjusted: ['COMMITMENT', 1],
  FundsDisbursed: ['DISBURSEMENT', 1],
  FundsSpent: ['EXPENDITURE', 1],
  FundsReturned: ['RETURN', 1],
};

const KIND = 'assistanceProject';
const COLUMNS = [
  'event_id',
  'project',
  'kind',
  'minor',
  'currency',
  'value_date',
  'occurred_at',
  'direction',
  'flow',
  'donor',
  'receiver',
  'known_from',
  'known_to',
  'readers',
  'record_readers',
  'giver_activity',
  'taker_activity',
  'apart',
  'type',
  'data',
] as const;

/**
 * Every movement of money as a row: facts only add up, so they need no versions but the interval in which they were believed. A sum as of a date is a sum
 * over a range. Rows carry their project's present label, and their own where the event does not follow it.
 */
export function transfersProjection(catalogue: Catalogue): Projection {
  return {
    name: 'transfers',
    fingerprint: 'transfers/6',
    tables: ['transfer', 'transfer_project'],
    readable: [{ table: 'transfer', where: () => factOpens('project') }],
    handles: ({ stream }) => parseStream(stream).kind === KIND,
    create: (generation) => {
      const table = physical('transfer', generation);
      return [
        `create table ${table} (
          event_id uuid not null, project uuid not null, kind text not null, minor bigint not null, currency text not null, value_date date not null,
          occurred_at timestamptz not null, direction text not null, flow text not null, donor uuid, receiver uuid, known_from bigint not null, known_to bigint not null,
          readers text[], record_readers text[] not null, giver_activity text, taker_activity text, apart boolean not null, type text not null, data json not null, primary key (event_id, known_from))`,
        `create index on ${table} (project)`,
        `create table ${physical('transfer_project', generation)} (
          project uuid primary key, reporter uuid not null, identifier text, began timestamptz not null, label json not null)`,
      ];
    },
    index: (generation) => {
      const table = physical('transfer', generation);
      return [`create index on ${table} (donor, occurred_at)`, `create index on ${table} (occurred_at)`];
    },
    digest: (generation) => digestOf(physical('transfer', generation), COLUMNS),
    writer: (generation) =>
      new TransferWriter(physical('transfer', generation), physical('transfer_project', generation), catalogue),
  };
}

interface Project {
  readonly reporter: string;
  /** Its IATI identifier, where it was opened with one. */
  readonly identifier: string | null;
  /** ISO 8601 UTC. No event of a record counts before the record begins. */
  readonly began: string;
  label: Labelled;
}

interface Fact {
  readonly eventId: string;
  readonly project: string;
  readonly type: string;
  readonly data: Transfer;
  readonly occurredAt: string;
  /** Its own readers; null where it follows the project's label. */
  readonly readers: readonly string[] | null;
  /** Not to be matched with other tellings. */
  readonly apart: boolean;
  readonly knownFrom: bigint;
  knownTo?: bigint;
}

class TransferWriter implements ProjectionWriter {
  constructor(
    readonly table: string,
    readonly projects: string,
    readonly catalogue: Catalogue,
  ) {}

  reset(): void {
    // It remembers nothing.
  }

  async apply(client: PoolClient, events: readonly RecordedEvent[]): Promise<void> {
    if (events.length === 0) return;
    const known = await this.#projects(client, events);
    const opened = new Set<string>();
    const facts: Fact[] = [];
    for (const event of events.map((recorded) => this.catalogue.upcast(recorded))) {
      const { id } = parseStream(event.stream);
      const { type, metadata, position } = event;
      if (event.revision === 0) {
        const { reporter, identifiers } = event.data as DataOf<typeof assistanceProjectEvents, 'ProjectOpened'>;
        const identifier = identifiers.find(({ scheme }) => scheme === 'IATI')?.value ?? null;
        known.set(id, { reporter, identifier, began: metadata.occurredAt, label: labelAfter(undefined, event) });
        opened.add(id);
      } else if (type in MONEY) {
        facts.push({
          eventId: event.id,
          project: id,
          type,
          data: event.data as Transfer,
          occurredAt: metadata.occurredAt,
          readers: setOf(eventReaders(event, known.get(id)!.label)),
          apart: false,
          knownFrom: position,
        });
      } else if (type === 'HandlingChanged') {
        const project = known.get(id)!;
        project.label = labelAfter(project.label, event);
        await client.query(`update ${this.table} set record_readers = $2 where project = $1`, [id, readersIn(project)]);
        await client.query(`update ${this.projects} set label = $2 where project = $1`, [id, JSON.stringify(project.label)]);
      } else if (type === 'TransferToldApart' || type === 'TransferToldTogether') {
        const { transfer } = event.data as { transfer: string };
        const old = await this.#believed(client, facts, id, transfer);
        if (!old) continue;
        // What is said to fewer readers than the fact has changes no sum.
        const own = setOf(eventReaders(event, known.get(id)!.label));
        if (own && !covers(own, old.readers ?? readersIn(known.get(id)!))) continue;
        await this.#end(client, facts, old, position);
        facts.push({ ...old, apart: type === 'TransferToldApart', knownFrom: position, knownTo: undefined });
      } else if (type === 'RecordVoided') {
        await client.query(`update ${this.table} set known_to = $2 where project = $1 and known_to = ${NEVER}`, [
          id,
          String(position),
        ]);
        for (const fact of facts) if (fact.project === id) fact.knownTo ??= position;
      } else if (type === 'RecordRestored') {
        facts.push(...(await this.#restored(client, facts, event)));
      } else if (type === 'RecordCorrected') {
        const corrected = await this.#correct(client, facts, event, known.get(id)!.label);
        if (corrected) facts.push(corrected);
      }
    }
    const added = [...known].filter(([id]) => opened.has(id));
    await copyRows(
      client,
      this.projects,
      ['project', 'reporter', 'identifier', 'began', 'label'],
      added.map(([id, { reporter, identifier, began, label }]) => [id, reporter, identifier, began, JSON.stringify(label)]),
    );
    await copyRows(
      client,
      this.table,
      COLUMNS,
      facts.map((fact) => rowOf(fact, known.get(fact.project)!)),
    );
  }

  async #projects(client: PoolClient, events: readonly RecordedEvent[]): Promise<Map<string, Project>> {
    const ids = [...new Set(events.map(({ stream }) => parseStream(stream).id))];
    const { rows } = await client.query<{
      project: string;
      reporter: string;
      identifier: string | null;
      began: Date;
      label: Labelled;
    }>(`select project, reporter, identifier, began, label from ${this.projects} where project = any($1)`, [ids]);
    return new Map(rows.map(({ project, began, ...rest }) => [project, { ...rest, began: began.toISOString() }]));
  }

  /** The facts that the void of a project ended, believed again: the void is the last that ended any of them. */
  async #restored(client: PoolClient, facts: readonly Fact[], { stream, position }: RecordedEvent): Promise<Fact[]> {
    const project = parseStream(stream).id;
    const own = facts.filter((fact) => fact.project === project);
    const { rows } = await client.query<{ ended: string }>(
      `select coalesce(max(known_to), 0) as ended from ${this.table} where project = $1 and known_to < ${NEVER}`,
      [project],
    );
    const ended = own.reduce((last, { knownTo = 0n }) => (knownTo > last ? knownTo : last), BigInt(rows[0]!.ended));
    const columns = COLUMNS.filter((column) => column !== 'known_from' && column !== 'known_to').join(', ');
    await client.query(
      `insert into ${this.table} (${columns}, known_from, known_to)
       select ${columns}, $2, ${NEVER} from ${this.table} where project = $1 and known_to = $3`,
      [project, String(position), String(ended)],
    );
    return own.filter(({ knownTo }) => knownTo === ended).map((fact) => ({ ...fact, knownFrom: position, knownTo: undefined }));
  }

  /**
   * The fact that a correction makes of an earlier one, which is believed no longer; undefined where the corrected event is none of money. A correction for
   * fewer readers than what it corrects changes no sum.
   */
  async #correct(client: PoolClient, facts: readonly Fact[], event: RecordedEvent, label: Labelled): Promise<Fact | undefined> {
    const { stream, data, position } = event;
    const { eventId, field, value } = data as { eventId: string; field: string; value: unknown };
    const project = parseStream(stream).id;
    const old = await this.#believed(client, facts, project, eventId);
    if (!old) return undefined;
    const own = setOf(eventReaders(event, label, { readers: old.readers ?? [], follows: old.readers === null }));
    if (own && !(old.readers && covers(own, old.readers))) return undefined;
    await this.#end(client, facts, old, position);
    const moved = field === 'occurredAt' ? (value as { occurredAt: string }).occurredAt : old.occurredAt;
    const next = field === 'occurredAt' ? old.data : (withValue(old.data, field.split('.'), value) as Transfer);
    return { ...old, data: next, occurredAt: moved, knownFrom: position, knownTo: undefined };
  }

  /** The fact that an event recorded, as it is believed; undefined where it is none of this project. */
  async #believed(client: PoolClient, facts: readonly Fact[], project: string, eventId: string): Promise<Fact | undefined> {
    const found = facts.findLast((fact) => fact.eventId === eventId && fact.knownTo === undefined);
    if (found) return found.project === project ? found : undefined;
    const { rows } = await client.query<{
      type: string;
      data: Transfer;
      occurred_at: Date;
      readers: string[] | null;
      apart: boolean;
    }>(
      `select type, data, occurred_at, readers, apart from ${this.table} where event_id = $1 and project = $2 and known_to = ${NEVER}`,
      [eventId, project],
    );
    const [row] = rows;
    if (!row) return undefined;
    const { occurred_at: occurredAt, ...fact } = row;
    return { eventId, project, ...fact, occurredAt: occurredAt.toISOString(), knownFrom: 0n };
  }

  async #end(client: PoolClient, facts: readonly Fact[], fact: Fact, position: bigint): Promise<void> {
    if (facts.includes(fact)) fact.knownTo = position;
    else {
      const ended = `update ${this.table} set known_to = $2 where event_id = $1 and known_to = ${NEVER}`;
      await client.query(ended, [fact.eventId, String(position)]);
    }
  }
}

/** Who may know of a fact beside its project's readers. */
function setOf({ readers, follows }: EventReaders): readonly string[] | null {
  return follows ? null : readers;
}

function readersIn({ label: { handling, originator } }: Project): readonly string[] {
  return readersOf(handling, originator);
}

function rowOf({ eventId, project, type, data, occurredAt, readers, apart, knownFrom, knownTo }: Fact, of: Project): CopyValue[] {
  const { reporter, identifier, began } = of;
  const [kind, sign] = MONEY[type as keyof typeof MONEY]!;
  const donor = data.provider ?? (data.direction === 'OUTGOING' ? reporter : null);
  const at = occurredAt > began ? occurredAt : began;
  return [
    eventId,
    project,
    kind,
    sign * minorOf(data.amount),
    data.amount.currency,
    data.valueDate,
    at,
    data.direction,
    data.flow ?? 'STANDARD',
    donor,
    data.receiver ?? (data.direction === 'INCOMING' ? reporter : null),
    knownFrom,
    knownTo ?? NEVER,
    readers,
    readersIn(of),
    // Whoever reports need not name its own activity: it is this one.
    data.providerActivity ?? (data.direction === 'OUTGOING' ? identifier : null),
    data.receiverActivity ?? (data.direction === 'INCOMING' ? identifier : null),
    apart,
    type,
    JSON.stringify(data),
  ];
}
