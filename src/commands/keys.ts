import { type ApiKey, ApiKeys } from '../access/api-keys.js';
import { coordinatesOf, InvalidKey, OPERATOR } from '../access/key-management.js';
import { fromGlobalId, toGlobalId } from '../graphql/global-id.js';
import { readConfiguration } from '../platform/configuration.js';
import { openDatabase } from '../platform/database.js';
import { createLog } from '../platform/log.js';
import { migrate } from '../platform/migrations.js';
import { type Service } from '../service.js';

export interface CreateOptions {
  readonly role?: string[];
  readonly actor?: string;
  readonly user?: string;
  readonly coordinates?: string[];
  readonly scope?: string[];
  readonly readOnly?: boolean;
  readonly days?: string;
  readonly document?: string[];
  readonly origin?: string[];
}

/** `concord key create NAME --role …`. */
export async function createKey(name: string, options: CreateOptions): Promise<void> {
  const { role: roles, actor, user, coordinates, scope, readOnly, days, document, origin: origins = null } = options;
  const request = () => ({
    ...{ name, roles, user, origins },
    actor: actor === undefined ? null : actorId('--actor', actor),
    coordinates: coordinates && coordinatesOf(coordinates, (id) => actorId('--coordinates', id)),
    scope: readOnly ? [] : scope,
    days: days === 'never' ? ('never' as const) : days === undefined ? days : Number(days),
    documents: document?.map((hash) => hash.replace(/^sha256:/, '')) ?? null,
  });
  await managing(async ({ keyManagement }) => (await keyManagement.create(OPERATOR, request())).text);
}

/** `concord key list`: one a line, the newest last. */
export async function listKeys({ ended = false }: { readonly ended?: boolean }): Promise<void> {
  await withKeys(async (keys) => {
    const found: ApiKey[] = [];
    for (let before: string | undefined; ; before = found.at(-1)!.id) {
      const page = await keys.list({ ended, first: 500, before });
      found.push(...page);
      if (page.length < 500) return found.reverse().map(lineOf).join('\n');
    }
  });
}

function lineOf({ id, name, kind, roles, actor, user, createdAt, expiresAt, lastUsedAt, revokedAt }: ApiKey): string {
  const at = (moment: Date | null) => moment?.toISOString() ?? 'never';
  const state = revokedAt ? `revoked ${at(revokedAt)}` : `expires ${at(expiresAt)}`;
  const whose = actor ? toGlobalId('actor', actor) : '-';
  return [id, name, roles.join(',') || kind, whose, user, `made ${at(createdAt)}`, `used ${at(lastUsedAt)}`, state].join('\t');
}

/** `concord key rotate ID`. */
export async function rotateKey(id: string, { overlap }: { readonly overlap: string }): Promise<void> {
  await managing(async ({ keyManagement }) => (await keyManagement.rotate(OPERATOR, id, Number(overlap))).text);
}

/** `concord key revoke ID`, or the name of keys. */
export async function revokeKeys(which: string): Promise<void> {
  await withKeys(async (keys) => {
    if ((await keys.revoke(which)) === 0) throw new Error(`no key in use has the id or the name ${which}`);
    return `revoked ${which}`;
  });
}

function actorId(option: string, text: string): string {
  const id = fromGlobalId('actor', text);
  if (id === undefined) throw new Error(`${option} ${text}: is the id of an actor: actor_<uuid>`);
  return id;
}

/** Options as they are called here, where a rule names a field. */
const OPTIONS: Readonly<Record<string, string>> = {
  organisation: 'actor',
  roles: 'role',
  documents: 'document',
  origins: 'origin',
  overlapHours: 'overlap',
};

/** With the whole service, whose records say which actors and commands there are. */
async function managing(work: (service: Service) => Promise<string>): Promise<void> {
  const { withService } = await import('./with-service.js');
  await withService(async (service) => {
    try {
      print(await work(service));
    } catch (error) {
      if (!(error instanceof InvalidKey)) throw error;
      throw new Error(`--${OPTIONS[error.field] ?? error.field} ${String(error.value)}: ${error.rule}`, { cause: error });
    }
  });
}

/** With the keys alone. */
async function withKeys(work: (keys: ApiKeys) => Promise<string>): Promise<void> {
  const configuration = readConfiguration();
  const database = await openDatabase({ configuration, log: createLog(configuration.logLevel), join: true, connections: 2 });
  try {
    await migrate(database.pool);
    print(await work(new ApiKeys(database.pool)));
  } finally {
    await database.close();
  }
}

function print(said: string): void {
  if (said) process.stdout.write(`${said}\n`);
}
