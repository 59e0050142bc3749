import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { rebuild } from '../src/event-sourcing/projections/rebuild.js';
import { CLEAR, english, registerActors, testService, type TestService } from './support/service.js';

describe('a project that is voided and restored', () => {
  let concord: TestService;
  let donor: string;
  let other: string;
  let project: string;
  let donated: string;
  beforeAll(async () => {
    concord = await testService();
    const actors = await registerActors(concord, { Donor: 'STATE', Other: 'STATE' });
    donor = await concord.key({ user: 'donor', actor: actors.Donor });
    other = await concord.key({ user: 'other', actor: actors.Other });
    const opened = { reporter: actors.Donor, status: 'IMPLEMENTATION', title: english('Radios'), handling: CLEAR };
    project = (await done('openProject', opened, donor)).id;
    const money = { id: project, amount: { amount: '1000', currency: 'EUR' }, direction: 'OUTGOING' };
    donated = (await done('commitFunds', { ...money, valueDate: '2021-03-01', occurredAt: '2021-03-01' }, donor)).eventId;
  });
  afterAll(() => concord.close());

  async function done(mutation: string, input: object, key: string): Promise<{ id: string; position: string; eventId: string }> {
    const { record, receipt, refusal } = await concord.send(mutation, input, 'id', key);
    expect({ mutation, refusal }).toEqual({ mutation, refusal: null });
    return { id: record.id, position: receipt.position, eventId: receipt.eventIds[0] };
  }

  async function committed(moment: string): Promise<string[]> {
    const { data } = await concord.ask(`{ at(${moment}) { donorPortfolio { nodes { committed } } } }`, {}, null);
    return data.at.donorPortfolio.nodes.map((line: { committed: string }) => Number(line.committed));
  }

  it('counts its money as it stood, by what was known at each moment, and says who voided it', async () => {
    const value = '2021-04-01';
    await done('correctRecord', { id: project, eventId: donated, field: 'valueDate', value, reason: 'late' }, donor);
    const voided = await done('voidRecord', { id: project, reason: 'entered twice' }, donor);
    expect(await committed(`after: "${voided.position}"`)).toEqual([]);
    const { data } = await concord.ask(`{ node(id: "${project}") { ... on Record { voided { reason user by { name } } } } }`);
    expect(data.node.voided).toEqual({ reason: 'entered twice', user: 'donor', by: { name: 'Donor' } });
    const foreign = await concord.send('restoreRecord', { id: project, reason: 'x' }, 'id', other);
    expect(foreign.refusal.code).toBe('RESERVED_FOR_OWNER');
    const restored = await done('restoreRecord', { id: project, reason: 'it was not' }, donor);
    expect(await committed(`after: "${restored.position}"`)).toEqual([1000]);
    expect(await committed(`knownAt: "position:${voided.position}"`)).toEqual([]);
    const twice = await done('voidRecord', { id: project, reason: 'after all' }, donor);
    const again = await done('restoreRecord', { id: project, reason: 'no' }, donor);
    expect(await committed(`after: "${again.position}"`)).toEqual([1000]);
    expect(await committed(`knownAt: "position:${twice.position}"`)).toEqual([]);
    expect(await committed(`knownAt: "position:${restored.position}"`)).toEqual([1000]);
  });

  it('has the same rows after a rebuild', async () => {
    const { unfiltered: pool, store, projections } = concord.service;
    for (const name of ['transfers', 'assistance_project', 'timeline']) {
      const { same } = await rebuild(projections.get(name)!, { pool, store });
      expect({ name, same }).toEqual({ name, same: true });
    }
  });
});
