import { countriesOf, REGIONS, regionsAround } from '../../codes/regions.js';
import { recordTable } from '../../event-sourcing/projections/record-table.js';
import { held, heldOrFirst, seenAmong, Statement, visibleTo } from '../../graphql/read/sql.js';
import { dayOf, type PointInTime } from '../../graphql/request-context.js';

/** A statement of one viewer at one moment: SQL of what it may see. */
export class VisibleSql {
  constructor(
    readonly moment: PointInTime,
    readonly keys: readonly string[],
    readonly statement = new Statement(keys),
  ) {}

  value(value: unknown, type: string): string {
    return this.statement.value(value, type);
  }

  /** SQL of the instant asked for. */
  get now(): string {
    return this.value(this.moment.asOf ?? new Date().toISOString(), 'timestamptz');
  }

  /** SQL of the day asked for. */
  get today(): string {
    return this.value(dayOf(this.moment), 'date');
  }

  /** SQL of a list: those ids of a list (SQL, `uuid[]`) that name a record of this kind which may be seen. */
  seen(kind: string, ids: string): string {
    return seenAmong(this.statement, this.keys, this.moment, recordTable(kind), ids);
  }

  /** SQL: the version `alias` of a record of this kind held, is not voided, and may be seen. */
  sees(kind: string, alias: string): string {
    return `${held(this.statement, this.moment, recordTable(kind), alias)} and ${visibleTo(this.statement, this.keys, alias)} and not ${alias}.voided`;
  }

  /**
   * SQL of a lateral join: the actor that `id` names as it may be seen (`id`, `actor_kind`, `country`, `name`), a merged one as the one that it was merged
   * into; nulls for one that is hidden.
   */
  actor(alias: string, id: string): string {
    const seen = (wanted: string) =>
      `(select _n.id, _n.actor_kind, _n.country, _n.name, _n.status, _n.doc->>'mergedInto' as into from rm.actor _n where _n.id = ${wanted}
        and ${heldOrFirst(this.statement, this.moment, 'actor', '_n')} and ${visibleTo(this.statement, this.keys, '_n')} order by _n.period, _n.valid_from limit 1)`;
    return `left join lateral (with recursive way as (select 1 as step, s.* from ${seen(id)} s
        union all select w.step + 1, s.* from way w cross join lateral ${seen('w.into::uuid')} s where w.status = 'MERGED' and w.step < 10)
      select id, actor_kind, country, name from way where status <> 'MERGED') ${alias} on true`;
  }

  /** SQL of a lateral join: each region that one of the codes of countries and regions in `places` (SQL, `text[]`) is in or is, as `alias.code`. */
  regions(alias: string, places: string): string {
    const pairs = regionPairs();
    return `left join lateral (select distinct m.region as code from unnest(${this.value(pairs.places, 'text[]')}, ${this.value(pairs.regions, 'text[]')}) m (place, region)
      where m.place = any(${places})) ${alias} on true`;
  }
}

let pairs: { readonly places: readonly string[]; readonly regions: readonly string[] } | undefined;

/** Every country and region with each region that it is in or is; the world only with itself. */
function regionPairs() {
  if (pairs) return pairs;
  const codes = [...countriesOf('001'), ...Object.keys(REGIONS)];
  const all = codes.flatMap((code) =>
    [...(REGIONS[code] ? [code] : []), ...regionsAround(code).filter((one) => one !== '001')].map((region) => [code, region]),
  );
  return (pairs = { places: all.map(([place]) => place!), regions: all.map(([, region]) => region!) });
}
