import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { permissions } from '../src/access/permissions.js';
import { type Viewer } from '../src/access/viewer.js';
import { CommandHandler, type Outcome } from '../src/event-sourcing/command-handler.js';
import { readCommand } from '../src/graphql/commands/registry.js';
import { toGlobalId } from '../src/graphql/global-id.js';
import { recordModules } from '../src/records/index.js';
import { World } from './support/world.js';

const english = (text: string) => [{ language: 'en', text }];

describe('a command of one process', () => {
  it('is not refused by what another process has overtaken of the records that it names', async () => {
    const world = new World(recordModules);
    const [freedonia, norway] = await Promise.all(
      ['Freedonia', 'Norway'].map((name) => world.make('registerActor', { actorKind: 'STATE', name: english(name) })),
    );
    const need = await world.make(
      'identifyNeed',
      { state: toGlobalId('actor', freedonia!), origin: 'SELF', title: english('x'), subject: 'OTHER' },
      freedonia,
    );
    const offer = await world.make('makeOffer', { provider: toGlobalId('actor', norway!), title: english('x') }, norway);
    const ids = { need: toGlobalId('assistanceNeed', need), offer: toGlobalId('assistanceOffer', offer) };
    const match = toGlobalId('assistanceMatch', await world.make('proposeMatch', ids, freedonia));

    const { store, catalogue, handler } = world;
    const other = new CommandHandler(store, catalogue, handler.access, { now: handler.now });
    const reserve = () =>
      other.execute(readCommand('assistanceNeed', 'reserveNeed', { id: ids.need, match }, { user: 'process', actor: null }));
    expect(await reserve()).toMatchObject({ status: 'refused', refusal: { code: 'MATCH_NOT_ACCEPTED' } });
    await world.send('acceptMatch', { id: match, side: 'PROVIDER' }, norway);
    expect(await reserve()).toMatchObject({ status: 'accepted' });
  });

  it('rests on no mandate, affiliation or office that ended before, though this process has not heard of it', async () => {
    const world = new World(recordModules);
    const [state, ministry, delegate, part] = await Promise.all(
      ['STATE', 'NATIONAL_AGENCY', 'INTL_ORG', 'NATIONAL_AGENCY'].map((actorKind) =>
        world.make('registerActor', { actorKind, name: english(actorKind) }),
      ),
    );
    const named = (id: string | undefined) => toGlobalId('actor', id!);
    const belonging = { id: named(part), parent: named(state), kind: 'PART_OF' };
    const mandate = { id: named(state), to: named(delegate), until: '2022-12-31', reason: 'x' };
    const taken = async (name: string, raw: object, actor?: string) => {
      const outcome = await world.send(name, raw, actor);
      expect(outcome).toMatchObject({ status: 'accepted' });
      return outcome as Extract<Outcome, { status: 'accepted' }>;
    };
    const [granted] = (await taken('grantMandate', mandate, state)).receipt.eventIds;
    await taken('affiliateActor', belonging, part);
    await taken('agreeActorAffiliation', belonging, state);

    const { store, catalogue, handler } = world;
    const other = new CommandHandler<Viewer>(store, catalogue, permissions, { now: handler.now });
    const declare = async (actor: string | undefined, onBehalfOf?: string) => {
      const raw = { actor: named(onBehalfOf ?? state), statement: english('x'), handling: { tlp: 'CLEAR', audience: [] } };
      const caller = {
        user: `of ${actor}`,
        actor: actor!,
        roles: ['MEMBER'],
        coordinates: [],
        keys: ['public', 'members'],
      } as const;
      const command = readCommand(
        'commitment',
        'declareCommitment',
        { ...raw, onBehalfOf: onBehalfOf && named(onBehalfOf) },
        caller,
      );
      const outcome = await other.execute(command);
      return outcome.status === 'refused' ? outcome.refusal.code : outcome.status;
    };
    const all = () => Promise.all([declare(delegate, state), declare(part), declare(ministry, ministry)]);
    expect(await all()).toEqual(['accepted', 'accepted', 'accepted']);
    await taken('endMandate', { id: named(state), mandate: granted }, state);
    await taken('endActorAffiliation', belonging, state);
    await taken('deactivateActor', { id: named(ministry), reason: 'closed' }, ministry);
    expect(await all()).toEqual(['NO_MANDATE', 'RESERVED_FOR_OWNER', 'RESERVED_FOR_OWNER']);
  });
});
