import { setTimeout as pause } from 'node:timers/promises';
import { type DocumentNode, type GraphQLError, type GraphQLSchema } from 'graphql';
import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';
import { type RequestScope } from '../request-scope.js';
import { type Viewer } from '../../access/viewer.js';
import { forbidden, rateLimited } from '../errors.js';
import { FairQueue } from '../fair-queue.js';
import { type FrontDoor } from '../../platform/front-door.js';
import { reject } from '../../platform/metrics.js';
import { refuseTooMuch } from './cost.js';
import { type Operation, Operations } from './operations.js';
import { Pacing } from './pacing.js';
import { type FindDocument, SavedDocuments } from './saved-documents.js';
import { refuseUnwritable } from './values.js';

/** Seconds for which a caller's points are. */
const WINDOW_SECONDS = 60;
/** Points of what is refused before its cost is known. */
export const REFUSED_POINTS = 10;
/** Points from which on an operation waits for one of few places. */
const EXPENSIVE_POINTS = 1_000;

/** Milliseconds that a refusal waits: who asks again at once, without end, takes no time of others. */
const REFUSAL_MS = 75;
/** Refusals that wait at the same time; those beyond are answered at once. */
const MAX_REFUSALS = 1_000;

/** What a caller has left, for the header `RateLimit` (draft-ietf-httpapi-ratelimit-headers). */
export type Left = Readonly<Record<string, string>>;

/** What every operation has to pass, over HTTP and WebSocket alike: its text, its cost, and what its caller may still ask for. */
export class Gate {
  readonly #rates: RateLimiterMemory | undefined;
  readonly #expensive = new FairQueue(4, 2, 200);
  readonly #pacing = new Pacing();
  /** Refusals that wait. */
  #refusals = 0;
  #operations: Operations | undefined;

  /** Documents that are known by their hash. */
  readonly saved: SavedDocuments;

  /** @param find finds the documents of saved questions */
  constructor(
    readonly settings: FrontDoor,
    find?: FindDocument,
  ) {
    this.saved = new SavedDocuments(find);
    const { pointsPerMinute: points } = settings;
    this.#rates = points > 0 ? new RateLimiterMemory({ points, duration: WINDOW_SECONDS }) : undefined;
  }

  /** The operations of the schema that is served. */
  get operations(): Operations {
    if (!this.#operations) throw new Error('the gate has no schema yet');
    return this.#operations;
  }

  /** From here on operations are read by this schema. */
  open(schema: GraphQLSchema): void {
    this.#operations = new Operations(schema, this.settings.introspection, this.#pacing);
  }

  /**
   * Refuses what is no document of a saved question, where only those are answered; administrators and public tokens are bound otherwise.
   * @throws FORBIDDEN
   */
  async refuseUnsaved({ roles, credential }: Viewer, text: string): Promise<void> {
    if (this.settings.documents !== 'saved' || roles.includes('ADMINISTRATOR') || credential?.documents) return;
    if (await this.saved.isSaved(text)) return;
    reject('unsaved');
    throw forbidden('only documents of saved questions are answered here: name one by its documentId');
  }

  /**
   * Reads an operation for a caller who has points left: whoever has none takes no time of others.
   * @returns the operation, or what is wrong with it
   * @throws RATE_LIMITED
   */
  async read({ name }: RequestScope, text: string): Promise<Operation | readonly GraphQLError[]> {
    const spent = await this.#rates?.get(name);
    if (spent && spent.remainingPoints <= 0) throw await this.#rateLimited(spent);
    return this.operations.read(text, name);
  }

  /**
   * What an operation costs, taken from its caller's points.
   * @throws BAD_USER_INPUT where it asks for more than anybody may, RATE_LIMITED where its caller has no points for it
   */
  async admit(
    { name }: RequestScope,
    document: DocumentNode,
    operationName: string | undefined,
    variables: object,
  ): Promise<{ readonly points: number; readonly left: Left }> {
    const points = this.costOf(document, variables, operationName);
    return { points, left: await this.charge(name, points) };
  }

  /** What an operation costs, in points. @throws BAD_USER_INPUT where it asks for more than anybody may */
  costOf(document: DocumentNode, variables: object, operationName?: string): number {
    refuseUnwritable(variables);
    const { objects, selections } = refuseTooMuch(this.operations.schema, document, operationName, variables);
    return 1 + Math.ceil(selections / 10) + Math.ceil(objects / 20);
  }

  /** Takes points of a caller. @throws RATE_LIMITED */
  async charge(caller: string, points: number): Promise<Left> {
    if (!this.#rates) return {};
    try {
      // An operation that costs more than all points of a minute takes all of them.
      const { remainingPoints, msBeforeNext } = await this.#rates.consume(caller, Math.min(points, this.#rates.points));
      return this.#left(remainingPoints, msBeforeNext);
    } catch (error) {
      throw error instanceof Error ? error : await this.#rateLimited(error as RateLimiterRes);
    }
  }

  #left(remaining: number, milliseconds: number): Left {
    return {
      'ratelimit-policy': `"points";q=${this.settings.pointsPerMinute};w=${WINDOW_SECONDS}`,
      ratelimit: `"points";r=${remaining};t=${Math.ceil(milliseconds / 1_000)}`,
    };
  }

  async #rateLimited({ msBeforeNext }: RateLimiterRes): Promise<GraphQLError> {
    reject('rate');
    if (this.#refusals < MAX_REFUSALS) {
      this.#refusals++;
      await pause(REFUSAL_MS);
      this.#refusals--;
    }
    const refused = rateLimited(Math.max(1, Math.ceil(msBeforeNext / 1_000)));
    const { http } = refused.extensions as unknown as { http: { headers: Map<string, string> } };
    for (const [name, value] of Object.entries(this.#left(0, msBeforeNext))) http.headers.set(name, value);
    return refused;
  }

  /** Runs an operation: one that is expensive in one of few places, by caller in turn, and so that others are served meanwhile. */
  run<T>({ name }: RequestScope, points: number, work: () => Promise<T> | T): Promise<T> | T {
    if (points >= EXPENSIVE_POINTS) return this.#expensive.run(name, () => this.#pacing.run(name, work));
    this.#pacing.serve(name);
    return work();
  }
}
