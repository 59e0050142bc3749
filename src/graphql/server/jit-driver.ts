import { type GatewayGraphQLRequestContext, type GatewayInterface } from '@apollo/server-gateway-interface';
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { Injectable } from '@nestjs/common';
import {
  type DocumentNode,
  execute,
  type ExecutionResult,
  getNamedType,
  getOperationAST,
  GraphQLError,
  type GraphQLInputType,
  type GraphQLSchema,
  isInputObjectType,
  typeFromAST,
} from 'graphql';
import { compileQuery, isCompiledQuery } from 'graphql-jit';
import { LRUCache } from 'lru-cache';

type Run = (context: unknown, variables: Record<string, unknown>) => Promise<ExecutionResult> | ExecutionResult;

/** Compiled operations kept, by the hash of their text. */
const REMEMBERED = 1_000;

/** Whether graphql-jit coerces an operation's variables as graphql-js does: it skips @oneOf and the defaults of input fields. */
function coercesAlike(schema: GraphQLSchema, document: DocumentNode, operationName?: string): boolean {
  const seen = new Set<unknown>();
  const alike = (type: GraphQLInputType): boolean => {
    const named = getNamedType(type);
    if (!isInputObjectType(named) || seen.has(named)) return true;
    seen.add(named);
    return (
      !named.isOneOf && Object.values(named.getFields()).every((field) => field.defaultValue === undefined && alike(field.type))
    );
  };
  const variables = getOperationAST(document, operationName)?.variableDefinitions ?? [];
  return variables.every(({ type }) => alike(typeFromAST(schema, type as never) as GraphQLInputType));
}

/** Errors of graphql-jit's own class, which Apollo Server cannot format, as those of graphql-js. */
function adopt(result: ExecutionResult): ExecutionResult {
  if (!result.errors) return result;
  const isCoercion = result.data === undefined;
  const errors = result.errors.map((error) => {
    const extensions = {
      ...(isCoercion ? { code: 'BAD_USER_INPUT' } : {}),
      ...error.extensions,
      ...(error.originalError as GraphQLError | undefined)?.extensions,
    };
    return new GraphQLError(error.message, {
      path: error.path,
      nodes: error.nodes,
      originalError: error.originalError,
      extensions,
    });
  });
  return { ...result, errors };
}

/** Compiles an operation; graphql-js runs those that graphql-jit would treat otherwise. */
export function compileOperation(schema: GraphQLSchema, document: DocumentNode, operationName?: string): Run {
  const interpret: Run = (contextValue, variableValues) =>
    execute({ schema, document, operationName, contextValue, variableValues });
  if (!coercesAlike(schema, document, operationName)) return interpret;
  const compiled = compileQuery(schema, document, operationName);
  if (!isCompiledQuery(compiled)) return interpret;
  return async (context, variables) => adopt(await compiled.query(undefined, context, variables));
}

/** Executes operations by graphql-jit, through the hook that Apollo Server has for gateways. */
export function jitGateway(schema: GraphQLSchema): GatewayInterface {
  const runs = new LRUCache<string, Run>({ max: REMEMBERED });
  return {
    onSchemaLoadOrUpdate(listener) {
      listener({ apiSchema: schema, coreSupergraphSdl: '' });
      return () => undefined;
    },
    load: () =>
      Promise.resolve({
        executor: ({ document, queryHash, request, context, operationName }: GatewayGraphQLRequestContext) => {
          const key = `${queryHash} ${operationName ?? ''}`;
          let run = runs.get(key);
          if (!run) runs.set(key, (run = compileOperation(schema, document, operationName ?? undefined)));
          return Promise.resolve(run(context, request.variables ?? {})) as never;
        },
      }),
    stop: () => Promise.resolve(),
  };
}

/** Nest's Apollo driver with compiled execution. */
@Injectable()
export class JitApolloDriver extends ApolloDriver {
  override start(options: ApolloDriverConfig): Promise<void> {
    return super.start({ ...options, gateway: jitGateway(options.schema!) } as ApolloDriverConfig);
  }
}
