import { type AppendResult } from '../event-store.js';
import { type PreparedAppend } from '../prepare-append.js';

/** An append's outcome, or why it failed. */
export type Outcome = AppendResult | Error;

interface Waiting {
  readonly append: PreparedAppend;
  readonly settle: (outcome: Outcome) => void;
}

/** Most appends and JSON bytes of one call. */
const GROUP = 500;
const GROUP_BYTES = 4 * 1_048_576;
/** How far down the queue a call looks for appends that it can take. */
const LOOK_AHEAD = 2_000;

/**
 * Group commit: appends that wait go together as one call, at most `lanes` calls at a time. Two appends of one stream, or of one first id, are never
 * under way together: the second waits for the next call, so that a stream's appends keep their order.
 */
export class AppendQueue {
  #waiting: Waiting[] = [];
  readonly #busy = new Set<string>();
  #calls = 0;
  #scheduled = false;
  #idle: (() => void)[] = [];

  /** @param send gives one outcome for each append and does not throw */
  constructor(
    private readonly lanes: number,
    private readonly send: (group: readonly PreparedAppend[]) => Promise<readonly Outcome[]>,
  ) {}

  append(append: PreparedAppend): Promise<AppendResult> {
    return new Promise((resolve, reject) => {
      const settle = (outcome: Outcome) => (outcome instanceof Error ? reject(outcome) : resolve(outcome));
      this.#waiting.push({ append, settle });
      this.#schedule();
    });
  }

  /** Resolves when nothing waits and nothing is under way. */
  async drained(): Promise<void> {
    if (this.#calls > 0 || this.#waiting.length > 0) await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  /** In the next turn of the event loop, so that callers who were woken together go together. */
  #schedule(): void {
    if (this.#scheduled || this.#calls >= this.lanes) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      while (this.#calls < this.lanes) {
        const group = this.#take();
        if (group.length === 0) break;
        void this.#call(group);
      }
    });
  }

  #take(): Waiting[] {
    const group: Waiting[] = [];
    const left: Waiting[] = [];
    // A stream of which an earlier append stays behind.
    const held = new Set<string>();
    let bytes = 0;
    let seen = 0;
    for (const waiting of this.#waiting) {
      if (seen++ === LOOK_AHEAD || group.length === GROUP) break;
      const { append } = waiting;
      const keys = keysOf(append);
      const fits = group.length === 0 || bytes + append.bytes <= GROUP_BYTES;
      if (fits && !keys.some((key) => this.#busy.has(key) || held.has(key))) {
        group.push(waiting);
        bytes += append.bytes;
        for (const key of keys) this.#busy.add(key);
      } else {
        left.push(waiting);
        for (const key of keys) held.add(key);
      }
    }
    this.#waiting = left.concat(this.#waiting.slice(group.length + left.length));
    return group;
  }

  async #call(group: readonly Waiting[]): Promise<void> {
    this.#calls++;
    const outcomes = await this.send(group.map(({ append }) => append));
    this.#calls--;
    for (const [i, { append, settle }] of group.entries()) {
      for (const key of keysOf(append)) this.#busy.delete(key);
      settle(outcomes[i]!);
    }
    this.#schedule();
    if (this.#calls === 0 && this.#waiting.length === 0) for (const resolve of this.#idle.splice(0)) resolve();
  }
}

/** No stream name holds NUL, so the two never meet. */
function keysOf({ stream, events }: PreparedAppend): [string, string] {
  return [stream, `\0${events[0].id}`];
}
