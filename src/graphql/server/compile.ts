import {
  type ASTNode,
  BREAK,
  type DocumentNode,
  execute,
  type ExecutionResult,
  getOperationAST,
  getVariableValues,
  GraphQLError,
  GraphQLScalarType,
  type GraphQLSchema,
  Kind,
  type NamedTypeNode,
  type OperationDefinitionNode,
  OperationTypeNode,
  visit,
} from 'graphql';
import { traced } from '../../platform/tracing.js';
import { compileQuery, isCompiledQuery } from 'graphql-jit';
import { type RequestContext } from '../request-context.js';
import { settled } from './settled.js';

/** Runs an operation, compiled or interpreted. */
export type Run = (context: unknown, variables: Record<string, unknown>) => Promise<ExecutionResult> | ExecutionResult;

/**
 * Whether graphql-jit would answer otherwise than graphql-js: a mutation goes on after a field whose null spreads to the whole answer, a condition
 * (@skip, @include) on one use of a field or fragment counts for its other uses, and a variable left out within a literal becomes null.
 */
function runsOtherwise({ operation, selectionSet: { selections } }: OperationDefinitionNode, document: DocumentNode): boolean {
  if (operation === OperationTypeNode.MUTATION && (selections.length > 1 || selections[0]!.kind !== Kind.FIELD)) return true;
  let found = false;
  const find = () => {
    found = true;
    return BREAK;
  };
  const withinLiteral = (parent: unknown) => Array.isArray(parent) || (parent as ASTNode).kind === Kind.OBJECT_FIELD;
  visit(document, {
    Directive: find,
    Variable: (_node, _key, parent) => (withinLiteral(parent) ? find() : undefined),
  });
  return found;
}

/** Takes what it is given: the type that variables have for graphql-jit, which is to leave coerced values alone. */
const Coerced = new GraphQLScalarType({ name: '_Coerced', parseValue: (value) => value });
const COERCED: NamedTypeNode = { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: Coerced.name } };

function knowingCoerced(schema: GraphQLSchema): GraphQLSchema {
  return Object.create(schema, {
    getType: { value: (name: string) => (name === Coerced.name ? Coerced : schema.getType(name)) },
  }) as GraphQLSchema;
}

/** Errors of graphql-jit's own class, which Apollo Server cannot format, as those of graphql-js. */
function adopt(result: ExecutionResult): ExecutionResult {
  if (!result.errors) return result;
  const errors = result.errors.map(({ message, path, locations, originalError, extensions }) => {
    const merged = { ...extensions, ...(originalError as GraphQLError | undefined)?.extensions };
    return Object.assign(new GraphQLError(message, { path, originalError, extensions: merged }), { locations });
  });
  return { ...result, errors };
}

/**
 * Compiles an operation, which answers when the reads of what it shows are written down; graphql-js runs those that graphql-jit would treat otherwise, and
 * coerces the variables of all.
 * @param isWorthIt whether to compile it, rather than leave it to graphql-js
 */
export function compileOperation(schema: GraphQLSchema, document: DocumentNode, operationName?: string, isWorthIt = true): Run {
  const run = compiled(schema, document, operationName, isWorthIt);
  const { operation, name } = getOperationAST(document, operationName) ?? {};
  const span = ['graphql', operation, name?.value].filter(Boolean).join(' ');
  const attributes = { 'graphql.operation.type': operation, 'graphql.operation.name': name?.value };
  return (context, variables) =>
    traced(
      span,
      () => ({ attributes }),
      async () => settled(await run(context, variables), (context as Partial<RequestContext> | undefined)?.reads),
    );
}

function compiled(schema: GraphQLSchema, document: DocumentNode, operationName: string | undefined, isWorthIt: boolean): Run {
  const interpret: Run = (contextValue, variableValues) =>
    execute({ schema, document, operationName, contextValue, variableValues });
  const operation = getOperationAST(document, operationName);
  if (!isWorthIt || !operation || runsOtherwise(operation, document)) return interpret;
  const variableDefinitions = operation.variableDefinitions ?? [];
  const passed = {
    ...operation,
    variableDefinitions: variableDefinitions.map(({ kind, variable }) => ({ kind, variable, type: COERCED })),
  };
  const definitions = document.definitions.map((definition) => (definition === operation ? passed : definition));
  const query = compileQuery(knowingCoerced(schema), { ...document, definitions }, operationName);
  if (!isCompiledQuery(query)) return interpret;
  return async (context, variables) => {
    const { coerced, errors } = getVariableValues(schema, variableDefinitions, variables, { maxErrors: 50 });
    return errors ? { errors } : adopt(await query.query(undefined, context, coerced));
  };
}
