import { type FeedRow } from '../../graphql/feed/feed-columns.js';
import { badUserInput } from '../../graphql/errors.js';
import { type FeedFile, fileValues, recordOf } from './file.js';

/** A feed as JSON: `{ name, address, rows }`, rows as GraphQL answers them, each with the link to its record. */
export async function* jsonOf({ name, address, now, pages, columns, linkOf }: FeedFile): AsyncGenerator<string> {
  yield `{"name":${JSON.stringify(name)},"address":${JSON.stringify(address)},"made":${JSON.stringify(now)},"rows":[`;
  yield* listed(pages, (row) => ({ ...row, $link: linkOf(recordOf(row, columns) ?? '') }));
  yield ']}\n';
}

/**
 * A feed as GeoJSON (RFC 7946): a feature for each row, at the points that it has a latitude and a longitude for, with its columns as properties.
 * @throws BAD_USER_INPUT for a feed without places
 */
export function geoJsonOf(file: FeedFile): AsyncGenerator<string> {
  const latitude = file.columns.find(({ field }) => field === 'latitude');
  const longitude = latitude && file.columns.find(({ name }) => name === latitude.name.replace(/latitude$/, 'longitude'));
  if (!latitude || !longitude)
    throw badUserInput({
      field: 'columns',
      value: file.name,
      rule: 'has columns latitude and longitude of one place: locations.latitude',
    });
  const place = latitude.path.slice(0, -1);
  return features(file, place);
}

async function* features({ pages, columns, languages, linkOf }: FeedFile, place: readonly string[]): AsyncGenerator<string> {
  const shown = columns.filter(({ path }) => place.length === 0 || !place.every((part, i) => path[i] === part));
  yield '{"type":"FeatureCollection","features":[';
  yield* listed(pages, (row) => {
    const points = placesIn(row, place);
    const id = recordOf(row, columns);
    const values = shown.map((column) => {
      const all = fileValues(row, column, languages);
      return [column.name, column.isList ? all : (all[0] ?? null)] as const;
    });
    return {
      type: 'Feature',
      ...(id === undefined ? {} : { id }),
      geometry:
        points.length === 0
          ? null
          : points.length === 1
            ? { type: 'Point', coordinates: points[0] }
            : { type: 'MultiPoint', coordinates: points },
      properties: { ...Object.fromEntries(values), link: id === undefined ? undefined : linkOf(id) },
    };
  });
  yield ']}\n';
}

/** Points of a row as GeoJSON has them: longitude first. */
function placesIn(row: FeedRow, place: readonly string[]): (readonly [number, number])[] {
  const objects = place.reduce<unknown[]>((found, key) => found.flatMap((one) => (one as FeedRow)[key] ?? []), [row]);
  return objects.flatMap((one) => {
    const { latitude, longitude } = one as { latitude?: number | null; longitude?: number | null };
    return latitude == null || longitude == null ? [] : [[longitude, latitude] as const];
  });
}

async function* listed(pages: FeedFile['pages'], of: (row: FeedRow) => object): AsyncGenerator<string> {
  let isFirst = true;
  for await (const rows of pages) {
    if (rows.length === 0) continue;
    yield (isFirst ? '\n' : ',\n') + rows.map((row) => JSON.stringify(of(row))).join(',\n');
    isFirst = false;
  }
}
