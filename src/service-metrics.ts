import { Gauge, Registry } from 'prom-client';
import { type Position } from './event-sourcing/envelope.js';
import { parkedCounts } from './event-sourcing/projections/parking.js';
import { type Progress } from './event-sourcing/projections/progress.js';
import { type Standing } from './ledger/ledger.js';
import { observeProcess, registry } from './platform/metrics.js';
import { type Service } from './service.js';

/** States of a projection or process: at work here, left to another process, stopped at an event. */
const STATES = ['running', 'standby', 'stopped'] as const;

/** @returns writes the metrics of this process and of a service, in the text format of Prometheus; read when they are asked for */
export function serviceMetrics(service: Service): () => Promise<string> {
  const { pool, progress, processes, ledger } = service;
  observeProcess();
  const own = new Registry();
  const gauge = <Label extends string>(
    name: string,
    help: string,
    labelNames: readonly Label[],
    tell: (gauge: Gauge<Label>) => void | Promise<void>,
  ) => {
    const made: Gauge<Label> = new Gauge({ name, help, labelNames, registers: [own], collect: () => tell(made) });
  };
  const each = (tell: (name: string, one: Progress) => void) => {
    for (const one of [progress, processes.progress, ledger.progress]) for (const name of one.projections) tell(name, one);
  };
  gauge('concord_log_position', 'Newest position of the log that this process knows.', [], (all) =>
    all.set(Number(progress.head())),
  );
  gauge(
    'concord_projection_lag_positions',
    'Positions of the log that a projection or process has not taken yet.',
    ['projection'],
    (all) => each((projection, one) => all.set({ projection }, behind(one.head(), one.of(projection)))),
  );
  gauge(
    'concord_projection_lag_seconds',
    'For how long the log has held an event that a projection or process has not taken.',
    ['projection'],
    (all) => each((projection, one) => all.set({ projection }, one.behindFor(projection) / 1_000)),
  );
  gauge(
    'concord_projection_state',
    `1 for the state of a projection or process: ${STATES.join(', ')}.`,
    ['projection', 'state'],
    (all) => {
      const here = new Set(service.leads());
      each((projection, one) => {
        const now = one.failures().has(projection) ? 'stopped' : here.has(projection) ? 'running' : 'standby';
        for (const state of STATES) all.set({ projection, state }, state === now ? 1 : 0);
      });
    },
  );
  gauge(
    'concord_projection_parked_records',
    'Records that a projection holds back, because an event of theirs could not be applied.',
    ['projection'],
    async (all) => {
      const counts = await parkedCounts(pool).catch(() => undefined);
      if (counts) for (const name of progress.projections) all.set({ projection: name }, counts.get(name) ?? 0);
    },
  );
  gauge('concord_pool_connections', 'Connections to the database by state, and requests that wait for one.', ['state'], (all) => {
    all.set({ state: 'idle' }, pool.idleCount);
    all.set({ state: 'busy' }, pool.totalCount - pool.idleCount);
    all.set({ state: 'waiting' }, pool.waitingCount);
  });
  let asked: Promise<Standing | undefined> | undefined;
  // Once for both gauges; a database that does not answer takes no other metric away.
  const standing = () =>
    (asked ??= ledger
      .standing()
      .catch(() => undefined)
      .finally(() => (asked = undefined)));
  gauge(
    'concord_ledger_leaves',
    'Leaves of the public ledger, and those that the newest checkpoint holds.',
    ['state'],
    async (all) => {
      const now = await standing();
      if (!now) return;
      all.set({ state: 'stored' }, now.size);
      all.set({ state: 'signed' }, now.signed);
    },
  );
  gauge('concord_ledger_refused', '1 while the ledger is not signed because the log is not what was signed.', [], async (all) => {
    const now = await standing();
    if (now) all.set(now.refusal === undefined ? 0 : 1);
  });
  const both = Registry.merge([registry, own]);
  return () => both.metrics();
}

function behind(head: Position, reached: Position): number {
  return head > reached ? Number(head - reached) : 0;
}
