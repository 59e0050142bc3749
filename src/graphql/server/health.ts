import { type FastifyInstance } from 'fastify';
import { type Authenticate } from './context.js';

/** What a process says of itself beside why it is not ready. */
export interface State {
  /** Why the service is not ready; nothing where it is. */
  readonly reasons: readonly string[];
  /** What does not keep it from serving, and what else there is to know. */
  readonly notes?: Readonly<Record<string, unknown>>;
}
export type Readiness = () => Promise<State>;

/** `/health/live`: the process answers. `/health/ready`: it can serve, otherwise 503; an administrator's key learns why not, and what else there is to know. */
export function serveHealth(fastify: FastifyInstance, readiness: Readiness, authenticate: Authenticate): void {
  fastify.get('/health/live', () => ({ status: 'live' }));
  fastify.get('/health/ready', async ({ headers }, reply) => {
    const { reasons, notes } = await readiness();
    const isReady = reasons.length === 0;
    const viewer = await authenticate(headers.authorization).catch(() => undefined);
    const details = viewer?.roles.includes('ADMINISTRATOR') ? { ...(isReady ? {} : { reasons }), ...notes } : {};
    return reply.code(isReady ? 200 : 503).send({ status: isReady ? 'ready' : 'not ready', ...details });
  });
}
