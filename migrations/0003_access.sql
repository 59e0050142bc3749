-- Who calls: keys are stored as SHA-256 of 32 random bytes, so that nobody who reads this table can use them.
create schema access;

create table access.api_keys (
  id uuid primary key,
  hash bytea not null unique,
  -- pseudonymous id of the user, as events carry it
  user_id text not null,
  -- the organisation (actor) that the key speaks for
  actor uuid,
  roles text[] not null,
  name text not null,
  created_at timestamptz not null default now(),
  revoked_at timestamptz
);
