import { type Pool } from 'pg';
import { type ActorKind } from '../../codes/actor-kinds.js';
import { type RecordModule } from '../../graphql/objects/record-module.js';
import { type Rows } from '../../graphql/read/ordered-page.js';
import { type Filter, recordConditions } from '../../graphql/read/record-list.js';
import { run } from '../../graphql/read/sql.js';
import { placesOf } from '../../graphql/read/place-filters.js';
import { type VisibleSql } from '../shared/visible-sql.js';

/** Which partnerships make the graph. */
export interface GraphArguments {
  readonly filter?: Filter | null;
  /** Codes of countries and regions of which a member has to be. */
  readonly regions?: readonly string[] | null;
  /** Kinds of which a member has to be. */
  readonly actorKinds?: readonly ActorKind[] | null;
  /** Whether memberships that ended are in it too. */
  readonly past?: boolean | null;
}

export interface NodeRow {
  /** Plain UUID of the actor. */
  readonly id: string;
  readonly partnerships: number;
  readonly partners: number;
}

export interface LinkRow {
  /** Plain UUIDs. */
  readonly source: string;
  readonly target: string;
  readonly partnership: string;
  readonly modalities: readonly string[];
  readonly since: Date;
  readonly until: Date | null;
}

export interface GraphSummary {
  readonly partnerships: number;
  readonly publicPrivate: number;
  /** How many partnerships have a member of a kind. */
  readonly kinds: Readonly<Partial<Record<ActorKind, number>>> | null;
}

/** Statuses of partnerships that are there. */
const THERE = ['ACTIVE', 'SUSPENDED'];

/**
 * SQL of `p`, the partnerships, and `m`, memberships in them of actors that the viewer may see, merged ones as those that they were merged into. Where it may
 * not see a member, no link and no number tells of it.
 */
function graph(visible: VisibleSql, module: RecordModule, { filter, regions, actorKinds, past }: GraphArguments): string {
  const { statement, keys, moment } = visible;
  const standing = past || filter?.status ? {} : { status: THERE };
  const where = recordConditions(statement, module, keys, moment, [filter ?? {}, standing]);
  const having = [
    ...(regions ? [`bool_or(country = any(${visible.value(placesOf('regions', regions), 'text[]')}))`] : []),
    ...(actorKinds ? [`bool_or(actor_kind = any(${visible.value(actorKinds, 'text[]')}))`] : []),
  ];
  const chosen =
    having.length > 0 ? ` where id in (select partnership from every group by partnership having ${having.join(' and ')})` : '';
  return `found as (select r.id, r.sector, r.modalities, r.doc, (r.doc->>'endedAt')::timestamptz as ended from rm.partnership r where ${where.join(' and ')}),
    every as materialized (select f.id as partnership, f.modalities, o.id as actor, o.actor_kind, o.country, o.name, x.joined, least(x."left", f.ended) as until
      from found f cross join lateral json_to_recordset(f.doc->'members') x (actor uuid, joined timestamptz, "left" timestamptz) ${visible.actor('o', 'x.actor')}
      where o.id is not null${past ? '' : ' and x."left" is null'}),
    p as (select id, sector from found${chosen}),
    m as (select every.* from every join p on p.id = every.partnership)`;
}

/** SQL of the nodes: actors, in no order. */
export function nodesOf(visible: VisibleSql, module: RecordModule, args: GraphArguments): Rows {
  return {
    columns: 'n.id, n.partnerships, n.partners',
    from: `(with ${graph(visible, module, args)}
      select a.actor as id, min(a.name) as name, count(distinct a.partnership)::int as partnerships, count(distinct b.actor)::int as partners
      from m a left join m b on ${together('a', 'b')} and b.actor <> a.actor group by a.actor) n`,
    where: [],
    plan: 'CUSTOM',
  };
}

/** SQL of the links: two members of a partnership for the time in which both were, in no order. */
export function linksOf(visible: VisibleSql, module: RecordModule, args: GraphArguments): Rows {
  return {
    columns: 'l.source, l.target, l.partnership, l.modalities, l.since, l.until',
    from: `(with ${graph(visible, module, args)}
      select distinct a.partnership, a.modalities, a.actor as source, b.actor as target, greatest(a.joined, b.joined) as since, least(a.until, b.until) as until
      from m a join m b on ${together('a', 'b')} and a.actor < b.actor) l`,
    where: [],
    plan: 'CUSTOM',
  };
}

/** Members of one partnership for some time together; null as an end is later than any, which `greatest` and `least` leave out. */
const together = (a: string, b: string) =>
  `${a}.partnership = ${b}.partnership and greatest(${a}.joined, ${b}.joined) < coalesce(least(${a}.until, ${b}.until), 'infinity')`;

export async function summaryOf(
  pool: Pool,
  visible: VisibleSql,
  module: RecordModule,
  args: GraphArguments,
): Promise<GraphSummary> {
  const text = `with ${graph(visible, module, args)}, k as (select actor_kind, count(distinct partnership) as n from m group by actor_kind)
    select count(*)::int as partnerships, (count(*) filter (where sector = 'PUBLIC_PRIVATE'))::int as "publicPrivate",
      (select json_object_agg(actor_kind, n) from k) as kinds from p`;
  const [summary] = await run<GraphSummary>(pool, text, visible.statement, 'CUSTOM');
  return summary!;
}
