-- Appends by arrays: JSON around JSON costs both sides more than the events themselves. Replaces es.append_many(json, json); the same rules hold.
drop function es.append_many(json, json);

-- Appends many times in one transaction, each with its own outcome.
--   streams, expected, counts: of each append its stream, expected revision (-1: no stream) and number of events (one or more)
--   ids, types, versions, data, metadata: of each event, append by append, its id, type, schema version, data and metadata as JSON texts
-- One append a stream and a first id in a call: the caller's queue sees to it.
-- The first event's id is made from the command's id, so the unique index on id is the register of commands.
-- Answers a row for each append: its number from 1, and
--   status: ok | duplicate (the ids stand in the log) | mixed (the first id does, and others of the same append do not) | conflict;
--   recorded_at: when the log took its events, for ok.
create function es.append_many(
  streams text[], expected int[], counts int[], ids uuid[], types text[], versions int[], data text[], metadata text[]
)
returns table (seq int, status text, last_position bigint, last_revision int, at_stream text, recorded_at text)
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
  told text;
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
  told := to_char(newest at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');
  return query
  -- Look-ups of events are scalar subqueries: as joins they could be planned as hashes of the whole table while it is small, and stay so.
  with a as materialized (
    select u.q, u.s, u.x, u.n, u.before,
      coalesce((select w.revision from es.events w where w.stream = u.s order by w.revision desc limit 1), -1) as v,
      (select w.position from es.events w where w.id = ids[u.before + 1]) as dup
    from (
      select t.q, t.s, t.x, t.n, (sum(t.n) over (order by t.q) - t.n)::int as before
      from unnest(streams, expected, counts) with ordinality t (s, x, n, q)
    ) u
  ),
  o as materialized (
    select a.q, a.s, a.v, a.n, a.before, pos + sum(a.n) over (order by a.q) - a.n as base from a where a.dup is null and a.x = a.v
  ),
  inserted as (
    insert into es.events (position, recorded_at, bytes, revision, schema_version, id, stream, type, data, metadata)
    select o.base + k, newest, octet_length(data[o.before + k]) + octet_length(metadata[o.before + k]), o.v + k,
      versions[o.before + k], ids[o.before + k], o.s, types[o.before + k], data[o.before + k]::json, metadata[o.before + k]::json
    from o cross join lateral generate_series(1, o.n) k
  ),
  moved as (
    update es.head set position = pos + t.added, recorded_at = newest
    from (select sum(o.n) as added from o) t where id and t.added > 0
  )
  select a.q::int,
    case
      when o.q is not null then 'ok'
      when a.dup is null then 'conflict'
      when a.n = (
        select count(*) from generate_series(1, a.n) k
        where a.dup + k - 1 = (select w.position from es.events w where w.id = ids[a.before + k])
          and (select w.stream from es.events w where w.id = ids[a.before + k])
            = (select w.stream from es.events w where w.position = a.dup)
      ) then 'duplicate'
      else 'mixed'
    end,
    (coalesce(o.base, a.dup - 1) + a.n)::bigint,
    case
      when o.q is not null then o.v + a.n
      when a.dup is null then a.v
      else (select w.revision from es.events w where w.position = a.dup) + a.n - 1
    end,
    case when a.dup is null then a.s else (select w.stream from es.events w where w.position = a.dup) end,
    case when o.q is not null then told end
  from a left join o on o.q = a.q;
  select h.position into added from es.head h where h.id;
  if added > pos then
    perform pg_notify('es_events', added::text);
  end if;
end $$;

revoke all on function es.append_many(text[], int[], int[], uuid[], text[], int[], text[], text[]) from public;
do $$
begin
  if exists (select from pg_roles where rolname = 'concord_writer') then
    grant execute on function es.append_many(text[], int[], int[], uuid[], text[], int[], text[], text[]) to concord_writer;
  end if;
end $$;
