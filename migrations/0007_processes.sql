-- What processes keep beside their checkpoints, which are rows of rm.checkpoints (generation 1) as those of projections. Like everything in rm it can be
-- thrown away with the checkpoint: a process that begins at the start of the log again sends the same commands under the same ids.

-- Which records a process has found to belong together.
create table rm.process_links (
  process text not null,
  generation int not null default 1 check (generation = 1),
  subject text not null,
  linked text not null,
  primary key (process, subject, linked),
  foreign key (process, generation) references rm.checkpoints (projection, generation) on delete cascade
);

-- When a process is to be woken, at most once for each key.
create table rm.process_wakeups (
  process text not null,
  generation int not null default 1 check (generation = 1),
  key text not null,
  at timestamptz not null,
  -- the event because of which it is to be woken, and the correlation that it belongs to
  event_id uuid not null,
  correlation_id text not null,
  primary key (process, key),
  foreign key (process, generation) references rm.checkpoints (projection, generation) on delete cascade
);
create index process_wakeups_at on rm.process_wakeups (process, at);

-- Commands of processes that the rules refused, for people to look at.
create table rm.process_refusals (
  process text not null,
  generation int not null default 1 check (generation = 1),
  command_id uuid not null,
  -- the event because of which it was sent
  event_id uuid not null,
  command text not null,
  -- the record, as the name of its stream
  record text not null,
  refusal jsonb not null,
  refused_at timestamptz not null,
  primary key (process, command_id),
  foreign key (process, generation) references rm.checkpoints (projection, generation) on delete cascade
);
