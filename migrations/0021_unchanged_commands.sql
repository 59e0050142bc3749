-- Commands that changed nothing, with the receipt that each was answered with: sent again, it is answered so again, whatever the record has become.
create table es.unchanged_commands (
  command_id uuid not null,
  user_id text not null,
  -- as events carry it
  hash text not null,
  position bigint not null,
  revision int not null,
  recorded_at timestamptz not null default now(),
  primary key (command_id, user_id)
);
revoke all on es.unchanged_commands from public;
do $$
begin
  if exists (select from pg_roles where rolname = 'concord_writer') then
    grant select, insert on es.unchanged_commands to concord_writer;
  end if;
end $$;
