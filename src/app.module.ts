import { type DynamicModule, Module } from '@nestjs/common';
import { GraphQLModule } from '@nestjs/graphql';
import { assembleSchema } from './graphql/schema/assemble.js';
import { freshnessOf } from './graphql/schema/freshness.js';
import { ServiceResolver } from './graphql/schema/service-info.js';
import { type Authenticate } from './graphql/server/context.js';
import { type ReportIncident } from './graphql/server/format-error.js';
import { type Gate } from './graphql/server/gate.js';
import { graphqlOptions } from './graphql/server/graphql-options.js';
import { schemaTypes } from './schema-types.js';
import { schemaParts } from './schema-parts.js';
import { type Service } from './service.js';

/** The whole service as one Nest module. */
@Module({})
export class AppModule {
  static for(services: Service, authenticate: Authenticate, report: ReportIncident, gate: Gate): DynamicModule {
    return {
      module: AppModule,
      imports: [
        GraphQLModule.forRoot(
          graphqlOptions({
            types: schemaTypes,
            transformSchema: (schema) => assembleSchema(schema, services, schemaParts(services.imports)),
            authenticate,
            report,
            gate,
            audit: services.audit,
            freshness: () => freshnessOf(services),
          }),
        ),
      ],
      providers: [ServiceResolver],
    };
  }
}
