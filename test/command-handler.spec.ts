import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { CommandHandler } from '../src/event-sourcing/command-handler.js';
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
});
