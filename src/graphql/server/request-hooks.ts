import { randomUUID } from 'node:crypto';
import { type IncomingMessage } from 'node:http';
import { type FastifyInstance, type FastifyRequest } from 'fastify';
import { addresses, type FrontDoor } from '../../platform/front-door.js';
import { reject } from '../../platform/metrics.js';
import { RequestScope, requestScopes } from '../request-scope.js';
import { timedOut } from '../errors.js';

/** For answers that are no pages: nothing of them is shown, run or framed. */
const POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/** Numbers of requests that are taken from callers. */
const REQUEST_ID = /^[\w.:-]{8,128}$/;
const ONE_YEAR_SECONDS = 31_536_000;

/** What pages of other sites may send: with a key, those of listed sites alone. */
const OPEN_HEADERS =
  'content-type, accept-language, apollo-require-preflight, x-apollo-operation-name, x-request-id, traceparent';
const SHOWN_HEADERS = 'x-request-id, ratelimit, ratelimit-policy, retry-after';

/** The number of a request: the caller's own where it is a sane one. */
export function requestIdOf({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
}

/** Makes the scope of a request. */
export function scopesOf({ trustedProxies }: FrontDoor): (request: IncomingMessage, requestId: string) => RequestScope {
  const addressOf = addresses(trustedProxies);
  return ({ socket, headers }, requestId) => {
    const forwarded = headers['x-forwarded-for'];
    return new RequestScope(addressOf(socket.remoteAddress, [forwarded].flat().join(',')), requestId);
  };
}

/** Whether a page of this origin may send keys: that of a listed site, or our own. */
export function mayHaveKeys({ origins }: FrontDoor, origin: string, host: string | undefined): boolean {
  return origins.includes(origin) || (URL.canParse(origin) && new URL(origin).host === host);
}

/** What every request and every answer has: a caller for whom it is done, for as long as that one waits and within its time; a number; headers of security; CORS. */
export function addRequestHooks(fastify: FastifyInstance, settings: FrontDoor): void {
  const scopeOf = scopesOf(settings);
  const known = new WeakMap<FastifyRequest, RequestScope>();
  fastify.addHook('onRequest', (request, reply, done) => {
    const requestScope = scopeOf(request.raw, request.id);
    known.set(request, requestScope);
    const late = setTimeout(() => {
      reject('time');
      requestScope.cancel(timedOut());
    }, settings.requestTimeout).unref();
    reply.raw.once('close', () => {
      clearTimeout(late);
      if (!reply.raw.writableFinished) requestScope.cancel(timedOut('the caller has gone'));
    });
    reply.headers({
      'x-request-id': request.id,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'content-security-policy': POLICY,
      'x-frame-options': 'DENY',
      'cross-origin-opener-policy': 'same-origin',
      ...(settings.tls ? { 'strict-transport-security': `max-age=${ONE_YEAR_SECONDS}` } : {}),
      ...corsOf(request, settings),
    });
    if (request.method === 'OPTIONS' && request.headers['access-control-request-method'] !== undefined)
      void reply.code(204).header('access-control-max-age', '600').send();
    else done();
  });
  // What reads the body leaves the scope behind.
  fastify.addHook('preHandler', (request, _reply, done) => requestScopes.run(known.get(request)!, done));
}

/** Headers of CORS: pages of listed sites may send keys; all others may read what is CLEAR, as anybody without a key. */
function corsOf({ headers, method }: FastifyRequest, settings: FrontDoor): Record<string, string> {
  const { origin, host } = headers;
  const vary = { vary: 'origin' };
  if (origin === undefined) return vary;
  const isPreflight = method === 'OPTIONS';
  const isListed = mayHaveKeys(settings, origin, host);
  if (!isListed && headers.authorization !== undefined) return vary;
  return {
    ...vary,
    'access-control-allow-origin': isListed ? origin : '*',
    ...(isPreflight
      ? {
          'access-control-allow-methods': 'GET, POST',
          'access-control-allow-headers': isListed ? `authorization, ${OPEN_HEADERS}` : OPEN_HEADERS,
        }
      : { 'access-control-expose-headers': SHOWN_HEADERS }),
  };
}
