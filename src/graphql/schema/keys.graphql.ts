import {
  GraphQLBoolean,
  GraphQLEnumType,
  GraphQLID,
  GraphQLInputObjectType,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLString,
} from 'graphql';
import { type ApiKey } from '../../access/api-keys.js';
import { coordinatesOf, InvalidKey, type KeyRequest } from '../../access/key-management.js';
import { GIVEN_ROLES, type Role } from '../../access/viewer.js';
import { badUserInput } from '../errors.js';
import { fromGlobalId, toGlobalId, UUID } from '../global-id.js';
import { MAX_PAGE_SIZE } from '../read/page.js';
import { Instant } from '../scalars.js';
import { type Services } from './services.js';
import { type AnyField, listOf, many, required } from './shared-types.js';

const ROLE: Readonly<Record<Exclude<Role, 'PROCESS'>, string>> = {
  ADMINISTRATOR: 'Runs the installation: keys, thresholds, configuration.',
  COORDINATOR: 'Records for the organisations that it coordinates.',
  MEMBER: 'Records for its own organisation.',
  READER: 'Reads.',
};

export const RoleEnum = new GraphQLEnumType({
  name: 'Role',
  description: 'What a caller may do besides reading.',
  values: Object.fromEntries(GIVEN_ROLES.map((role) => [role, { description: ROLE[role] }])),
});

const texts = new GraphQLList(new GraphQLNonNull(GraphQLString));
const instant = (description: string, of: (key: ApiKey) => Date | null) => ({
  type: Instant,
  description,
  resolve: (key: ApiKey) => of(key)?.toISOString() ?? null,
});
const userId = (user: string) => `user_${user}`;

/** Organisations that a COORDINATOR records for, as a field of what has them. */
export const coordinationFields = {
  coordinates: {
    type: listOf(GraphQLID),
    description: 'Organisations for which a COORDINATOR records: their ids, or ALL.',
    resolve: ({ coordinates }: { coordinates: 'ALL' | readonly string[] }) =>
      [coordinates].flat().map((id) => (id === 'ALL' ? id : toGlobalId('actor', id))),
  },
};

const ApiKeyType = new GraphQLObjectType<ApiKey>({
  name: 'ApiKey',
  description: 'A key, without what makes it one: that is shown once, when it is made.',
  fields: {
    id: { type: required(GraphQLID), description: 'Names it when it is rotated or revoked.' },
    name: { type: required(GraphQLString), description: 'What it is called.' },
    user: { type: required(GraphQLID), description: 'Its user, as audiences name it.', resolve: ({ user }) => userId(user) },
    organisationId: {
      type: GraphQLID,
      description: 'The organisation that it speaks for.',
      resolve: ({ actor }) => actor && toGlobalId('actor', actor),
    },
    roles: { type: listOf(RoleEnum), description: 'Its roles; none for a public token.' },
    ...coordinationFields,
    scope: {
      type: listOf(GraphQLString),
      description:
        'What it may send: `commands` (all), kinds of record, names of mutations; `keys` manages the keys of its organisation.',
    },
    createdAt: { ...instant('When it was made.', (key) => key.createdAt), type: required(Instant) },
    expiresAt: instant('When it ends; null for never.', (key) => key.expiresAt),
    lastUsedAt: instant('When it was used last, to the minute.', (key) => key.lastUsedAt),
    revokedAt: instant('When it was revoked.', (key) => key.revokedAt),
    replaces: { type: GraphQLID, description: 'The key that it took the place of.' },
    documents: {
      type: texts,
      description: 'Of a public token: the documents that it runs, as `sha256:<hex>`.',
      resolve: ({ documents }) => documents?.map((hash) => `sha256:${hash}`) ?? null,
    },
    origins: {
      type: texts,
      description: 'Of a public token: origins of the pages that may send it; null for any.',
    },
  },
});

const MadeKeyType = new GraphQLObjectType({
  name: 'MadeKey',
  description: 'A new key.',
  fields: {
    text: { type: required(GraphQLString), description: 'The key itself. It is shown this once.' },
    key: { type: required(ApiKeyType), description: 'What is listed of it.' },
  },
});

const CreateKeyInput = new GraphQLInputObjectType({
  name: 'CreateKeyInput',
  description: 'A key to be made.',
  fields: {
    name: { type: new GraphQLNonNull(GraphQLString), description: 'What it is called.' },
    organisation: {
      type: GraphQLID,
      description: 'The organisation that it speaks for (`actor_…`); your own, if you manage the keys of one.',
    },
    user: { type: GraphQLID, description: 'Its user (`user_…`); a new one, if left out.' },
    roles: {
      type: many(RoleEnum),
      description: 'Its roles: none for a public token, MEMBER and READER for an organisation that makes its own.',
    },
    coordinates: {
      type: many(GraphQLID),
      description: 'Organisations for which a COORDINATOR records: their ids, or ALL alone.',
    },
    scope: {
      type: many(GraphQLString),
      description:
        'What it may send: `commands` (all; so if left out), kinds of record, names of mutations, `keys`. Nothing of these: it reads.',
    },
    days: { type: GraphQLInt, description: 'Days that it counts, 1 to 366; 90, if left out.' },
    neverExpires: { type: GraphQLBoolean, description: "For the installation's administrator: it counts until it is revoked." },
    documents: {
      type: many(GraphQLString),
      description:
        'Makes it a public token, which runs these documents alone: `sha256:<hex>` of their texts. It sees what everybody sees.',
    },
    origins: {
      type: many(GraphQLString),
      description: 'Of a public token: origins of the pages that may send it; any, if left out.',
    },
  },
});

