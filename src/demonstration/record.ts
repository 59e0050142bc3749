import { v5 as uuidV5 } from 'uuid';
import { OWN_USERS, type Viewer } from '../access/viewer.js';
import { type CommandHandler, type CommandRequest } from '../event-sourcing/command-handler.js';
import { inFlight } from '../exchange/in-flight.js';
import { commandSpec, readCommand } from '../graphql/commands/registry.js';
import { toGlobalId } from '../graphql/global-id.js';
import { BRIEFING, type Statement } from './statement.js';
import { statements } from './statements.js';

/** Ids of the demonstration are made from names, so that starting it again records nothing twice. */
const NAMESPACE = '3b0f5a52-6f0a-5c7e-9d52-0d1c6a3f7b11';
const idOf = (kind: string, name: string) => uuidV5(`${kind}:${name}`, NAMESPACE);

const BRIEFED: Viewer = {
  user: OWN_USERS.demonstration,
  actor: idOf('actor', 'CTED'),
  roles: ['COORDINATOR'],
  coordinates: 'ALL',
  keys: ['public', 'members'],
};
/** Commands under way at the same time, so that the store can append for many at once. */
const IN_FLIGHT = 64;

/** The statements of the briefing as commands. */
export function briefing(): CommandRequest<Viewer>[] {
  const said = new Map<string, number>();
  return statements.map((statement) => {
    const { source, record, command } = statement;
    const same = `${source} ${command} ${record.join(':')}`;
    const nth = (said.get(same) ?? 0) + 1;
    said.set(same, nth);
    return requestOf(statement, nth);
  });
}

/**
 * Records commands by the same way as anybody's, each after those before it on the same record and on the records that this one has named so far.
 * @returns how many were new
 * @throws where one is refused
 */
export async function recordAll(handler: CommandHandler<Viewer>, requests: readonly CommandRequest<Viewer>[]): Promise<number> {
  let recorded = 0;
  const newest = new Map<string, Promise<void>>();
  const tied = new Map<string, Set<string>>();
  const execute = async (request: CommandRequest<Viewer>) => {
    const { source, name, kind } = request;
    const outcome = await handler.execute(request);
    if (outcome.status === 'refused') {
      // An earlier version recorded this statement with other ids in it.
      if (outcome.refusal.code === 'IDEMPOTENCY_KEY_REUSED') return;
      const { message, field, value } = outcome.refusal;
      throw new Error(`${source?.identifier}, ${name} of ${kind}_${outcome.id}: ${message} (${field} = ${value})`);
    }
    if (!outcome.receipt.duplicate) recorded++;
  };
  await inFlight(requests, IN_FLIGHT, (request) => {
    const id = request.id!;
    const named = tied.get(id) ?? new Set([id]);
    tied.set(id, named);
    for (const one of request.references ?? []) named.add(one.id);
    const before = [...named, request.onBehalfOf ?? id].flatMap((one) => newest.get(one) ?? []);
    const mine = Promise.all(before).then(() => execute(request));
    newest.set(id, mine);
    return mine;
  });
  return recorded;
}

function requestOf({ source, record: [kind, name], command, input, on, by }: Statement, nth: number): CommandRequest<Viewer> {
  const { creates, type } = commandSpec(command);
  const raw = {
    ...(withIds(input) as object),
    ...(creates ? { handling: { tlp: 'CLEAR', audience: [] } } : { id: toGlobalId(kind, idOf(kind, name)) }),
    ...(by ? { onBehalfOf: toGlobalId('actor', idOf('actor', by)) } : {}),
    commandId: uuidV5(`${nth} ${source} ${type.name} ${kind}:${name}`, NAMESPACE),
    occurredAt: on ?? '2021-01-27',
    source: { document: BRIEFING, identifier: source },
  };
  return readCommand(kind, command, raw, BRIEFED, creates ? idOf(kind, name) : undefined);
}

/** Names of records as their public ids: `@CTED` is an actor, `@capacityActivity:Side event 2018` a record of another kind. */
function withIds(value: unknown): unknown {
  if (typeof value === 'string') {
    const named = /^@(?:([a-z]\w*):(.+)|([A-Z]+))$/.exec(value);
    if (!named) return value;
    const [kind, name] = named[3] ? ['actor', named[3]] : [named[1]!, named[2]!];
    return toGlobalId(kind, idOf(kind, name));
  }
  if (Array.isArray(value)) return value.map(withIds);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withIds(inner)]));
}
