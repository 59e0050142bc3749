-- Changes that were made together from a table: which records they are in, so that they can be taken back together.
create table imports.change_set (
  correlation uuid primary key,
  user_id text not null,
  -- Streams of the records.
  streams text[] not null,
  made_at timestamptz not null default now(),
  undone_by uuid
);
