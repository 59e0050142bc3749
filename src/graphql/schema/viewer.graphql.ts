import { GraphQLEnumType, GraphQLID, GraphQLObjectType, type GraphQLSchema, GraphQLString } from 'graphql';
import { maySend } from '../../access/permissions.js';
import { type Credential, GIVEN_ROLES, type Role, type Viewer } from '../../access/viewer.js';
import { commonCommands } from '../commands/common.js';
import { toGlobalId } from '../global-id.js';
import { outputType } from '../objects/computed.js';
import { readerOf } from '../read/record-rows.js';
import { type RequestContext } from '../request-context.js';
import { Instant } from '../scalars.js';
import { coordinationFields, RoleEnum } from './keys.graphql.js';
import { type Services } from './services.js';
import { type AnyField, listOf, required } from './shared-types.js';

const KINDS: Readonly<Record<Credential['kind'] | 'NONE', string>> = {
  NONE: 'None: anybody.',
  API_KEY: 'A key of this service.',
  PUBLIC_TOKEN: 'A public token, which runs some documents alone.',
  ACCESS_TOKEN: 'An access token of a trusted issuer.',
};

/** `Query.viewer`: who asks. */
export function viewerQueries(schema: GraphQLSchema, { pool, modules }: Services): Record<string, AnyField> {
  const kind = new GraphQLEnumType({
    name: 'CredentialKind',
    description: 'By what a caller is known.',
    values: Object.fromEntries(Object.entries(KINDS).map(([name, description]) => [name, { description }])),
  });
  const ofKind = new GraphQLObjectType({
    name: 'CommandsOfKind',
    description: 'Commands that one may send to records of a kind.',
    fields: {
      kind: { type: required(GraphQLString), description: 'The kind of record.' },
      commands: { type: listOf(GraphQLString), description: 'Names of mutations.' },
    },
  });
  const viewer = new GraphQLObjectType<Viewer, RequestContext>({
    name: 'Viewer',
    description: 'Who asks, and what it may do.',
    fields: {
      user: {
        type: required(GraphQLID),
        description: 'Its user, as audiences name it; events name it without `user_`.',
        resolve: ({ user }) => `user_${user}`,
      },
      organisation: {
        type: outputType(schema, 'Actor'),
        description: 'The organisation that it speaks for, where it may read its record.',
        resolve: ({ actor }, _args, context) =>
          actor === null ? null : readerOf(pool, modules, context, 'actor', {}).load(actor),
      },
      organisationId: {
        type: GraphQLID,
        description: 'Id of the organisation that it speaks for.',
        resolve: ({ actor }) => actor && toGlobalId('actor', actor),
      },
      roles: {
        type: listOf(RoleEnum),
        description: 'Its roles; none for those without a key.',
        resolve: ({ roles }) => roles.filter((role) => (GIVEN_ROLES as readonly Role[]).includes(role)),
      },
      ...coordinationFields,
      credential: {
        type: required(kind),
        description: 'By what it is known.',
        resolve: ({ credential }) => credential?.kind ?? 'NONE',
      },
      expiresAt: {
        type: Instant,
        description: 'When that ends; null for never.',
        resolve: ({ credential }) => credential?.expires?.toISOString() ?? null,
      },
      scope: {
        type: listOf(GraphQLString),
        description:
          'What it may send, as far as roles and rights allow it: `commands` (all), kinds of record, names of mutations; `keys`.',
        resolve: ({ credential }) => credential?.scope ?? [],
      },
      commands: {
        type: listOf(ofKind),
        description: 'What it may send by its roles and scope. To which record depends on whose it is: see docs/permissions.md.',
        resolve: (viewer) =>
          [...modules.values()].flatMap(({ definition, commands }) => {
            const names = [...commands, ...commonCommands].map(({ name }) => name);
            const sent = names.filter((name) => maySend(viewer, definition, name));
            return sent.length > 0 ? [{ kind: definition.kind, commands: sent }] : [];
          }),
      },
    },
  });
  return {
    viewer: {
      type: required(viewer),
      description: 'Who you are here. The same at every moment.',
      resolve: (_root, _args, context: RequestContext) => context.viewer,
    },
  };
}
