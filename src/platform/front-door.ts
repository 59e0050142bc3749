import { BlockList, isIP } from 'node:net';
import { z } from 'zod';

/** How the service meets its callers: who may call from a browser, how much and how long, what it shows of itself. */
export interface FrontDoor {
  /** CONCORD_ORIGINS: sites whose pages may send keys; pages of all others may read what is CLEAR. */
  readonly origins: readonly string[];
  /** CONCORD_TRUSTED_PROXIES: addresses and networks whose `X-Forwarded-For` is believed. */
  readonly trustedProxies: readonly string[];
  /** CONCORD_TLS_CERT and CONCORD_TLS_KEY: files, PEM. Without them the service speaks plain HTTP. */
  readonly tls?: { readonly cert: string; readonly key: string };
  /** CONCORD_INTROSPECTION: whether the schema can be asked for. */
  readonly introspection: boolean;
  /** CONCORD_SUGGESTIONS: whether errors suggest names. */
  readonly suggestions: boolean;
  /** CONCORD_DASHBOARD: whether `/` serves the dashboard. */
  readonly dashboard: boolean;
  /** CONCORD_EXPLORER: whether `/explorer` serves the query explorer. */
  readonly explorer: boolean;
  /** CONCORD_ADDRESS: where callers reach the service, for links to it; that of each request, if left out. */
  readonly address?: string;
  /** CONCORD_DOCUMENTS: which documents are answered: any, or those of saved questions alone. */
  readonly documents: 'any' | 'saved';
  /** CONCORD_RATE_LIMIT: points of cost that a caller has for each minute; 0 for no limit. */
  readonly pointsPerMinute: number;
  /** CONCORD_REQUEST_TIMEOUT, given in seconds: milliseconds that a request has to arrive whole, and then to be answered. */
  readonly requestTimeout: number;
  /** CONCORD_STATEMENT_TIMEOUT, given in seconds: milliseconds that one SQL statement of a reader has. */
  readonly statementTimeout: number;
  /** Milliseconds that a connection may be idle between requests. */
  readonly keepAliveTimeout: number;
  /** Milliseconds between two looks for requests that are late. */
  readonly checkInterval: number;
  /** CONCORD_MAX_CONNECTIONS: connections at the same time, WebSockets included. */
  readonly maxConnections: number;
}

/** What holds where nothing else is said. A service that reads its environment has a rate limit too. */
export const FRONT_DOOR: FrontDoor = {
  origins: [],
  trustedProxies: [],
  introspection: true,
  suggestions: true,
  dashboard: true,
  explorer: true,
  documents: 'any',
  pointsPerMinute: 0,
  requestTimeout: 30_000,
  statementTimeout: 10_000,
  keepAliveTimeout: 30_000,
  checkInterval: 5_000,
  maxConnections: 2_000,
};

/** Points for each minute where CONCORD_RATE_LIMIT is left out. */
export const USUAL_POINTS = 60_000;

const onOff = z
  .enum(['on', 'off'], 'is on or off')
  .default('on')
  .transform((value) => value === 'on');
const whole = (most: number) => {
  const rule = `is a whole number up to ${most}`;
  return z.string().regex(/^\d+$/, rule).transform(Number).pipe(z.number().max(most, rule));
};
const seconds = whole(600)
  .pipe(z.number().min(1, 'is at least 1 second'))
  .transform((value) => value * 1_000)
  .optional();
const list = (rule: string, holds: (entry: string) => boolean) =>
  z
    .string()
    .default('')
    .transform((text) => text.split(',').flatMap((entry) => entry.trim() || []))
    .refine((entries) => entries.every(holds), rule);

const isOrigin = (text: string) => URL.canParse(text) && new URL(text).origin === text;

/** The settings of the front door, by environment variable. */
export const frontDoorShape = {
  CONCORD_ORIGINS: list('has origins with commas between, such as https://example.org', isOrigin),
  CONCORD_TRUSTED_PROXIES: list('has IP addresses or networks with commas between, such as 10.0.0.0/8', isNetwork),
  CONCORD_TLS_CERT: z.string().optional(),
  CONCORD_TLS_KEY: z.string().optional(),
  CONCORD_INTROSPECTION: onOff,
  CONCORD_SUGGESTIONS: onOff,
  CONCORD_DASHBOARD: onOff,
  CONCORD_EXPLORER: onOff,
  CONCORD_ADDRESS: z
    .string()
    .refine((text) => isOrigin(text), 'is an origin, such as https://concord.example')
    .optional(),
  CONCORD_DOCUMENTS: z.enum(['any', 'saved'], 'is any or saved').default('any'),
  CONCORD_RATE_LIMIT: whole(1_000_000_000).optional(),
  CONCORD_REQUEST_TIMEOUT: seconds,
  CONCORD_STATEMENT_TIMEOUT: seconds,
  CONCORD_MAX_CONNECTIONS: whole(1_000_000).optional(),
};

/** The front door as the environment has it. */
export function frontDoorOf(data: z.infer<z.ZodObject<typeof frontDoorShape>>): FrontDoor {
  const { CONCORD_TLS_CERT: cert, CONCORD_TLS_KEY: key } = data;
  return {
    ...FRONT_DOOR,
    origins: data.CONCORD_ORIGINS,
    trustedProxies: data.CONCORD_TRUSTED_PROXIES,
    ...(cert !== undefined && key !== undefined ? { tls: { cert, key } } : {}),
    introspection: data.CONCORD_INTROSPECTION,
    suggestions: data.CONCORD_SUGGESTIONS,
    dashboard: data.CONCORD_DASHBOARD,
    explorer: data.CONCORD_EXPLORER,
    documents: data.CONCORD_DOCUMENTS,
    address: data.CONCORD_ADDRESS,
    pointsPerMinute: data.CONCORD_RATE_LIMIT ?? USUAL_POINTS,
    requestTimeout: data.CONCORD_REQUEST_TIMEOUT ?? FRONT_DOOR.requestTimeout,
    statementTimeout: data.CONCORD_STATEMENT_TIMEOUT ?? FRONT_DOOR.statementTimeout,
    maxConnections: data.CONCORD_MAX_CONNECTIONS ?? FRONT_DOOR.maxConnections,
  };
}

function isNetwork(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/');
  const most = { 0: -1, 4: 32, 6: 128 }[isIP(address)]!;
  return most > 0 && more.length === 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most));
}

/**
 * Finds the address of who calls: that of the connection, or, where a trusted proxy has it, the last one in `X-Forwarded-For` that is not a trusted proxy's.
 * @param trusted addresses and networks
 */
export function addresses(trusted: readonly string[]): (remote: string | undefined, forwarded: string | undefined) => string {
  const proxies = new BlockList();
  for (const entry of trusted) {
    const [address = '', bits] = entry.split('/');
    const family = isIP(address) === 4 ? 'ipv4' : 'ipv6';
    proxies.addSubnet(address, bits === undefined ? (family === 'ipv4' ? 32 : 128) : Number(bits), family);
  }
  const isTrusted = (address: string) => {
    const plain = address.replace(/^::ffff:/, '');
    const family = isIP(plain);
    return family > 0 && proxies.check(plain, family === 4 ? 'ipv4' : 'ipv6');
  };
  return (remote = '', forwarded) => {
    let address = remote;
    for (const hop of (forwarded ?? '').split(',').reverse()) {
      if (!isTrusted(address) || isIP(hop.trim()) === 0) break;
      address = hop.trim();
    }
    return address.replace(/^::ffff:/, '');
  };
}
