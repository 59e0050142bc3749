import { type FastifyInstance } from 'fastify';
import { type Pool } from 'pg';
import { refuseOtherDocuments } from '../access/public-tokens.js';
import { keepUpload, MAX_UPLOAD, UploadTooLarge } from '../exchange/jobs/uploads.js';
import { admitImporter } from '../exchange/jobs/import-jobs.graphql.js';
import { badUserInput } from '../graphql/errors.js';
import { requestScopes } from '../graphql/request-scope.js';
import { contextOf } from '../graphql/server/context.js';
import { type ExportOptions, refused } from './export.js';

const TYPE = 'application/octet-stream';
/** What an upload costs, in points. */
const POINTS = 100;
/** What a file may be called: its name is part of the name of its dataset, and a path on disk. */
const NAME = /^(?!\.)[^/\\\u0000-\u001f\u007f]{1,200}$/;

/**
 * `POST /imports/files?name=2021.xml`: takes a file for `startImport`, its content as `application/octet-stream`, and answers `{ "id": … }`. For coordinators of all
 * organisations.
 */
export function serveImportFiles(
  fastify: FastifyInstance,
  pool: Pool,
  { services, authenticate, report, gate }: ExportOptions,
): void {
  void fastify.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(TYPE, (_request, payload, parsed) => parsed(null, payload));
    scope.post<{ Querystring: { name?: string | string[] } }>(
      '/imports/files',
      { bodyLimit: MAX_UPLOAD },
      async (request, reply) => {
        try {
          const { viewer } = await contextOf(authenticate, request, services.audit);
          refuseOtherDocuments(viewer, undefined);
          admitImporter(viewer);
          const { name } = request.query;
          if (typeof name !== 'string' || !NAME.test(name) || !name.isWellFormed())
            throw badUserInput({
              field: 'name',
              value: String(name),
              rule: 'is the name of the file, without a path: 1 to 200 characters',
            });
          reply.headers(await gate.charge(requestScopes.getStore()!.name, POINTS));
          const id = await keepUpload(pool, viewer.user, name, request.body as AsyncIterable<Uint8Array>);
          return await reply.code(201).header('cache-control', 'no-store').send({ id });
        } catch (error) {
          if (!(error instanceof UploadTooLarge)) return refused(reply, error as Error, report);
          const rule = `has at most ${MAX_UPLOAD} bytes`;
          return refused(reply, badUserInput({ field: 'file', value: String(request.query.name), rule }), report);
        }
      },
    );
    done();
  });
}
