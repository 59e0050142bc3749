import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { CLEAR, english, testService, type TestService } from './support/service.js';

describe('what the service tells of itself', () => {
  let concord: TestService;
  beforeAll(async () => {
    concord = await testService({ metrics: { host: '127.0.0.1', port: 0 } });
  });
  afterAll(() => concord.close());

  /** The value of a sample by its whole name with labels; 0 for one that is not there. */
  const sample = async (name: string) => {
    const text = await (await fetch(`${concord.metricsAddress}/metrics`)).text();
    const line = text.split('\n').find((one) => one.startsWith(`${name} `));
    return Number(line?.slice(name.length) ?? 0);
  };
  const grown = async (name: string, work: () => Promise<unknown>) => {
    const before = await sample(name);
    await work();
    return (await sample(name)) - before;
  };
  const actor = { actorKind: 'STATE', name: english('Norway'), handling: CLEAR };

  it('is for administrators where everybody else is served', async () => {
    const ask = async (key?: string) => {
      const headers = key === undefined ? undefined : { authorization: `Bearer ${key}` };
      return (await fetch(`${concord.address}/metrics`, { headers })).status;
    };
    expect(await ask()).toBe(401);
    expect(await ask('unknown')).toBe(401);
    expect(await ask(await concord.key({ roles: ['COORDINATOR'] }))).toBe(403);
    expect(await ask(concord.adminKey)).toBe(200);
  });

  it('counts commands by kind and outcome, and refusals by code', async () => {
    const coordinator = await concord.key({ roles: ['COORDINATOR'] });
    const register = (input: object, key = coordinator) => concord.send('registerActor', input, 'id', key).catch(() => undefined);
    const of = (outcome: string) => `concord_commands_total{kind="actor",outcome="${outcome}"}`;
    const once = { ...actor, commandId: '0190a0a0-0000-7000-8000-000000000001' };
    expect(await grown(of('accepted'), () => register(once))).toBe(1);
    expect(await grown(of('duplicate'), () => register(once))).toBe(1);
    const late = { ...actor, occurredAt: '2199-01-01' };
    expect(await grown('concord_refusals_total{code="OCCURRED_IN_THE_FUTURE"}', () => register(late))).toBe(1);
    expect(await grown(of('refused'), () => register(late))).toBe(1);
    const reader = await concord.key({ roles: ['READER'] });
    expect(await grown(of('denied'), () => register(actor, reader))).toBe(1);
  });

  it('counts what limits of the server reject, by rule', async () => {
    const deep = `{ ${'a { '.repeat(30)} b ${'} '.repeat(31)}`;
    expect(await grown('concord_rejections_total{rule="depth"}', () => concord.ask(deep))).toBe(1);
    const aliases = `{ ${Array.from({ length: 300 }, (_, i) => `a${i}: __typename`).join(' ')} }`;
    expect(await grown('concord_rejections_total{rule="aliases"}', () => concord.ask(aliases))).toBe(1);
  });

  it('measures appends, and leaves none counted as pending', async () => {
    expect(await grown('concord_append_seconds_count', () => concord.send('registerActor', actor))).toBe(1);
    expect(await sample('concord_appends_pending')).toBe(0);
  });

  it('counts callers by how their authentication went', async () => {
    const of = (outcome: string) => `concord_authentications_total{outcome="${outcome}"}`;
    const query = '{ service { name } }';
    expect(await grown(of('anonymous'), () => concord.ask(query, {}, null))).toBe(1);
    expect(await grown(of('accepted'), () => concord.ask(query))).toBe(1);
    expect(await grown(of('denied'), () => concord.ask(query, {}, 'unknown'))).toBe(1);
  });

  it('tells how far each projection is, and that it is at work', async () => {
    await concord.send('registerActor', actor);
    await concord.settled();
    expect(await sample('concord_log_position')).toBe(Number(await concord.service.store.head()));
    await concord.service.ledger.progress.wait(await concord.service.store.head(), 30_000);
    for (const projection of [...concord.service.projections.keys(), 'process:need-fulfilment']) {
      expect([projection, await sample(`concord_projection_lag_positions{projection="${projection}"}`)]).toEqual([projection, 0]);
      expect(await sample(`concord_projection_state{projection="${projection}",state="running"}`)).toBe(1);
    }
  });

  it('tells that a projection stopped at an event, and how far it is behind', async () => {
    const { progress, store } = concord.service;
    await concord.settled();
    const head = await store.head();
    progress.failed('timeline', { eventId: 'e', position: String(head + 1n), error: 'poisoned' });
    progress.known(head + 5n);
    expect(await sample('concord_projection_state{projection="timeline",state="stopped"}')).toBe(1);
    expect(await sample('concord_projection_state{projection="timeline",state="running"}')).toBe(0);
    expect(await sample('concord_projection_lag_positions{projection="timeline"}')).toBe(5);
  });

  it('counts open subscriptions and what they are sent', async () => {
    const sent = await grown('concord_deliveries_total', () =>
      concord.follow('subscription { events(after: "0") { id } }', (given) => given.length === 3),
    );
    expect(sent).toBeGreaterThanOrEqual(3);
    // A subscription whose client has gone notices it when it looks again.
    while ((await sample('concord_subscriptions_open')) > 0) await pause(100);
  });

  it.each(['grafana-dashboard.json', 'alerts.yml'])('has every metric that deploy/%s asks for, with its labels', async (file) => {
    const asked = readFileSync(new URL(`../deploy/${file}`, import.meta.url), 'utf8').replaceAll('\\"', '"');
    const text = await (await fetch(`${concord.metricsAddress}/metrics`)).text();
    const types = new Map([...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, type]) => [name!, type!]));
    const series = (name: string) => {
      const base = name.replace(/_(bucket|count|sum)$/, '');
      return types.has(name) || ['histogram', 'summary'].includes(types.get(base) ?? '');
    };
    const names = [...asked.matchAll(/\b(?:concord|nodejs|process)_[a-z0-9_]+\b/g)].map(([name]) => name);
    expect(names.length).toBeGreaterThan(10);
    expect(names.filter((name) => !series(name))).toEqual([]);
    const states = [...asked.matchAll(/(concord_\w+)\{(state|outcome)="(\w+)"\}/g)];
    for (const [, name, label, value] of states.filter(([, name]) => types.get(name!) === 'gauge'))
      expect(text).toMatch(new RegExp(`^${name}\\{.*${label}="${value}".*\\}`, 'm'));
  });

  it('measures the process and its connections', async () => {
    for (const name of ['nodejs_eventloop_lag_seconds', 'nodejs_heap_size_used_bytes', 'concord_pool_connections{state="idle"}'])
      expect(await sample(name)).toBeGreaterThan(0);
    expect(
      await grown('concord_http_request_seconds_count{route="/graphql",status="200"}', () => concord.ask('{ __typename }')),
    ).toBe(1);
  });
});
