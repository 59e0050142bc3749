import shared from '@eventstore/db-client/generated/shared_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import { type Position, START } from '../envelope.js';
import { identifier, type ReadRequest } from './messages.js';

const { Options } = streams.ReadReq;
export type Direction = 'forwards' | 'backwards';

/** From a revision on, included; from the end where it is left out. */
export function ofStream(stream: string, direction: Direction, from: number | undefined, count: number): ReadRequest {
  const wanted = new Options.StreamOptions();
  wanted.setStreamIdentifier(identifier(stream));
  if (from === undefined) wanted.setEnd(new shared.Empty());
  else wanted.setRevision(String(from));
  const options = bounded(direction, count);
  options.setStream(wanted);
  options.setNoFilter(new shared.Empty());
  return request(options);
}

/** From a position on, included forwards and excluded backwards; backwards from the end where it is left out. Streams with a prefix, or all. */
export function ofAll(direction: Direction, from: Position | undefined, count: number, prefix?: string): ReadRequest {
  const options = bounded(direction, count);
  options.setAll(place(direction === 'backwards' ? from : (from ?? START)));
  if (prefix === undefined) options.setNoFilter(new shared.Empty());
  else options.setFilter(filter(prefix));
  return request(options);
}

/** What comes after a position, and then on live, in streams with a prefix; checkpoints tell of stretches without any. */
export function subscribing(after: Position, prefix: string): ReadRequest {
  const options = new Options();
  options.setAll(place(after));
  options.setSubscription(new Options.SubscriptionOptions());
  options.setFilter(filter(prefix));
  return request(options);
}

function bounded(direction: Direction, count: number): InstanceType<typeof Options> {
  const options = new Options();
  options.setReadDirection(direction === 'forwards' ? Options.ReadDirection.FORWARDS : Options.ReadDirection.BACKWARDS);
  options.setCount(String(Math.min(count, Number.MAX_SAFE_INTEGER)));
  return options;
}

function place(at: Position | undefined): InstanceType<typeof Options.AllOptions> {
  const all = new Options.AllOptions();
  if (at === undefined) all.setEnd(new shared.Empty());
  else if (at <= START) all.setStart(new shared.Empty());
  else {
    const position = new Options.Position();
    position.setCommitPosition(String(at));
    position.setPreparePosition(String(at));
    all.setPosition(position);
  }
  return all;
}

/** Looks at so many events between two checkpoints. */
const EVENTS_PER_CHECKPOINT = 1_000;

function filter(prefix: string): InstanceType<typeof Options.FilterOptions> {
  const expression = new Options.FilterOptions.Expression();
  expression.setPrefixList([prefix]);
  const options = new Options.FilterOptions();
  options.setStreamIdentifier(expression);
  options.setMax(EVENTS_PER_CHECKPOINT);
  options.setCheckpointintervalmultiplier(1);
  return options;
}

function request(options: InstanceType<typeof Options>): ReadRequest {
  const form = new Options.UUIDOption();
  form.setString(new shared.Empty());
  options.setUuidOption(form);
  const wanted = new streams.ReadReq();
  wanted.setOptions(options);
  return wanted;
}
