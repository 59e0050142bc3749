-- Events that were recorded before the ledger was there got their leaves when it came. Its first checkpoint says how many of the first leaves are of such events.
alter table ledger.signing
  add column began_at timestamptz not null default now(),
  add column inherited bigint not null default 0;
