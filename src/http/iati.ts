import { Readable } from 'node:stream';
import { type FastifyInstance } from 'fastify';
import { type AuditUnavailable } from '../access/read-audit.js';
import { refuseOtherDocuments } from '../access/public-tokens.js';
import { activitiesFile, organisationFile, publisherOf, withheldOf } from '../exchange/iati/publish.js';
import { RequestScope, requestScopes } from '../graphql/request-scope.js';
import { contextOf } from '../graphql/server/context.js';
import { notWritten } from '../graphql/server/settled.js';
import { type ExportOptions, refused } from './export.js';

/** Points of a file. */
const FILE_POINTS = 500;
const XML = 'application/xml; charset=utf-8';

/**
 * `GET /iati/<organisation>.xml`: the activities that an organisation, by its IATI identifier, reports, as IATI 2.03; `.organisation.xml`: the file about itself.
 * Both hold what is CLEAR, whoever asks. `.withheld.json`: what the first leaves out of the projects that the caller may see, and by which rule.
 */
export function serveIati(fastify: FastifyInstance, { services, authenticate, report, gate }: ExportOptions): void {
  fastify.get<{ Params: { file: string } }>('/iati/:file', async (request, reply) => {
    try {
      const context = await contextOf(authenticate, request, services.audit, 'EXPORT');
      refuseOtherDocuments(context.viewer, undefined);
      const asking = requestScopes.getStore()!;
      reply.headers(await gate.charge(asking.name, FILE_POINTS));
      const { file } = request.params;
      const now = new Date().toISOString();
      const named = (end: string) => (file.endsWith(end) ? file.slice(0, -end.length) : undefined);
      const manifestOf = named('.withheld.json');
      if (manifestOf !== undefined) {
        reply.header('vary', 'authorization').header('cache-control', 'private, no-cache');
        const withheld = await withheldOf(services, manifestOf, context.viewer.keys);
        await context.reads.settle().catch((error: AuditUnavailable) => {
          throw notWritten(error);
        });
        return await reply.send({ organisation: manifestOf, made: now, withheld });
      }
      reply.header('cache-control', 'public, max-age=60').header('content-type', XML);
      const organisation = named('.organisation.xml');
      if (organisation !== undefined) return await reply.send(await organisationFile(services, organisation, now));
      const identifier = named('.xml') ?? file;
      // What is wrong is said before anything is sent.
      await publisherOf(services, identifier);
      const scope = new RequestScope(asking.address, asking.requestId);
      reply.raw.once('close', () => scope.cancel(new Error('the reader has gone')));
      return await reply.send(Readable.from(within(scope, activitiesFile(services, identifier, now))));
    } catch (error) {
      reply.removeHeader('content-type');
      return refused(reply, error as Error, report);
    }
  });
}

/** The same pieces, read for as long as the scope lasts. */
async function* within<T>(scope: RequestScope, pieces: AsyncGenerator<T>): AsyncGenerator<T> {
  for (;;) {
    const { done, value } = (await requestScopes.run(scope, () => pieces.next())) as IteratorResult<T, void>;
    if (done) return;
    yield value;
  }
}
