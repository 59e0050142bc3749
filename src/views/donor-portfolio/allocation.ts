/**
 * Codes among which a transaction `t` of the project `p` is divided, with their shares in percent: its own recipient, or else those of its project. Countries
 * make 100 with the regions of each vocabulary, so one vocabulary counts: the first of these that is there.
 */
export const RECIPIENTS = `
  select coalesce(one->>'country', one->>'region') as code, (one->>'percentage')::numeric as percentage
  from (select case when t.data->'recipient' is null then p.doc->'recipients' else json_build_array(t.data->'recipient') end as list) chosen,
    json_array_elements(list) one
  where one->>'vocabulary' is null or one->>'vocabulary' = (
    select v from unnest(array['DAC', 'M49', 'OWN']) with ordinality known(v, nth)
    where exists (select from json_array_elements(list) other where other->>'vocabulary' = v) order by nth limit 1)`;

/** The same for sectors: purpose codes of the DAC (vocabulary 1), for shares make 100 in each vocabulary. */
export const SECTORS = `
  select one->>'code' as code, (one->>'percentage')::numeric as percentage
  from json_array_elements(case
    when exists (select from json_array_elements(t.data->'sectors') own where own->>'vocabulary' = '1') then t.data->'sectors'
    else p.doc->'sectors' end) one
  where one->>'vocabulary' = '1'`;

/** How far a share that a publisher rounds to two decimals may be off: shares that miss 100 by this for each of them are meant to make it. */
const ROUNDING = 0.01;

/**
 * SQL that divides an amount among codes, to the minor unit: the parts always add up to the amount.
 * Shares above 100 in sum, or next to 100, are scaled to 100; what they leave is a part without a code. Without shares a single code has all, and several
 * have nothing: all of it is without a code. Minor units that rounding down leaves go to the largest remainders, by code among equals.
 * @param name of the row that it joins, with `code` and `minor`
 * @param amount SQL of the amount in minor units
 * @param entries SQL of rows `code`, `percentage`
 */
export function allocation(name: string, amount: string, entries: string): string {
  return `cross join lateral (
    with entry as (${entries}),
    given as (select count(*) as entries, count(percentage) as shares, coalesce(sum(percentage), 0) as sum from entry),
    whole as (select *, case when sum > 100 or 100 - sum <= ${ROUNDING} * shares then sum else 100 end as whole from given),
    weight as (
      select code, percentage as weight, whole from entry, whole where sum > 0 and percentage > 0
      union all select null, whole - sum, whole from whole where sum > 0 and whole > sum
      union all select case when entries = 1 then (select min(code) from entry) end, 1, 1 from whole where sum = 0
    ),
    rounded as (select code, floor(abs(${amount}) * weight / whole) as down, abs(${amount}) * weight / whole as exact from weight),
    ranked as (
      select code, down, row_number() over (order by exact - down desc, code nulls last) as nth, abs(${amount}) - sum(down) over () as short from rounded
    )
    select code, sign((${amount})::numeric) * (down + case when nth <= short then 1 else 0 end) as minor from ranked
  ) ${name}`;
}
