import {
  GraphQLBoolean,
  GraphQLEnumType,
  GraphQLID,
  GraphQLInputObjectType,
  GraphQLInt,
  GraphQLNonNull,
  GraphQLObjectType,
  type GraphQLSchema,
  GraphQLString,
} from 'graphql';
import { AccessDenied } from '../../access/access-denied.js';
import { type Viewer } from '../../access/viewer.js';
import { type Tlp } from '../../event-sourcing/envelope.js';
import { subscription } from '../../event-sourcing/subscription.js';
import { badUserInput, conflict, notFound } from '../../graphql/errors.js';
import { UUID } from '../../graphql/global-id.js';
import { orderedPage } from '../../graphql/read/ordered-page.js';
import { type PageArguments } from '../../graphql/read/page.js';
import { type RequestContext } from '../../graphql/request-context.js';
import { Instant } from '../../graphql/scalars.js';
import { type Services } from '../../graphql/schema/services.js';
import { type AnyField, connectionType, many, pageArguments, required } from '../../graphql/schema/shared-types.js';
import { type Problem } from '../publication/publication.js';
import { type ImportJob, type ImportJobs, type IMPORTERS, JOB, type JOB_STATUSES, type JobFormat } from './import-jobs.js';
import { keptUploads } from './uploads.js';

/** Imports are for those who record for all. @throws FORBIDDEN for all others */
export function admitImporter({ roles, coordinates }: Viewer): void {
  if (!roles.includes('COORDINATOR') || coordinates !== 'ALL')
    throw new AccessDenied('FORBIDDEN', 'imports are for coordinators of all organisations');
}

const ids = { id: { type: new GraphQLNonNull(GraphQLID), description: 'The import.' } };
/** Milliseconds after which somebody who follows a job looks at it, whatever happened: another process may run it. */
const LOOK = 1_000;

