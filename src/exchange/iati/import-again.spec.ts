import { describe, expect, it } from '@jest/globals';
import { v7 } from 'uuid';
import { activity, donor, iatiFile, transaction } from '../../../test/support/iati-file.js';
import { log, project } from '../../../test/support/iati-log.js';
import { streamOf } from '../../event-sourcing/catalogue.js';
import { CommandHandler } from '../../event-sourcing/command-handler.js';
import { type ActorState } from '../../records/actor/actor.fields.js';
import { actorIdOf } from '../publication/identity.js';
import { importIati } from './import.js';

describe('a file that changed', () => {
  it('moves the project through its statuses, there and back', async () => {
    const { publish, state } = log();
    await publish(activity({ status: '1' }));
    for (const [code, status] of [
      ['2', 'IMPLEMENTATION'],
      ['6', 'SUSPENDED'],
      ['4', 'CLOSED'],
      ['5', 'CANCELLED'],
      ['3', 'FINALISATION'],
      ['1', 'PIPELINE'],
      ['4', 'CLOSED'],
    ]) {
      expect((await publish(activity({ status: code! }))).problems).toEqual([]);
      expect((await state()).status).toBe(status);
      expect((await publish(activity({ status: code! }))).items.unchanged).toBe(1);
    }
  });

  it('changes, adds and withdraws results', async () => {
    const { publish, state } = log();
    const result = (title: string, actual: string) => `<result type="1"><title><narrative>${title}</narrative></title>
<indicator measure="1"><title><narrative>Officers</narrative></title><period><period-start iso-date="2021-01-01"/>
<period-end iso-date="2021-06-30"/><target value="40"/><actual value="${actual}"/></period></indicator></result>`;
    await publish(activity({ more: result('Trained', '20') + result('Equipped', '5') }));
    expect((await publish(activity({ more: result('Trained', '20') + result('Equipped', '5') }))).items.unchanged).toBe(1);
    await publish(activity({ more: result('Trained', '38') }));
    expect((await state()).results).toMatchObject([
      {
        title: [{ text: 'Trained' }],
        at: '2021-06-30T00:00:00.000Z',
        indicators: [{ periods: [{ target: '40', actual: '38' }] }],
      },
    ]);
  });

  it('takes away details and ends roles that it does not name any more', async () => {
    const { publish, state } = log();
    await publish(
      activity({
        more: '<participating-org role="4" ref="KE-1" type="10"><narrative>Kenya</narrative></participating-org><activity-scope code="4"/>',
      }),
    );
    expect(await state()).toMatchObject({
      scope: 'NATIONAL',
      partners: [{ actor: actorIdOf('KE-1'), role: 'IMPLEMENTING', until: null }],
    });
    await publish(activity());
    expect((await state()).scope).toBeUndefined();
    expect((await state()).partners[0]!.until).not.toBeNull();
  });

  it('leaves alone what others have said of the project since', async () => {
    const { publish, state, say, events } = log();
    const published = activity({ more: transaction('11', '10') });
    await publish(published);
    const id = `assistanceProject_${project}`;
    await say('assistanceProject', 'describeProject', { id, themes: ['CH-01'] });
    await say('assistanceProject', 'commitFunds', {
      id,
      amount: { amount: '7', currency: 'USD' },
      valueDate: '2021-05-01',
      direction: 'INCOMING',
    });
    const before = (await events()).length;
    expect((await publish(published)).items.unchanged).toBe(1);
    expect((await events()).length).toBe(before);
    await publish(activity({ title: 'Stadiums' }));
    expect(await state()).toMatchObject({
      title: [{ language: 'en', text: 'Stadiums' }],
      themes: ['CH-01'],
      totals: { INCOMING: { committed: { USD: 700 } } },
    });
  });

  it('follows an organisation to the one it was merged into', async () => {
    const { publish, say, events } = log();
    const published = activity({ more: transaction('11', '10', { more: donor('Govt of Japan', 'type="10"') + '' }) });
    const both = activity({ identifier: 'X-2', more: transaction('11', '10', { more: donor('Japan', 'ref="JP" type="10"') }) });
    await publish(published, both);
    const [duplicate, japan] = [actorIdOf('10:govt of japan'), actorIdOf('JP')];
    await say('actor', 'mergeActorInto', { id: `actor_${duplicate}`, survivor: `actor_${japan}`, reason: 'the same' });
    const before = (await events()).length;
    expect((await publish(published, both)).items.unchanged).toBe(2);
    expect((await events()).length).toBe(before);
    await publish(
      activity({
        more:
          transaction('11', '10', { more: donor('Govt of Japan', 'type="10"') }) +
          transaction('11', '20', { more: donor('Govt of Japan', 'type="10"') }),
      }),
      both,
    );
    expect((await events()).at(-1)).toMatchObject({
      type: 'FundsCommitted',
      data: { provider: japan, amount: { minor: 2_000 } },
    });
  });

  it('lets an organisation have been there when an earlier activity names it', async () => {
    const { publish, handler } = log();
    await publish(activity());
    const began = async () => (await handler.load('actor', actorIdOf('XM-DAC-41128'))).meta.beganAt;
    expect(await began()).toBe('2021-01-01T00:00:00.000Z');
    await publish(activity(), activity({ identifier: 'X-0', dates: '<activity-date type="2" iso-date="2019-05-01"/>' }));
    expect(await began()).toBe('2019-05-01T00:00:00.000Z');
  });

  it('gives the reporting organisation the name it says itself', async () => {
    const { publish, handler, events } = log();
    await publish(activity());
    const renamed = activity().replace('>UNODC<', '>United Nations Office on Drugs and Crime<');
    await publish(renamed);
    const { name } = (await handler.load('actor', actorIdOf('XM-DAC-41128'))).state as ActorState;
    expect(name).toEqual([{ language: 'en', text: 'United Nations Office on Drugs and Crime' }]);
    const before = (await events()).length;
    await publish(renamed);
    expect((await events()).length).toBe(before);
  });

  it('does not bring back a project that was voided', async () => {
    const { publish, say, events } = log();
    await publish(activity());
    await say('assistanceProject', 'voidRecord', { id: `assistanceProject_${project}`, reason: 'a test' });
    const before = (await events()).length;
    expect((await publish(activity({ title: 'Again' }))).problems).toMatchObject([{ rule: 'its record was voided: a test' }]);
    expect((await events()).length).toBe(before);
  });

  it('corrects a transaction of which one thing differs, and tells apart those that only look alike', async () => {
    const { publish, events, state } = log();
    const gift = (amount: string, date = '2021-03-01') => transaction('11', amount, { ref: 'G1', date });
    await publish(activity({ more: gift('10') + gift('10') + gift('30') }));
    const stream = streamOf('assistanceProject', project);
    expect((await events(stream)).map(({ type }) => type)).toEqual([
      'ProjectOpened',
      'FundsCommitted',
      'FundsCommitted',
      'FundsCommitted',
    ]);
    await publish(activity({ more: gift('10') + gift('10', '2021-03-02') + gift('35', '2021-05-01') }));
    const after = (await events(stream)).slice(4).map(({ type, data }) => [type, (data as { field?: string }).field]);
    // 30 is gone and 35 is new: day and amount both differ. The second 10 moved by a day.
    expect(after).toEqual([
      ['RecordCorrected', 'occurredAt'],
      ['RecordCorrected', 'valueDate'],
      ['RecordCorrected', 'amount'],
      ['FundsCommitted', undefined],
    ]);
    expect((await state()).totals.INCOMING.committed).toEqual({ USD: 5_500 });
  });
});

