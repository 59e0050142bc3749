import { isDeepStrictEqual } from 'node:util';
import { type Pool } from 'pg';
import { v5, v7 } from 'uuid';
import { parseStream, streamOf } from '../../event-sourcing/catalogue.js';
import { type Caller, CommandHandler, type CommandRequest } from '../../event-sourcing/command-handler.js';
import { type RecordedEvent } from '../../event-sourcing/envelope.js';
import { type EventStore, NO_STREAM } from '../../event-sourcing/event-store.js';
import { InvalidInput, readCommand } from '../../graphql/commands/registry.js';
import { parseGlobalId, toGlobalId } from '../../graphql/global-id.js';
import { actorIdOf, projectIdOf } from '../publication/identity.js';
import { OverlayStore } from '../publication/overlay-store.js';
import { type ChangeRow, inputOf, readChanges } from './read-changes.js';
import { type Change, changesOf, REVERSIBLE, reversalOf } from './reversible.js';

/** A field of a record that a row changes. */
export interface RowChange extends Change {
  readonly line: number;
  /** Public id of the record. */
  readonly id: string;
}

export interface RowProblem {
  /** Line of the table; of what cannot be taken back, 0. */
  readonly line: number;
  readonly field?: string;
  readonly value?: string;
  readonly rule: string;
}

/** What changes do, or would do. */
export interface Applied {
  readonly changes: readonly RowChange[];
  readonly problems: readonly RowProblem[];
  /** Of all that was recorded; undefined where nothing was. */
  readonly correlation?: string;
  /** Where nothing is left to take back: the correlation id under which it was. */
  readonly undoneBy?: string;
}

interface Options<C extends Caller> {
  readonly handler: CommandHandler<C>;
  readonly caller: C;
  readonly pool: Pool;
  /** Records it; else it says what would change. */
  readonly record?: boolean;
}

/** Most rows of a table. */
export const MAX_ROWS = 100_000;

/**
 * Applies a table of changes to records that are there. All rows are rehearsed first; only where every one of them can be taken is anything recorded, under one
 * correlation id.
 * @throws {UnreadableFile} where the file is no such table
 */
export async function applyChanges<C extends Caller>(path: string, options: Options<C>): Promise<Applied> {
  const { handler, caller, pool, record = false } = options;
  const rehearsal = new OverlayStore(handler.store);
  const { catalogue, access, now, personal } = handler;
  const on = new CommandHandler<C>(rehearsal, catalogue, access, { now, keys: personal.keys });
  const correlation = v7();
  const requests: CommandRequest<C>[] = [];
  const changes: RowChange[] = [];
  const problems: RowProblem[] = [];
  for await (const row of readChanges(path)) {
    const { line } = row;
    if (requests.length === MAX_ROWS) throw new Error(`line ${line}: a table has at most ${MAX_ROWS} rows`);
    const read = row.rule ? { rule: row.rule } : await requestOf(row, handler, caller, pool, correlation);
    if ('rule' in read) {
      problems.push({ line, ...read });
      continue;
    }
    const outcome = await on.execute(read);
    if (outcome.status === 'refused') {
      const { message, field, value } = outcome.refusal;
      problems.push({ line, field, value: value === undefined ? undefined : JSON.stringify(value), rule: message });
      continue;
    }
    const { kind, id } = read;
    const events = await eventsOf(rehearsal, catalogue, streamOf(kind, id));
    const made = events.filter((event) => outcome.receipt.eventIds.includes(event.id));
    const differences = made
      .flatMap((event) => changesOf(catalogue.definition(kind), event, events))
      .filter(({ before, after }) => !isDeepStrictEqual(before, after));
    if (differences.length === 0) continue;
    requests.push(read);
    for (const change of differences) changes.push({ line, id: toGlobalId(kind, id), ...change });
  }
  if (!record || problems.length > 0 || changes.length === 0) return { changes, problems };
  const streams = [...new Set(requests.map(({ kind, id }) => streamOf(kind, id!)))];
  await pool.query('insert into imports.change_set (correlation, user_id, streams) values ($1, $2, $3)', [
    correlation,
    caller.user,
    streams,
  ]);
  return { changes, problems: await sendAll(handler, requests), correlation };
}

/** Sends commands one after the other; what is refused now was changed by somebody meanwhile. */
async function sendAll<C extends Caller>(
  handler: CommandHandler<C>,
  requests: readonly CommandRequest<C>[],
): Promise<RowProblem[]> {
  const problems: RowProblem[] = [];
  for (const request of requests) {
    const outcome = await handler.execute(request);
    if (outcome.status === 'refused') problems.push({ line: request.source?.line ?? 0, rule: outcome.refusal.message });
  }
  return problems;
}

/**
 * Takes back all that was recorded under the correlation id of a table of changes, the newest first, under a correlation id of its own. What somebody has changed
 * since stands, and is said. Twice is as good as once.
 */
