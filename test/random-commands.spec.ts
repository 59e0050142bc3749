import 'reflect-metadata';
import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type GraphQLInputType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  type GraphQLInputObjectType,
} from 'graphql';
import { buildServiceSchema } from '../src/commands/schema-files.js';
import { InvalidInput } from '../src/graphql/commands/registry.js';
import { recordModules } from '../src/records/index.js';
import { AROUND, mended, type Raw, TEXTS } from './support/made-up-input.js';
import { World } from './support/world.js';
import { size } from './support/size.js';

/** Sequences of commands tried on each kind of record. */
const RUNS = size('CONCORD_TEST_SEQUENCES', { short: 10, long: 40 });

const day = fc.integer({ min: 0, max: 500 }).map((n) => new Date(Date.UTC(2021, 0, 1 + n)).toISOString().slice(0, 10));

/** Mostly the first, so that what is said by one is said to one. */
const few = fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 2, arbitrary: fc.integer({ min: 1, max: 5 }) });

/** Values of a type of input, by its schema; texts that stand for records are `#n`. */
function values(type: GraphQLInputType, name: string): fc.Arbitrary<unknown> {
  if (isNonNullType(type)) return values(type.ofType, name);
  if (name === 'audience' && isListType(type)) return fc.constant([]);
  if (isListType(type)) return fc.array(values(type.ofType, name), { minLength: 1, maxLength: 2 });
  if (isEnumType(type)) return fc.constantFrom(...type.getValues().map(({ value }) => value as unknown));
  if (isInputObjectType(type)) return inputs(type);
  switch (type.name) {
    case 'ID':
      return few.map((n) => `#${n}`);
    case 'Int':
    case 'Float':
      return fc.integer({ min: 0, max: 40 });
    case 'Boolean':
      return fc.boolean();
    case 'Day':
    case 'PartialDate':
      return day;
    case 'Decimal':
      return fc.integer({ min: 1, max: 500 }).map(String);
    default:
      return fc.constantFrom(...(TEXTS[name] ?? ['x', 'y']));
  }
}

function inputs(type: GraphQLInputObjectType): fc.Arbitrary<Raw> {
  const fields = Object.values(type.getFields()).filter(({ name }) => !AROUND.includes(name));
  return fc.record(Object.fromEntries(fields.map(({ name, type: of }) => [name, values(of, name)])), {
    requiredKeys: fields.filter(({ type: of }) => isNonNullType(of)).map(({ name }) => name),
  });
}

const modules = recordModules.filter(({ definition }) => !definition.extract);
const commands = modules.flatMap(({ definition, commands: own }) => own.map((spec) => ({ kind: definition.kind, ...spec })));

describe('every kind of record', () => {
  let schema: GraphQLSchema;
  /** A world with some actors, and at least one record of each kind. */
  let peopled: World;
  const tried = new Set<string>();

  const typeOf = (name: string) => schema.getType(`${name[0]!.toUpperCase()}${name.slice(1)}Input`) as GraphQLInputObjectType;
  const commandOf = (name: string): fc.Arbitrary<Raw> => inputs(typeOf(name));

  /** Sends a command, mended where its input breaks a rule. */
  async function attempt(world: World, name: string, raw: Raw, by: number | null, on: number, at?: string): Promise<void> {
    const { creates } = commands.find((one) => one.name === name)!;
    const around = {
      ...(creates ? { handling: { tlp: 'CLEAR', audience: [] } } : { id: `#${on}` }),
      ...(at ? { occurredAt: at } : {}),
    };
    let given: Raw | undefined = world.named(name, { ...raw, ...around }) as Raw;
    for (let tries = 0; given && tries < 8; tries++) {
      const outcome = await world.send(name, given, by === null ? null : world.ids.get('actor')![by]!);
      if (outcome instanceof InvalidInput) given = mended(given, outcome, world.eventIds.at(-1 - on), typeOf(name));
      else if (creates && outcome.status === 'refused' && tries < 3) {
        // What may not be shown to everybody may be to nobody.
        given = { ...given, handling: { tlp: 'RED', audience: [] } };
        tried.add(name);
      } else {
        tried.add(name);
        return;
      }
    }
  }

  beforeAll(async () => {
    schema = await buildServiceSchema();
    peopled = new World(recordModules);
    for (const actorKind of ['STATE', 'STATE', 'UN_ENTITY', 'PRIVATE', 'NATIONAL_AGENCY', 'STATE'])
      await peopled.make('registerActor', { actorKind, name: [{ language: 'en', text: actorKind }] });
    for (const { kind, name, creates } of commands) {
      if (!creates) continue;
      for (const raw of fc.sample(commandOf(name), { numRuns: 60, seed: 1 }))
        if ((peopled.ids.get(kind) ?? []).length < (kind === 'actor' ? 7 : 1)) await attempt(peopled, name, raw, 0, 0);
    }
  });

  it.each(modules.map(({ definition }) => definition.kind))(
    'takes or refuses whatever is said of it, in whatever order and of whatever day, and is then as its events tell it: %s',
    async (kind) => {
      const own = commands.filter((one) => one.kind === kind);
      const sent = fc.oneof(...own.map(({ name }) => commandOf(name).map((raw) => ({ name, raw }))));
      const when = fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: day });
      const speaker = fc.option(few, { freq: 8 });
      await fc.assert(
        fc.asyncProperty(fc.array(fc.tuple(sent, speaker, few, when), { minLength: 10, maxLength: 30 }), async (attempts) => {
          const world = new World(recordModules, peopled);
          for (const [{ name, raw }, by, on, at] of attempts) await attempt(world, name, raw, by, on, at);
          const touched = (await world.events()).slice(peopled.eventIds.length);
          for (const stream of new Set(touched.map((event) => event.stream))) {
            const { memory, replay } = await world.remembered(stream);
            expect({ stream, state: memory }).toEqual({ stream, state: replay });
          }
        }),
        { numRuns: RUNS },
      );
      // What a command asks for beyond its rules' examples is not made up here.
      const silent = own.map(({ name }) => name).filter((name) => !tried.has(name));
      expect({ kind, silent: silent.length * 4 < own.length ? [] : silent }).toEqual({ kind, silent: [] });
    },
  );
});
