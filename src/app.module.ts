import { type DynamicModule, Module } from '@nestjs/common';
import { GraphQLModule } from '@nestjs/graphql';
import { type ApiKeys } from './access/api-keys.js';
import { commonCommands } from './graphql/commands/common.js';
import { LocalizedTextObject, MoneyObject } from './graphql/objects/fields.js';
import { Node, RecordObject } from './graphql/objects/record-module.js';
import { assembleSchema } from './graphql/schema/assemble.js';
import { commonTypes } from './graphql/schema/common-types.js';
import { freshnessOf } from './graphql/schema/freshness.js';
import { ServiceResolver } from './graphql/schema/service-info.js';
import { type Services } from './graphql/schema/services.js';
import { graphqlOptions } from './graphql/server/graphql-options.js';
import { recordModules } from './records/index.js';
import { viewQueries, viewTypes } from './views/index.js';

/** Classes that become types of the schema without a resolver of Nest's own naming them. */
const types = [
  Node,
  RecordObject,
  LocalizedTextObject,
  MoneyObject,
  ...commonTypes,
  ...viewTypes,
  ...commonCommands.map(({ type }) => type),
  ...recordModules.flatMap((module) => [module.type, ...module.commands.map(({ type }) => type)]),
];

/** The whole service as one Nest module. */
@Module({})
export class AppModule {
  static for(services: Services, keys: Pick<ApiKeys, 'authenticate'>): DynamicModule {
    return {
      module: AppModule,
      imports: [
        GraphQLModule.forRoot(
          graphqlOptions({
            types,
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
