import { z } from 'zod';
import { brokenRule } from './broken-rule.js';
import { type FrontDoor, frontDoorOf, frontDoorShape } from './front-door.js';
import { parseMasterKeys } from './master-keys.js';
import { isEd25519, privateKeysIn } from './private-keys.js';

/** What a process does: answers, keeps the read models up to date, or both. */
export const PROCESS_ROLES = ['api', 'projector', 'all'] as const;
export type ProcessRole = (typeof PROCESS_ROLES)[number];

/** Whether callers' statements run under the reader role: where that costs little (`auto`), always, or never. */
export const ROW_SECURITY = ['auto', 'on', 'off'] as const;
export type RowSecurity = (typeof ROW_SECURITY)[number];

/** How the service is to run, from environment variables. */
export interface Configuration {
  /** CONCORD_ROLE: what this process does (all). */
  readonly role: ProcessRole;
  /** PORT: where it listens (4000, a projector 4001); 0 for any free one. */
  readonly port: number;
  /** HOST: the address it listens on; loopback unless said otherwise. */
  readonly host: string;
  /** DATABASE_URL: a PostgreSQL server (15 or later); the embedded one, if left out. */
  readonly databaseUrl?: string;
  /** EVENTSTORE_URL: a KurrentDB or EventStoreDB server for the log; the database, if left out. */
  readonly eventStoreUrl?: string;
  /** EVENTSTORE_PREFIX: what our streams there begin with (`concord`), so that several systems can share a server. */
  readonly eventStorePrefix?: string;
  /** CONCORD_DATA: folder of the embedded database, of the administrator's key and of the master key; `./data` where that can be used, if left out. */
  readonly dataFolder?: string;
  /** Name of the data folder where CONCORD_DATA is left out (`data`): the demonstration has one of its own. */
  readonly usualFolder?: string;
  /** CONCORD_ADMIN_KEY: sets the administrator's key. */
  readonly adminKey?: string;
  /** CONCORD_MASTER_KEY: keys under which the keys of personal data are kept, the one in use first; made at the first start, if left out. */
  readonly masterKeys?: readonly Buffer[];
  /** CONCORD_BREAK_GLASS: roles that may read beyond their keys in an emergency (COORDINATOR), or `none`. */
  readonly breakGlass?: readonly ('COORDINATOR' | 'MEMBER' | 'READER')[];
  /** CONCORD_READ_AUDIT_DAYS: days for which it is kept who read RED and AMBER_STRICT records (365). */
  readonly readAuditDays?: number;
  /** CONCORD_ROW_SECURITY: whether callers' statements run under the reader role, for which PostgreSQL filters the rows (off). */
  readonly rowSecurity?: RowSecurity;
  /** CONCORD_OIDC: the issuers whose access tokens are taken, as JSON (src/access/oidc/settings.ts); none, if left out. */
  readonly oidc?: string;
  /** How the ledger is named and signed; made at the first start, if left out. */
  readonly ledger?: {
    /** CONCORD_LEDGER_ORIGIN: names the ledger to the world, a host and path without scheme. */
    readonly origin?: string;
    /** CONCORD_LEDGER_KEY: private keys that sign it, PKCS #8 PEM, one after the other, the newest first. */
    readonly key?: string;
    /** CONCORD_LEDGER_POLICY: a policy file (C2SP tlog-policy) of the witnesses that are asked to cosign. */
    readonly policy?: string;
  };
  /** CONCORD_WITNESS_POLICY: a policy file of the ledgers that this installation cosigns; CONCORD_WITNESS_NAME: its name as a witness. */
  readonly witness?: { readonly policy: string; readonly name?: string };
  /** CONCORD_DRAIN_DELAY, given in seconds: milliseconds for which it goes on to answer when it has said that it is not ready any more (api 3,000, others 0). */
  readonly drainDelay: number;
  /** CONCORD_METRICS_PORT and CONCORD_METRICS_HOST (127.0.0.1): where metrics are served without a key; nowhere, if left out. */
  readonly metrics?: { readonly host: string; readonly port: number };
  /** How the service meets its callers. */
  readonly frontDoor?: FrontDoor;
  /** CONCORD_LOG_LEVEL: the least that is logged (info). */
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
}

const url = (schemes: readonly string[]) =>
  z
    .string()
    .refine(
      (text) => schemes.some((scheme) => text.startsWith(`${scheme}://`)),
      `is an address that begins with ${schemes.join(':// or ')}://`,
    )
    .optional();

const PORT_RULE = 'is a port number from 0 to 65535';
const port = z
  .string()
  .regex(/^\d{1,5}$/, PORT_RULE)
  .transform(Number)
  .pipe(z.number().max(65_535, PORT_RULE))
  .optional();
const host = z
  .string()
  .regex(/^[\w.:%-]+$/, 'is a host name or an IP address')
  .default('127.0.0.1');

const keyName = z
  .string()
  .max(200)
  .regex(/^[^\s+]+$/u, 'is a host and path without scheme, as concord.example.org/ledger: no blanks, no +')
  .optional();

const DRAIN_RULE = 'is a number of seconds from 0 to 60';

