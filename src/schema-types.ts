import { commonCommands } from './graphql/commands/common.js';
import { LocalizedTextObject, Money } from './graphql/objects/fields.js';
import { Node, RecordObject } from './graphql/objects/record-module.js';
import { commonTypes } from './graphql/schema/common-types.js';
import { recordModules } from './records/index.js';

/** Classes that become types of the schema without a resolver of Nest's own naming them. */
export const schemaTypes: readonly unknown[] = [
  Node,
  RecordObject,
  LocalizedTextObject,
  Money,
  ...commonTypes,
  ...commonCommands.map(({ type }) => type),
  ...recordModules.flatMap((module) => [module.type, ...[...module.commands, ...module.corrections].map(({ type }) => type)]),
];
