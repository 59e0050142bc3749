import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { type Answer, CLEAR, english, testService, type TestService } from './support/service.js';

interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly links?: readonly { readonly traceId: string; readonly spanId: string }[];
}

/** What an exporter of OTLP sends, as JSON. */
interface Exported {
  readonly resourceSpans: readonly { readonly scopeSpans: readonly { readonly spans: readonly Span[] }[] }[];
}

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const CALLER = '00f067aa0ba902b7';
const MUTATION =
  'mutation Register($input: RegisterActorInput!) { registerActor(input: $input) { actor { id } receipt { eventIds } } }';

describe('a trace that a caller begins', () => {
  let collector: Server;
  let concord: TestService;
  const spans: Span[] = [];
  const before = process.env.OTEL_EXPORTER_OTLP_ENDPOINT;

  const register = async (name: string, traceparent?: string): Promise<string> => {
    const response = await fetch(`${concord.address}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${concord.coordinator}`,
        ...(traceparent && { traceparent }),
      },
      body: JSON.stringify({
        query: MUTATION,
        variables: { input: { actorKind: 'STATE', name: english(name), handling: CLEAR } },
      }),
    });
    return ((await response.json()) as Answer).data.registerActor.receipt.eventIds[0] as string;
  };
  const correlationOf = async (eventId: string): Promise<string> => {
    await concord.settled();
    const { data } = await concord.ask('{ events(last: 50) { nodes { id correlationId } } }');
    return data.events.nodes.find(({ id }: { id: string }) => id === eventId).correlationId as string;
  };

  beforeAll(async () => {
    collector = createServer((request, response) => {
      void json(request).then((body) => {
        for (const { scopeSpans } of (body as Exported).resourceSpans) for (const scope of scopeSpans) spans.push(...scope.spans);
        response.setHeader('content-type', 'application/json').end('{}');
      });
    });
    collector.listen(0, '127.0.0.1');
    await once(collector, 'listening');
    process.env.OTEL_EXPORTER_OTLP_ENDPOINT = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
    concord = await testService();
    const traced = await register('Norway', `00-${TRACE}-${CALLER}-01`);
    expect(await correlationOf(traced)).toBe('4bf92f35-77b3-4da6-a3ce-929d0e0e4736');
    expect(await correlationOf(await register('Kenya', 'nonsense'))).not.toContain('4bf92f35');
    // What waits is sent when the service stops.
    await concord.close();
  });
  afterAll(() => {
    collector.close();
    if (before === undefined) delete process.env.OTEL_EXPORTER_OTLP_ENDPOINT;
    else process.env.OTEL_EXPORTER_OTLP_ENDPOINT = before;
  });

  it('goes through request, operation, command and append to the projections of the event, each within the one before', () => {
    const ours = spans.filter(({ traceId }) => traceId === TRACE);
    const chain = ['POST /graphql', 'graphql mutation Register', 'command registerActor', 'append'];
    let parent = CALLER;
    for (const name of chain) {
      const span = ours.find((one) => one.name === name && one.parentSpanId === parent);
      expect([name, span?.parentSpanId]).toEqual([name, parent]);
      parent = span!.spanId;
    }
    const projected = ours.filter(({ parentSpanId }) => parentSpanId === parent).map(({ name }) => name);
    expect(projected).toEqual(expect.arrayContaining(['projection actor', 'projection timeline', 'projection search_text']));
  });

  it('is another one for each request that brings none, and its events are found by its id all the same', () => {
    const requests = spans.filter(({ name, parentSpanId }) => name === 'POST /graphql' && !parentSpanId);
    expect(requests.length).toBeGreaterThan(1);
    expect(new Set(requests.map(({ traceId }) => traceId)).size).toBe(requests.length);
    const appends = spans.filter(({ name }) => name === 'append');
    const projections = spans.filter(({ name }) => name === 'projection actor');
    for (const { spanId, traceId } of appends) {
      const found = projections.some(
        (one) => (one.parentSpanId === spanId && one.traceId === traceId) || one.links?.some((link) => link.spanId === spanId),
      );
      expect(found).toBe(true);
    }
  });
});
