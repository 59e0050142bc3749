import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import status from '@eventstore/db-client/generated/status_pb.js';
import generated from '@eventstore/db-client/generated/streams_grpc_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import {
  Metadata,
  Server,
  ServerCredentials,
  type ServerDuplexStream,
  type ServerWritableStream,
  status as code,
} from '@grpc/grpc-js';
import any from 'google-protobuf/google/protobuf/any_pb.js';

type Append = InstanceType<typeof streams.BatchAppendReq>;
type Appended = InstanceType<typeof streams.BatchAppendResp>;
type ReadRequest = InstanceType<typeof streams.ReadReq>;
type Response = InstanceType<typeof streams.ReadResp>;
type Reading = ServerWritableStream<ReadRequest, Response>;

interface StoredEvent {
  readonly stream: string;
  readonly revision: number;
  readonly position: bigint;
  readonly id: string;
  readonly message: InstanceType<typeof streams.BatchAppendReq.ProposedMessage>;
  readonly created: bigint;
}

/**
 * What becomes of an append: by default it is taken and answered. `late`: answered so many milliseconds later; `lost`: taken, and the call ends before the
 * answer; `refused`: not taken, and the call ends with that status; `unsaid`: taken, and never answered.
 */
export type Treatment = 'at once' | 'lost' | 'unsaid' | { readonly late: number } | { readonly refused: code };

/** Newest events that a server keeps; older ones are forgotten, as after a scavenge, so that it can run for hours. */
const KEPT = 4_000;

/**
 * A server that speaks as much of KurrentDB's protocol as our adapter does, and has the faults that a real one will not give on demand. It proves
 * resilience only: what is right is what a real server does.
 */
export class FakeEventStore {
  readonly #server = new Server();
  readonly #log: StoredEvent[] = [];
  readonly #streams = new Map<string, StoredEvent[]>();
  readonly #changed = new EventEmitter().setMaxListeners(0);
  readonly #calls = new Set<Reading | ServerDuplexStream<Append, Appended>>();
  #position = 1_000n;
  #stall = 0;
  /** Asked before each append. */
  treat: (stream: string) => Treatment = () => 'at once';
  /** Another node, `host:port`, that leads the cluster: this one refuses all and names it. */
  leader: string | undefined;
  address = '';
  /** Answers that were written later than asked for. */
  lateAnswers = 0;
  /** From where each subscription was asked for. */
  readonly subscribedFrom: bigint[] = [];

  get url(): string {
    return `esdb://${this.address}?tls=false`;
  }

  /** Calls under way, subscriptions among them. */
  get calls(): number {
    return this.#calls.size;
  }

