import { Field, type ReturnTypeFunc } from '@nestjs/graphql';
import { type GraphQLFieldConfig, type GraphQLOutputType, type GraphQLSchema } from 'graphql';
import { type RequestContext } from '../request-context.js';
import { type Services } from '../schema/services.js';

/** A field of an object type that code-first decorators cannot say: made when the schema is complete, so that kinds need not import each other. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type ExtraField = (schema: GraphQLSchema, services: Services) => GraphQLFieldConfig<any, RequestContext>;

const extras = new Map<string, Map<string, ExtraField>>();

/** Adds a field to the object type made from `target`, or takes the place of the one that its decorators made. */
export function addField(target: object, name: string, field: ExtraField): void {
  const { name: type } = target as { name: string };
  extras.set(type, (extras.get(type) ?? new Map<string, ExtraField>()).set(name, field));
}

/** Fields added to an object type, by its class's name. */
export function extraFields(type: string): ReadonlyMap<string, ExtraField> {
  return extras.get(type) ?? new Map<string, ExtraField>();
}

/** Names of the classes that fields were added to. */
export function extendedTypes(): Iterable<string> {
  return extras.keys();
}

export interface FieldInfo {
  readonly nullable?: boolean;
  readonly list?: boolean;
}

/** A plain field: what stands under this name in the record's row. */
export function OutputField(
  type: ReturnTypeFunc,
  description: string,
  { nullable = false, list = false }: FieldInfo = {},
): PropertyDecorator {
  return Field(list ? () => [type() as never] : type, { description, nullable });
}

/** A field that is worked out from its object. */
export function Computed<Source>(
  type: ReturnTypeFunc,
  description: string,
  resolve: (source: Source, context: RequestContext) => unknown,
  info: FieldInfo = {},
): PropertyDecorator {
  return (target, property) => {
    OutputField(type, description, info)(target, property);
    resolveField(target.constructor, String(property), resolve);
  };
}

/** Gives a field that decorators made a resolver of its own. */
export function resolveField<Source>(
  target: object,
  name: string,
  resolve: (source: Source, context: RequestContext, services: Services) => unknown,
): void {
  addField(target, name, (schema, services) => {
    const made = fieldsOf(schema, (target as { name: string }).name)[name];
    return { ...made!, resolve: (source: Source, _args, context) => resolve(source, context, services) };
  });
}

function fieldsOf(schema: GraphQLSchema, type: string): Record<string, GraphQLFieldConfig<unknown, RequestContext>> {
  const found = schema.getType(type);
  if (!found || !('toConfig' in found)) throw new Error(`the schema has no object type ${type}`);
  return (found.toConfig() as { fields: Record<string, GraphQLFieldConfig<unknown, RequestContext>> }).fields;
}

/** An output type of the complete schema. @throws where there is none of that name */
export function outputType(schema: GraphQLSchema, name: string): GraphQLOutputType {
  const type = schema.getType(name);
  if (!type) throw new Error(`the schema has no type ${name}`);
  return type as GraphQLOutputType;
}
