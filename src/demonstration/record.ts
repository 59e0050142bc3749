import { v5 as uuidV5 } from 'uuid';
import { type Viewer } from '../access/viewer.js';
import { type CommandHandler } from '../event-sourcing/command-handler.js';
import { CreateCommand } from '../graphql/commands/command.js';
import { readCommand } from '../graphql/commands/registry.js';
import { toGlobalId } from '../graphql/global-id.js';
import { BRIEFING, type Statement, statements } from './statements.js';

/** Ids of the demonstration are made from names, so that starting it again records nothing twice. */
const NAMESPACE = '3b0f5a52-6f0a-5c7e-9d52-0d1c6a3f7b11';
const idOf = (kind: string, name: string) => uuidV5(`${kind}:${name}`, NAMESPACE);

/** Records the statements of the briefing by the same commands as anybody's. @returns how many were new; @throws where one is refused */
export async function recordBriefing(handler: CommandHandler<Viewer>): Promise<number> {
  const caller: Viewer = {
    user: 'demonstration',
    actor: idOf('actor', 'CTED'),
    roles: ['COORDINATOR'],
    keys: ['public', 'members'],
  };
  let recorded = 0;
  for (const [index, statement] of statements.entries()) {
    const outcome = await handler.execute(requestOf(statement, index, caller));
    if (outcome.status === 'refused') {
      throw new Error(
        `${statement.source}, ${statement.command.name} of ${statement.record.join(' ')}: ${outcome.refusal.message}`,
      );
    }
    if (!outcome.receipt.duplicate) recorded++;
  }
  return recorded;
}

function requestOf({ source, record: [kind, name], command, input, on, by }: Statement, index: number, caller: Viewer) {
  const creates = command.prototype instanceof CreateCommand;
  const raw = {
    ...(withIds(input) as object),
    ...(creates ? { handling: { tlp: 'CLEAR', audience: [] } } : { id: toGlobalId(kind, idOf(kind, name)) }),
    ...(by ? { onBehalfOf: toGlobalId('actor', idOf('actor', by)) } : {}),
    commandId: uuidV5(`${index} ${source} ${command.name} ${kind}:${name}`, NAMESPACE),
    occurredAt: on ?? '2021-01-27',
    source: { document: BRIEFING, identifier: source },
  };
  return readCommand(kind, command, raw, caller, creates ? idOf(kind, name) : undefined);
}

/** Names of actors, `@CTED`, as their public ids. */
function withIds(value: unknown): unknown {
  if (typeof value === 'string') return /^@[A-Z]+$/.test(value) ? toGlobalId('actor', idOf('actor', value.slice(1))) : value;
  if (Array.isArray(value)) return value.map(withIds);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withIds(inner)]));
}
