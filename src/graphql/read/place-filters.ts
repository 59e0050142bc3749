import { isCountryCode } from '../../codes/countries.js';
import { isRegionCode, overlapping } from '../../codes/regions.js';
import { columnName, type ColumnType } from '../../event-sourcing/projections/record-table.js';
import { badUserInput } from '../errors.js';
import { type RecordModule } from '../objects/record-module.js';
import { heldOrFirst, seenAmong, Statement, visibleTo } from './sql.js';
import { type PointInTime } from '../request-context.js';

/** Columns that say where a record is about, and on which themes, wherever a kind of record has them. */
const PLACES = ['country', 'countries', 'regions', 'recipients'];
const THEMES = ['themes', 'challenges', 'cites'];

/** SQL that is true where any of the conditions is; false without any. */
const anyOf = (conditions: readonly string[]) => (conditions.length > 0 ? `(${conditions.join(' or ')})` : 'false');

function overlap(statement: Statement, module: RecordModule, names: readonly string[], codes: readonly string[]): string[] {
  return names.flatMap((name) => {
    const column = module.columns[name];
    // Recipients of an offer are actors, those of a project places.
    if (!column || column.references) return [];
    const wanted = statement.value(codes, 'text[]');
    return [column.type === 'text[]' ? `r.${columnName(name)} && ${wanted}` : `r.${columnName(name)} = any(${wanted})`];
  });
}

/**
 * Every country and region in which something is that concerns one of these.
 * @throws BAD_USER_INPUT for a code that is none
 */
export function placesOf(field: string, codes: readonly string[]): string[] {
  for (const code of codes)
    if (!isRegionCode(code) && !isCountryCode(code))
      throw badUserInput({ field, value: code, rule: 'is an ISO 3166-1 code, a UN M49 region or a region group such as X-SEE' });
  return overlapping(codes);
}

/** Columns of the actors for whose country a record counts: its State; all that it names, where it has no places of its own. */
function placedBy({ columns }: RecordModule): readonly [string, ColumnType][] {
  const actors = Object.entries(columns).filter(([, { references }]) => references === 'actor');
  const hasPlaces = PLACES.some((name) => columns[name] && !columns[name].references);
  const placing = columns.state?.references === 'actor' ? actors.filter(([name]) => name === 'state') : hasPlaces ? [] : actors;
  return placing.map(([name, { type }]) => [name, type]);
}

/** Whether something can be said of where the records of a kind are. */
export function hasPlaces(module: RecordModule): boolean {
  return placedBy(module).length > 0 || overlap(new Statement([]), module, PLACES, []).length > 0;
}

/**
 * SQL on a record's version `r`: it is about one of these places, or is of a State there; of a kind without places of its own, of any actor there. An actor counts
 * where the viewer may see it.
 */
export function isInPlace(
  statement: Statement,
  module: RecordModule,
  keys: readonly string[],
  moment: PointInTime,
  places: readonly string[],
): string {
  const own = overlap(statement, module, PLACES, places);
  const actors = placedBy(module).map(([name, type]) =>
    type === 'uuid' ? `array[r.${columnName(name)}]` : `r.${columnName(name)}`,
  );
  if (actors.length > 0)
    own.push(`exists (select from rm.actor a where a.id = any(${actors.join(' || ')}) and ${heldOrFirst(statement, moment, 'actor', 'a')}
      and ${visibleTo(statement, keys, 'a')} and a.country = any(${statement.value(places, 'text[]')}))`);
  return anyOf(own);
}

/** SQL on a record's version `r`: it is about one of these themes. */
export function isOnTheme(statement: Statement, module: RecordModule, themes: readonly string[]): string {
  return anyOf(overlap(statement, module, THEMES, themes));
}

/** SQL on a record's version `r`: it is one of these instruments, or rests on one by its id or, where the viewer may see it, its symbol. */
export function restsOn(
  statement: Statement,
  module: RecordModule,
  keys: readonly string[],
  moment: PointInTime,
  instruments: readonly string[],
): string {
  const ids = seenAmong(statement, keys, moment, 'instrument', statement.value(instruments, 'uuid[]'));
  const found = module.definition.kind === 'instrument' ? [`r.id = any(${ids})`] : [];
  for (const [name, { type, references }] of Object.entries(module.columns))
    if (references === 'instrument')
      found.push(type === 'uuid' ? `r.${columnName(name)} = any(${ids})` : `r.${columnName(name)} && ${ids}`);
  if (module.columns.cites) {
    found.push(`r.cites && array(select unnest(array[i.id::text, 'instrument_' || i.id, i.symbol]) from rm.instrument i where i.id = any(${ids})
      and ${heldOrFirst(statement, moment, 'instrument', 'i')} and ${visibleTo(statement, keys, 'i')})`);
  }
  return anyOf(found);
}

/** SQL on a record's version `r`: one of these actors is named in it. */
export function namesActor(statement: Statement, module: RecordModule, actors: readonly string[]): string {
  const ids = statement.value(actors, 'uuid[]');
  const found = module.definition.kind === 'actor' ? [`r.id = any(${ids})`] : [];
  for (const [name, { type, references }] of Object.entries(module.columns))
    if (references === 'actor')
      found.push(type === 'uuid' ? `r.${columnName(name)} = any(${ids})` : `r.${columnName(name)} && ${ids}`);
  return anyOf(found);
}
