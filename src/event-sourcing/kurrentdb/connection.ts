import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import discovery from '@eventstore/db-client/dist/Client/discovery.js';
import parsing from '@eventstore/db-client/dist/Client/parseConnectionString.js';
import generated from '@eventstore/db-client/generated/streams_grpc_pb.js';
import { CallCredentials, type CallOptions, Channel, type ChannelCredentials, credentials, Metadata } from '@grpc/grpc-js';
import { isTransient, leaderOf, TransientFault } from './faults.js';

type Settings = ReturnType<typeof parsing.parseConnectionString>;
type Streams = InstanceType<typeof generated.StreamsClient>;

/** A call under way. */
export interface Call {
  on(event: 'error', listener: (error: Error) => void): unknown;
  once(event: 'end' | 'close', listener: () => void): unknown;
  cancel(): void;
}

/** Milliseconds to find the node to connect to; seconds for each node asked. */
const DISCOVERY_TIMEOUT_MS = 4_000;
const GOSSIP_TIMEOUT_SECONDS = 2;

/** A channel to one node with the calls that run on it. */
interface Link {
  readonly target: string;
  readonly channel: Channel;
  readonly streams: Streams;
  readonly calls: Set<Call>;
}

/**
 * One connection to a server or cluster, made when it is needed and made again after a fault. The client's own connection shares its attempts with all
 * others of the process and backs off for up to two minutes; this one tries at once, whenever it is asked.
 */
export class Connection {
  readonly #settings: Settings;
  readonly #credentials: ChannelCredentials;
  readonly #options: CallOptions;
  #link: Promise<Link> | undefined;
  #leader: string | undefined;
  #failed: string | undefined;

  /** @throws {Error} for an address that cannot be used; it does not show the password */
  constructor(
    url: string,
    private readonly name: string,
  ) {
    this.#settings = parse(url);
    const { tls, tlsCAFile, userKeyFile, userCertFile, defaultCredentials: user } = this.#settings;
    const file = (path: string | undefined) => (path === undefined ? null : readFileSync(path));
    this.#credentials =
      tls === false
        ? credentials.createInsecure()
        : credentials.createSsl(file(tlsCAFile), file(userKeyFile), file(userCertFile));
    this.#options = tls === false || !user ? {} : { credentials: basic(user.username, user.password) };
  }

  /**
   * Starts a call, which may end at any time with an error: by itself, or because the connection is given up.
   * @throws {TransientFault} where no server can be found
   */
  async call<C extends Call>(start: (streams: Streams, metadata: Metadata, options: CallOptions) => C): Promise<C> {
    this.#link ??= this.#connect();
    const link = await this.#link;
    const metadata = new Metadata();
    metadata.set('connection-name', this.#settings.connectionName ?? this.name);
    // Only the leader has everything that was acknowledged.
    metadata.set('requires-leader', 'true');
    const call = start(link.streams, metadata, this.#options);
    link.calls.add(call);
    const over = () => link.calls.delete(call);
    call.once('end', over);
    call.once('close', over);
    call.on('error', (error) => {
      // A call that we cancelled ourselves is not among them any more.
      if (over() && isTransient(error)) void this.#giveUp(link, leaderOf(error));
    });
    return call;
  }

  /** Ends a call without blame for the connection. */
  async end(call: Call): Promise<void> {
    (await this.#link?.catch(() => undefined))?.calls.delete(call);
    call.cancel();
  }

  /** Ends a call that does not answer, and with it the connection that it runs on. */
  async abandon(call: Call): Promise<void> {
    const link = await this.#link?.catch(() => undefined);
    if (link?.calls.has(call)) await this.#giveUp(link);
    else call.cancel();
  }

  async close(): Promise<void> {
    const link = await this.#link?.catch(() => undefined);
    if (link) await this.#giveUp(link);
  }

  async #connect(): Promise<Link> {
    try {
      const late = pause(DISCOVERY_TIMEOUT_MS, undefined, { ref: false });
      const target = await Promise.race([this.#find(), late]);
      if (target === undefined) throw new Error(`no node answered for ${DISCOVERY_TIMEOUT_MS} ms`);
      const { keepAliveInterval = 10_000, keepAliveTimeout = 10_000 } = this.#settings;
      const endless = (milliseconds: number) => (milliseconds < 0 ? Number.MAX_VALUE : milliseconds);
      const channel = new Channel(target, this.#credentials, {
        'grpc.keepalive_time_ms': endless(keepAliveInterval),
        'grpc.keepalive_timeout_ms': endless(keepAliveTimeout),
        'grpc.max_receive_message_length': 17 * 1_048_576,
        'grpc.use_local_subchannel_pool': 1,
      });
      const streams = new generated.StreamsClient(target, this.#credentials, { channelOverride: channel });
      return { target, channel, streams, calls: new Set() };
    } catch (error) {
      this.#link = undefined;
      throw new TransientFault(`no server found: ${(error as Error).message}`, { cause: error });
    }
  }

  /** The node to connect to: the leader, where one told us, or else what the cluster says, or the only one there is. */
  async #find(): Promise<string> {
    const { dnsDiscover, hosts, ...rest } = this.#settings;
    const leader = this.#leader;
    this.#leader = undefined;
    if (leader) return leader;
    const first = hosts[0]!;
    if (!dnsDiscover && hosts.length === 1) return `${first.address}:${first.port}`;
    const [address = '', port = ''] = this.#failed?.split(/:(?=\d+$)/) ?? [];
    const failed = this.#failed ? { address, port: Number(port) } : undefined;
    // Tried again by whoever needs the connection.
    const once = { ...rest, maxDiscoverAttempts: 1, gossipTimeout: GOSSIP_TIMEOUT_SECONDS };
    const found = await discovery.discoverEndpoint(
      dnsDiscover ? { ...once, discover: first } : { ...once, endpoints: hosts },
      this.#credentials,
      failed,
    );
    return `${found.address}:${found.port}`;
  }

  /** Ends all calls of a link; the next call makes a new one. */
  async #giveUp(link: Link, leader?: string): Promise<void> {
    const present = await this.#link?.catch(() => undefined);
    if (present === link) {
      this.#link = undefined;
      this.#leader = leader;
      this.#failed = link.target;
    }
    for (const call of link.calls) call.cancel();
    link.channel.close();
  }
}

function parse(url: string): Settings {
  const wanted = url.replace(/^kurrentdb(?=:|\+)/, 'esdb');
  try {
    return parsing.parseConnectionString(wanted);
  } catch (error) {
    const message = (error as Error).message.replace(/"[^"]*"/, 'something');
    throw new Error(`this is no address of an event store: ${message}`);
  }
}

function basic(username: string, password: string): CallCredentials {
  const token = Buffer.from(`${username}:${password}`).toString('base64');
  return CallCredentials.createFromMetadataGenerator((_, give) => {
    const metadata = new Metadata();
    metadata.set('authorization', `Basic ${token}`);
    give(null, metadata);
  });
}
