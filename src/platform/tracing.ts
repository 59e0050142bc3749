import { createHash } from 'node:crypto';
import {
  type Attributes,
  type Context,
  context,
  diag,
  DiagLogLevel,
  isSpanContextValid,
  type Link,
  propagation,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Tracer,
} from '@opentelemetry/api';
import { type Log } from './log.js';

/** Where an event came from, as its metadata says. */
export interface Origin {
  readonly correlationId: string;
  readonly commandId: string;
}

export interface SpanOptions {
  readonly kind?: SpanKind;
  readonly attributes?: Attributes;
  readonly parent?: Context;
  readonly links?: Link[];
  /** Id of the span, 16 hexadecimal digits; a random one, if left out. */
  readonly id?: string;
}

/** Undefined while nothing is traced. */
let tracer: Tracer | undefined;
/** The id that the next span is to have. */
let reserved: string | undefined;

/** Most traces that a batch of events is linked to. */
const LINKS = 32;

/**
 * Sends traces to the collector of OTEL_EXPORTER_OTLP_ENDPOINT (or OTEL_EXPORTER_OTLP_TRACES_ENDPOINT); the other variables of OpenTelemetry hold too.
 * Without one nothing is loaded, and tracing costs nothing.
 * @returns sends what waits, and ends tracing
 */
export async function startTracing(log: Pick<Log, 'warn'>): Promise<() => Promise<void>> {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: all, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: traces } = process.env;
  if (!all && !traces) return () => Promise.resolve();
  const [sdk, exporter, resources] = await Promise.all([
    import('@opentelemetry/sdk-trace-node'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/resources'),
  ]);
  const told = (message: string) => log.warn(`tracing: ${message}`);
  const silent = () => undefined;
  diag.setLogger({ error: told, warn: told, info: silent, debug: silent, verbose: silent }, DiagLogLevel.WARN);
  const random = new sdk.RandomIdGenerator();
  const named = resources.detectResources({ detectors: [resources.envDetector] });
  const provider = new sdk.NodeTracerProvider({
    resource: resources.resourceFromAttributes({ 'service.name': 'concord' }).merge(named),
    spanProcessors: [new sdk.BatchSpanProcessor(new exporter.OTLPTraceExporter())],
    idGenerator: {
      generateTraceId: () => random.generateTraceId(),
      generateSpanId: () => reserved ?? random.generateSpanId(),
    },
  });
  provider.register();
  tracer = provider.getTracer('concord');
  return async () => {
    tracer = undefined;
    await provider.shutdown().catch((error: Error) => told(error.message));
    trace.disable();
    context.disable();
    propagation.disable();
    diag.disable();
  };
}

/** Runs work within a span, where traces are kept. Of an error the span holds the code or name alone, for its message may hold what was said. */
export function traced<T>(name: string, options: () => SpanOptions, work: () => Promise<T>): Promise<T> {
  if (!tracer) return work();
  const { parent = context.active() } = options();
  const span = begin(tracer, name, options(), parent);
  return context.with(trace.setSpan(parent, span), async () => {
    try {
      return await work();
    } catch (error) {
      const { code, name: type } = error as { code?: unknown; name: string };
      span.setAttribute('error.type', typeof code === 'string' ? code : type).setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  });
}

function begin(with_: Tracer, name: string, { kind, attributes, links, id }: SpanOptions, parent: Context): Span {
  reserved = id;
  try {
    return with_.startSpan(name, { kind, attributes, links }, parent);
  } finally {
    reserved = undefined;
  }
}

/** The span of a request and the context that its work runs in; undefined where nothing is traced. `traceparent` makes it part of the caller's trace. */
export function requestSpan(name: string, headers: object, attributes: Attributes): { span: Span; within: Context } | undefined {
  if (!tracer) return undefined;
  const parent = propagation.extract(ROOT_CONTEXT, headers);
  const span = begin(tracer, name, { kind: SpanKind.SERVER, attributes }, parent);
  return { span, within: trace.setSpan(parent, span) };
}

/** Names the trace of what runs now, for a line of the log; empty where nothing is traced. */
export function presentTrace(): { readonly traceId?: string } {
  const present = tracer && trace.getActiveSpan()?.spanContext();
  return present ? { traceId: present.traceId } : {};
}

/** The correlation id of the present trace: its id, written as a UUID. */
export function correlationOfTrace(): string | undefined {
  const { traceId } = presentTrace();
  return traceId && asUuid(traceId);
}

/** The correlation id of a request: the id of the trace in its `traceparent` header (W3C Trace Context, version 00), written as a UUID. */
export function correlationOfHeader(traceparent: string | undefined): string | undefined {
  const traceId = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/.exec(traceparent ?? '')?.[1];
  return traceId && asUuid(traceId);
}

function asUuid(traceId: string): string {
  return traceId.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** Id of the span in which a command's events are appended: who reads the events finds it by their command id. */
export function appendSpanId(commandId: string): string {
  return createHash('sha256').update(commandId).digest('hex').slice(0, 16);
}

/** Joins work on events to where they came from: to the one trace of one command as a part of it, to several traces by links. */
export function followsFrom(origins: readonly Origin[]): Pick<SpanOptions, 'parent' | 'links'> {
  const byCommand = new Map<string, SpanContext>();
  for (const { correlationId, commandId } of origins) {
    if (byCommand.size === LINKS) break;
    const at = { traceId: correlationId.replaceAll('-', ''), spanId: appendSpanId(commandId) };
    // A command without a trace has its own id as correlation id.
    const known = { ...at, traceFlags: TraceFlags.SAMPLED, isRemote: true };
    if (correlationId !== commandId && isSpanContextValid(known)) byCommand.set(commandId, known);
  }
  const found = [...byCommand.values()];
  if (found.length === 1) return { parent: trace.setSpanContext(ROOT_CONTEXT, found[0]!) };
  return { parent: ROOT_CONTEXT, links: found.map((one) => ({ context: one })) };
}
