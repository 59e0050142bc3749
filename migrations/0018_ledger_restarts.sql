-- Why the ledger is not signed; null while it is. Every process tells it.
alter table ledger.signing add column refusal text;

-- Statements that name the last checkpoint of the origin before, one for each time that the ledger went on under a new origin.
create table ledger.restarts (
  origin text primary key,
  -- a signed note
  statement text not null,
  made_at timestamptz not null default now()
);

-- A restart alone takes leaves away, those that do not fit the log; the setting guards against mistakes, signatures against intent.
create or replace function ledger.refuse_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and new.index = old.index and new.event_id = old.event_id and new.entry = old.entry and new.salt is null then
    return new;
  end if;
  if tg_op = 'DELETE' and current_setting('ledger.restarting', true) = 'on' then
    return old;
  end if;
  raise exception 'ledger.leaves is append-only' using errcode = 'ES403';
end $$;