const keyArgument = { id: { type: new GraphQLNonNull(GraphQLID), description: 'The key, by the id that lists show.' } };

/** `Query.apiKeys`: for those who manage keys. */
export function keyQueries({ keyManagement }: Services): Record<string, AnyField> {
  return {
    apiKeys: {
      type: listOf(ApiKeyType),
      description:
        "Keys that you manage, the newest first: those of your organisation, or all as the installation's administrator. The same at every moment.",
      args: {
        organisation: { type: GraphQLID, description: 'Only those of this organisation.' },
        ended: { type: GraphQLBoolean, description: 'Those too that have ended.', defaultValue: false },
        first: { type: GraphQLInt, description: `How many: 50 if left out, ${MAX_PAGE_SIZE} at the most.`, defaultValue: 50 },
        after: { type: GraphQLID, description: 'Those that follow this key (its id) in the list.' },
      },
      resolve: (
        _root,
        args: { organisation?: string | null; ended: boolean; first: number; after?: string | null },
        { viewer },
      ) => {
        const { organisation, ended, first, after } = args;
        if (first < 1 || first > MAX_PAGE_SIZE)
          throw badUserInput({ field: 'first', value: first, rule: `is 1 to ${MAX_PAGE_SIZE}` });
        const before = after == null ? undefined : keyId(after, 'after');
        const actor = organisation == null ? undefined : actorId(organisation, 'organisation');
        return keyManagement.list(viewer, { actor, ended, first, before });
      },
    },
  };
}

/** The mutations that manage keys. They record no events: keys are no part of the record. */
export function keyMutations({ keyManagement }: Services): Record<string, AnyField> {
  return {
    createKey: {
      type: required(MadeKeyType),
      description: 'Makes a key, or a public token.',
      args: { input: { type: new GraphQLNonNull(CreateKeyInput), description: 'What it is to be.' } },
      resolve: (_root, { input }: { input: Input }, { viewer }) =>
        withProblems(() => keyManagement.create(viewer, requestOf(input))),
    },
    rotateKey: {
      type: required(MadeKeyType),
      description:
        'Makes the successor of a key, with the same rights and for as long; the old one counts for some hours beside it.',
      args: {
        ...keyArgument,
        overlapHours: { type: GraphQLInt, description: 'Hours that the old one counts, 0 to 720.', defaultValue: 24 },
      },
      resolve: (_root, { id, overlapHours }: { id: string; overlapHours: number }, { viewer }) =>
        withProblems(() => keyManagement.rotate(viewer, keyId(id, 'id'), overlapHours)),
    },
    revokeKey: {
      type: required(ApiKeyType),
      description: 'Ends a key at once: connections opened with it are closed within two seconds.',
      args: keyArgument,
      resolve: (_root, { id }: { id: string }, { viewer }) => withProblems(() => keyManagement.revoke(viewer, keyId(id, 'id'))),
    },
  };
}

interface Input extends Omit<KeyRequest, 'actor' | 'days' | 'coordinates'> {
  readonly organisation?: string | null;
  readonly coordinates?: readonly string[] | null;
  readonly days?: number | null;
  readonly neverExpires?: boolean | null;
}

function requestOf({ organisation, coordinates, neverExpires, ...input }: Input): KeyRequest {
  const { user, days, documents } = input;
  if (user != null && !user.startsWith('user_')) throw new InvalidKey('user', user, 'is the id of a user: user_…');
  return {
    ...input,
    user: user?.slice('user_'.length),
    actor: organisation == null ? null : actorId(organisation, 'input.organisation'),
    coordinates: coordinates && coordinatesOf(coordinates, (id) => actorId(id, 'input.coordinates')),
    days: neverExpires ? 'never' : days,
    documents: documents?.map((hash) => hash.replace(/^sha256:/, '')),
  };
}

function actorId(id: string, field: string): string {
  const found = fromGlobalId('actor', id);
  if (found === undefined) throw badUserInput({ field, value: id, rule: 'is the id of an actor: actor_<uuid>' });
  return found;
}

function keyId(id: string, field: string): string {
  if (!UUID.test(id)) throw badUserInput({ field, value: id, rule: 'is the id of a key: a UUID' });
  return id;
}

/** Says what is wrong with a request as the API does. */
async function withProblems<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof InvalidKey) throw badUserInput({ field: `input.${error.field}`, value: error.value, rule: error.rule });
    throw error;
  }
}
