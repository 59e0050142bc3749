import { v7 as uuidV7 } from 'uuid';
import { ApiKeys } from '../access/api-keys.js';
import { ROLES, type Role } from '../access/viewer.js';
import { fromGlobalId } from '../graphql/global-id.js';
import { withService } from './with-service.js';

/** `concord key create NAME --role …`. */
export async function createKey(
  name: string,
  { role, actor, user }: { role: string[]; actor?: string; user?: string },
): Promise<void> {
  const unknown = role.filter((one) => !(ROLES as readonly string[]).includes(one));
  if (unknown.length > 0) throw new Error(`--role ${unknown.join(', ')}: a role is one of ${ROLES.join(', ')}`);
  const id = actor === undefined ? undefined : fromGlobalId('actor', actor);
  if (actor !== undefined && id === undefined) throw new Error(`--actor ${actor}: is the id of an actor: actor_<uuid>`);
  await withService(async ({ pool, handler }) => {
    if (id !== undefined && !(await handler.load('actor', id)).meta.exists)
      throw new Error(`--actor ${actor}: there is no such actor`);
    const key = await new ApiKeys(pool).create({ name, roles: role as Role[], actor: id, user: user ?? uuidV7() });
    process.stdout.write(`${key}\n`);
  });
}

/** `concord key list`. */
export async function listKeys(): Promise<void> {
  await withService(async ({ pool }) => {
    for (const { name, user, actor, roles, createdAt, revokedAt } of await new ApiKeys(pool).list()) {
      const state = revokedAt ? `revoked ${revokedAt.toISOString()}` : 'in use';
      process.stdout.write(
        `${name}\t${roles.join(',')}\t${actor ? `actor_${actor}` : '-'}\t${user}\t${createdAt.toISOString()}\t${state}\n`,
      );
    }
  });
}

/** `concord key revoke NAME`. */
export async function revokeKeys(name: string): Promise<void> {
  await withService(async ({ pool }) => {
    const ended = await new ApiKeys(pool).revoke(name);
    if (ended === 0) throw new Error(`no key in use is named ${name}`);
    process.stdout.write(`revoked ${name}\n`);
  });
}
