import { type GatewayGraphQLRequestContext, type GatewayInterface } from '@apollo/server-gateway-interface';
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { Injectable } from '@nestjs/common';
import { type GraphQLSchema } from 'graphql';
import { type FastifyInstance } from 'fastify';
import { compileOperation, type Run } from './compile.js';
import { type OperationPolicy, DirectAnswers } from './direct-answers.js';

/** Executes operations through the hook that Apollo Server has for gateways, as they were read before it was asked. */
export function jitGateway(schema: GraphQLSchema, answers?: DirectAnswers): GatewayInterface {
  return {
    onSchemaLoadOrUpdate(listener) {
      listener({ apiSchema: schema, coreSupergraphSdl: '' });
      return () => undefined;
    },
    load: () =>
      Promise.resolve({
        executor: ({ document, request, context, operationName, queryHash }: GatewayGraphQLRequestContext) => {
          const result = answers?.resultIn(context);
          if (result) return result as never;
          const name = operationName ?? undefined;
          const known = answers?.policy.gate.operations.known(queryHash);
          const run: Run = known ? known.run(name) : compileOperation(schema, document, name);
          return Promise.resolve(run(context, request.variables ?? {})) as never;
        },
      }),
    stop: () => Promise.resolve(),
  };
}

/** Configuration of Nest's Apollo driver, and what goes with every operation whether Apollo Server sees it or not. */
export type JitDriverConfig = ApolloDriverConfig & { readonly policy: OperationPolicy };

/** Nest's Apollo driver behind the gate; operations that hold all rules are run and answered without Apollo Server where it has nothing to add. */
@Injectable()
export class JitApolloDriver extends ApolloDriver {
  override start({ policy, ...options }: JitDriverConfig): Promise<void> {
    const { gate } = policy;
    gate.open(options.schema!);
    const answers = new DirectAnswers(policy);
    const context = answers.contexts(options.context as never);
    answers.serve(this.httpAdapterHost.httpAdapter.getInstance<FastifyInstance>(), options.path!, context);
    const documentStore = {
      get: (key: string) => Promise.resolve(gate.operations.known(key.slice(-64))?.document),
      set: () => Promise.resolve(),
      delete: () => Promise.resolve(false),
    };
    const gateway = jitGateway(options.schema!, answers);
    return super.start({ ...options, context, documentStore, gateway } as ApolloDriverConfig);
  }
}