function jobTypes(schema: GraphQLSchema, { unfiltered }: Services) {
  const format = new GraphQLEnumType({
    name: 'ImportFormat',
    description: 'What kind of files an import takes.',
    values: {
      IATI: { description: 'IATI activity files and organisation files, 2.01 to 2.03.' },
      FTS: { description: 'Flows of the Financial Tracking Service, as CSV.' },
    } satisfies Record<keyof typeof IMPORTERS, object>,
  });
  const status = new GraphQLEnumType({
    name: 'ImportStatus',
    description: 'What an import is at.',
    values: {
      WAITING: { description: 'Others are before it.' },
      RUNNING: { description: 'It records.' },
      DONE: { description: 'All that can be taken is taken.' },
      CANCELLED: { description: 'It was stopped; what it had recorded stays.' },
      INTERRUPTED: { description: 'The process that ran it has gone. `resumeImport` goes on with it.' },
      FAILED: { description: 'It could not go on, as `error` says. `resumeImport` tries again.' },
    } satisfies Record<(typeof JOB_STATUSES)[number], object>,
  });
  const effect = new GraphQLEnumType({
    name: 'ImportEffect',
    description: 'What a problem does.',
    values: {
      FILE: { description: 'The file is not read, or not read further.' },
      ITEM: { description: 'The item is not taken.' },
      PART: { description: 'The item is taken without this part.' },
      NOT_KEPT: { description: 'The same, for what this register does not keep.' },
      NOTE: { description: 'Everything is taken; it was read otherwise than it stands.' },
    },
  });
  const text = (description: string) => ({ type: GraphQLString, description });
  const problem = new GraphQLObjectType<Problem, RequestContext>({
    name: 'ImportProblem',
    description: 'Something in a file that breaks a rule.',
    fields: {
      file: { type: required(GraphQLString), description: 'The file.' },
      line: { type: required(GraphQLInt), description: 'The line, from 1.' },
      identifier: text("The item's own identifier, where it has one."),
      element: text('What breaks the rule: an element, an attribute or a column.'),
      value: text('What is there.'),
      rule: { type: required(GraphQLString), description: 'The rule.' },
      effect: { type: required(effect), description: 'What follows.' },
    },
  });
  const count = (description: string, of: 'opened' | 'changed' | 'unchanged' | 'notTaken' | 'events') => ({
    type: GraphQLInt,
    description: `${description} Null before it has ended.`,
    resolve: ({ result }: ImportJob) => result?.[of] ?? null,
  });
  const job = new GraphQLObjectType<ImportJob, RequestContext>({
    name: 'ImportJob',
    description: 'An import that you started. The same files again record nothing, changed ones their differences.',
    fields: {
      id: { type: required(GraphQLID), description: 'Its id.' },
      format: { type: required(format), description: 'What kind of files it takes.' },
      dryRun: {
        type: required(GraphQLBoolean),
        description: 'Whether it only says what it would record.',
        resolve: ({ options }) => options.dryRun === true,
      },
      status: { type: required(status), description: 'What it is at.' },
      done: { type: required(GraphQLInt), description: 'Commands that are done.' },
      total: { type: required(GraphQLInt), description: 'Of about so many; 0 while the files are being read.' },
      opened: count('Records that it made.', 'opened'),
      changed: count('Records that it changed.', 'changed'),
      unchanged: count('Items that are on record as they are.', 'unchanged'),
      notTaken: count('Items that could not be taken.', 'notTaken'),
      events: count('Events that it recorded.', 'events'),
      summary: { ...text('What it did, in words.'), resolve: ({ result }) => result?.summary ?? null },
      error: text('Why it failed.'),
      createdAt: {
        type: required(Instant),
        description: 'When it was started.',
        resolve: ({ createdAt }) => createdAt.toISOString(),
      },
      endedAt: { type: Instant, description: 'When it ended.', resolve: ({ endedAt }) => endedAt?.toISOString() ?? null },
      problems: {
        type: required(connectionType('ImportProblem', problem, 'problems of an import')),
        description: 'What was wrong in the files, once it has ended.',
        args: { ...pageArguments, effects: { type: many(effect), description: 'Only problems with these effects.' } },
        resolve: ({ id }, { effects, ...page }: PageArguments & { effects?: string[] | null }, { viewer }) =>
          orderedPage<Problem, Problem>(
            unfiltered,
            viewer.keys,
            page,
            { name: 'importProblems', value: ['p.nth', 'int'], tie: ['p.nth', 'int'] },
            (statement) => ({
              columns: 'p.file, p.line, p.identifier, p.element, p.value, p.rule, p.effect',
              from: 'imports.problem p',
              where: [
                `p.job = ${statement.value(id, 'uuid')}`,
                ...(effects ? [`p.effect = any(${statement.value(effects, 'text[]')})`] : []),
              ],
            }),
            (row) => row,
          ),
      },
    },
  });
  const input = new GraphQLInputObjectType({
    name: 'StartImportInput',
    description: 'What to import, and how.',
    fields: {
      format: { type: new GraphQLNonNull(format), description: 'What kind of files.' },
      files: {
        type: new GraphQLNonNull(many(GraphQLID)),
        description:
          'Files that you uploaded (`POST /imports/files?name=…`), by the ids that this gave. They are kept for seven days.',
      },
      dataset: {
        type: GraphQLString,
        description: 'The dataset that they belong to; of each file its publisher and name, if left out.',
      },
      encoding: { type: GraphQLString, description: 'Encoding of files that do not say it themselves.' },
      strict: { type: GraphQLBoolean, description: 'Take nothing unless everything can be taken.', defaultValue: false },
      dryRun: { type: GraphQLBoolean, description: 'Say what would be recorded, and record nothing.', defaultValue: false },
      tlp: {
        type: schema.getType('Tlp') as GraphQLEnumType,
        description: 'Label of the records that are made; CLEAR, if left out.',
      },
    },
  });
  return { job, input };
}

interface StartInput {
  readonly format: JobFormat;
  readonly files: readonly string[];
  readonly dataset?: string | null;
  readonly encoding?: string | null;
  readonly strict?: boolean | null;
  readonly dryRun?: boolean | null;
  readonly tlp?: Tlp | null;
}

