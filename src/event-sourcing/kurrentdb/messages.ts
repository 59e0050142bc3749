import { randomUUID } from 'node:crypto';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import { type EventMetadata, type Position, type RecordedEvent, START } from '../envelope.js';
import { type PreparedEvent } from '../prepare-append.js';

/** Keys of our metadata by the names under which the server's own tools know them. */
const SERVER_NAMES: Readonly<Record<string, string>> = { correlationId: '$correlationId', causationId: '$causationId' };
const OUR_NAMES = Object.fromEntries(Object.entries(SERVER_NAMES).map(([ours, theirs]) => [theirs, ours]));

const rename = (object: object, names: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(object).map(([key, value]: [string, unknown]) => [names[key] ?? key, value]));

export type Proposed = InstanceType<typeof streams.BatchAppendReq.ProposedMessage>;
export type ReadRequest = InstanceType<typeof streams.ReadReq>;
export type Response = InstanceType<typeof streams.ReadResp>;

/** An event of an append; `recordedAt` where it was recorded elsewhere before, and keeps its time. */
export type ProposedEvent = PreparedEvent & { readonly recordedAt?: string };

/**
 * An event as the server takes it. Its id on the server is another one for each call of `append`, and the same for the tries of one: so the server takes
 * what is sent twice by one call once, and refuses what two calls send, which then shows by the ids in the metadata. With our ids the server would say of
 * both that they were taken, and nobody could tell a repeated command from another one under the same id.
 */
export function toProposed({ id, type, schemaVersion, data, metadata, recordedAt }: ProposedEvent): Proposed {
  const own = { ...rename(JSON.parse(metadata) as object, SERVER_NAMES), eventId: id, schemaVersion, recordedAt };
  const message = new streams.BatchAppendReq.ProposedMessage();
  message.setId(uuid(randomUUID()));
  message.getMetadataMap().set('type', type).set('content-type', 'application/json');
  message.setData(Buffer.from(data));
  message.setCustomMetadata(Buffer.from(JSON.stringify(own)));
  return message;
}

/** An event as the server gave it, with its id there and the bytes of its JSON. */
export interface ReceivedEvent {
  readonly event: RecordedEvent;
  readonly serverId: string;
  readonly bytes: number;
}

/** Our event in a response; undefined where there is none, or one that we did not write. */
export function toReceived(response: Response, prefix: string): ReceivedEvent | undefined {
  const recorded = response.getEvent()?.getEvent();
  const stream = recorded && streamOf(recorded);
  if (!stream?.startsWith(prefix)) return undefined;
  const data = recorded!.getData_asU8();
  const metadata = recorded!.getCustomMetadata_asU8();
  const own = parseMetadata(metadata);
  if (!own) return undefined;
  const { eventId: id, schemaVersion, recordedAt, ...rest } = own;
  const event: RecordedEvent = {
    id,
    type: recorded!.getMetadataMap().get('type')!,
    schemaVersion,
    data: JSON.parse(text(data)) as unknown,
    metadata: rename(rest, OUR_NAMES) as unknown as EventMetadata,
    stream: stream.slice(prefix.length),
    revision: Number(recorded!.getStreamRevision()),
    position: BigInt(recorded!.getCommitPosition()),
    recordedAt: recordedAt ?? fromTicks(recorded!.getMetadataMap().get('created')!),
  };
  return { event, serverId: recorded!.getId()!.getString(), bytes: data.length + metadata.length };
}

/** How far a response says that the log was looked through: to an event, ours or not, or to a checkpoint. */
export function reachedBy(response: Response): Position {
  const at = response.getEvent()?.getEvent() ?? response.getCheckpoint();
  return at ? BigInt(at.getCommitPosition()) : START;
}

type OwnMetadata = { readonly eventId: string; readonly schemaVersion: number; readonly recordedAt?: string } & Record<
  string,
  unknown
>;

function parseMetadata(bytes: Uint8Array): OwnMetadata | undefined {
  try {
    const own = JSON.parse(text(bytes)) as Partial<OwnMetadata> | null;
    return typeof own?.eventId === 'string' && typeof own.schemaVersion === 'number' ? (own as OwnMetadata) : undefined;
  } catch {
    return undefined;
  }
}

function streamOf(recorded: { getStreamIdentifier(): InstanceType<typeof shared.StreamIdentifier> | undefined }): string {
  return text(recorded.getStreamIdentifier()!.getStreamName_asU8());
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
}

/** 100 ns since 1970 as ISO 8601 with microseconds. */
function fromTicks(ticks: string): string {
  const microseconds = Math.floor(Number(BigInt(ticks) / 10n));
  const milliseconds = new Date(Math.floor(microseconds / 1_000)).toISOString().slice(0, -1);
  return `${milliseconds}${String(microseconds % 1_000).padStart(3, '0')}Z`;
}

export function uuid(id: string): InstanceType<typeof shared.UUID> {
  const message = new shared.UUID();
  message.setString(id);
  return message;
}

export function identifier(stream: string): InstanceType<typeof shared.StreamIdentifier> {
  const message = new shared.StreamIdentifier();
  message.setStreamName(Buffer.from(stream));
  return message;
}