describe('an import that is stopped', () => {
  it('ends between two groups of commands, and the same import goes on from there', async () => {
    const { take, events } = log();
    const file = await iatiFile(
      Array.from({ length: 6 }, (_, i) =>
        activity({
          identifier: `X-${i}`,
          more: Array.from({ length: 120 }, (_, n) => transaction('11', String(n + 1))).join('\n'),
        }),
      ),
    );
    const abort = new AbortController();
    const stopped = await take(file, { signal: abort.signal, progress: (done) => done >= 30 && abort.abort() });
    expect(stopped.interrupted).toBe(true);
    expect((await events()).length).toBeLessThan(727);
    expect(await take(file)).toMatchObject({ interrupted: false, problems: [] });
    expect((await events()).length).toBe(727);
    const ids = (await events()).map(({ id }) => id);
    const whole = log();
    await whole.take(file);
    expect(new Set((await whole.events()).map(({ id }) => id))).toEqual(new Set(ids));
  });

  it('fails aloud where the caller may not record', async () => {
    const { store, handler } = log();
    const denied = new CommandHandler(store, handler.catalogue, {
      ...handler.access,
      admit: () => {
        throw new Error('not you');
      },
    });
    await expect(
      importIati([await iatiFile([activity()])], { handler: denied, caller: { user: v7(), actor: null } }),
    ).rejects.toThrow('not you');
  });
});
