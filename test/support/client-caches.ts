import { createRequire } from 'node:module';
import { ApolloClient, HttpLink, InMemoryCache } from '@apollo/client';
import { cacheExchange } from '@urql/exchange-graphcache';
import { Client, fetchExchange } from '@urql/core';
import {
  type ArgumentNode,
  type DocumentNode,
  getNamedType,
  getNullableType,
  type GraphQLNamedType,
  type GraphQLSchema,
  isAbstractType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  print,
  type SelectionSetNode,
  valueFromASTUntyped,
} from 'graphql';

/** A client as applications use it, with the cache that it has without settings. */
export interface CachingClient {
  /** Asks the service, and keeps what it answers. */
  readonly ask: (document: DocumentNode) => Promise<unknown>;
  /** What it shows of a document from its cache alone. */
  readonly shown: (document: DocumentNode) => Promise<unknown>;
}

/** Apollo Client with its InMemoryCache. */
export function apolloClient(uri: string): CachingClient {
  const client = new ApolloClient({ link: new HttpLink({ uri }), cache: new InMemoryCache() });
  return {
    ask: (query) => client.query({ query, fetchPolicy: 'network-only' }),
    shown: async (query) => (await client.query<unknown>({ query, fetchPolicy: 'cache-only' })).data,
  };
}

/** urql with Graphcache. */
export function urqlClient(url: string): CachingClient {
  const client = new Client({ url, exchanges: [cacheExchange({}), fetchExchange], preferGetMethod: false });
  return {
    ask: (query) => client.query(query, {}, { requestPolicy: 'network-only' }).toPromise(),
    shown: async (query) => (await client.query<unknown>(query, {}, { requestPolicy: 'cache-only' }).toPromise()).data,
  };
}

interface RelayRuntime {
  readonly Environment: new (parts: object) => { readonly lookup: (selector: unknown) => { readonly data: unknown } };
  readonly Network: { readonly create: (fetch: (request: { readonly text: string }) => Promise<unknown>) => object };
  readonly RecordSource: new () => object;
  readonly Store: new (source: object) => object;
  readonly createOperationDescriptor: (request: object, variables: object) => { readonly fragment: unknown };
  readonly fetchQuery: (
    environment: object,
    request: object,
    variables: object,
  ) => { readonly toPromise: () => Promise<unknown> };
}

/** Relay's store, with operations as its compiler writes them. */
export function relayClient(uri: string, schema: GraphQLSchema): CachingClient {
  const relay = createRequire(import.meta.url)('relay-runtime') as RelayRuntime;
  const headers = { 'content-type': 'application/json' };
  const network = relay.Network.create(async ({ text }) => {
    const response = await fetch(uri, { method: 'POST', headers, body: JSON.stringify({ query: text }) });
    return response.json();
  });
  const environment = new relay.Environment({ network, store: new relay.Store(new relay.RecordSource()) });
  const requests = new Map<DocumentNode, object>();
  const requestOf = (document: DocumentNode) => {
    if (!requests.has(document)) requests.set(document, relayRequest(schema, document));
    return requests.get(document)!;
  };
  return {
    ask: (document) => relay.fetchQuery(environment, requestOf(document), {}).toPromise(),
    shown: (document) =>
      Promise.resolve(environment.lookup(relay.createOperationDescriptor(requestOf(document), {}).fragment).data),
  };
}

function relayRequest(schema: GraphQLSchema, document: DocumentNode): object {
  const operation = document.definitions[0] as OperationDefinitionNode;
  const selections = selectionsOf(schema, operation.selectionSet, schema.getQueryType()!);
  const name = operation.name!.value;
  const about = { argumentDefinitions: [], name, selections };
  return {
    kind: 'Request',
    fragment: { ...about, kind: 'Fragment', metadata: null, type: 'Query', abstractKey: null },
    operation: { ...about, kind: 'Operation' },
    params: { cacheID: name, id: null, metadata: {}, name, operationKind: 'query', text: print(document) },
  };
}

function selectionsOf(schema: GraphQLSchema, { selections }: SelectionSetNode, parent: GraphQLNamedType): object[] {
  return selections.map((selection) => {
    if (selection.kind === Kind.FRAGMENT_SPREAD) throw new Error('write fragments inline');
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      const type = schema.getType(selection.typeCondition!.name.value)!;
      const below = selectionsOf(schema, selection.selectionSet, type);
      return { kind: 'InlineFragment', selections: below, type: type.name, abstractKey: null };
    }
    const name = selection.name.value;
    const field = {
      alias: selection.alias?.value ?? null,
      args: selection.arguments?.length ? selection.arguments.map(literal) : null,
      name,
      storageKey: null,
    };
    if (!selection.selectionSet) return { ...field, kind: 'ScalarField' };
    if (!isObjectType(parent) && !isAbstractType(parent)) throw new Error(`${parent.name} has no fields`);
    const { type } = (parent as Extract<typeof parent, { getFields: unknown }>).getFields()[name]!;
    const named = getNamedType(type);
    return {
      ...field,
      kind: 'LinkedField',
      concreteType: isAbstractType(named) ? null : named.name,
      plural: isListType(getNullableType(type)),
      selections: selectionsOf(schema, selection.selectionSet, named),
    };
  });
}

function literal({ name, value }: ArgumentNode): object {
  return { kind: 'Literal', name: name.value, value: valueFromASTUntyped(value) };
}
