import { type PoolClient } from 'pg';
import { type Catalogue, parseStream } from '../../event-sourcing/catalogue.js';
import { type RecordedEvent } from '../../event-sourcing/envelope.js';
import { withValue } from '../../event-sourcing/fold.js';
import { readersOf } from '../../event-sourcing/handling.js';
import { copyRows, type CopyValue } from '../../event-sourcing/projections/copy.js';
import {
  digestOf,
  NEVER,
  physical,
  type Projection,
  type ProjectionWriter,
} from '../../event-sourcing/projections/projection.js';
import { type DataOf } from '../../event-sourcing/record.js';
import { type assistanceProjectEvents, type Transfer } from '../../records/assistance-project/assistance-project.events.js';

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
  'type',
  'data',
] as const;

/**
 * Every movement of money as a row: facts only add up, so they need no versions but the interval in which they were believed. A sum as of a date is a sum
 * over a range. Rows carry their project's present label.
 */
export function transfersProjection(catalogue: Catalogue): Projection {
  return {
    name: 'transfers',
    fingerprint: 'transfers/3',
    tables: ['transfer', 'transfer_project'],
    handles: ({ stream }) => parseStream(stream).kind === KIND,
    create: (generation) => {
      const table = physical('transfer', generation);
      return [
        `create table ${table} (
          event_id uuid not null, project uuid not null, kind text not null, minor bigint not null, currency text not null, value_date date not null,
          occurred_at timestamptz not null, direction text not null, flow text not null, donor uuid, receiver uuid, known_from bigint not null, known_to bigint not null,
          readers text[] not null, type text not null, data json not null, primary key (event_id, known_from))`,
        `create index on ${table} (project)`,
        `create table ${physical('transfer_project', generation)} (
          project uuid primary key, reporter uuid not null, began timestamptz not null, actor uuid, user_id text not null, readers text[] not null)`,
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
  /** ISO 8601 UTC. No event of a record counts before the record begins. */
  readonly began: string;
  readonly originator: { readonly actor: string | null; readonly user: string };
  readers: string[];
}

interface Fact {
  readonly eventId: string;
  readonly project: string;
  readonly type: string;
  readonly data: Transfer;
  readonly occurredAt: string;
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
    for (const event of events.map((recorded) => this.catalogue.lift(recorded))) {
      const { id } = parseStream(event.stream);
      const { type, metadata, position } = event;
      if (event.revision === 0) {
        const { reporter } = event.data as DataOf<typeof assistanceProjectEvents, 'ProjectOpened'>;
        const originator = { actor: metadata.actor, user: metadata.user };
        known.set(id, {
          reporter,
          began: metadata.occurredAt,
          originator,
          readers: readersOf(metadata.handling, originator, id),
        });
        opened.add(id);
      } else if (type in MONEY) {
        facts.push({
          eventId: event.id,
          project: id,
          type,
          data: event.data as Transfer,
          occurredAt: metadata.occurredAt,
          knownFrom: position,
        });
      } else if (type === 'HandlingChanged') {
        const project = known.get(id)!;
        project.readers = readersOf((event.data as { handling: typeof metadata.handling }).handling, project.originator, id);
        await client.query(`update ${this.table} set readers = $2 where project = $1`, [id, project.readers]);
        await client.query(`update ${this.projects} set readers = $2 where project = $1`, [id, project.readers]);
      } else if (type === 'RecordVoided') {
        await client.query(`update ${this.table} set known_to = $2 where project = $1 and known_to = ${NEVER}`, [
          id,
          String(position),
        ]);
        for (const fact of facts) if (fact.project === id) fact.knownTo ??= position;
      } else if (type === 'RecordCorrected') {
        const corrected = await this.#correct(client, facts, event);
        if (corrected) facts.push(corrected);
      }
    }
    const added = [...known].filter(([id]) => opened.has(id));
    await copyRows(
      client,
      this.projects,
      ['project', 'reporter', 'began', 'actor', 'user_id', 'readers'],
      added.map(([id, { reporter, began, originator, readers }]) => [
        id,
        reporter,
        began,
        originator.actor,
        originator.user,
        readers,
      ]),
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
      began: Date;
      actor: string | null;
      user_id: string;
      readers: string[];
    }>(`select project, reporter, began, actor, user_id, readers from ${this.projects} where project = any($1)`, [ids]);
    return new Map(
      rows.map(({ project, reporter, began, actor, user_id, readers }) => [
        project,
        { reporter, began: began.toISOString(), originator: { actor, user: user_id }, readers },
      ]),
    );
  }

  /** The fact that a correction makes of an earlier one, which is believed no longer; undefined where the corrected event is none of money. */
  async #correct(
    client: PoolClient,
    facts: readonly Fact[],
    { stream, data, position }: RecordedEvent,
  ): Promise<Fact | undefined> {
    const { eventId, field, value } = data as { eventId: string; field: string; value: unknown };
    const project = parseStream(stream).id;
    let old = facts.findLast((fact) => fact.eventId === eventId && fact.knownTo === undefined);
    if (old) old.knownTo = position;
    else {
      const { rows } = await client.query<{ type: string; data: Transfer; occurred_at: Date }>(
        `update ${this.table} set known_to = $2 where event_id = $1 and known_to = ${NEVER} returning type, data, occurred_at`,
        [eventId, String(position)],
      );
      const [row] = rows;
      if (!row) return undefined;
      old = { eventId, project, type: row.type, data: row.data, occurredAt: row.occurred_at.toISOString(), knownFrom: 0n };
    }
    const moved = field === 'occurredAt' ? (value as { occurredAt: string }).occurredAt : old.occurredAt;
    const next = field === 'occurredAt' ? old.data : (withValue(old.data, field.split('.'), value) as Transfer);
    return { eventId, project, type: old.type, data: next, occurredAt: moved, knownFrom: position };
  }
}

function rowOf(
  { eventId, project, type, data, occurredAt, knownFrom, knownTo }: Fact,
  { reporter, began, readers }: Project,
): CopyValue[] {
  const [kind, sign] = MONEY[type as keyof typeof MONEY]!;
  const donor = data.provider ?? (data.direction === 'OUTGOING' ? reporter : null);
  const at = occurredAt > began ? occurredAt : began;
  return [
    eventId,
    project,
    kind,
    sign * data.amount.minor,
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
    type,
    JSON.stringify(data),
  ];
}
