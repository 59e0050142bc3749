import { randomUUID } from 'node:crypto';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import { type ClientDuplexStream } from '@grpc/grpc-js';
import { type Position } from '../envelope.js';
import { NO_STREAM } from '../event-store.js';
import { type Connection } from './connection.js';
import { TransientFault } from './faults.js';
import { identifier, type Proposed, uuid } from './messages.js';

type Request = InstanceType<typeof streams.BatchAppendReq>;
type Response = InstanceType<typeof streams.BatchAppendResp>;

export interface ServerAppend {
  readonly stream: string;
  readonly expectedRevision: number;
  readonly events: readonly Proposed[];
}

export type Answer =
  /** Taken now or by an earlier try; the server does not always know the position then. */
  | { readonly status: 'taken'; readonly revision: number; readonly position?: Position }
  /** The stream's newest event has this revision, or NO_STREAM. */
  | { readonly status: 'elsewhere'; readonly revision: number }
  | { readonly status: 'too large' };

interface Waiting {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

/** A call that takes many appends, and those that wait for their answers. Nothing is shared between two of them. */
interface Lane {
  readonly call: ClientDuplexStream<Request, Response>;
  readonly waiting: Map<string, Waiting>;
  over?: Error;
}

/**
 * Sends appends over one call and matches the answers. The client's own batch append keeps the waiting ones of all its connections in one map: a fault of
 * one connection rejects the appends of others, whose answers then end the process; and it has no deadline.
 */
export class Appender {
  #lane: Promise<Lane> | undefined;

  constructor(private readonly connection: Connection) {}

  /**
   * @param timeoutMs milliseconds for the answer
   * @throws {TransientFault} and other passing faults: the outcome is unknown, and the same events can be sent again
   */
  async append(append: ServerAppend, timeoutMs: number): Promise<Answer> {
    this.#lane ??= this.#open();
    const lane = await this.#lane;
    if (lane.over) throw lane.over;
    const id = randomUUID();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        lane.waiting.get(id)?.reject(new TransientFault(`the server did not answer an append for ${timeoutMs} ms`));
        // Others wait in vain as well, or their answers are found by their ids.
        void this.connection.abandon(lane.call);
      }, timeoutMs);
      const settled = () => {
        clearTimeout(timer);
        lane.waiting.delete(id);
      };
      lane.waiting.set(id, {
        resolve: (answer) => (settled(), resolve(answer)),
        reject: (error) => (settled(), reject(error)),
      });
      lane.call.write(toRequest(id, append));
    });
  }

  async close(): Promise<void> {
    (await this.#lane?.catch(() => undefined))?.call.end();
  }

  async #open(): Promise<Lane> {
    try {
      const call = await this.connection.call((service, metadata, options) => service.batchAppend(metadata, options));
      const lane: Lane = { call, waiting: new Map() };
      const own = this.#lane;
      const over = (error: Error) => {
        if (this.#lane === own) this.#lane = undefined;
        lane.over = error;
        for (const { reject } of [...lane.waiting.values()]) reject(error);
      };
      call.on('data', (response: Response) => {
        const one = lane.waiting.get(response.getCorrelationId()?.getString() ?? '');
        // An answer that comes after the deadline has nobody waiting for it.
        if (!one) return;
        try {
          one.resolve(toAnswer(response));
        } catch (error) {
          one.reject(error as Error);
        }
      });
      call.on('error', over);
      call.on('end', () => over(new TransientFault('the server ended the call')));
      return lane;
    } catch (error) {
      this.#lane = undefined;
      throw error;
    }
  }
}

function toRequest(id: string, { stream, expectedRevision, events }: ServerAppend): Request {
  const options = new streams.BatchAppendReq.Options();
  options.setStreamIdentifier(identifier(stream));
  if (expectedRevision === NO_STREAM) options.setNoStream(new shared.Empty());
  else options.setStreamPosition(String(expectedRevision));
  const request = new streams.BatchAppendReq();
  request.setCorrelationId(uuid(id));
  request.setOptions(options);
  request.setProposedMessagesList([...events]);
  request.setIsFinal(true);
  return request;
}

/** @throws {TransientFault} where the server could not say, {Error} where it refuses for good */
function toAnswer(response: Response): Answer {
  const success = response.getSuccess();
  if (success) {
    const position = success.getPosition()?.getCommitPosition();
    return {
      status: 'taken',
      revision: Number(success.getCurrentRevision()),
      position: position === undefined ? undefined : BigInt(position),
    };
  }
  const error = response.getError();
  const details = error?.getDetails();
  const kind = details?.getTypeName().split('.').at(-1) ?? '';
  const message = `the server did not take the append: ${error?.getMessage() || kind}`;
  switch (kind) {
    case 'WrongExpectedVersion': {
      const wrong = shared.WrongExpectedVersion.deserializeBinary(details!.getValue_asU8());
      return {
        status: 'elsewhere',
        revision: wrong.hasCurrentStreamRevision() ? Number(wrong.getCurrentStreamRevision()) : NO_STREAM,
      };
    }
    case 'MaximumAppendSizeExceeded':
      return { status: 'too large' };
    case 'AccessDenied':
    case 'StreamDeleted':
    case 'BadRequest':
      throw new Error(message);
    default:
      throw new TransientFault(message);
  }
}
