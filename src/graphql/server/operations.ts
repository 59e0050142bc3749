import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import {
  type DocumentNode,
  getOperationAST,
  GraphQLError,
  type GraphQLSchema,
  NoSchemaIntrospectionCustomRule,
  type OperationDefinitionNode,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { sha256Of } from '../../event-sourcing/identity.js';
import { FairQueue } from '../fair-queue.js';
import { compileOperation, type Run } from './compile.js';
import { MAX_TEXT, MAX_TOKENS } from './limits.js';
import { refuseShape } from './shape.js';
import { reject, type Rule } from '../../platform/metrics.js';
import { type Pacing } from './pacing.js';
import { isTooDeep, isUnwritable } from './values.js';

/** Most bytes of memory that all remembered operations have together, as reckoned. */
const REMEMBERED = 64 * 1_048_576;
/** Bytes of memory for each character of a document's text, as measured: the parsed document, with its places. */
const PARSED = 112;
/** Bytes of memory for each selection that is compiled, as measured. */
const COMPILED = 5_000;
/** Selections of the largest document that is compiled: others take longer to compile than to run without. */
const WORTH_COMPILING = 200;

/** A document that holds all rules. Its operations are interpreted when they are asked for once and compiled from the second time on: that takes up to a twentieth of a second. */
export class Operation {
  /** What runs them from now on. */
  readonly #runs = new Map<OperationDefinitionNode, Run>();
  readonly #asked = new Set<OperationDefinitionNode>();

  /** @param hash SHA-256 of its text, in hexadecimal digits */
  constructor(
    readonly hash: string,
    readonly schema: GraphQLSchema,
    readonly document: DocumentNode,
    readonly isWorthCompiling: boolean,
  ) {}

  /** Whether an operation is compiled when it is asked for next. */
  compilesNext(operationName: string | undefined): boolean {
    const asked = getOperationAST(this.document, operationName);
    return this.isWorthCompiling && asked != null && this.#asked.has(asked) && !this.#runs.has(asked);
  }

  /** What runs one of its operations. */
  run(operationName: string | undefined): Run {
    const asked = getOperationAST(this.document, operationName);
    const known = asked && this.#runs.get(asked);
    if (known) return known;
    const isCompiled = this.compilesNext(operationName);
    const run = compileOperation(this.schema, this.document, operationName, isCompiled);
    if (asked && (isCompiled || !this.isWorthCompiling)) this.#runs.set(asked, run);
    if (asked) this.#asked.add(asked);
    return run;
  }
}

/** Reads the texts of operations, over HTTP and WebSocket alike: limits, parsing, validation. What holds all rules is remembered. */
export class Operations {
  /** By text. */
  readonly #known = new LRUCache<string, Operation>({
    maxSize: REMEMBERED,
    dispose: ({ hash }) => void this.#texts.delete(hash),
  });
  /** Texts by their SHA-256. */
  readonly #texts = new Map<string, string>();
  /** Reading and compiling: one at a time, by caller in turn, since each takes the processor for up to a tenth of a second. */
  readonly #reading = new FairQueue(1, 1, 500);
  readonly #rules;

  /** @param pacing what reading and compiling give way to */
  constructor(
    readonly schema: GraphQLSchema,
    introspection: boolean,
    readonly pacing: Pacing,
  ) {
    this.#rules = introspection ? specifiedRules : [...specifiedRules, NoSchemaIntrospectionCustomRule];
  }

  /** Bytes of memory that are taken, as reckoned. */
  get size(): number {
    return this.#known.calculatedSize;
  }

  /** An operation that was read before, by the SHA-256 of its text in hexadecimal digits. */
  known(hash: string): Operation | undefined {
    const text = this.#texts.get(hash);
    return text === undefined ? undefined : this.#known.get(text);
  }

  /**
   * Reads an operation.
   * @param caller whose turn it is
   * @returns the operation, or what is wrong with it
   */
  async read(text: string, caller: string): Promise<Operation | readonly GraphQLError[]> {
    const known = this.#known.get(text);
    if (known) return known;
    if (text.length > MAX_TEXT) return [rejected('text', `the operation has ${text.length} characters; the most is ${MAX_TEXT}`)];
    if (isUnwritable(text)) return [rejected('unwritable', 'the operation has a NUL or half of a character in a text')];
    if (isTooDeep(text)) return [rejected('nesting', 'brackets stand too deep in each other')];
    return this.#inTurn(caller, () => this.#known.get(text) ?? this.#read(text));
  }

  /** What runs an operation of a document that was read. */
  runOf(operation: Operation, operationName: string | undefined, caller: string): Run | Promise<Run> {
    const run = () => operation.run(operationName);
    return operation.compilesNext(operationName) ? this.#inTurn(caller, run) : run();
  }

  #inTurn<T>(caller: string, work: () => T): Promise<T> {
    return this.#reading.run(caller, async () => {
      // Others who asked meanwhile are answered first.
      await turnOfTheLoop();
      return this.pacing.run(caller, work);
    });
  }

  #read(text: string): Operation | readonly GraphQLError[] {
    try {
      const document = parsed(text);
      const selections = refuseShape(document);
      const errors = validate(this.schema, document, this.#rules, { maxErrors: 20 });
      if (errors.length > 0) {
        reject('validation');
        return errors.map((error) => refused(error.message, error));
      }
      const isWorthCompiling = selections <= WORTH_COMPILING;
      const operation = new Operation(sha256Of(text), this.schema, document, isWorthCompiling);
      const size = text.length * PARSED + (isWorthCompiling ? selections * COMPILED : 0) + 1;
      if (this.#known.set(text, operation, { size }).has(text)) this.#texts.set(operation.hash, text);
      return operation;
    } catch (error) {
      if (error instanceof GraphQLError) return [refused(error.message, error)];
      throw error;
    }
  }
}

function parsed(text: string): DocumentNode {
  try {
    return parse(text, { maxTokens: MAX_TOKENS });
  } catch (error) {
    reject((error as GraphQLError).message.includes(`more that ${MAX_TOKENS} tokens`) ? 'tokens' : 'syntax');
    throw error;
  }
}

function rejected(rule: Rule, message: string): GraphQLError {
  reject(rule);
  return refused(message);
}

function refused(message: string, at?: GraphQLError): GraphQLError {
  return new GraphQLError(message, {
    nodes: at?.nodes,
    source: at?.source,
    positions: at?.positions,
    extensions: { code: 'BAD_USER_INPUT' },
  });
}
