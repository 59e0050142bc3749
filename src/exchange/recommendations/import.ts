import { type Caller } from '../../event-sourcing/command-handler.js';
import { importPublication, type ImportOptions } from '../publication/import.js';
import { type Format } from '../publication/publication.js';
import { readCsv } from '../publication/read-csv.js';
import { columnsOf, type RecommendationMap } from './map.js';
import { readRecommendation, type Row } from './read-recommendation.js';
import { streamOfRow, takeRecommendation, workOf } from './take-recommendation.js';

/** Recommendations as CSV, a row a recommendation, in the columns that a map names. */
function recommendations(map: RecommendationMap): Format<Row> {
  return {
    noun: 'recommendations',
    nothing: 'there is no row in it',
    publisher: ({ issuer }) => issuer,
    async *read(path, today, encoding) {
      const rows = readCsv(path, columnsOf(map), 'rows of the file that the map is for', { delimiter: map.delimiter, encoding });
      for await (const row of rows) yield readRecommendation(row, map, today);
    },
    mentions: () => [],
    work: workOf,
    streamOf: streamOfRow,
    take: takeRecommendation,
  };
}

/** Takes files of recommendations into the record, as `importPublication` says. States, issuers and agencies have to be on record. */
export function importRecommendations<C extends Caller>(
  map: RecommendationMap,
  files: readonly string[],
  options: ImportOptions<C>,
) {
  return importPublication(recommendations(map), files, options);
}
