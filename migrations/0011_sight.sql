-- A record some of whose events are for fewer readers than the record has its rows once for each combination of them: `labels` are the groups of such events,
-- each a list of sets of reader keys of which one must hold a key of every one, and `sight` has a bit for each group that the row's state includes.

-- Which groups a viewer with these reader keys may know: one bit for each.
create function rm.sight(labels json, keys text[]) returns int language sql immutable parallel safe as $$
  select coalesce(sum(1 << (g.n - 1)::int), 0)::int
  from json_array_elements(labels) with ordinality g (sets, n)
  where not exists (
    select from json_array_elements(g.sets) s (readers)
    where not exists (select from json_array_elements_text(s.readers) k (key) where k.key = any(keys)))
$$;
