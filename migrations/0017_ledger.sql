-- The public ledger: one leaf for each event in the order of the log. Tiles are made from leaves and can be made again; leaves cannot, for their salts are random.
create schema ledger;

create table ledger.leaves (
  -- index of the leaf: 0, 1, 2 …, whatever positions the log has
  index bigint primary key check (index >= 0),
  event_id uuid not null constraint leaves_event unique,
  -- 32 random bytes; null once destroyed with the personal data of the event
  salt bytea check (octet_length(salt) = 32),
  -- SHA-256 over domain, salt and event
  entry bytea not null check (octet_length(entry) = 32)
);

-- An entry never changes, and a salt can only be destroyed.
create function ledger.refuse_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and new.index = old.index and new.event_id = old.event_id and new.entry = old.entry and new.salt is null then
    return new;
  end if;
  raise exception 'ledger.leaves is append-only' using errcode = 'ES403';
end $$;
create trigger leaves_append_only before update or delete on ledger.leaves for each row execute function ledger.refuse_change();
create trigger leaves_stay before truncate on ledger.leaves for each statement execute function ledger.refuse_change();
alter table ledger.leaves enable always trigger leaves_append_only;
alter table ledger.leaves enable always trigger leaves_stay;

-- Checkpoints that were signed, as signed notes. The newest is also kept outside of the database.
create table ledger.checkpoints (
  origin text not null,
  size bigint not null,
  root bytea not null,
  note text not null,
  signed_at timestamptz not null default now(),
  primary key (origin, size)
);

-- How much is about to be signed. The row is written before each signature, so that the leaves are on disk before it leaves the service.
create table ledger.signing (
  id boolean primary key default true check (id),
  size bigint not null
);
insert into ledger.signing (size) values (0);

-- Under which origin the ledger is signed, and by which keys: as every process serves it.
create table ledger.identity (
  id boolean primary key default true check (id),
  origin text not null,
  -- verifier keys of C2SP signed-note
  verifier_keys text[] not null
);

-- As a witness of other ledgers: the newest checkpoint of each that this installation has cosigned, with its own and the log's signatures.
create table ledger.witnessed (
  origin text primary key,
  size bigint not null,
  root bytea not null,
  note text not null,
  cosigned_at timestamptz not null default now()
);
