import { type DynamicModule, Module } from '@nestjs/common';
import { GraphQLModule } from '@nestjs/graphql';
import { type ApiKeys } from './access/api-keys.js';
import { assembleSchema } from './graphql/schema/assemble.js';
import { freshnessOf } from './graphql/schema/freshness.js';
import { ServiceResolver } from './graphql/schema/service-info.js';
import { type Services } from './graphql/schema/services.js';
import { graphqlOptions } from './graphql/server/graphql-options.js';
import { schemaTypes } from './schema-types.js';
import { viewQueries } from './views/index.js';

/** The whole service as one Nest module. */
@Module({})
export class AppModule {
  static for(services: Services, keys: Pick<ApiKeys, 'authenticate'>): DynamicModule {
    return {
      module: AppModule,
      imports: [
        GraphQLModule.forRoot(
          graphqlOptions({
            types: schemaTypes,
            transformSchema: (schema) => assembleSchema(schema, services, viewQueries),
            authenticate: (authorization) => keys.authenticate(authorization),
            freshness: () => freshnessOf(services),
            closing: services.closing,
          }),
        ),
      ],
      providers: [ServiceResolver],
    };
  }
}
