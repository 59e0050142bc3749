import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NestFactory } from '@nestjs/core';
import { GraphQLSchemaBuilderModule, GraphQLSchemaFactory } from '@nestjs/graphql';
import {
  buildSchema,
  findBreakingChanges,
  type GraphQLSchema,
  lexicographicSortSchema,
  printSchema,
  validateSchema,
} from 'graphql';
import { z } from 'zod';
import { shapesOf } from '../event-sourcing/catalogue.js';
import { type EventShape } from '../event-sourcing/record.js';
import { assembleSchema } from '../graphql/schema/assemble.js';
import { ServiceResolver } from '../graphql/schema/service-info.js';
import { recordModules } from '../records/index.js';
import { schemaTypes } from '../schema-types.js';
import { schemaParts } from '../schema-parts.js';
import { permissionsPage } from './permissions-page.js';
import { sampleOf } from './sample.js';

/** The generated files of the project. */
export const SCHEMA_FOLDER = fileURLToPath(new URL('../../schema/', import.meta.url));
/** The page of who may send which command, from the schema folder. */
const PERMISSIONS = '../docs/permissions.md';

/** The whole GraphQL schema without a running service; its resolvers cannot be called. */
export async function buildServiceSchema(): Promise<GraphQLSchema> {
  const app = await NestFactory.createApplicationContext(GraphQLSchemaBuilderModule, { logger: ['error', 'warn'] });
  const base = await app
    .get(GraphQLSchemaFactory)
    .create([ServiceResolver], { orphanedTypes: [...schemaTypes] as never[], skipCheck: true });
  await app.close();
  const modules = new Map(recordModules.map((module) => [module.definition.kind, module]));
  return lexicographicSortSchema(assembleSchema(base, { modules } as never, schemaParts({} as never)));
}

/** Every event of this service by type, with its shape; the common ones once. */
function allShapes(): Map<string, EventShape> {
  return new Map(recordModules.flatMap(({ definition }) => Object.entries(shapesOf(definition))));
}

/** The files as they should be, by path below the schema folder. Golden events are made once for a version and never again. */
async function generate(): Promise<{ readonly exact: Map<string, string>; readonly golden: Map<string, string> }> {
  const exact = new Map([
    ['schema.graphql', `${printSchema(await buildServiceSchema())}\n`],
    [PERMISSIONS, permissionsPage(recordModules)],
  ]);
  const golden = new Map<string, string>();
  for (const [type, { schema, version, description }] of allShapes()) {
    const shape = z.toJSONSchema(schema, { io: 'input' });
    exact.set(`events/${type}.v${version}.json`, json({ ...shape, title: type, description, version }));
    golden.set(`golden/${type}.v${version}.json`, json(sampleOf(shape)));
  }
  return { exact, golden };
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** Writes what is missing or not current. @returns the files written */
export async function writeSchemaFiles(folder = SCHEMA_FOLDER): Promise<string[]> {
  const { exact, golden } = await generate();
  const written: string[] = [];
  const put = async (path: string, text: string) => {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
    written.push(path);
  };
  for (const [path, text] of exact) if ((await contents(join(folder, path))) !== text) await put(path, text);
  for (const [path, text] of golden) if ((await contents(join(folder, path))) === undefined) await put(path, text);
  if ((await contents(join(folder, 'released.graphql'))) === undefined)
    await put('released.graphql', exact.get('schema.graphql')!);
  return written;
}

/**
 * What is wrong with the committed files: not current; an event whose shape changed without a new version; a change that breaks clients of the
 * released schema and is not listed in `breaking-changes.txt` (one description a line).
 */
export async function checkSchemaFiles(folder = SCHEMA_FOLDER): Promise<string[]> {
  const { exact, golden } = await generate();
  const problems: string[] = [];
  for (const [path, text] of exact) {
    const committed = await contents(join(folder, path));
    if (committed === text) continue;
    if (committed !== undefined && path.startsWith('events/')) {
      problems.push(
        `schema/${path}: the shape of this event changed without a new version; raise its version and add an upcaster`,
      );
    } else problems.push(`${posix.join('schema', path)} is not current: run npm run schema`);
  }
  for (const path of golden.keys())
    if ((await contents(join(folder, path))) === undefined) problems.push(`schema/${path} is missing: run npm run schema`);
  const known = new Set(allShapes().keys());
  for (const file of await readdir(join(folder, 'events')).catch(() => [])) {
    const type = file.split('.')[0]!;
    if (!known.has(type)) problems.push(`schema/events/${file}: this event was shipped and no kind of record takes it any more`);
  }
  for (const { message } of validateSchema(buildSchema(exact.get('schema.graphql')!)))
    problems.push(`the schema is not valid: ${message}`);
  const released = await contents(join(folder, 'released.graphql'));
  const meant = new Set(((await contents(join(folder, 'breaking-changes.txt'))) ?? '').split('\n').map((line) => line.trim()));
  if (released !== undefined) {
    for (const { description } of findBreakingChanges(buildSchema(released), buildSchema(exact.get('schema.graphql')!))) {
      if (!meant.has(description))
        problems.push(`breaks clients: ${description} If it is meant, add this line to schema/breaking-changes.txt`);
    }
  }
  return problems;
}

function contents(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}
