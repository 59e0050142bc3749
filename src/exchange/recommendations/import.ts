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
    async *read(path, today) {
      const rows = readCsv(path, columnsOf(map), 'file that the map is for', map.delimiter);
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
