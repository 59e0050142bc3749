import { GraphQLNonNull, GraphQLObjectType, type GraphQLInputType, type GraphQLSchema } from 'graphql';
import { type Viewer } from '../../access/viewer.js';
import { type CommandRequest, type Outcome, type Receipt } from '../../event-sourcing/command-handler.js';
import { type Position } from '../../event-sourcing/envelope.js';
import { type Progress } from '../../event-sourcing/projections/progress.js';
import { shownOf } from '../../event-sourcing/shown.js';
import { type CommandSpec, InvalidInput, readCommand } from '../commands/registry.js';
import { parseGlobalId } from '../global-id.js';
import { outputType } from '../objects/computed.js';
import { type RecordModule } from '../objects/record-module.js';
import { rowOf } from '../read/record-rows.js';
import { type RecordRow, type RequestContext } from '../request-context.js';
import { badUserInput, conflict } from '../errors.js';
import { requestScopes } from '../request-scope.js';
import { READ_MODEL_TIMEOUT_MS } from './point-in-time.js';
import { type Services } from './services.js';
import { type AnyField, listOf, Receipt as ReceiptType, type ReceiptSource, RefusalType, RemarkType } from './shared-types.js';

interface Payload {
  readonly outcome: Outcome;
  readonly kind: string;
}

/** One mutation a command of a kind of record, all with the same payload: the record, the receipt, or the refusal. */
export function recordMutations(schema: GraphQLSchema, services: Services, module: RecordModule): Record<string, AnyField> {
  const { kind } = module.definition;
  const payload = payloadType(services, `${module.type.name}Payload`, kind, outputType(schema, module.type.name));
  return Object.fromEntries(
    [...module.commands, ...module.corrections].map((spec) => [spec.name, mutation(schema, spec, payload, services, () => kind)]),
  );
}

/** The commands that every kind takes, once for all of them: their `id` says which record. */
export function commonMutations(
  schema: GraphQLSchema,
  services: Services,
  commands: readonly CommandSpec[],
): Record<string, AnyField> {
  const payload = payloadType(services, 'RecordPayload', 'record', outputType(schema, 'Record'));
  const kindOf = (input: { id?: string }): string => {
    const kind = input.id === undefined ? undefined : parseGlobalId(input.id)?.kind;
    if (kind === undefined || !services.modules.has(kind)) {
      throw badUserInput({ field: 'input.id', value: input.id, rule: 'is the id of a record: <kind>_<uuid>' });
    }
    return kind;
  };
  return Object.fromEntries(commands.map((spec) => [spec.name, mutation(schema, spec, payload, services, kindOf)]));
}

function mutation(
  schema: GraphQLSchema,
  spec: CommandSpec,
  payload: GraphQLObjectType,
  { handler, modules, progress, closing }: Services,
  kindOf: (input: { id?: string }) => string,
): AnyField {
  const input = schema.getType(`${spec.type.name}Input`) as GraphQLInputType | undefined;
  if (!input) throw new Error(`the schema has no input ${spec.type.name}Input`);
  return {
    type: new GraphQLNonNull(payload),
    description: spec.description,
    args: { input: { type: new GraphQLNonNull(input), description: 'The command.' } },
    resolve: async (
      _root,
      { input: raw }: { input: { id?: string } },
      { viewer, correlationId }: RequestContext,
      { schema: served },
    ): Promise<Payload> => {
      const kind = kindOf(raw);
      const module = modules.get(kind);
      if (module?.commands.includes(spec)) module.check?.(served, raw);
      const outcome = await handler.execute({ ...requestOf(kind, spec, raw, viewer), correlationId });
      if (outcome.status === 'accepted' && outcome.receipt.eventIds.length > 0)
        requestScopes.getStore()?.readAfter(() => taken(progress, outcome.receipt.position, closing));
      return { kind, outcome };
    },
  };
}

/** Until the read models hold a command's events, so that records beside its own are as it left them. @throws CONFLICT where that takes too long */
async function taken(progress: Progress, position: Position, closing: AbortSignal): Promise<void> {
  await progress.beyond(position - 1n, READ_MODEL_TIMEOUT_MS, closing);
  if (progress.served() < position) throw conflict(`the command was taken at ${position}, and cannot be read yet: ask again`);
}

function requestOf(kind: string, spec: CommandSpec, raw: object, viewer: Viewer): CommandRequest<Viewer> {
  try {
    return readCommand(kind, spec.type, raw, viewer);
  } catch (error) {
    if (error instanceof InvalidInput)
      throw badUserInput(...error.violations.map((one) => ({ ...one, field: `input.${one.field}` })));
    throw error;
  }
}

function payloadType({ handler, modules, ledger }: Services, name: string, field: string, type: unknown): GraphQLObjectType {
  return new GraphQLObjectType({
    name,
    description: 'What came of a command: the record and a receipt, or a refusal.',
    fields: {
      [field]: {
        type: type as GraphQLObjectType,
        description: 'The record after the command; null for a refusal, and where you may not read it.',
        resolve: async ({ outcome, kind }: Payload, _args, context: RequestContext): Promise<RecordRow | null> => {
          if (outcome.status === 'refused') return null;
          const loaded = await handler.look(context.viewer, kind, outcome.id);
          if (!loaded) return null;
          const doc = JSON.parse(shownOf(modules.get(kind)!.definition, loaded)) as Record<string, unknown>;
          const row = { id: loaded.id, revision: loaded.revision, valid_from: loaded.lastEffective, doc };
          return rowOf(kind, {}, row, context.viewer.keys, 'ANSWER');
        },
      },
      receipt: {
        type: ReceiptType,
        description: 'Proof that it was taken.',
        resolve: ({ outcome }: Payload): ReceiptSource | null =>
          outcome.status === 'accepted' ? { ...outcome.receipt, inLedger: () => inLedger(ledger, outcome.receipt) } : null,
      },
      remarks: {
        type: listOf(RemarkType),
        description:
          'What is worth a second look in a command that was taken: none for a refusal, and where it was taken before.',
        resolve: ({ outcome }: Payload) => (outcome.status === 'accepted' ? (outcome.remarks ?? []) : []),
      },
      refusal: {
        type: RefusalType,
        description: 'Why it was not taken.',
        resolve: ({ outcome }: Payload) => (outcome.status === 'refused' ? outcome.refusal : null),
      },
    },
  });
}

/** Where the last event of a receipt stands in the ledger. */
async function inLedger(ledger: Services['ledger'], { eventIds, position }: Receipt): Promise<number | undefined> {
  const last = eventIds.at(-1);
  return last === undefined ? undefined : ledger.indexOf(last, position);
}