  static async start(): Promise<FakeEventStore> {
    const fake = new FakeEventStore();
    fake.#server.addService(generated.StreamsService, {
      read: (call: Reading) => void fake.#read(call),
      batchAppend: (call: ServerDuplexStream<Append, Appended>) => fake.#batch(call),
    });
    const port = await new Promise<number>((resolve, reject) =>
      fake.#server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
        error ? reject(error) : resolve(bound),
      ),
    );
    fake.address = `127.0.0.1:${port}`;
    return fake;
  }

  /** Adds events to a stream of another system. */
  others(count: number): void {
    for (let n = 0; n < count; n++) this.#add('other-1', new streams.BatchAppendReq.ProposedMessage(), randomUUID());
    this.#changed.emit('event');
  }

  /** Ends every call with a status. */
  end(status: code, details = 'so the test wants it'): void {
    for (const call of this.#calls) fail(call, status, details);
  }

  /** Subscriptions of now are given nothing more, though their calls and connections live. */
  stall(): void {
    this.#stall++;
    this.#changed.emit('event');
  }

  /** Ids of our events in a stream, in order. */
  idsOf(stream: string): string[] {
    const own = (this.#streams.get(stream) ?? []).map(({ message }) => Buffer.from(message.getCustomMetadata_asU8()).toString());
    return own.map((text) => (JSON.parse(text) as { eventId: string }).eventId);
  }

  stop(): void {
    this.#server.forceShutdown();
    this.#changed.emit('event');
  }

  #batch(call: ServerDuplexStream<Append, Appended>): void {
    this.#enter(call);
    call.on('end', () => call.end());
    call.on('data', (request: Append) => {
      if (this.leader) return this.#refuse(call);
      const stream = text(request.getOptions()!.getStreamIdentifier()!.getStreamName_asU8());
      const treatment = this.treat(stream);
      if (typeof treatment === 'object' && 'refused' in treatment) return fail(call, treatment.refused, 'refused');
      const answer = this.#append(stream, request);
      if (treatment === 'lost') return fail(call, code.UNAVAILABLE, 'lost');
      if (treatment === 'at once') call.write(answer);
      else if (treatment !== 'unsaid') setTimeout(() => (call.write(answer), this.lateAnswers++), treatment.late);
    });
  }

  #append(stream: string, request: Append): Appended {
    const events = this.#streams.get(stream) ?? [];
    const newest = events.at(-1)?.revision ?? -1;
    const options = request.getOptions()!;
    const expected = options.hasNoStream() ? -1 : Number(options.getStreamPosition());
    const messages = request.getProposedMessagesList();
    const ids = messages.map((message) => message.getId()!.getString());
    const answer = new streams.BatchAppendResp();
    answer.setCorrelationId(request.getCorrelationId());
    // Known again while they are the newest; later the same append is in conflict, as it can be on a real server whose memory is short.
    const standing = events.at(-ids.length)?.id === ids[0];
    if (standing ? newest !== expected + ids.length : newest !== expected) {
      const wrong = new shared.WrongExpectedVersion();
      if (newest >= 0) wrong.setCurrentStreamRevision(String(newest));
      else wrong.setCurrentNoStream(new shared.Empty());
      const details = new any.Any();
      details.pack(wrong.serializeBinary(), 'event_store.client.WrongExpectedVersion');
      const error = new status.Status();
      error.setMessage('WrongExpectedVersion');
      error.setDetails(details);
      answer.setError(error);
      return answer;
    }
    const success = new streams.BatchAppendResp.Success();
    success.setCurrentRevision(String(expected + messages.length));
    if (!standing) {
      for (const [at, message] of messages.entries()) this.#add(stream, message, ids[at]!);
      const position = new shared.AllStreamPosition();
      position.setCommitPosition(String(this.#position));
      position.setPreparePosition(String(this.#position));
      success.setPosition(position);
      this.#changed.emit('event');
    }
    answer.setSuccess(success);
    return answer;
  }

  #add(stream: string, message: StoredEvent['message'], id: string): void {
    const events = this.#streams.get(stream) ?? [];
    this.#position += 100n;
    const revision = (events.at(-1)?.revision ?? -1) + 1;
    const event = { stream, revision, position: this.#position, id, message, created: BigInt(Date.now()) * 10_000n };
    events.push(event);
    this.#streams.set(stream, events);
    this.#log.push(event);
    if (this.#log.length < 2 * KEPT) return;
    const [first] = this.#log.splice(0, KEPT).slice(-1);
    for (const kept of this.#streams.values()) {
      const gone = kept.findIndex(({ position }) => position > first!.position);
      // The newest stays, for its revision.
      kept.splice(0, gone < 0 ? kept.length - 1 : gone);
    }
  }

  async #read(call: Reading): Promise<void> {
    this.#enter(call);
    if (this.leader) return this.#refuse(call);
    const options = call.request.getOptions()!;
    if (options.hasSubscription()) return this.#subscribe(call);
    const forwards = options.getReadDirection() === streams.ReadReq.Options.ReadDirection.FORWARDS;
    const all = options.getAll();
    const stream = options.getStream();
    const prefix = options.getFilter()?.getStreamIdentifier()?.getPrefixList()[0] ?? '';
    const name = stream && text(stream.getStreamIdentifier()!.getStreamName_asU8());
    const events = name === undefined ? this.#log : (this.#streams.get(name) ?? []);
    if (name !== undefined && events.length === 0) {
      const response = new streams.ReadResp();
      response.setStreamNotFound(new streams.ReadResp.StreamNotFound());
      call.write(response);
      return void call.end();
    }
    const at = all?.getPosition() && BigInt(all.getPosition()!.getCommitPosition());
    const within = ({ position, revision }: StoredEvent) => {
      if (stream)
        return (
          stream.hasEnd() || (forwards ? revision >= Number(stream.getRevision()) : revision <= Number(stream.getRevision()))
        );
      return at === undefined || (forwards ? position >= at : position < at);
    };
    const found = (forwards ? [...events] : [...events].reverse()).filter(
      (event) => within(event) && event.stream.startsWith(prefix),
    );
    for (const event of found.slice(0, Number(options.getCount()))) if (!(await send(call, toResponse(event)))) return;
    call.end();
  }

  /** From a position on, live: our events, and a checkpoint after every thousand looked at. */
  async #subscribe(call: Reading): Promise<void> {
    const options = call.request.getOptions()!;
    const [prefix = ''] = options.getFilter()!.getStreamIdentifier()!.getPrefixList();
    const from = options.getAll()!.getPosition();
    let at = from ? BigInt(from.getCommitPosition()) : 0n;
    this.subscribedFrom.push(at);
    const stall = this.#stall;
    const confirmation = new streams.ReadResp.SubscriptionConfirmation();
    confirmation.setSubscriptionId(randomUUID());
    const confirmed = new streams.ReadResp();
    confirmed.setConfirmation(confirmation);
    call.write(confirmed);
    for (let looked = 0; this.#calls.has(call);) {
      const next = this.#stall > stall ? undefined : this.#log[this.#indexAfter(at)];
      if (!next) {
        await once(this.#changed, 'event');
        continue;
      }
      at = next.position;
      if (next.stream.startsWith(prefix)) await send(call, toResponse(next));
      if (++looked % 1_000 === 0) {
        const checkpoint = new streams.ReadResp.Checkpoint();
        checkpoint.setCommitPosition(String(at));
        checkpoint.setPreparePosition(String(at));
        const response = new streams.ReadResp();
        response.setCheckpoint(checkpoint);
        await send(call, response);
      }
    }
  }

  #indexAfter(at: bigint): number {
    let first = 0;
    for (let end = this.#log.length; first < end;) {
      const middle = (first + end) >>> 1;
      if (this.#log[middle]!.position > at) end = middle;
      else first = middle + 1;
    }
    return first;
  }

  #enter(call: Reading | ServerDuplexStream<Append, Appended>): void {
    this.#calls.add(call);
    const over = () => {
      this.#calls.delete(call);
      this.#changed.emit('event');
    };
    for (const event of ['cancelled', 'close', 'error', 'finish']) call.on(event, over);
  }

  #refuse(call: Reading | ServerDuplexStream<Append, Appended>): void {
    const [host, port] = this.leader!.split(':');
    const metadata = new Metadata();
    metadata.set('exception', 'not-leader');
    metadata.set('leader-endpoint-host', host!);
    metadata.set('leader-endpoint-port', port!);
    fail(call, code.NOT_FOUND, 'not the leader', metadata);
  }
}

function fail(call: EventEmitter, status: code, details: string, metadata?: Metadata): void {
  call.emit('error', { code: status, details, metadata });
}

/** @returns whether the call still lives */
async function send(call: Reading, response: Response): Promise<boolean> {
  if (call.cancelled || call.destroyed) return false;
  if (!call.write(response)) {
    const over = new AbortController();
    const { signal } = over;
    await Promise.race(['drain', 'close', 'cancelled'].map((event) => once(call, event, { signal }))).catch(() => undefined);
    over.abort();
  }
  return !call.cancelled && !call.destroyed;
}

function toResponse({ stream, revision, position, id, message, created }: StoredEvent): Response {
  const recorded = new streams.ReadResp.ReadEvent.RecordedEvent();
  const eventId = new shared.UUID();
  eventId.setString(id);
  const name = new shared.StreamIdentifier();
  name.setStreamName(Buffer.from(stream));
  recorded.setId(eventId);
  recorded.setStreamIdentifier(name);
  recorded.setStreamRevision(String(revision));
  recorded.setPreparePosition(String(position));
  recorded.setCommitPosition(String(position));
  for (const [key, value] of message.getMetadataMap().entries()) recorded.getMetadataMap().set(key, value);
  recorded.getMetadataMap().set('created', String(created));
  recorded.setData(message.getData_asU8());
  recorded.setCustomMetadata(message.getCustomMetadata_asU8());
  const read = new streams.ReadResp.ReadEvent();
  read.setEvent(recorded);
  read.setCommitPosition(String(position));
  const response = new streams.ReadResp();
  response.setEvent(read);
  return response;
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString();
}
