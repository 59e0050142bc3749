-- Read models: everything here is made from the log and can be thrown away. Tables of projections are made by the service, one set a generation,
-- and read through views of their plain names, so that a rebuilt generation takes the place of the old one in one transaction.
create schema rm;

create table rm.checkpoints (
  projection text not null,
  generation int not null,
  -- the newest event applied, and when the log took it
  position bigint not null default 0,
  recorded_at timestamptz,
  -- what the rows are made of; another fingerprint means that they have to be made anew
  fingerprint text not null,
  -- the generation that the views show
  active boolean not null,
  -- the event that stopped this projection, and why
  failure jsonb,
  primary key (projection, generation)
);
create unique index checkpoints_active on rm.checkpoints (projection) where active;