const shape = z.object({
  CONCORD_ROLE: z.enum(PROCESS_ROLES, `is one of ${PROCESS_ROLES.join(', ')}`).default('all'),
  CONCORD_DRAIN_DELAY: z
    .string()
    .regex(/^\d{1,2}(\.\d+)?$/, DRAIN_RULE)
    .transform(Number)
    .pipe(z.number().max(60, DRAIN_RULE))
    .optional(),
  PORT: port,
  HOST: host,
  CONCORD_METRICS_PORT: port,
  CONCORD_METRICS_HOST: host,
  // Several hosts make no URL to Node: KurrentDB takes them, PostgreSQL's client does not.
  DATABASE_URL: url(['postgres', 'postgresql']).refine((text) => text === undefined || URL.canParse(text), 'is a URL'),
  EVENTSTORE_URL: url(['esdb', 'esdb+discover', 'kurrentdb', 'kurrentdb+discover']),
  EVENTSTORE_PREFIX: z
    .string()
    .regex(/^\w{1,50}$/, 'has letters, digits and _ only, at most 50')
    .optional(),
  CONCORD_DATA: z.string().min(1).optional(),
  CONCORD_ADMIN_KEY: z.string().min(16, 'has at least 16 characters').regex(/^\S+$/, 'has no spaces').optional(),
  CONCORD_MASTER_KEY: z
    .string()
    .refine(
      (text) => parseMasterKeys(text) !== undefined,
      'is base64 of 32 bytes (openssl rand -base64 32), or several with commas between them',
    )
    .transform(parseMasterKeys)
    .optional(),
  CONCORD_BREAK_GLASS: z
    .string()
    .transform((text) => (text === 'none' ? [] : text.split(',').map((role) => role.trim())))
    .pipe(
      z.array(z.enum(['COORDINATOR', 'MEMBER', 'READER'], 'is none, or roles among COORDINATOR, MEMBER and READER with commas')),
    )
    .default(['COORDINATOR']),
  CONCORD_READ_AUDIT_DAYS: z
    .string()
    .regex(/^[1-9]\d{0,4}$/, 'is a number of days from 1 to 99999')
    .transform(Number)
    .default(365),
  CONCORD_ROW_SECURITY: z.enum(ROW_SECURITY, `is one of ${ROW_SECURITY.join(', ')}`).default('off'),
  CONCORD_OIDC: z.string().optional(),
  CONCORD_LEDGER_ORIGIN: keyName,
  CONCORD_LEDGER_KEY: z
    .string()
    .refine(
      (text) => privateKeysIn(text).length > 0 && privateKeysIn(text).every(isEd25519),
      'is Ed25519 private keys in PEM form (openssl genpkey -algorithm ed25519)',
    )
    .optional(),
  CONCORD_LEDGER_POLICY: z.string().min(1).optional(),
  CONCORD_WITNESS_POLICY: z.string().min(1).optional(),
  CONCORD_WITNESS_NAME: keyName,
  CONCORD_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
  ...frontDoorShape,
});

/** Settings whose values are not shown. */
const SECRET = ['CONCORD_ADMIN_KEY', 'CONCORD_MASTER_KEY', 'CONCORD_LEDGER_KEY'];

/** A setting that cannot be used: names the variable, its value and the rule. */
export class ConfigurationError extends Error {}

/**
 * Reads the environment; empty variables count as left out.
 * @throws {ConfigurationError}
 */
export function readConfiguration(env: Readonly<Record<string, string | undefined>> = process.env): Configuration {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = shape.safeParse(given, { error: brokenRule });
  if (!parsed.success) {
    const lines = parsed.error.issues.map(({ path, message }) => {
      const name = String(path[0]);
      const value = SECRET.includes(name) ? 'the value given' : JSON.stringify(withoutPassword(given[name] ?? ''));
      return `${name}: ${value} ${message}`;
    });
    throw new ConfigurationError(lines.join('; '));
  }
  const { data } = parsed;
  if ((data.CONCORD_TLS_CERT === undefined) !== (data.CONCORD_TLS_KEY === undefined))
    throw new ConfigurationError('CONCORD_TLS_CERT and CONCORD_TLS_KEY go together: set both or none');
  const role = data.CONCORD_ROLE;
  return {
    role,
    drainDelay: (data.CONCORD_DRAIN_DELAY ?? (role === 'api' ? 3 : 0)) * 1_000,
    port: data.PORT ?? (role === 'projector' ? 4001 : 4000),
    host: data.HOST,
    databaseUrl: data.DATABASE_URL,
    eventStoreUrl: data.EVENTSTORE_URL,
    eventStorePrefix: data.EVENTSTORE_PREFIX,
    dataFolder: data.CONCORD_DATA,
    adminKey: data.CONCORD_ADMIN_KEY,
    metrics:
      data.CONCORD_METRICS_PORT === undefined ? undefined : { host: data.CONCORD_METRICS_HOST, port: data.CONCORD_METRICS_PORT },
    frontDoor: frontDoorOf(data),
    masterKeys: data.CONCORD_MASTER_KEY,
    breakGlass: data.CONCORD_BREAK_GLASS,
    readAuditDays: data.CONCORD_READ_AUDIT_DAYS,
    rowSecurity: data.CONCORD_ROW_SECURITY,
    oidc: data.CONCORD_OIDC,
    ledger: ledgerOf(data),
    witness:
      data.CONCORD_WITNESS_POLICY === undefined
        ? undefined
        : { policy: data.CONCORD_WITNESS_POLICY, name: data.CONCORD_WITNESS_NAME },
    logLevel: data.CONCORD_LOG_LEVEL,
  };
}

function ledgerOf({
  CONCORD_LEDGER_ORIGIN: origin,
  CONCORD_LEDGER_KEY: key,
  CONCORD_LEDGER_POLICY: policy,
}: z.infer<typeof shape>): Configuration['ledger'] {
  return (origin ?? key ?? policy) === undefined ? undefined : { origin, key, policy };
}

/** A connection address that may be shown: what stands where a password does is taken out. */
export function withoutPassword(address: string): string {
  return address.replace(/^((?:[\w+]+:\/\/)?[^:@]*):.*@/, '$1:***@').replace(/(password=)[^&]*/gi, '$1***');
}
