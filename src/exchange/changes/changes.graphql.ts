import { writeFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Pool } from 'pg';
import { GraphQLBoolean, GraphQLID, GraphQLInt, GraphQLNonNull, GraphQLObjectType, GraphQLString } from 'graphql';
import { badUserInput, notFound } from '../../graphql/errors.js';
import { UUID } from '../../graphql/global-id.js';
import { type RequestContext } from '../../graphql/request-context.js';
import { JsonValue } from '../../graphql/scalars.js';
import { type Services } from '../../graphql/schema/services.js';
import { type AnyField, listOf, required } from '../../graphql/schema/shared-types.js';
import { admitImporter } from '../jobs/import-jobs.graphql.js';
import { UnreadableFile } from '../publication/publication.js';
import { type Applied, applyChanges, type RowChange, type RowProblem, undoChanges } from './apply-changes.js';
import { REVERSIBLE } from './reversible.js';

/** Most characters of a table. */
const LONGEST = 1_000_000;

const change = new GraphQLObjectType<RowChange, RequestContext>({
  name: 'TableChange',
  description: 'A field of a record that a row of a table changes.',
  fields: {
    line: { type: required(GraphQLInt), description: 'The line of the table; 0 where something is taken back.' },
    record: { type: required(GraphQLID), description: 'The record.', resolve: ({ id }) => id },
    field: { type: required(GraphQLString), description: 'The field; of a correction, with the event that it corrects.' },
    before: { type: JsonValue, description: 'What it held; null for nothing.', resolve: ({ before }) => before ?? null },
    after: { type: JsonValue, description: 'What it holds then; null for nothing.', resolve: ({ after }) => after ?? null },
  },
});

const problem = new GraphQLObjectType<RowProblem, RequestContext>({
  name: 'TableProblem',
  description: 'A row that cannot be taken, or a change that cannot be taken back.',
  fields: {
    line: { type: required(GraphQLInt), description: 'The line of the table; 0 where something is taken back.' },
    field: { type: GraphQLString, description: 'What breaks the rule.' },
    value: { type: GraphQLString, description: 'What is there.' },
    rule: { type: required(GraphQLString), description: 'The rule.' },
  },
});

const applied = new GraphQLObjectType<Applied, RequestContext>({
  name: 'AppliedChanges',
  description: 'What a table of changes does, or would do.',
  fields: {
    changes: { type: listOf(change), description: 'The differences, in the order of the rows.' },
    problems: { type: listOf(problem), description: 'What cannot be done. With one of them nothing is recorded.' },
    correlationId: {
      type: GraphQLID,
      description: 'The correlation id of all that was recorded: `undoChanges` takes it. Null where nothing was.',
      resolve: ({ correlation }) => correlation ?? null,
    },
  },
});

/** The mutations that change many records at once: for coordinators of all organisations. */
export function changeMutations(pool: Pool, { handler }: Services): Record<string, AnyField> {
  return {
    applyChanges: {
      type: required(applied),
      description: `Shows what a table does to records that are there, or records it, all under one correlation id. Its columns are \`command\` (${REVERSIBLE.join(', ')}), \`id\` or \`identifier\` (\`IATI:XM-DAC-41128-1\`), and the fields of the commands by their paths (\`to.tlp\`). It never makes a record.`,
      args: {
        csv: { type: new GraphQLNonNull(GraphQLString), description: 'The table, as CSV with a header.' },
        record: { type: GraphQLBoolean, description: 'Record it, if every row can be taken.', defaultValue: false },
      },
      resolve: async (_root: unknown, { csv, record }: { csv: string; record: boolean }, { viewer }: RequestContext) => {
        admitImporter(viewer);
        if (csv.length > LONGEST)
          throw badUserInput({ field: 'csv', value: `${csv.length} characters`, rule: `has at most ${LONGEST} characters` });
        const folder = await mkdtemp(join(tmpdir(), 'concord-changes-'));
        try {
          const path = join(folder, 'changes.csv');
          await writeFile(path, csv);
          return await applyChanges(path, { handler, caller: viewer, pool, record });
        } catch (error) {
          if (error instanceof UnreadableFile)
            throw badUserInput({ field: 'csv', value: `line ${error.line}`, rule: error.reason });
          throw error;
        } finally {
          await rm(folder, { recursive: true, force: true });
        }
      },
    },
    undoChanges: {
      type: required(applied),
      description:
        'Takes back what was recorded from a table. What somebody has changed since stands, and is among the problems. Sent again, it changes nothing.',
      args: { correlationId: { type: new GraphQLNonNull(GraphQLID), description: 'As `applyChanges` gave it.' } },
      resolve: async (_root: unknown, { correlationId }: { correlationId: string }, { viewer }: RequestContext) => {
        admitImporter(viewer);
        const undone = UUID.test(correlationId) ? await undoChanges(correlationId, { handler, caller: viewer, pool }) : undefined;
        if (!undone) throw notFound(`nothing was recorded from a table under ${correlationId}`);
        return undone;
      },
    },
  };
}
