import { columnName, recordTable } from '../../event-sourcing/projections/record-table.js';
import { type RecordModule } from '../../graphql/objects/record-module.js';
import { type VisibleSql } from '../shared/visible-sql.js';
import { seenActors } from '../shared/seen-actors.js';
import { namesAny, sqlOf } from './evidence.js';
import { ACTIVITIES, MATCHES, NETWORKS, ordered, PARTNERSHIPS, PROJECTS } from './standings.js';

/** A kind of record in which actors meet: SQL on its version `r` (docs/status-rules.md). */
interface Meeting {
  readonly kind: string;
  /** Columns that name those who meet. */
  readonly of: readonly string[];
  /** `text[]`: the ways in which they cooperate in it; none where they only meet. */
  readonly modalities: string;
  readonly standing: string | ((visible: VisibleSql, on: string) => string);
  readonly contact: string | ((visible: VisibleSql) => string);
  readonly where?: string;
}

const MEETINGS: readonly Meeting[] = [
  // When two members exchanged information last is for the two of them alone: see `exchange` below.
  { kind: 'partnership', of: ['members'], modalities: 'r.modalities', ...PARTNERSHIPS, contact: 'null::date' },
  {
    kind: 'capacityActivity',
    of: ['organisers', 'participants'],
    modalities: `case when r.activity_kind in ('TRAINING', 'STUDY_VISIT') then '{JOINT_TRAINING}'::text[] when r.activity_kind = 'EXERCISE' then '{INTEROPERABILITY}'
      when r.activity_kind = 'WORKSHOP' then '{GOOD_PRACTICE_EXCHANGE}' else '{}' end`,
    ...ACTIVITIES,
  },
  {
    kind: 'warningNetwork',
    of: ['operator', 'nodes'],
    modalities: `array[case r.network_kind when 'COMMUNICATION' then 'COMMUNICATION_NETWORK' else 'EMERGENCY_WARNING_NETWORK' end]`,
    ...NETWORKS,
  },
  {
    kind: 'assistanceProject',
    of: ['partners', 'reporter'],
    modalities: `'{TECHNICAL_ASSISTANCE}'::text[]`,
    ...PROJECTS,
  },
  {
    kind: 'assistanceMatch',
    of: ['provider', 'recipient'],
    modalities: `'{TECHNICAL_ASSISTANCE}'::text[]`,
    ...MATCHES,
    contact: 'null::date',
  },
  {
    kind: 'coordinationMechanism',
    of: ['lead', 'members'],
    modalities: `'{}'::text[]`,
    standing: `case r.status when 'DISSOLVED' then 'ENDED' else 'OPEN' end`,
    contact: ordered('r.last_met'),
  },
  {
    kind: 'programme',
    of: ['lead', 'partners'],
    modalities: `'{}'::text[]`,
    standing: `case r.status when 'CLOSED' then 'ENDED' else 'OPEN' end`,
    contact: 'null::date',
  },
];

export interface WhichLinks {
  readonly on: string;
  /** Plain UUIDs: only links of one of these actors, with one of those. */
  readonly actors?: readonly string[] | null;
  /** In place of `actors`: only pairs whose first, in the order of ids, is one of these. */
  readonly first?: readonly string[];
  readonly partners?: readonly string[] | null;
  readonly modalities?: readonly string[] | null;
}

/**
 * SQL of common table expressions up to `link` (`actor`, `partner`, their kinds and names, `modality` (null for a meeting without one), `kind`, `id`,
 * `standing`, `contact`, `step`): each record in which two actors that the viewer may see meet, once for a pair and a modality. They begin a `with recursive`.
 */
export function links(
  visible: VisibleSql,
  modules: ReadonlyMap<string, RecordModule>,
  { on, actors, first, partners, modalities }: WhichLinks,
): string {
  const one = actors ?? first;
  const parts = MEETINGS.filter(({ kind }) => modules.has(kind)).map((meeting) => {
    const { columns } = modules.get(meeting.kind)!;
    const all = meeting.of.map((name) =>
      columns[name]!.type === 'uuid' ? `array[r.${columnName(name)}]` : `r.${columnName(name)}`,
    );
    const where = [
      visible.sees(meeting.kind, 'r'),
      ...(meeting.where ? [meeting.where] : []),
      ...(one ? [namesAny(meeting.of, columns, 'wanted')] : []),
      ...(partners ? [namesAny(meeting.of, columns, 'wanted_partners')] : []),
    ];
    return `select '${meeting.kind}' as kind, r.id, ${all.join(' || ')} as actors, ${meeting.modalities} as modalities,
        ${sqlOf(meeting.standing, visible, on)} as standing, (${sqlOf(meeting.contact, visible)})::date as contact
      from rm.${recordTable(meeting.kind)} r where ${where.join(' and ')}`;
  });
  const within = (side: 'a' | 'b', ids: readonly string[] | null | undefined) =>
    ids ? [`${side}.actor = any(${visible.value(ids, 'uuid[]')})`] : [];
  // A pair that is asked for from both its sides is there once, in the order of ids.
  const mirrored = [...within('b', actors), ...within('a', partners)];
  const conditions = [
    ...within('a', one),
    ...within('b', partners),
    mirrored.length > 0 ? `(a.actor < b.actor or not (${mirrored.join(' and ')}))` : 'a.actor < b.actor',
    ...(modalities ? [`m.modality = any(${visible.value(modalities, 'text[]')})`] : []),
  ];
  const wanted = (name: string, ids: readonly string[] | null | undefined) =>
    ids
      ? `${name} as materialized (select coalesce(array_agg(w.id), '{}') as ids from who w where w.actor = any(${visible.value(ids, 'uuid[]')})),`
      : '';
  return `${seenActors(visible)},
    ${wanted('wanted', one)} ${wanted('wanted_partners', partners)}
    meeting as materialized (${parts.join(' union all ')}),
    exchange as materialized (select r.id, least(f.actor, t.actor) as a, greatest(f.actor, t.actor) as b, max((q->>'settled')::timestamptz at time zone 'UTC')::date as at
      from rm.partnership r cross join lateral json_array_elements(r.doc->'requests') q
      join who f on f.id = (q->>'from')::uuid join who t on t.id = (q->>'to')::uuid
      where ${visible.sees('partnership', 'r')} and r.last_exchange is not null and q->>'status' = 'ANSWERED'${one ? ' and r.members && (select ids from wanted)' : ''} group by 1, 2, 3),
    member as materialized (select distinct s.kind, s.id, w.actor, w.actor_kind, w.name from meeting s cross join lateral unnest(s.actors) x(id) join who w on w.id = x.id),
    link as (select distinct a.actor, a.actor_kind, a.name as actor_name, b.actor as partner, b.actor_kind as partner_kind, b.name as partner_name,
        m.modality, s.kind, s.id, s.standing, greatest(s.contact, x.at) as contact, null::date as step
      from member a join member b on b.id = a.id and b.kind = a.kind and b.actor <> a.actor join meeting s on s.id = a.id and s.kind = a.kind
      left join lateral unnest(s.modalities) m(modality) on true
      left join exchange x on s.kind = 'partnership' and x.id = s.id and x.a = least(a.actor, b.actor) and x.b = greatest(a.actor, b.actor)
      where ${conditions.join(' and ')})`;
}
