import { type FastifyInstance } from 'fastify';

/** What a process says of itself beside why it is not ready. */
export interface State {
  /** Why the service is not ready; nothing where it is. */
  readonly reasons: readonly string[];
  /** What does not keep it from serving, and what else there is to know. */
  readonly notes?: Readonly<Record<string, unknown>>;
}
export type Readiness = () => Promise<State>;

/** `/health/live`: the process answers. `/health/ready`: it can serve; otherwise 503 with the reasons. */
export function serveHealth(fastify: FastifyInstance, readiness: Readiness): void {
  fastify.get('/health/live', () => ({ status: 'live' }));
  fastify.get('/health/ready', async (_request, reply) => {
    const { reasons, notes } = await readiness();
    return reply
      .code(reasons.length > 0 ? 503 : 200)
      .send(reasons.length > 0 ? { status: 'not ready', reasons, ...notes } : { status: 'ready', ...notes });
  });
}
