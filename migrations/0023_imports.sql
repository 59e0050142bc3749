-- Imports that callers start: their files, how far they are, and what was wrong. Nothing of it is part of the record.
create schema imports;

create table imports.file (
  id uuid primary key,
  user_id text not null,
  name text not null,
  bytes bigint not null,
  uploaded_at timestamptz not null default now()
);

create table imports.file_part (
  file uuid not null references imports.file on delete cascade,
  nth int not null,
  content bytea not null,
  primary key (file, nth)
);

create table imports.job (
  id uuid primary key,
  user_id text not null,
  format text not null,
  options json not null,
  files uuid[] not null,
  status text not null,
  done int not null default 0,
  total int not null default 0,
  result json,
  error text,
  created_at timestamptz not null default now(),
  ended_at timestamptz,
  -- The process that runs it, and when that was last heard of.
  runner uuid not null,
  seen_at timestamptz not null default now(),
  cancelled boolean not null default false
);
create index on imports.job (user_id, created_at);

create table imports.problem (
  job uuid not null references imports.job on delete cascade,
  nth int not null,
  file text not null,
  line int not null,
  identifier text,
  element text,
  value text,
  rule text not null,
  effect text not null,
  primary key (job, nth)
);
