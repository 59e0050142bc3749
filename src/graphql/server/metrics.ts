import Fastify, { type FastifyInstance } from 'fastify';
import { AccessDenied } from '../../access/access-denied.js';
import { requestSeconds } from '../../platform/metrics.js';
import { type Authenticate } from './context.js';

/** Writes metrics in the text format of Prometheus. */
export type Metrics = () => Promise<string>;

const TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** `GET /metrics` for administrators: 401 without a key, 403 for the keys of others. */
export function serveMetrics(fastify: FastifyInstance, metrics: Metrics, authenticate: Authenticate): void {
  fastify.get('/metrics', async ({ headers }, reply) => {
    try {
      const { roles } = await authenticate(headers.authorization);
      if (roles.length === 0) throw new AccessDenied('UNAUTHENTICATED', '/metrics needs a key: Authorization: Bearer <key>');
      if (!roles.includes('ADMINISTRATOR')) throw new AccessDenied('FORBIDDEN', '/metrics is for administrators');
    } catch (error) {
      if (!(error instanceof AccessDenied)) throw error;
      const { code, message } = error;
      return reply.code(code === 'FORBIDDEN' ? 403 : 401).send({ code, message });
    }
    return reply.type(TYPE).send(await metrics());
  });
}

/** Serves `/metrics` without a key, on an address of its own that the public does not reach. @throws where the address is taken */
export async function openMetricsServer(
  address: { readonly host: string; readonly port: number },
  metrics: Metrics,
): Promise<{ readonly address: string; close(): Promise<void> }> {
  const server = Fastify({ forceCloseConnections: true });
  server.get('/metrics', async (_request, reply) => reply.type(TYPE).send(await metrics()));
  return { address: await server.listen(address), close: () => server.close() };
}

/** Measures how long requests take, by the pattern of their route. */
export function timeRequests(fastify: FastifyInstance): void {
  fastify.addHook('onResponse', (request, reply, done) => {
    requestSeconds.observe({ route: request.routeOptions.url ?? 'none', status: reply.statusCode }, reply.elapsedTime / 1_000);
    done();
  });
}