/** What imports by the API add to the schema: for coordinators of all organisations, of whom each sees its own. */
export function importFields(jobs: ImportJobs) {
  return (schema: GraphQLSchema, services: Services) => {
    const { job, input } = jobTypes(schema, services);
    const found = async (viewer: Viewer, id: string): Promise<ImportJob> => {
      admitImporter(viewer);
      const one = UUID.test(id) ? await jobs.find(viewer, id) : undefined;
      if (!one) throw notFound(`you have started no import ${id}`);
      return one;
    };
    const queries: Record<string, AnyField> = {
      importJob: {
        type: required(job),
        description: 'An import that you started. The same at every moment.',
        args: ids,
        resolve: (_root: unknown, { id }: { id: string }, { viewer }: RequestContext) => found(viewer, id),
      },
      importJobs: {
        type: required(connectionType('ImportJob', job, 'imports')),
        description: 'Imports that you started, the oldest first. The same at every moment.',
        args: pageArguments,
        resolve: (_root: unknown, page: PageArguments, { viewer }: RequestContext) => {
          admitImporter(viewer);
          return orderedPage<ImportJob, ImportJob>(
            services.unfiltered,
            viewer.keys,
            page,
            { name: 'importJobs', value: ['j.created_at', 'timestamptz'], tie: ['j.id', 'uuid'] },
            (statement) => ({
              columns: JOB,
              from: 'imports.job j',
              where: [`j.user_id = ${statement.value(viewer.user, 'text')}`],
            }),
            (row) => row,
          );
        },
      },
    };
    const mutations: Record<string, AnyField> = {
      startImport: {
        type: required(job),
        description: 'Starts an import of files that you uploaded, by your rights. `importProgress` follows it.',
        args: { input: { type: new GraphQLNonNull(input), description: 'What to import.' } },
        resolve: async (_root: unknown, { input: asked }: { input: StartInput }, { viewer }: RequestContext) => {
          admitImporter(viewer);
          const { format, files, dataset, encoding, strict, dryRun, tlp } = asked;
          if (files.length === 0 || files.length > 100)
            throw badUserInput({ field: 'input.files', value: `${files.length} files`, rule: 'has 1 to 100 entries' });
          const kept = await keptUploads(
            services.unfiltered,
            viewer.user,
            files.filter((id) => UUID.test(id)),
          );
          const at = files.findIndex((id) => !kept.has(id));
          if (at >= 0)
            throw badUserInput({
              field: `input.files.${at}`,
              value: files[at]!,
              rule: 'is the id of a file that you uploaded in the last seven days',
            });
          if (dataset != null && (dataset === '' || dataset.length > 500))
            throw badUserInput({ field: 'input.dataset', value: dataset, rule: 'has 1 to 500 characters' });
          return jobs.start(viewer, format, files, {
            dataset: dataset ?? undefined,
            encoding: encoding ?? undefined,
            strict: strict ?? false,
            dryRun: dryRun ?? false,
            tlp: tlp ?? undefined,
          });
        },
      },
      cancelImport: {
        type: required(job),
        description: 'Stops an import between two commands; what it has recorded stays.',
        args: ids,
        resolve: async (_root: unknown, { id }: { id: string }, { viewer }: RequestContext) => {
          await found(viewer, id);
          await jobs.cancel(viewer, id);
          return found(viewer, id);
        },
      },
      resumeImport: {
        type: required(job),
        description: 'Goes on with an import that was interrupted or failed. What it has recorded is not recorded again.',
        args: ids,
        resolve: async (_root: unknown, { id }: { id: string }, { viewer }: RequestContext) => {
          const { status } = await found(viewer, id);
          const resumed = await jobs.resume(viewer, id);
          if (!resumed) throw conflict(`the import is ${status}: those that were interrupted or failed can be resumed`);
          return resumed;
        },
      },
    };
    const subscriptions: Record<string, AnyField> = {
      importProgress: {
        type: required(job),
        description: 'An import that you started: at once as it is, then whenever it is further, until it has ended.',
        args: ids,
        subscribe: async (_root: unknown, { id }: { id: string }, context: RequestContext) => {
          await found(context.viewer, id);
          return subscription([services.closing], (signal) => follow(jobs, () => context.viewerNow(), id, signal));
        },
        resolve: (one: ImportJob) => one,
      },
    };
    return { queries, mutations, subscriptions };
  };

  async function* follow(all: ImportJobs, viewerNow: () => Promise<Viewer>, id: string, signal: AbortSignal) {
    let told = '';
    while (!signal.aborted) {
      const change = all.changed.wait(signal, LOOK);
      const viewer = await viewerNow();
      admitImporter(viewer);
      const job = await all.find(viewer, id);
      if (!job) return;
      const text = JSON.stringify(job);
      if (text !== told) yield job;
      told = text;
      if (!['WAITING', 'RUNNING'].includes(job.status)) return;
      await change;
    }
  }
}