export async function undoChanges<C extends Caller>(
  correlation: string,
  { handler, caller, pool }: Options<C>,
): Promise<Applied | undefined> {
  const { rows } = await pool.query<{ streams: string[]; undone_by: string | null }>(
    'select streams, undone_by from imports.change_set where correlation = $1',
    [correlation],
  );
  if (!rows[0]) return undefined;
  const undoing = v7();
  const { catalogue, store } = handler;
  await pool.query('insert into imports.change_set (correlation, user_id, streams) values ($1, $2, $3)', [
    undoing,
    caller.user,
    rows[0].streams,
  ]);
  const changes: RowChange[] = [];
  const problems: RowProblem[] = [];
  for (const stream of rows[0].streams) {
    const { kind, id } = parseStream(stream);
    const record = toGlobalId(kind, id);
    const definition = catalogue.definition(kind);
    const all = await eventsOf(store, catalogue, stream);
    const made = all.filter(({ metadata }) => metadata.correlationId === correlation).reverse();
    for (const event of made) {
      const commandId = v5('undo', event.id);
      const present = await eventsOf(store, catalogue, stream);
      const reversal = reversalOf(definition, event, present, commandId, `undoes ${correlation}`);
      if (!reversal) continue;
      const { command, input, changedSince } = reversal;
      for (const field of changedSince)
        problems.push({ line: 0, field: `${record} ${field}`, rule: 'was changed since, and stands' });
      if (!input) continue;
      const raw = { commandId, id: record, ...input };
      const outcome = await handler.execute({ ...readCommand(kind, command, raw, caller), correlationId: undoing });
      if (outcome.status === 'refused') {
        problems.push({ line: 0, field: record, rule: outcome.refusal.message });
        continue;
      }
      const after = await eventsOf(store, catalogue, stream);
      for (const one of after.filter((later) => outcome.receipt.eventIds.includes(later.id)))
        for (const change of changesOf(definition, one, after)) changes.push({ line: 0, id: record, ...change });
    }
  }
  if (changes.length === 0) {
    await pool.query('delete from imports.change_set where correlation = $1', [undoing]);
    return { changes, problems, undoneBy: rows[0].undone_by ?? undefined };
  }
  await pool.query('update imports.change_set set undone_by = $2 where correlation = $1', [correlation, undoing]);
  return { changes, problems, correlation: undoing };
}

/** The command that a row sends, or the rule that it breaks. */
async function requestOf<C extends Caller>(
  row: ChangeRow,
  handler: CommandHandler<C>,
  caller: C,
  pool: Pool,
  correlationId: string,
): Promise<(CommandRequest<C> & { readonly id: string }) | Omit<RowProblem, 'line'>> {
  const { line, command, cells } = row;
  if (!(REVERSIBLE as readonly string[]).includes(command)) {
    return { field: 'command', value: command, rule: `is one of ${REVERSIBLE.join(', ')}: what these do can be taken back` };
  }
  const found = await recordOf(row, handler, caller, pool);
  if ('rule' in found) return found;
  const { kind, id } = found;
  const source = { document: 'table of changes', line };
  const read = (asJson: ReadonlySet<string>) => {
    const raw = { ...inputOf(cells, asJson), commandId: v5(String(line), correlationId), id: toGlobalId(kind, id), source };
    return { ...readCommand(kind, command, raw, caller), id, correlationId };
  };
  try {
    // The value of a correction is of any type.
    return read(new Set([...cells.keys()].filter((path) => /^value(\.|$)/.test(path))));
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
  }
  // What is no text where a text was read may be a number, a truth value or a list.
  try {
    return read(
      new Set([...cells].filter(([, cell]) => /^(-?\d+(\.\d+)?|true|false|null|[[{].*)$/s.test(cell)).map(([path]) => path)),
    );
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    const [{ field, value, rule }] = error.violations as [{ field: string; value: string; rule: string }];
    return { field, value, rule };
  }
}

/** The record that a row names, which the caller may see. */
async function recordOf<C extends Caller>(
  { id: text, identifier }: ChangeRow,
  handler: CommandHandler<C>,
  caller: C,
  pool: Pool,
): Promise<{ readonly kind: string; readonly id: string } | Omit<RowProblem, 'line'>> {
  if ((text === undefined) === (identifier === undefined)) return { field: 'id', rule: 'a row has an id or an identifier' };
  const named = text === undefined ? await byIdentifier(identifier!, handler, pool) : [parseGlobalId(text)];
  const seen: { readonly kind: string; readonly id: string }[] = [];
  for (const one of named) {
    if (!one || !handler.catalogue.has(one.kind)) continue;
    const record = await handler.look(caller, one.kind, one.id);
    if (record && record.revision !== NO_STREAM) seen.push(one);
  }
  const [found, ...more] = seen;
  const [field, value] = text === undefined ? ['identifier', identifier!] : ['id', text];
  if (!found) return { field, value, rule: 'is a record that is there' };
  return more.length === 0 ? found : { field, value, rule: `names one record; it is that of ${seen.length}` };
}

/** Records that an identifier (`IATI:XM-DAC-41128-1`) names: those that imports made of it, and all that read models find. */
async function byIdentifier<C extends Caller>(identifier: string, handler: CommandHandler<C>, pool: Pool) {
  const value = identifier.replace(/^IATI:/, '');
  const made = [
    { kind: 'assistanceProject', id: projectIdOf(value) },
    { kind: 'actor', id: actorIdOf(value) },
  ];
  const { rows } = await pool.query<{ kind: string; id: string }>(
    `select 'assistanceProject' as kind, id from rm.assistance_project where current and identifiers && array[$1]
     union select 'actor', id from rm.actor where current and identifiers && array[$1]`,
    [identifier.includes(':') ? identifier : `IATI:${identifier}`],
  );
  return [...made, ...rows].filter((one, i, all) => all.findIndex(({ kind, id }) => kind === one.kind && id === one.id) === i);
}

async function eventsOf(
  store: Pick<EventStore, 'readStream'>,
  catalogue: CommandHandler['catalogue'],
  stream: string,
): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for await (const event of store.readStream(stream)) events.push(catalogue.upcast(event));
  return events;
}
