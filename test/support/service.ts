import 'reflect-metadata';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { type NewKey } from '../../src/access/api-keys.js';
import { MemoryEventStore } from '../../src/event-sourcing/memory/memory-event-store.js';
import { type Configuration } from '../../src/platform/configuration.js';
import { FRONT_DOOR, type FrontDoor } from '../../src/platform/front-door.js';
import { createLog, type Log } from '../../src/platform/log.js';
import { type Running, startService } from '../../src/run-service.js';
import { createCatalogue, createProjections, prepareGenerations, type ServiceOptions } from '../../src/service.js';
import { closeAfterSpec } from './close-after-spec.js';
import { ADMIN_KEY, MASTER_KEY } from './child-service.js';
import { type LogSettings, logOf } from './event-store-server.js';
import { migrated, type Template, testDatabase, type TestDatabase } from './postgres.js';

// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Json = any;

/** What a GraphQL endpoint answers. */
export interface Answer {
  readonly data: Json;
  readonly errors?: readonly { readonly message: string; readonly extensions: Record<string, unknown> }[];
  readonly extensions: { readonly concord: { readonly position: string; readonly age: number } };
}

export interface TestService extends Running {
  /** Asks over HTTP; with the key of a coordinator of all unless another is given (null: none). */
  ask(query: string, variables?: object, key?: string | null): Promise<Answer>;
  /** Sends a command by its mutation's name and gives its payload: `{ record, receipt, refusal }`; `fields` are selected of the record. */
  send(mutation: string, input: object, fields?: string, key?: string): Promise<Json>;
  /** Makes a key. */
  key(key: Partial<NewKey>): Promise<string>;
  /** Waits until the processes have done all that follows from what stands in the log, and it can be read. */
  settled(): Promise<void>;
  /** Follows a subscription until `enough` says so. */
  follow(query: string, enough: (given: Json[]) => boolean, key?: string | null): Promise<Json[]>;
  /** The key of a coordinator of all, that asks and sends unless another is given. */
  readonly coordinator: string;
  readonly databaseUrl: string;
  close(): Promise<void>;
}

export interface TestServiceOptions extends Pick<ServiceOptions, 'now' | 'processes' | 'processAccess'> {
  readonly log?: Log;
  /** Settings of the front door, beside the usual ones. */
  readonly frontDoor?: Partial<FrontDoor>;
  /** The issuers whose access tokens are taken (CONCORD_OIDC). */
  readonly oidc?: object;
  /** Where its events are; by default where those of all whole-system tests are. */
  readonly eventLog?: LogSettings;
  /** Whether PostgreSQL filters the rows too; CONCORD_TEST_ROW_SECURITY says so for all tests that do not (off). */
  readonly rowSecurity?: Configuration['rowSecurity'];
  /** Where its metrics are served without a key. */
  readonly metrics?: Configuration['metrics'];
  /** Where it keeps the newest checkpoint, so that it signs its ledger; it does not, if left out. */
  readonly dataFolder?: string;
  readonly ledger?: Configuration['ledger'];
  readonly witness?: Configuration['witness'];
  readonly port?: number;
  /** A database that it shares with another service, or goes on with; one of its own, if left out. */
  readonly database?: TestDatabase;
}

