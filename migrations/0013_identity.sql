-- What a key may do beyond its roles, how long it counts, and what became of it. Keys made before keep counting until they are revoked.
alter table access.api_keys
  -- admin: the installation's own, of which one counts; api: of a user; public: runs its documents alone, and may be seen by everybody
  add column kind text not null default 'api' check (kind in ('admin', 'api', 'public')),
  -- organisations for which a COORDINATOR records; ALL for every one
  add column coordinates text[] not null default '{}',
  -- what it may send: commands (all), a kind of record, the name of a mutation; keys: manages the keys of its organisation
  add column scope text[] not null default '{commands}',
  add column expires_at timestamptz,
  -- to the minute
  add column last_used_at timestamptz,
  -- the key that this one took the place of: one successor for each
  add column replaces uuid unique references access.api_keys,
  -- of a public key: SHA-256 of the documents that it runs, in hex, and the origins of pages that may send it
  add column documents text[] check ((kind = 'public') = (documents is not null)),
  add column origins text[];

update access.api_keys set coordinates = '{ALL}' where 'COORDINATOR' = any (roles);
update access.api_keys set kind = 'admin' where name = 'administrator' and user_id = 'administrator';

create index on access.api_keys (actor, id);
