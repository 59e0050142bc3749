import { type FastifyInstance } from 'fastify';

/** Why the service is not ready; nothing where it is. */
export type Readiness = () => Promise<readonly string[]>;

/** `/health/live`: the process answers. `/health/ready`: it can serve; otherwise 503 with the reasons. */
export function serveHealth(fastify: FastifyInstance, readiness: Readiness): void {
  fastify.get('/health/live', () => ({ status: 'live' }));
  fastify.get('/health/ready', async (_request, reply) => {
    const reasons = await readiness();
    return reply
      .code(reasons.length > 0 ? 503 : 200)
      .send(reasons.length > 0 ? { status: 'not ready', reasons } : { status: 'ready' });
  });
}
