-- The log: one table of events, one head row. Positions are gapless and in commit order, because every append locks the head row until it commits.
create schema es;

-- The newest position, and when it was taken. One row, updated by every append: free room in its page keeps those updates cheap (HOT).
create table es.head (
  id boolean primary key default true check (id),
  position bigint not null,
  recorded_at timestamptz not null
) with (fillfactor = 10);
insert into es.head (position, recorded_at) values (0, '-infinity');

-- data and metadata are json, not jsonb: they come back as they were written, take any JSON (jsonb refuses \u0000), and cost no conversion either way.
create table es.events (
  position bigint primary key,
  recorded_at timestamptz not null,
  -- UTF-8 length of data and metadata: readers bound their memory by it without reading the event
  bytes int not null,
  revision int not null,
  schema_version int not null,
  id uuid not null constraint events_id unique,
  stream text collate "C" not null,
  type text collate "C" not null,
  data json not null,
  metadata json not null,
  constraint events_stream_revision unique (stream, revision)
);

create function es.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '%.% is append-only', tg_table_schema, tg_table_name using errcode = 'ES403';
end $$;
create trigger events_append_only before update or delete or truncate on es.events
  for each statement execute function es.refuse_change();
create trigger head_stays before delete or truncate on es.head
  for each statement execute function es.refuse_change();
-- "always": a session that sets session_replication_role does not get past them.
alter table es.events enable always trigger events_append_only;
alter table es.head enable always trigger head_stays;

-- Appends many times in one transaction, each with its own outcome.
--   appends: [{q, s, x, n, i}], an append's number, stream, expected revision (-1: no stream), number of events, id of the first
--   events: [{q, o, id, ty, v, da, me}], its append's number, ordinal from 1, id, type, schema version, data and metadata as JSON texts
-- One append a stream and a first id in a call: the caller's queue sees to it.
-- The first event's id is made from the command's id, so the unique index on id is the register of commands.
-- Status: ok | duplicate (the ids stand in the log) | mixed (the first id does, and others of the same append do not) | conflict.
create function es.append_many(appends json, events json)
returns table (seq int, status text, last_position bigint, last_revision int, at_stream text)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
-- A plan made while the table was empty must not stay a sequential scan; compiling one would cost more than running it.
set enable_seqscan = off
set jit = off
as $$
#variable_conflict use_column
declare
  pos bigint;
  newest timestamptz;
  added bigint;
begin
  -- The one serialisation point, held until commit: no gaps after a rollback, no position visible before an earlier one.
  select h.position, h.recorded_at into pos, newest from es.head h where h.id for no key update;
  -- Whoever holds that lock and falls asleep is cut off, so that the others can go on.
  if current_setting('idle_in_transaction_session_timeout') = '0' then
    perform set_config('idle_in_transaction_session_timeout', '10s', true);
  end if;
  -- A clock that was set back does not turn the order of the log around.
  newest := greatest(newest, clock_timestamp());
  return query
  -- Look-ups of events are scalar subqueries: as joins they could be planned as hashes of the whole table while it is small, and stay so.
  with a as materialized (
    select u.q, u.s, u.x, u.n,
      coalesce((select w.revision from es.events w where w.stream = u.s order by w.revision desc limit 1), -1) as v,
      (select w.position from es.events w where w.id = u.i) as dup
    from json_to_recordset(appends) u (q int, s text, x bigint, n int, i uuid)
  ),
  o as materialized (
    select a.q, a.s, a.v, a.n, pos + sum(a.n) over (order by a.q) - a.n as base from a where a.dup is null and a.x = a.v
  ),
  inserted as (
    insert into es.events (position, recorded_at, bytes, revision, schema_version, id, stream, type, data, metadata)
    select o.base + e.o, newest, octet_length(e.da) + octet_length(e.me), o.v + e.o, e.v, e.id, o.s, e.ty, e.da::json, e.me::json
    from json_to_recordset(events) e (q int, o int, id uuid, ty text, v int, da text, me text) join o on o.q = e.q
  ),
  moved as (
    update es.head set position = pos + t.added, recorded_at = newest
    from (select sum(o.n) as added from o) t where id and t.added > 0
  )
  select a.q,
    case
      when o.q is not null then 'ok'
      when a.dup is null then 'conflict'
      when a.n = (
        select count(*) from json_to_recordset(events) e (q int, o int, id uuid)
        where e.q = a.q and a.dup + e.o - 1 = (select w.position from es.events w where w.id = e.id)
          and (select w.stream from es.events w where w.id = e.id) = (select w.stream from es.events w where w.position = a.dup)
      ) then 'duplicate'
      else 'mixed'
    end,
    (coalesce(o.base, a.dup - 1) + a.n)::bigint,
    case
      when o.q is not null then o.v + a.n
      when a.dup is null then a.v
      else (select w.revision from es.events w where w.position = a.dup) + a.n - 1
    end,
    case when a.dup is null then a.s else (select w.stream from es.events w where w.position = a.dup) end
  from a left join o on o.q = a.q;
  select h.position into added from es.head h where h.id;
  if added > pos then
    perform pg_notify('es_events', added::text);
  end if;
end $$;

-- Rights. The functions run as their owner, so whoever may call append_many needs no right to write the tables, and has none.
-- The owner, too, gives up changing events; that binds every owner but a superuser, whom the triggers stop.
revoke all on es.head, es.events from public;
revoke all on function es.append_many(json, json) from public;
revoke update, delete, truncate, references, trigger on es.events from current_user;
-- For installations that run the service as a user of least rights: `grant concord_writer to <user>`. Roles belong to the whole server; where we may not
-- create one, an administrator can do so and run the same grants, and everything else works without.
do $$
begin
  if not exists (select from pg_roles where rolname = 'concord_writer') then
    begin
      create role concord_writer nologin;
    exception
      when duplicate_object or unique_violation then null; -- another database of this server was migrated at the same moment
      when insufficient_privilege then raise notice 'no role concord_writer: this user may not create roles';
    end;
  end if;
  if exists (select from pg_roles where rolname = 'concord_writer') then
    grant usage on schema es to concord_writer;
    grant select on es.head, es.events to concord_writer;
    grant execute on function es.append_many(json, json) to concord_writer;
  end if;
end $$;
