import { changeMutations } from './exchange/changes/changes.graphql.js';
import { importFields } from './exchange/jobs/import-jobs.graphql.js';
import { type ImportJobs } from './exchange/jobs/import-jobs.js';
import { type Views } from './graphql/schema/assemble.js';
import { views } from './views/index.js';

/** Everything that is added to the schema of the records. */
export function schemaParts(imports: ImportJobs): Views {
  const ofImports = importFields(imports);
  return {
    ...views,
    further: (schema, services) => {
      const { queries, mutations, subscriptions } = ofImports(schema, services);
      return { queries, mutations: { ...mutations, ...changeMutations(imports.pool, services) }, subscriptions };
    },
  };
}