/** The whole service in this process, on a database of its own and a free port. */
export async function testService({
  log = createLog('error'),
  oidc,
  eventLog,
  frontDoor = {},
  metrics,
  dataFolder,
  ledger,
  witness,
  port = 0,
  database: given,
  rowSecurity = process.env.CONCORD_TEST_ROW_SECURITY as Configuration['rowSecurity'],
  ...options
}: TestServiceOptions = {}): Promise<TestService> {
  const database = given ?? (await testDatabase({ template: prepared() }));
  const configuration = {
    role: 'all',
    drainDelay: 0,
    port,
    host: '127.0.0.1',
    databaseUrl: database.url,
    ...(eventLog ?? logOf(database.url)),
    adminKey: ADMIN_KEY,
    ...{ dataFolder, ledger, witness },
    rowSecurity,
    metrics,
    oidc: oidc && JSON.stringify(oidc),
    masterKeys: [MASTER_KEY],
    logLevel: 'error',
    frontDoor: { ...FRONT_DOOR, ...frontDoor },
  } as const;
  const running = await startService(configuration, log, options);
  const close = closeAfterSpec(async () => {
    await running.stop();
    if (!given) await database.close();
  });
  const { text: coordinator } = await running.keys.make({
    ...{ name: 'coordinator', user: 'coordinator', roles: ['COORDINATOR'], coordinates: 'ALL' },
  });
  const endpoint = `${running.address}/graphql`;
  const ask: TestService['ask'] = async (query, variables = {}, key = coordinator) => {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(key === null ? {} : { authorization: `Bearer ${key}` }) },
      body: JSON.stringify({ query, variables }),
    });
    return (await response.json()) as Answer;
  };
  let keys = 0;
  return {
    ...running,
    coordinator,
    databaseUrl: database.url,
    ask,
    async send(mutation, input, fields = 'id', key = coordinator) {
      const { payload, field } = payloadOf(running, mutation);
      const query = `mutation($input: ${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input!) {
        ${mutation}(input: $input) { record: ${field} { ${fields} } receipt { position revision eventIds duplicate } refusal { code message field value rule } } }`;
      const { data, errors } = await ask(query, { input }, key);
      if (errors) throw Object.assign(new Error(`${payload}: ${errors[0]!.message}`), { errors });
      return (data as Record<string, Json>)[mutation];
    },
    async key({ name = `key ${++keys}`, user = `user-${keys}`, actor, roles = ['MEMBER'], ...further }) {
      return (await running.keys.make({ ...further, name, user, actor: actor?.replace(/^actor_/, ''), roles })).text;
    },
    async settled() {
      const { store, processes } = running.service;
      let head: bigint;
      do {
        head = await store.head();
        if (!(await processes.progress.wait(head, 30_000))) throw new Error(`the processes have not reached ${head} in time`);
      } while ((await store.head()) !== head);
      await ask(`{ at(after: "${head}") { service { name } } }`);
    },
    async follow(query, enough, key = coordinator) {
      const url = endpoint.replace('http', 'ws');
      const connectionParams = key === null ? {} : { authorization: `Bearer ${key}` };
      const client = createClient({ url, webSocketImpl: WebSocket, connectionParams });
      const given: Json[] = [];
      try {
        for await (const result of client.iterate({ query })) {
          if (result.errors) throw new Error(JSON.stringify(result.errors));
          given.push(result.data);
          if (enough(given)) break;
        }
      } finally {
        await client.dispose();
      }
      return given;
    },
    close,
  };
}

/** A database that a service of this version has prepared: migrations and empty read models. */
function prepared(): Template {
  const schema = migrated();
  const projections = [...createProjections(new MemoryEventStore(), createCatalogue()).values()];
  const readModels = projections.map(({ name, fingerprint }) => `${name} ${fingerprint}`).join('\n');
  return {
    contents: `${schema.contents}\0${readModels}`,
    async make(pool) {
      await schema.make(pool);
      await prepareGenerations(pool, projections);
    },
  };
}

/** The payload type of a mutation and the name of its record's field. */
function payloadOf({ service }: Running, mutation: string): { payload: string; field: string } {
  for (const { definition, commands, corrections, type } of service.modules.values()) {
    if ([...commands, ...corrections].some(({ name }) => name === mutation))
      return { payload: `${type.name}Payload`, field: definition.kind };
  }
  return { payload: 'RecordPayload', field: 'record' };
}

/** A text in English, as inputs take it. */
export const english = (text: string) => [{ language: 'en', text }];
export const CLEAR = { tlp: 'CLEAR', audience: [] };

/** Registers actors, CLEAR, named as they are called, each with its kind; gives their public ids. */
export async function registerActors<Name extends string>(
  concord: TestService,
  kinds: Readonly<Record<Name, string>>,
): Promise<Record<Name, string>> {
  const ids: Partial<Record<Name, string>> = {};
  for (const [name, actorKind] of Object.entries<string>(kinds)) {
    const { record } = await concord.send('registerActor', { actorKind, name: english(name), handling: CLEAR });
    ids[name as Name] = record.id;
  }
  return ids as Record<Name, string>;
}
