-- The views through which rows are read say which generation these are of: the document of a version is the same within one.
do $$
declare
  shown record;
begin
  for shown in
    select viewname, substring(definition from '(\w+_g\d+)') as physical from pg_views where schemaname = 'rm' and definition ~ '_g\d+'
  loop
    execute format('drop view rm.%I', shown.viewname);
    execute format('create view rm.%I as select t.*, %s as generation from rm.%I t',
      shown.viewname, substring(shown.physical from '_g(\d+)$'), shown.physical);
  end loop;
end $$;
