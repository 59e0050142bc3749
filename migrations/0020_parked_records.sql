-- Records that a projection holds back: the first event of each that could not be applied, and why. What came to them since is applied when they are tried again.
alter table rm.checkpoints add column parked int not null default 0;
create table rm.parked (
  projection text not null,
  generation int not null,
  stream text not null,
  event_id uuid not null,
  position bigint not null,
  error text not null,
  since timestamptz not null default now(),
  primary key (projection, generation, stream),
  foreign key (projection, generation) references rm.checkpoints on delete cascade
);
