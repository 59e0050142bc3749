import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** What this process counts, beside the state of a service (`service-metrics.ts`). Labels have few values: never an id, never what a caller writes. */
export const registry = new Registry();

const registers = [registry];
const counter = <Label extends string>(name: string, help: string, labelNames: readonly Label[] = []) =>
  new Counter({ name, help, labelNames, registers });
const gauge = (name: string, help: string) => new Gauge({ name, help, registers });
const histogram = <Label extends string>(name: string, help: string, labelNames: readonly Label[] = []) =>
  new Histogram({
    name,
    help,
    labelNames,
    registers,
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  });

/** `outcome`: accepted, duplicate, refused (by a rule), denied (by the caller's rights), failed. */
export const commands = counter('concord_commands_total', 'Commands by kind of record and outcome.', ['kind', 'outcome']);
export const refusals = counter('concord_refusals_total', 'Commands that a rule refused, by the code of the refusal.', ['code']);
const appendSeconds = histogram('concord_append_seconds', 'Time of an append to the log, with its wait for others.');
const appendsPending = gauge('concord_appends_pending', 'Appends that wait or are under way.');
export const batchSeconds = histogram('concord_projection_batch_seconds', 'Time of a batch of a projection or process.', [
  'projection',
]);
export const requestSeconds = histogram('concord_http_request_seconds', 'Time of a request over HTTP, by route and status.', [
  'route',
  'status',
]);
export const subscriptionsOpen = gauge('concord_subscriptions_open', 'Subscriptions that are open.');
export const deliveries = counter('concord_deliveries_total', 'Events sent to subscribers.');
/** By `reject`. */
export const rejections = counter('concord_rejections_total', 'Requests that a limit of the server rejected, by rule.', ['rule']);
/** `outcome`: anonymous, accepted, denied, failed. */
export const authentications = counter('concord_authentications_total', 'Callers by outcome of their authentication.', [
  'outcome',
]);

/** Limits and rules of the front door. */
export type Rule =
  /* the text of an operation */
  | 'text'
  | 'unwritable'
  | 'nesting'
  | 'tokens'
  | 'syntax'
  | 'validation'
  /* its form */
  | 'definitions'
  | 'recursion'
  | 'depth'
  | 'aliases'
  | 'selections'
  | 'repeats'
  | 'directives'
  /* what it asks for */
  | 'cost'
  | 'rate'
  | 'queue'
  | 'time'
  | 'statement'
  /* the request or connection */
  | 'accept'
  | 'preflight'
  | 'unsaved'
  | 'body'
  | 'slow'
  | 'connections'
  | 'path'
  | 'origin'
  | 'sockets'
  | 'subscriptions'
  | 'operation'
  | 'frame';

/** Counts a request, operation or connection that the front door rejects, once, where it is rejected. */
export function reject(rule: Rule): void {
  rejections.inc({ rule });
}

let observed = false;

/** Begins to measure the process itself: processor, memory, garbage collection, delay of the event loop. Any number of times. */
export function observeProcess(): void {
  if (!observed) collectDefaultMetrics({ register: registry });
  observed = true;
}

/** An append to the log, with its time and that it is under way. */
export async function timedAppend<T>(append: Promise<T>): Promise<T> {
  appendsPending.inc();
  const end = appendSeconds.startTimer();
  return append.finally(() => {
    end();
    appendsPending.dec();
  });
}
