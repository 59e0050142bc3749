-- Row-level security: what the reader keys of a connection open, for a role that does not own the tables. The service makes the policies with the tables.

-- The reader keys that the connection was given; null where it was given none, which opens nothing.
create function rm.reader_keys() returns text[] language sql stable parallel safe as $$
  select nullif(current_setting('concord.reader_keys', true), '')::text[]
$$;

-- Records that these keys open in an emergency.
create function rm.opened_records() returns uuid[] language sql stable parallel safe as $$
  select array(select substr(key, 8)::uuid from unnest(nullif(current_setting('concord.reader_keys', true), '')::text[]) key where starts_with(key, 'record:'))
$$;

-- Both are replaced with the first tables that they read.
create view rm.event_effect as
  select null::bigint as position, null::text[] as readers, null::boolean as follows, null::text[] as record_readers, null::boolean as opens where false;
create function rm.extract_shows(kind text, record uuid, said text) returns boolean language sql stable as $$ select false $$;
