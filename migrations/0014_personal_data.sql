-- Keys of personal values, one in use for each subject (a record, by the name of its stream). They stand beside the log and are never copied with it.
create schema secrets;

create table secrets.subject_keys (
  id uuid primary key,
  subject text not null,
  -- the key, encrypted with a master key: iv (12 bytes), tag (16), ciphertext (32); null when it was destroyed
  wrapped bytea,
  -- which master key: the first 16 hexadecimal digits of its SHA-256
  master text not null,
  made_at timestamptz not null default now(),
  destroyed_at timestamptz
);
create unique index subject_keys_in_use on secrets.subject_keys (subject) where wrapped is not null;

-- Who read records labelled RED or AMBER_STRICT. Holds no text of any record.
create table access.read_audit (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  -- pseudonymous id of the user, and the organisation for which it asked
  user_id text not null,
  actor uuid,
  kind text not null,
  record uuid not null,
  -- the label under which the record was read
  tlp text not null,
  -- the fields of the answer in which it was shown, or the address over HTTP
  paths text[] not null,
  request_id text not null
);
create index read_audit_record on access.read_audit (kind, record, id);
create index read_audit_at on access.read_audit (at);
