import { context, type Context, type Span, SpanStatusCode } from '@opentelemetry/api';
import { type FastifyInstance, type FastifyRequest } from 'fastify';
import { requestSpan } from '../../platform/tracing.js';

/** Asked for by machines every few seconds. */
const UNTRACED = /^\/(health|metrics)\b/;

/** Gives each request a span, from its arrival to its answer; what is done for it stands within. */
export function traceRequests(fastify: FastifyInstance): void {
  const spans = new WeakMap<FastifyRequest, { span: Span; within: Context }>();
  fastify.addHook('onRequest', (request, _reply, done) => {
    const { method, routeOptions, headers } = request;
    const route = routeOptions.url ?? 'none';
    const attributes = { 'http.request.method': method, 'http.route': route };
    const made = UNTRACED.test(route) ? undefined : requestSpan(`${method} ${route}`, headers, attributes);
    if (made) spans.set(request, made);
    done();
  });
  // The body arrives on the socket's own terms, so that the context begins after it.
  fastify.addHook('preValidation', (request, _reply, done) => {
    const made = spans.get(request);
    if (made) context.with(made.within, done);
    else done();
  });
  fastify.addHook('onResponse', (request, { statusCode }, done) => {
    const span = spans.get(request)?.span.setAttribute('http.response.status_code', statusCode);
    if (statusCode >= 500) span?.setStatus({ code: SpanStatusCode.ERROR });
    span?.end();
    done();
  });
}
