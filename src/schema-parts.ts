import { importFields } from './exchange/jobs/import-jobs.graphql.js';
import { type ImportJobs } from './exchange/jobs/import-jobs.js';
import { type Views } from './graphql/schema/assemble.js';
import { views } from './views/index.js';

/** Everything that is added to the schema of the records. */
export function schemaParts(imports: ImportJobs): Views {
  return { ...views, further: importFields(imports) };
}
